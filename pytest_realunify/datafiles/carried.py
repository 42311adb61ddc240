"""A picture that carries its file: those bytes are stored and sent, and decoded only where somebody looks."""

from __future__ import annotations

import io
import threading
from typing import Any, Final

from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from pytest_realunify.datafiles import plain_png
from pytest_realunify.datafiles.writing import LARGE, bare_png

_SEEN: Final[dict[str, None]] = {}
"""The sha256 of files that were seen to be plain PNGs, in order: to unpack one again takes six times as long as to hash
it, and a picture is opened by whoever edits, judges and asks about it."""
_MOST_SEEN: Final = 1 << 14


class CarriedPicture(Image.Image):
    """An RGB picture like any other of Pillow's, and the plain PNG that it was made of.

    It cannot pass off old bytes for new pixels. Whatever writes into a picture needs its core (`im`): drawing,
    pasting, `load()[x, y]`, a view that shares its memory. Whoever gets it may write at any time from then on, so that
    handing it out is the end of the bytes, once and for all. What is used most to read, `copy`, `convert`, `tobytes`
    and by that numpy, gets a copy of the core, and the bytes stay. May be read by several threads at once.
    """

    def __init__(self, file: bytes, core: Any = None) -> None:
        """`file` must be plain, see `plain_png`. `core`: its pixels, where they are there already and nobody else has
        them."""
        self._guard = threading.Lock()
        self._file: bytes | None = file
        self._core = core
        super().__init__()
        self._mode, self._size = "RGB", plain_png.size_of(file)

    @property
    def file(self) -> bytes | None:
        """The PNG; None once anybody may have changed the pixels."""
        return self._file

    @property
    def im(self) -> Any:
        """Pillow's own, to read and to write."""
        with self._guard:
            if self._file is not None:
                self._let_go(self._decoded())
        return super().im

    @im.setter
    def im(self, core: Any) -> None:
        with self._guard:
            self._let_go(core)

    def load(self) -> Any:
        """Access to the pixels, to read and to write."""
        self.im  # noqa: B018 (Pillow's own does nothing where it finds none)
        return super().load()

    def decode(self) -> None:
        """Ahead of whoever looks: the bytes stay."""
        with self._guard:
            if self._file is not None:
                self._decoded()

    def close(self) -> None:
        with self._guard:
            self._file = self._core = None
        super().close()

    def copy(self) -> Image.Image:
        """One that carries nothing."""
        with self._guard:
            if self._file is not None:
                return self._new(self._decoded().copy())
        return super().copy()

    __copy__ = copy

    def convert(self, mode: str | None = None, *how: Any, **named: Any) -> Image.Image:
        if self._file is not None:
            return self.copy().convert(mode, *how, **named)
        return super().convert(mode, *how, **named)

    def tobytes(self, encoder_name: str = "raw", *args: Any) -> bytes:
        if self._file is not None:
            return self.copy().tobytes(encoder_name, *args)
        return super().tobytes(encoder_name, *args)

    def __eq__(self, other: object) -> bool:
        """As Pillow compares pictures of one class."""
        return isinstance(other, Image.Image) and self.copy() == (
            other.copy() if isinstance(other, CarriedPicture) else other
        )

    __hash__ = None  # type: ignore[assignment]  # as every picture of Pillow's

    def __reduce__(self) -> Any:
        """Pickled as its file, or as the pixels that it has by now."""
        if (file := self._file) is not None:
            return CarriedPicture, (file,)
        return Image.frombytes, (self.mode, self.size, self.tobytes())

    def _decoded(self) -> Any:
        """The core that nobody has been given."""
        if self._core is None:
            assert self._file is not None
            with PngImageFile(io.BytesIO(self._file)) as picture:
                picture.load()
                self._core = picture.im
        return self._core

    def _let_go(self, core: Any) -> None:
        self._file = self._core = None
        Image.Image.im.fset(self, core)  # type: ignore[attr-defined]


def file_of(image: Image.Image) -> bytes | None:
    """The plain PNG with just these pixels that a picture carries; None where it carries none."""
    return image.file if isinstance(image, CarriedPicture) else None


def carried(data: bytes, sha256: str = "") -> CarriedPicture | None:
    """The picture in a file's bytes, which it carries; None where they are no plain PNG, nor one with texts beside.
    `sha256`: of these bytes, where it is known, in hexadecimal; then they are looked through once in a process."""
    if sha256 and sha256 in _SEEN:
        return CarriedPicture(data)
    file = plain_png.plain(data)
    if file is data and sha256:
        seen_plain(sha256)
    return None if file is None else CarriedPicture(file)


def seen_plain(sha256: str) -> None:
    """A file of this sha256 is a plain PNG."""
    _SEEN[sha256] = None
    while len(_SEEN) > _MOST_SEEN:
        _SEEN.pop(next(iter(_SEEN)), None)


def encoded_once(image: Image.Image) -> Image.Image:
    """A picture with the same pixels that carries its file, made now unless it carries one. The largest, and those that
    are not RGB, come back as they are."""
    if file_of(image) is not None or image.mode != "RGB" or image.width * image.height > LARGE:
        return image
    ours = image.copy()  # whoever made it may keep it, and draw on
    return CarriedPicture(bare_png(ours), ours.im)
