"""A picture that came from a server: carried where it is a plain PNG, and as it ever was where it is not."""

from __future__ import annotations

import io
from typing import Final

import pytest
from PIL import Image

from pngparts import chunk, header, pixels, png_of, saved, split
from pytest_realunify.datafiles.carried import file_of
from pytest_realunify.datafiles.pictures import UnreadableError, opened, upright
from pytest_realunify.models.openai.pictures import DataURIs, data_uri, png, received
from pytest_realunify.models.openai.replies import FruitlessError

PICTURE: Final = Image.radial_gradient("L").convert("RGB").resize((31, 17))
GOOD: Final = saved(PICTURE)
HEADER, DATA, END = split(GOOD)

ODD: Final = {
    "cut": GOOD[: len(GOOD) // 2],
    "trailing data": GOOD + b"PK",
    "a wrong CRC": GOOD[:33] + chunk(*DATA, crc=1) + chunk(*END),
    "half the stream": png_of([HEADER, (b"IDAT", DATA[1][: len(DATA[1]) // 2]), END]),
    "too few rows": png_of([header(31, 99), DATA, END]),
    "too many rows": png_of([header(31, 3), DATA, END]),
    "no such filter": png_of([header(5, 4), (b"IDAT", pixels(5, 4, 9)), END]),
    "a bomb": png_of([header(20_000, 20_000), DATA, END]),
    "nothing": b"",
    "grey": saved(PICTURE.convert("L")),
    "16 bits": saved(Image.new("I;16", (31, 17), 40_000)),
    "a transparent colour": saved(PICTURE, transparency=(0, 0, 0)),
    "a colour profile": saved(PICTURE, icc_profile=b"profile"),
}


def shown(read: object) -> object:
    """Size, mode and pixels, or what is said."""
    assert callable(read)
    try:
        picture = read()
    except (UnreadableError, FruitlessError) as error:
        return str(error).removeprefix("the picture that came back ")
    return picture.size, picture.mode, picture.tobytes()


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_what_is_not_plain_is_what_it_was(data: bytes) -> None:
    assert shown(lambda: received(data)) == shown(lambda: opened(io.BytesIO(data), upright))


def test_what_is_plain_goes_out_as_it_came() -> None:
    picture = received(GOOD)
    assert file_of(picture) == png(picture) == GOOD
    assert file_of(received(DataURIs().get(picture))) == file_of(received(data_uri(picture))) == GOOD
    assert shown(lambda: picture) == shown(lambda: PICTURE)


def test_a_picture_is_sent_as_it_is_each_time_though_drawn_on_in_between() -> None:
    uris, picture = DataURIs(), received(GOOD)
    sent = [uris.get(picture)]
    for colour in ("red", "blue"):
        picture.paste(colour, (0, 0, 2, 2))
        sent.append(uris.get(picture))
    corners = [received(each).getpixel((0, 0)) for each in sent]
    assert corners == [PICTURE.getpixel((0, 0)), (255, 0, 0), (0, 0, 255)]
