"""Pictures as the bytes of their files: what travels, what is stored, and pixels only where somebody looks."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from pytest_realunify.datafiles.carried import CarriedPicture, seen_plain
from pytest_realunify.datafiles.pictures import opened
from pytest_realunify.engine.pictures import Pictures, encoded
from pytest_realunify.protocols import Drawn


class SealedPicture(Image.Image):
    """A file of the user's that nobody here looks into: it is opened where the model is."""

    def __init__(self, data: bytes, unseal: Callable[[], Image.Image]) -> None:
        """`unseal` opens it here all the same. Raises DataError naming file, row and field."""
        super().__init__()
        self.data = data
        self.unseal = unseal


class TravellingPictures(Pictures):
    """Opens no picture that a replica is going to open, and encodes none that a replica has encoded."""

    def own(self, reference: str, file: Path) -> Drawn:
        unseal = partial(self.suite.open, reference)
        try:
            data = file.read_bytes()
        except OSError:  # for the suite to say
            return Drawn(unseal(), self._hash(file))
        return Drawn(SealedPicture(data, unseal), hashlib.sha256(data).hexdigest())

    def keep(self, image: Image.Image) -> Drawn:
        data = in_bytes(image)
        sha256 = self.store(data)
        if not isinstance(image, SealedPicture):
            seen_plain(sha256)
        return Drawn(CarriedPicture(data), sha256)


def in_bytes(image: Image.Image) -> bytes:
    """A picture as the bytes of a file: its own, else a PNG made now."""
    if isinstance(image, SealedPicture):
        return image.data
    return encoded(image if image.mode == "RGB" else image.convert("RGB"))


def in_pixels(data: bytes) -> Image.Image:
    """The inverse: decoded, upright and RGB. Raises UnreadableError."""
    return opened(io.BytesIO(data), _upright_rgb)


def _upright_rgb(image: Image.Image) -> Image.Image:
    """Without the copies that `upright` and `convert` make: those take twice as long as decoding 512 flat pixels."""
    ImageOps.exif_transpose(image, in_place=True)
    image.load()
    return image if image.mode == "RGB" else image.convert("RGB")
