"""Pictures that rows name: inside their folder, small enough, decoded only when asked for."""

from __future__ import annotations

import os
import re
import stat
import struct
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from pytest_realunify.datafiles.rows import Row, quoted, shown
from pytest_realunify.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS: Final = 100_000_000

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
"""Not everything Pillow knows: its EPS reader starts Ghostscript."""

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

    def check_header(self) -> None:
        """Raise DataError unless the file starts as a picture of at most 100 megapixels. Decodes no pixels."""
        self._opened(decode=False)

    def open(self) -> Image:
        """Decoded, upright and RGB. Raises DataError, also for a truncated file."""
        return self._opened(decode=True)

    def _opened(self, decode: bool) -> Image:
        from PIL import Image, UnidentifiedImageError

        self.size()
        name = quoted(self.reference)
        try:
            # Pillow warns from 89 megapixels on and about odd metadata; neither is an error here.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(self.path, formats=_FORMATS) as image:
                    if image.width * image.height > MAX_PIXELS:
                        self._too_large(f"{image.width} x {image.height} pixels are")
                    return _upright_rgb(image) if decode else image
        except Image.DecompressionBombError:
            self._too_large("")
        except UnidentifiedImageError as error:
            raise self.error(f"{name} is not a picture (expected {', '.join(_FORMATS)})") from error
        except (*_UNDECODABLE, struct.error, zlib.error) as error:
            raise self.error(f"{name} cannot be decoded: {error or type(error).__name__}") from error

    def _too_large(self, size: str) -> NoReturn:
        what = f"{quoted(self.reference)}: {size}" if size else f"{quoted(self.reference)} is"
        raise self.error(f"{what} more than {MAX_PIXELS // 10**6} megapixels")


def _upright_rgb(image: Image) -> Image:
    from PIL import ImageOps

    ImageOps.exif_transpose(image, in_place=True)
    return image.convert("RGB")


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
