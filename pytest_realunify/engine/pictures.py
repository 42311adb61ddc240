"""Pictures on their way into and out of a model: opened on demand, kept by content."""

from __future__ import annotations

import hashlib
import io
import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import DataError
from pytest_realunify.protocols import Drawn, Picture, Withheld
from pytest_realunify.suites.base import Suite

if TYPE_CHECKING:
    from PIL.Image import Image

GREY: Final = (128, 128, 128)
_SHA256: Final = re.compile("[0-9a-f]{64}")


class Pictures:
    """Opens a suite's pictures and stores PNGs under their sha256 in a run's `images` folder.

    A suite's own file is hashed where it lies and not copied: its licence may forbid it.
    """

    def __init__(self, suite: Suite, folder: Path) -> None:
        self.suite = suite
        self.folder = folder
        self._hashes: dict[Path, str] = {}

    def get(self, picture: Picture) -> Drawn:
        """The picture, with the sha256 it is known by. Raises DataError when the suite cannot open it."""
        if isinstance(picture, Drawn):
            return picture
        if isinstance(picture, Withheld):
            return self.keep(_grey(self.suite.open(picture.reference)))
        image, file = self.suite.open(picture), self.suite.file(picture)
        return Drawn(image, self._hash(file)) if file is not None else self.keep(image)

    def keep(self, image: Image) -> Drawn:
        """Store a picture; the same pixels are stored once."""
        buffer = io.BytesIO()
        plain = image.copy()
        plain.info = {}  # a colour profile is written too, and an odd `transparency` makes Pillow refuse to write
        # Level 1: 0.2 to 0.7 of the default level's time for 1.1 to 1.6 times its bytes, over the procedural pictures.
        plain.save(buffer, "PNG", compress_level=1)
        data = buffer.getvalue()
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.folder / f"{sha256}.png"
        if not path.exists():
            # Workers, and threads of one, share the folder: write aside and rename, so that nobody sees half a picture.
            aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
            aside.write_bytes(data)
            aside.replace(path)
        return Drawn(image, sha256)

    def _hash(self, file: Path) -> str:
        if file not in self._hashes:
            self._hashes[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[file]


def stored(folder: Path, sha256: str) -> Drawn:
    """A picture that `keep` stored there, decoded. Raises DataError where it is not, or cannot be read."""
    from PIL import Image as Pillow

    if not _SHA256.fullmatch(sha256):  # a protocol of the team's may end with text
        raise DataError("the protocol ended without a picture, so that there is nothing to judge")
    path = folder / f"{sha256}.png"
    try:
        with Pillow.open(path) as image:
            image.load()
            return Drawn(image.convert("RGB"), sha256)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise DataError.at(path.name, None, None, f"the stored picture cannot be read: {error}") from error


def _grey(image: Image) -> Image:
    from PIL import Image as Pillow

    return Pillow.new("RGB", image.size, GREY)
