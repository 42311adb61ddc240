"""A reply's content as it comes, unpacked and counted piece by piece: 300 kB of gzip may be 300 MB."""

from __future__ import annotations

import zlib
from typing import Any, Final

PACKINGS: Final = ("gzip", "deflate")
"""What a server is told that it may use. Others unpack no bounded part at a time everywhere."""
MIB: Final = 1 << 20
_GZIP: Final = 16 + zlib.MAX_WBITS


class UnpackError(Exception):
    """The content is not packed as its header says, or as nobody asked for."""


class TooLargeError(Exception):
    """There is more than may be read."""


class Unpacking:
    """Collects `content`; holds no more than `most` bytes of it and one piece."""

    def __init__(self, packing: str, most: int) -> None:
        """`packing` is the header Content-Encoding. Raises UnpackError for one that nobody asked for."""
        name = packing.strip().lower().removeprefix("x-")
        if name not in ("", "identity", *PACKINGS):
            raise UnpackError(f"the reply is packed as {packing[:60]!r}, and was asked for as {' or '.join(PACKINGS)}")
        self.content = bytearray()
        self._name = name
        self._most = most
        self._taken = 0
        self._unpack: Any = None

    def add(self, piece: bytes) -> None:
        """Raises TooLargeError, after which `content` is what fits, and UnpackError."""
        self._taken += len(piece)  # what follows the packed part is thrown away, but counts
        if self._name in PACKINGS:
            self._add_packed(piece)
        else:
            self.content += piece
        if max(self._taken, len(self.content)) > self._most:
            del self.content[self._most :]
            raise TooLargeError(f"the reply is larger than {_size(self._most)} (max_body_mib)")

    def _add_packed(self, piece: bytes) -> None:
        if self._unpack is None:
            self._unpack = zlib.decompressobj(_GZIP if self._name == "gzip" else _wbits(piece))
        while piece and not self._unpack.eof:
            room = self._most + 1 - len(self.content)
            if room <= 0:
                return
            try:
                self.content += self._unpack.decompress(piece, room)
            except zlib.error as error:
                raise UnpackError(f"the reply cannot be unpacked as {self._name}: {error}") from error
            piece = self._unpack.unconsumed_tail


def _wbits(piece: bytes) -> int:
    """Of `deflate`, which servers send with its head, as the standard says, and without."""
    headed = len(piece) < 2 or (piece[0] & 0x0F == 8 and int.from_bytes(piece[:2], "big") % 31 == 0)
    return zlib.MAX_WBITS if headed else -zlib.MAX_WBITS


def _size(most: int) -> str:
    return f"{most / MIB:g} MiB"
