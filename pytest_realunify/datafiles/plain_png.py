"""Which PNGs are RGB pictures and nothing else: told from their bytes, without keeping a pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.interfaces import too_large

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_AROUND: Final = 12
"""Bytes of a chunk besides its content: length, kind, CRC."""
_HEADER: Final = struct.Struct(">II5B")
_RGB: Final = (8, 2, 0, 0, 0)
"""Bits, colour type, compression, filtering, interlacing."""
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")
_SIZES: Final = {b"tIME": 7, b"pHYs": 9, b"sRGB": 1}
_BESIDE: Final = frozenset({*_TEXTS, *_SIZES, b"caBX"})
"""Chunks that can be left out: texts, the time, dots per metre, that colours are the usual ones, who made it (C2PA)."""
_TURNING: Final = (b"raw profile", b"xml:com.adobe.xmp")
"""How texts begin in which Pillow looks for how the picture is to be turned."""
_FILTERS: Final = 5
_CHUNKS: Final = 1 << 16
"""At most: libpng's own, of 8 KiB, make up 512 MiB."""
_PIECE: Final = 1 << 16
"""Bytes that are unpacked, or handed to be unpacked, at a time: a bomb gets no further, and nothing is copied twice."""

Chunk = tuple[bytes, memoryview, memoryview]
"""Kind, content, and all of it with length and CRC."""


def is_plain(data: bytes) -> bool:
    """Whether a file is a PNG of ours: RGB of 8 bits a channel, not interlaced, whole, and without anything beside its
    pixels."""
    return plain(data) is data


def plain(data: bytes) -> bytes | None:
    """The file if it is such a PNG; a copy without what can be left out (`_BESIDE`) if that makes it one; else None.

    Whatever comes back, Pillow decodes, to the size that its header says: every CRC is right, the pixels' stream is
    whole and of the right length. What changes how the pixels look (a colour profile, gamma, transparency, Exif, an
    animation) or is unknown makes a file not plain, and so does one that is larger than a picture may be.
    """
    chunks = _chunks(data)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != _HEADER.size:
        return None
    width, height, *form = _HEADER.unpack(chunks[0][1])
    if tuple(form) != _RGB or not width * height or too_large(width, height):
        return None
    if not _in_order([kind for kind, _, _ in chunks]) or any(_matters(kind, content) for kind, content, _ in chunks):
        return None
    if not _is_whole([content for kind, content, _ in chunks if kind == b"IDAT"], width, height):
        return None
    kept = [whole for kind, _, whole in chunks if kind not in _BESIDE]
    return data if len(kept) == len(chunks) else b"".join([SIGNATURE, *kept])


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG that is plain."""
    width, height, *_ = _HEADER.unpack_from(data, len(SIGNATURE) + 8)
    return width, height


def _chunks(data: bytes) -> list[Chunk]:
    """From signature to the end of the file; none where they do not fill it, are too many, or a CRC is wrong."""
    if not data.startswith(SIGNATURE):
        return []
    view, place, found = memoryview(data), len(SIGNATURE), list[Chunk]()
    while place < len(view):
        if len(view) - place < _AROUND or len(found) == _CHUNKS:
            return []
        end = place + _AROUND + int.from_bytes(view[place : place + 4], "big")
        if end > len(view) or zlib.crc32(view[place + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            return []
        found.append((bytes(view[place + 4 : place + 8]), view[place + 8 : end - 4], view[place:end]))
        place = end
    return found


def _in_order(kinds: Sequence[bytes]) -> bool:
    """One header, the pixels in one go, one end; and of the rest only what can be left out."""
    bare = [kind for kind in kinds if kind not in _BESIDE]
    first, pixels = kinds.count(b"IHDR"), kinds.count(b"IDAT")
    if bare != [b"IHDR", *[b"IDAT"] * pixels, b"IEND"] or first != 1 or not pixels or kinds[-1] != b"IEND":
        return False
    begin = kinds.index(b"IDAT")
    return all(kind == b"IDAT" for kind in kinds[begin : begin + pixels])


def _matters(kind: bytes, content: memoryview) -> bool:
    """Whether it cannot be left out after all: it may turn the picture, or is broken."""
    if kind in _TEXTS:
        return bytes(content[:20]).lower().startswith(_TURNING)
    return len(content) != _SIZES.get(kind, len(content))


def _is_whole(parts: Sequence[memoryview], width: int, height: int) -> bool:
    """Whether the stream holds every row, begun with a filter that there is, and nothing else."""
    row = 1 + 3 * width
    seen = 0
    unpacking = zlib.decompressobj()
    try:
        for unpacked in _unpacked(unpacking, parts):
            if seen + len(unpacked) > row * height or max(unpacked[-seen % row :: row], default=0) >= _FILTERS:
                return False
            seen += len(unpacked)
    except zlib.error:
        return False
    return unpacking.eof and not unpacking.unused_data and seen == row * height


def _unpacked(unpacking: zlib._Decompress, parts: Sequence[memoryview]) -> Iterator[bytes]:
    """Piece by piece. Data behind the stream's end lies in `unused_data` then. Raises zlib.error."""
    for part in parts:
        for start in range(0, len(part), _PIECE):
            given: bytes | memoryview = part[start : start + _PIECE]
            while given:
                yield unpacking.decompress(given, _PIECE)
                given = unpacking.unconsumed_tail
    while not unpacking.eof and (unpacked := unpacking.decompress(b"", _PIECE)):
        yield unpacked
