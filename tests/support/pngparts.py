"""PNGs put together chunk by chunk, also as no encoder would."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Final

from PIL import Image

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

Chunk = tuple[bytes, bytes]
"""Kind and content."""


def chunk(kind: bytes, content: bytes, crc: int | None = None) -> bytes:
    """With its right CRC, or that one."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content) if crc is None else crc)
    )


def png_of(chunks: Sequence[Chunk]) -> bytes:
    """A file of these."""
    return SIGNATURE + b"".join(chunk(*each) for each in chunks)


def header(width: int, height: int, *form: int) -> Chunk:
    """IHDR; `form` is bits, colour type, compression, filtering, interlacing: RGB unless told."""
    return b"IHDR", struct.pack(">II5B", width, height, *(form or (8, 2, 0, 0, 0)))


def pixels(width: int, height: int, kind: int = 0) -> bytes:
    """Rows of some filter, not yet packed."""
    return b"".join(bytes([kind]) + bytes(range(3 * width)) for _ in range(height))


def split(data: bytes) -> list[Chunk]:
    """The chunks of a whole file."""
    found, place = [], len(SIGNATURE)
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += length + 12
    return found


def saved(picture: Image.Image, **how: object) -> bytes:
    """As Pillow writes it."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", **how)
    return buffer.getvalue()
