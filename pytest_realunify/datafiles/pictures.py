"""Pictures that rows name: inside their folder, small enough, decoded only when asked for."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

from pytest_realunify.datafiles.quiet import quiet
from pytest_realunify.datafiles.rows import Row, quoted, shown
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import MAX_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
"""Not everything Pillow knows: its EPS reader starts Ghostscript."""

_PIECE: Final = 1 << 20

_UNDECODABLE: Final = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError)
"""What Pillow's decoders raise on damaged files, besides struct.error, zlib.error and its own bomb error."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture some row names. `reference` is its path from the data folder, with forward slashes."""

    row: Row
    field: str
    reference: str
    path: Path

    def error(self, problem: str) -> DataError:
        """Names the row and field that refer to the picture."""
        return self.row.error(self.field, problem)

    def size(self) -> int:
        """Bytes. Raises DataError when there is no such file."""
        try:
            status = self.path.stat()
        except OSError as error:
            missing = "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror or error)
            raise self.error(f"{quoted(self.reference)}: {missing}") from error
        if not stat.S_ISREG(status.st_mode):
            raise self.error(f"{quoted(self.reference)} is not a file")
        return status.st_size

    def digest(self) -> str:
        """A sha256 of its bytes. Raises DataError when there is no such file, or none that can be read."""
        self.size()
        digest = hashlib.sha256()
        try:
            with self.path.open("rb") as content:
                while piece := content.read(_PIECE):
                    digest.update(piece)
        except OSError as error:
            raise self.error(f"{quoted(self.reference)}: {error.strerror or error}") from error
        return digest.hexdigest()

    def check_header(self) -> None:
        """Raise DataError unless the file starts as a picture of at most 100 megapixels. Decodes no pixels."""
        self._opened(lambda _: None)

    def open(self) -> Image:
        """Decoded, upright and RGB. Raises DataError, also for a truncated file."""
        return self._opened(_upright_rgb)

    def _opened(self, use: Callable[[Image], T]) -> T:
        self.size()
        try:
            return opened(self.path, use)
        except UnreadableError as error:
            raise self.error(f"{quoted(self.reference)} {error}") from error


class UnreadableError(Exception):
    """What is no picture, or none that we open. The message goes on from the picture's name: `is not a picture`."""


def opened(source: Path | IO[bytes], use: Callable[[Image], T]) -> T:
    """What `use` makes of a picture of a known format and at most MAX_PIXELS; at first only its header is read.

    Raises UnreadableError, also for what `use` finds broken.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        # Pillow warns from 89 megapixels on and about odd metadata; neither is an error here.
        with quiet(), Image.open(source, formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(f"{image.width} x {image.height} pixels are ")
            return use(image)
    except Image.DecompressionBombError as error:
        raise _too_large("") from error
    except UnidentifiedImageError as error:
        raise UnreadableError(f"is not a picture (expected {', '.join(_FORMATS)})") from error
    except (*_UNDECODABLE, struct.error, zlib.error) as error:
        raise UnreadableError(f"cannot be decoded: {error or type(error).__name__}") from error


def upright(image: Image) -> Image:
    """A copy, decoded and turned as its metadata says, in the picture's own mode."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def _upright_rgb(image: Image) -> Image:
    from PIL import ImageOps

    ImageOps.exif_transpose(image, in_place=True)
    return image.convert("RGB")


def _too_large(size: str) -> UnreadableError:
    return UnreadableError(f"is too large: {size}more than {MAX_PIXELS // 10**6} megapixels")


def picture_file(row: Row, field: str, value: str, root: Path, absolute: bool = False) -> PictureFile:
    """The picture that a row names by a path inside `root`, which must be a real path (no links, no `..`).

    Raises DataError for a path that leaves the folder, by `..` or by links, and for an absolute one unless `absolute`.
    """
    given = row.unicode(field, value).replace("\\", "/")
    if not absolute and (given.startswith("/") or re.match(r"[A-Za-z]:", given)):
        raise row.error(field, f"{quoted(value)} is absolute, expected a path inside {shown(root)}")
    try:
        real = os.path.realpath(root / given)
    except (OSError, ValueError) as error:
        raise row.error(field, f"{quoted(value)} is not a path: {error}") from error
    if not real.startswith(f"{str(root).rstrip(os.sep)}{os.sep}"):
        raise row.error(field, f"{quoted(value)} leaves the folder {shown(root)}")
    return PictureFile(
        row, field, os.path.relpath(real if Path(given).is_absolute() else root / given, root), Path(real)
    )
