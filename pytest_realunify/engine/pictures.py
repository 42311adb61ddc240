"""Pictures on their way into and out of a model: opened on demand, kept by content."""

from __future__ import annotations

import hashlib
import io
import os
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.datafiles.writing import bare_png
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Suite
from pytest_realunify.protocols import Drawn, Picture, Withheld
from pytest_realunify.records import Step

if TYPE_CHECKING:
    from PIL.Image import Image

GREY: Final = (128, 128, 128)
_SHA256: Final = re.compile("[0-9a-f]{64}")


class Pictures:
    """Opens a suite's pictures and stores PNGs under their sha256 in a run's `images` folder.

    A suite's own file is hashed where it lies and not copied: its licence may forbid it.
    """

    def __init__(self, suite: Suite, folder: Path, may_write: Callable[[], None] = lambda: None) -> None:
        """`may_write` raises StorageError where the folder is somebody else's by now."""
        self.suite = suite
        self._may_write = may_write
        self.folder = folder
        self.files = PlainFolder.of(folder)
        self._whole: set[str] = set()
        """Of the folder's, those that this process has seen whole."""
        self._hashes: dict[Path, str] = {}
        self._drawn_up: dict[str | Withheld, str] = {}

    def get(self, picture: Picture) -> Drawn:
        """The picture, with the sha256 it is known by. Raises DataError when the suite cannot open it."""
        if isinstance(picture, Drawn):
            return picture
        if isinstance(picture, str) and (file := self.suite.file(picture)) is not None:
            return self.own(picture, file)
        return self._again(picture) or self._made(picture)

    def own(self, reference: str, file: Path) -> Drawn:
        """A picture that is a file of the suite."""
        return Drawn(self.suite.open(reference), self._hash(file))

    def keep(self, image: Image) -> Drawn:
        """Store a picture: as the file that it carries, else encoded, once; what comes back carries that."""
        from pytest_realunify.datafiles.carried import encoded_once, file_of, seen_plain

        ours = encoded_once(image)
        if (file := file_of(ours)) is None:
            return Drawn(image, self.store(encoded(image)))
        kept = Drawn(ours, self.store(file))
        seen_plain(kept.sha256)
        return kept

    def store(self, data: bytes) -> str:
        """Put a PNG into the folder, unless it is there whole. Its sha256. Raises StorageError."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self._is_there(sha256):
            self._may_write()
            # Workers, and threads of one, share the folder: write aside and rename, so that nobody sees half a picture.
            with must_be_kept(self.folder):
                self.files.replace(f"{sha256}.png", data, f"{sha256}.{os.getpid()}-{threading.get_ident()}.part")
        self._whole.add(sha256)
        return sha256

    def _is_there(self, sha256: str) -> bool:
        """Whole, that is: a power cut may have left a part of it."""
        if sha256 in self._whole:
            return True
        with must_be_kept(self.folder):
            return self.files.has(f"{sha256}.png") and is_whole(self.files, sha256)

    def reopened(self, sha256: str) -> Drawn:
        """A picture of the folder. Raises DataError where it is not, or cannot be read."""
        return stored(self.folder, sha256)

    def _again(self, picture: str | Withheld) -> Drawn | None:
        """One that was drawn up before, for another protocol or repeat: to decode it takes a third of drawing it."""
        if (sha256 := self._drawn_up.get(picture)) is None:
            return None
        try:
            return self.reopened(sha256)
        except DataError:  # somebody has tidied the folder meanwhile
            return None

    def _made(self, picture: str | Withheld) -> Drawn:
        image = self.suite.open(picture) if isinstance(picture, str) else _grey(self.suite.open(picture.reference))
        kept = self.keep(image)
        self._drawn_up[picture] = kept.sha256
        return kept

    def _hash(self, file: Path) -> str:
        if file not in self._hashes:
            self._hashes[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._hashes[file]


def is_whole(folder: PlainFolder, sha256: str) -> bool:
    """Whether a picture lies in a run's `images` as it was stored: its name says what it must hold."""
    if not _SHA256.fullmatch(sha256):
        return False
    try:
        return hashlib.sha256(folder.read(f"{sha256}.png")).hexdigest() == sha256
    except OSError:
        return False


def is_broken(folder: PlainFolder, sha256: str) -> bool:
    """Whether it lies there, and is not what its name says."""
    return bool(_SHA256.fullmatch(sha256)) and folder.has(f"{sha256}.png") and not is_whole(folder, sha256)


def drawn(steps: Sequence[Step]) -> list[str]:
    """The sha256 of every picture that the model made in these."""
    return [step.output for step in steps if step.verb in ("generate", "edit") and step.output]


def encoded(image: Image) -> bytes:
    """As PNG, without what the picture says of itself: the same pixels give the same bytes. Of one that carries its
    file, that."""
    from pytest_realunify.datafiles.carried import file_of

    return file_of(image) or bare_png(image)


def stored(folder: Path, sha256: str) -> Drawn:
    """A picture that `keep` stored there, which carries its file and is decoded when somebody looks; what lies there
    and is no plain PNG is decoded now. Raises DataError where it is not, or cannot be read."""
    from pytest_realunify.datafiles.carried import carried

    if not _SHA256.fullmatch(sha256):  # a protocol of the team's may end with text
        raise DataError("the protocol ended without a picture, so that there is nothing to judge")
    name = f"{sha256}.png"
    try:
        data = PlainFolder.of(folder).read(name)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OSError("it is not what was stored")
        return Drawn(carried(data, sha256) or _decoded(data), sha256)
    except OSError as error:
        raise DataError.at(name, None, None, f"the stored picture cannot be read: {error}") from error


def _decoded(data: bytes) -> Image:
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(data)) as image:
            image.load()
            return image if image.mode == "RGB" else image.convert("RGB")
    except (ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise OSError(str(error)) from error


def _grey(image: Image) -> Image:
    from PIL import Image as Pillow

    return Pillow.new("RGB", image.size, GREY)
