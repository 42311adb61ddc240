"""A carried picture is a picture like any other, and never passes off its file for other pixels."""

from __future__ import annotations

import copy
import io
import pickle
import threading
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from PIL.PngImagePlugin import PngImageFile

from pngparts import saved
from pytest_realunify.datafiles import carried as module
from pytest_realunify.datafiles.carried import CarriedPicture, carried, encoded_once, file_of

PLAIN: Final = Image.radial_gradient("L").convert("RGB").resize((31, 17))
FILE: Final = saved(PLAIN)


@pytest.fixture
def picture() -> CarriedPicture:
    found = carried(FILE)
    assert found is not None
    return found


@pytest.fixture
def decodings(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Of carried pictures, from now on."""
    done: list[Any] = []

    def counted(file: Any) -> PngImageFile:
        done.append(file)
        return PngImageFile(file)

    monkeypatch.setattr(module, "PngImageFile", counted)
    return done


def test_what_is_asked_of_the_header_decodes_nothing(picture: CarriedPicture, decodings: list[Any]) -> None:
    assert isinstance(picture, Image.Image)
    assert (picture.mode, picture.size, picture.width, picture.height, picture.info) == ("RGB", (31, 17), 31, 17, {})
    assert not picture.has_transparency_data
    assert picture.getbands() == ("R", "G", "B")
    assert "CarriedPicture" in repr(picture)
    assert file_of(picture) == FILE
    assert decodings == []


def unpickled(image: Image.Image) -> Image.Image:
    found: Image.Image = pickle.loads(pickle.dumps(image))  # noqa: S301 (written here)
    return found


def same(one: object, other: object) -> bool:
    return one == other


READING: Final[dict[str, Callable[[Image.Image], Any]]] = {
    "copy": lambda image: image.copy().tobytes(),
    "copy.copy": lambda image: copy.copy(image).tobytes(),
    "tobytes": lambda image: image.tobytes(),
    "convert to what it is": lambda image: image.convert("RGB").tobytes(),
    "convert": lambda image: image.convert("L").tobytes(),
    "numpy": lambda image: np.asarray(image).tolist(),
    "equals": lambda image: (image == PLAIN, same(PLAIN, image), image == Image.new("RGB", (31, 17)), image == "text"),
    "pickle": lambda image: unpickled(image).tobytes(),
    "deepcopy": lambda image: copy.deepcopy(image).tobytes(),
    "exif": lambda image: ImageOps.exif_transpose(image).tobytes(),
    "save": saved,
    "resize": lambda image: image.resize((7, 5)).tobytes(),
    "crop": lambda image: image.crop((1, 2, 9, 9)).tobytes(),
    "rotate": lambda image: image.rotate(90, expand=True).tobytes(),
    "getpixel": lambda image: image.getpixel((3, 4)),
    "getcolors": lambda image: image.getcolors(1000),
    "histogram": lambda image: image.histogram(),
    "split": lambda image: [each.tobytes() for each in image.split()],
    "filter": lambda image: image.filter(ImageFilter.BLUR).tobytes(),
    "chops": lambda image: ImageChops.invert(image).tobytes(),
    "blend": lambda image: Image.blend(image, PLAIN.transpose(Image.Transpose.ROTATE_180), 0.5).tobytes(),
    "with": lambda image: image.__enter__().tobytes(),
    "point": lambda image: image.point(lambda value: value // 2).tobytes(),
}


@pytest.mark.parametrize("read", READING.values(), ids=READING)
def test_it_reads_as_the_picture_does(picture: CarriedPicture, read: Callable[[Image.Image], Any]) -> None:
    assert read(picture) == read(PLAIN)
    assert picture.tobytes() == PLAIN.tobytes()
    assert picture.file in (None, FILE)


@pytest.mark.parametrize("name", list(READING)[:9])
def test_what_is_used_most_to_read_leaves_the_file_and_decodes_once(
    picture: CarriedPicture, decodings: list[Any], name: str
) -> None:
    for _ in range(3):
        READING[name](picture)
    assert picture.file == FILE
    assert len(decodings) == 1 or name in ("pickle", "deepcopy")


def through_numpy(image: Image.Image) -> None:
    pixels = np.array(image)
    pixels[0, 0] = (1, 2, 3)
    image.frombytes(pixels.tobytes())


def through_access(image: Image.Image) -> None:
    access: Any = image.load()
    access[0, 0] = (1, 2, 3)


def composed(image: Image.Image) -> None:
    image.putalpha(255)
    image.alpha_composite(Image.new("RGBA", (2, 2), "red"))


WRITING: Final[dict[str, Callable[[Image.Image], Any]]] = {
    "putpixel": lambda image: image.putpixel((0, 0), (1, 2, 3)),
    "load": through_access,
    "paste": lambda image: image.paste((1, 2, 3), (0, 0, 2, 2)),
    "ImageDraw": lambda image: ImageDraw.Draw(image).point((0, 0), (1, 2, 3)),
    "frombytes": through_numpy,
    "putdata": lambda image: image.putdata([(1, 2, 3)] * (image.width * image.height)),
    "thumbnail": lambda image: image.thumbnail((9, 9)),
    "putalpha": lambda image: image.putalpha(7),
    "core": lambda image: image.im.putpixel((0, 0), (1, 2, 3)),
    "another's core": lambda image: setattr(image, "im", Image.new("RGB", image.size).im),
    "alpha_composite": composed,
}


@pytest.mark.parametrize("write", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("seen", [True, False], ids=["seen before", "not seen"])
def test_whoever_can_write_ends_the_file(
    picture: CarriedPicture, write: Callable[[Image.Image], Any], seen: bool
) -> None:
    other = PLAIN.copy()
    if seen:
        picture.copy()
    write(picture)
    write(other)
    assert file_of(picture) is None
    assert (picture.mode, picture.size, picture.tobytes()) == (other.mode, other.size, other.tobytes())
    assert unpickled(picture).tobytes() == other.tobytes()
    assert picture.copy() == picture == other
    assert encoded_once(picture).tobytes() == other.tobytes()


def test_an_access_taken_long_ago_still_counts(picture: CarriedPicture) -> None:
    access: Any = picture.load()
    picture.tobytes()
    access[0, 0] = (1, 2, 3)
    assert picture.file is None
    assert picture.copy().getpixel((0, 0)) == (1, 2, 3)


def test_what_was_copied_is_the_copier_s_to_write(picture: CarriedPicture) -> None:
    for mine in (picture.copy(), copy.copy(picture), picture.convert("RGB"), unpickled(picture)):
        mine.putpixel((0, 0), (1, 2, 3))
        assert picture.tobytes() == PLAIN.tobytes()
    assert picture.file == FILE


def test_closed_it_has_nothing(picture: CarriedPicture) -> None:
    picture.copy()
    picture.close()
    assert picture.file is None
    with pytest.raises(ValueError, match="closed"):
        picture.tobytes()


def test_from_many_threads_it_is_decoded_once(picture: CarriedPicture, decodings: list[Any]) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(picture.tobytes())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PLAIN.tobytes()] * 16
    assert len(decodings) == 1


@pytest.mark.parametrize("data", [b"", b"no picture", FILE[:-5], FILE + b"\0", saved(PLAIN.convert("L"))])
def test_what_is_no_plain_png_is_not_carried(data: bytes) -> None:
    assert carried(data) is None


def test_a_picture_is_encoded_once_and_its_maker_can_draw_on(decodings: list[Any]) -> None:
    made = PLAIN.copy()
    ours = encoded_once(made)
    assert encoded_once(ours) is ours
    made.paste("red", (0, 0, *made.size))
    file = file_of(ours)
    assert file is not None
    assert ours.tobytes() == PLAIN.tobytes()
    assert decodings == [], "its pixels were there"
    with Image.open(io.BytesIO(file)) as shown:
        assert shown.tobytes() == PLAIN.tobytes()


def test_the_largest_and_what_is_not_rgb_carry_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    grey = PLAIN.convert("L")
    assert encoded_once(grey) is grey
    monkeypatch.setattr(module, "LARGE", 10)
    assert encoded_once(PLAIN) is PLAIN
