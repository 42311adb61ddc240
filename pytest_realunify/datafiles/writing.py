"""Pictures as PNG, without what they say of themselves, and the largest without a copy."""

from __future__ import annotations

import io
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LARGE: Final = 16_000_000
"""Pixels of a picture that is not copied: Pillow has 4 bytes for each."""

LEVEL: Final = 1
"""zlib's. Level 6 takes 2 to 4 times as long for 0.7 to 0.9 of the bytes (`benchmarks/pictures.py`)."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEADER: Final = struct.Struct(">II5B")
_UP: Final = 2
"""The filter: each row as its difference from the one above, be it of a photograph or of flat shapes. Pillow tries all
five for every row, which takes longer than packing, and saves nothing: half its time, for as many bytes."""
_BAND: Final = 1 << 22
"""Bytes that are filtered at a time."""

_ONE_LARGE: Final = threading.Lock()
"""Pillow keeps what it is told while saving in the picture itself: no two threads may save one at once."""


def bare_png(image: Image) -> bytes:
    """The same pixels give the same bytes."""
    if image.mode == "RGB" and image.width * image.height:
        return _written(image)
    if image.width * image.height > LARGE:
        with _ONE_LARGE:
            return _saved(image)
    plain = image.copy()
    plain.info = {}
    return _saved(plain)


def _written(image: Image) -> bytes:
    """One of RGB."""
    width, height = image.size
    file = io.BytesIO()
    file.write(_SIGNATURE)
    _write_chunk(file, b"IHDR", [_HEADER.pack(width, height, 8, 2, 0, 0, 0)])
    _write_chunk(file, b"IDAT", _packed(image))
    _write_chunk(file, b"IEND", [])
    return file.getvalue()


def _packed(image: Image) -> Iterator[bytes]:
    """The pixels' stream, band by band."""
    import numpy as np

    width, height = image.size
    row, rows = 3 * width, max(1, _BAND // (3 * width))
    packing = zlib.compressobj(LEVEL)
    above = np.zeros(row, np.uint8)
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(top + rows, height)))
        pixels = np.frombuffer(band.tobytes(), np.uint8).reshape(-1, row)
        filtered = np.empty((len(pixels), 1 + row), np.uint8)
        filtered[:, 0] = _UP
        np.subtract(pixels[0], above, out=filtered[0, 1:])
        np.subtract(pixels[1:], pixels[:-1], out=filtered[1:, 1:])
        yield packing.compress(filtered.data)
        above = pixels[-1]
    yield packing.flush()


def _write_chunk(file: io.BytesIO, kind: bytes, parts: Iterable[bytes]) -> None:
    """Its length is written when it is known: the largest lies in memory once."""
    begin, check = file.tell(), zlib.crc32(kind)
    file.write(b"\0\0\0\0" + kind)
    for part in parts:
        file.write(part)
        check = zlib.crc32(part, check)
    length = file.tell() - begin - 8
    file.write(check.to_bytes(4, "big"))
    file.seek(begin)
    file.write(length.to_bytes(4, "big"))
    file.seek(0, io.SEEK_END)


def _saved(image: Image) -> bytes:
    buffer = io.BytesIO()
    # A colour profile would be written too, and an odd `transparency` makes Pillow refuse to write.
    bare = {"icc_profile": None, "transparency": None, "exif": None}
    image.save(buffer, "PNG", compress_level=LEVEL, **bare)
    return buffer.getvalue()
