"""Pictures on their way into and out of a model: opened on demand, kept by content."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.protocols import Drawn, Picture, Withheld
from pytest_realunify.suites.base import Suite

if TYPE_CHECKING:
    from PIL.Image import Image

GREY: Final = (128, 128, 128)


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
            # Workers share the folder: write aside and rename, so that nobody sees half a picture.
            aside = path.with_suffix(f".{os.getpid()}.part")
            aside.write_bytes(data)
            aside.replace(path)
        return Drawn(image, sha256)

    def _hash(self, file: Path) -> str:
        if file not in self._hashes:
            self._hashes[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[file]


def _grey(image: Image) -> Image:
    from PIL import Image as Pillow

    return Pillow.new("RGB", image.size, GREY)
