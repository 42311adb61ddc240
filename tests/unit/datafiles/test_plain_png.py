"""What is taken for a plain PNG is one: Pillow decodes it, and nothing is in it but pixels."""

from __future__ import annotations

import io
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pngparts import SIGNATURE, Chunk, chunk, header, pixels, png_of, saved, split
from pytest_realunify.datafiles.plain_png import is_plain, plain, size_of
from pytest_realunify.datafiles.writing import bare_png

WIDTH, HEIGHT = 5, 4
PACKED: Final = zlib.compress(pixels(WIDTH, HEIGHT))
HEADER, DATA, END = header(WIDTH, HEIGHT), (b"IDAT", PACKED), (b"IEND", b"")
GOOD: Final = png_of([HEADER, DATA, END])
TURNED: Final = b"exif\nII*\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"


def picture() -> Image.Image:
    return Image.radial_gradient("L").convert("RGB").resize((37, 23))


@pytest.mark.parametrize("level", [0, 1, 6, 9])
@pytest.mark.parametrize("kind", range(4), ids=["default", "filtered", "huffman", "rle"])
def test_what_pillow_writes_of_pixels_alone_is_plain_whatever_its_settings(level: int, kind: int) -> None:
    data = saved(picture(), compress_level=level, compress_type=kind)
    assert plain(data) is data
    assert size_of(data) == (37, 23)
    assert is_plain(bare_png(picture()))


def test_a_stream_may_lie_in_many_chunks() -> None:
    data = png_of([HEADER, *[(b"IDAT", PACKED[place : place + 1]) for place in range(len(PACKED))], END])
    assert is_plain(data)


def said(**texts: str) -> PngInfo:
    info = PngInfo()
    info.add_text("parameters", "a prompt", zip=texts.get("zip") == "yes")
    info.add_itxt("key", "sk-secret-0123456789")
    return info


@pytest.mark.parametrize("zipped", ["yes", "no"])
def test_texts_are_left_out_and_the_rest_is_as_it_came(zipped: str) -> None:
    bare, told = saved(picture()), saved(picture(), pnginfo=said(zip=zipped), dpi=(72, 72))
    assert not is_plain(told)
    assert plain(told) == bare
    assert b"sk-secret" in told


def test_what_says_that_colours_are_the_usual_and_who_made_it_is_left_out() -> None:
    beside: list[Chunk] = [(b"sRGB", b"\0"), (b"caBX", b"a claim"), (b"tIME", bytes(7))]
    assert plain(png_of([HEADER, *beside, DATA, (b"tEXt", b"a\0b"), END])) == GOOD


NOT_PLAIN: Final = {
    "nothing": b"",
    "a signature": SIGNATURE,
    "no header": png_of([DATA, END]),
    "a short header": png_of([(b"IHDR", bytes(12)), DATA, END]),
    "two headers": png_of([HEADER, HEADER, DATA, END]),
    "no pixels": png_of([HEADER, END]),
    "no end": png_of([HEADER, DATA]),
    "an end with content": GOOD[:-12] + chunk(b"IEND", b"")[:4] + b"",
    "trailing data": GOOD + b"PK\3\4",
    "a chunk behind the end": png_of([HEADER, DATA, END, (b"tEXt", b"a\0b")]),
    "a wrong CRC of the header": SIGNATURE + chunk(*HEADER, crc=1) + chunk(*DATA) + chunk(*END),
    "a wrong CRC of pixels": SIGNATURE + chunk(*HEADER) + chunk(*DATA, crc=1) + chunk(*END),
    "a wrong CRC of the end": SIGNATURE + chunk(*HEADER) + chunk(*DATA) + chunk(*END, crc=1),
    "cut": GOOD[:-20],
    "interlaced": png_of([header(WIDTH, HEIGHT, 8, 2, 0, 0, 1), DATA, END]),
    "16 bits": png_of([header(WIDTH, HEIGHT, 16, 2, 0, 0, 0), DATA, END]),
    "with alpha": saved(Image.new("RGBA", (2, 2))),
    "grey": saved(Image.new("L", (2, 2))),
    "with a palette": saved(Image.new("P", (2, 2))),
    "no columns": png_of([header(0, HEIGHT), (b"IDAT", zlib.compress(bytes(HEIGHT))), END]),
    "no rows": png_of([header(WIDTH, 0), (b"IDAT", zlib.compress(b"")), END]),
    "too large": png_of([header(20_000, 20_000), DATA, END]),
    "a row too few": png_of([HEADER, (b"IDAT", zlib.compress(pixels(WIDTH, HEIGHT - 1))), END]),
    "a byte too many": png_of([HEADER, (b"IDAT", zlib.compress(pixels(WIDTH, HEIGHT) + b"\0")), END]),
    "a filter that is none": png_of([HEADER, (b"IDAT", zlib.compress(pixels(WIDTH, HEIGHT, 5))), END]),
    "a stream cut short": png_of([HEADER, (b"IDAT", PACKED[:-5]), END]),
    "a stream without its checksum": png_of([HEADER, (b"IDAT", PACKED[:-4]), END]),
    "a stream with a wrong checksum": png_of([HEADER, (b"IDAT", PACKED[:-1] + bytes([PACKED[-1] ^ 1])), END]),
    "data behind the stream": png_of([HEADER, (b"IDAT", PACKED + b"hidden"), END]),
    "data behind the stream, apart": png_of([HEADER, DATA, (b"IDAT", b"hidden"), END]),
    "no stream": png_of([HEADER, (b"IDAT", b"no zlib"), END]),
    "pixels in two places": png_of([HEADER, (b"IDAT", PACKED[:9]), (b"tEXt", b"a\0b"), (b"IDAT", PACKED[9:]), END]),
    "text before the header": png_of([(b"tEXt", b"a\0b"), HEADER, DATA, END]),
    "a transparent colour": saved(Image.new("RGB", (2, 2)), transparency=(0, 0, 0)),
    "a colour profile": saved(Image.new("RGB", (2, 2)), icc_profile=b"profile"),
    "gamma": png_of([HEADER, (b"gAMA", bytes(4)), DATA, END]),
    "an orientation": png_of([HEADER, (b"eXIf", TURNED[5:]), DATA, END]),
    "an orientation in a text": png_of([HEADER, (b"zTXt", b"Raw profile type exif\0\0" + TURNED), DATA, END]),
    "an orientation in XMP": png_of([HEADER, (b"iTXt", b'XML:com.adobe.xmp\0\0\0\0\0tiff:Orientation="6"'), DATA, END]),
    "an animation": png_of([HEADER, (b"acTL", bytes(8)), DATA, END]),
    "half a time": png_of([HEADER, (b"tIME", bytes(6)), DATA, END]),
    "what nobody knows": png_of([HEADER, (b"abCD", b"?"), DATA, END]),
}


@pytest.mark.parametrize("data", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_just_pixels_is_not_plain(data: bytes) -> None:
    assert plain(data) is None


def test_no_end_of_chunks_is_not_waited_for() -> None:
    assert plain(png_of([HEADER, DATA, *[(b"tEXt", b"")] * (1 << 16), END])) is None


@pytest.mark.parametrize("chunks", [1, 1000])
def test_a_bomb_takes_no_memory(chunks: int) -> None:
    packing = zlib.compressobj(9)
    bomb = b"".join(packing.compress(bytes(1 << 20)) for _ in range(64)) + packing.flush()
    step = len(bomb) // chunks + 1
    data = png_of([HEADER, *[(b"IDAT", bomb[at : at + step]) for at in range(0, len(bomb), step)], END])
    tracemalloc.start()
    try:
        assert plain(data) is None
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000


def test_a_large_picture_is_looked_through_without_keeping_its_pixels() -> None:
    side = 3000
    data = saved(Image.new("RGB", (side, side), "teal"), compress_level=1)
    tracemalloc.start()
    try:
        assert plain(data) is data
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000 < 3 * side * side


def agrees(data: bytes) -> None:
    """What is plain Pillow decodes, and what it shows is what it showed with everything beside."""
    if (found := plain(data)) is None:
        return
    assert is_plain(found)
    with Image.open(io.BytesIO(found)) as bare:
        bare.load()
        assert (bare.mode, bare.size, bare.info) == ("RGB", size_of(found), {})
        pixels = bare.tobytes()
    try:
        with Image.open(io.BytesIO(data)) as whole:
            assert whole.tobytes() == pixels
            assert not whole.has_transparency_data
            assert whole.getexif().get(0x0112, 1) == 1, "nor is it to be turned"
    except (SyntaxError, ValueError, OSError):  # Pillow also refuses a picture for a text in it that is broken
        assert found is not data


CONTENTS: Final = st.sampled_from([b"", b"\0", b"a\0b", bytes(4), bytes(7), bytes(9), TURNED, PACKED[:9], PACKED[9:]])
KINDS: Final = st.sampled_from(
    [
        b"IDAT",
        b"IEND",
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"tEXt",
        b"zTXt",
        b"iTXt",
        b"eXIf",
        b"pHYs",
        b"sRGB",
        b"tIME",
        b"caBX",
    ]
)
CHANGES: Final[st.SearchStrategy[Callable[[list[Chunk]], object]]] = st.one_of(
    st.tuples(st.integers(0, 9), KINDS, CONTENTS).map(
        lambda to: lambda chunks: chunks.insert(to[0] % (len(chunks) + 1), to[1:])
    ),
    st.integers(0, 9).map(lambda to: lambda chunks: chunks.pop(to % len(chunks)) if len(chunks) > 1 else None),
)


@given(st.lists(CHANGES, max_size=4))
def test_whatever_is_put_between_pillow_decodes_what_is_plain(changes: list[Callable[[list[Chunk]], object]]) -> None:
    chunks = split(GOOD)
    for change in changes:
        change(chunks)
    agrees(png_of(chunks))


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(0, 40))
def test_a_byte_that_was_changed_or_lost_is_noticed(place: int, value: int, lost: int) -> None:
    data = bytearray(GOOD)
    data[place] = value
    del data[place + 1 : place + 1 + lost]
    agrees(bytes(data))
    assert bytes(data) == GOOD or plain(bytes(data)) is None


@given(
    st.integers(1, 6),
    st.integers(1, 6),
    st.binary(max_size=120),
    st.sampled_from([0, 1, 9]),
    st.integers(0, 4),
    st.data(),
)
def test_any_pixels_in_any_stream_are_read_as_pillow_reads_them(
    width: int, height: int, noise: bytes, level: int, kind: int, draw: st.DataObject
) -> None:
    rows = bytearray((noise * 40)[: (1 + 3 * width) * height].ljust((1 + 3 * width) * height, b"\7"))
    rows[:: 1 + 3 * width] = bytes([kind]) * height
    packed = zlib.compress(bytes(rows), level)
    cut = draw.draw(st.integers(0, len(packed)))
    data = png_of([header(width, height), (b"IDAT", packed[:cut]), (b"IDAT", packed[cut:]), END])
    assert plain(data) is data
    agrees(data)
