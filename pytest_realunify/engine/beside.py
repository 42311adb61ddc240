"""What is done to pictures while the model works: inputs opened before their turn, outputs encoded and stored after."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Final, TypeVar

from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.threads import Threads
from pytest_realunify.protocols import Drawn, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")

BUDGET: Final = 256 * 2**20
"""Bytes of pixels that may wait here, opened or to be stored: the model waits for room, and no picture is opened early
without. One picture always may, however large."""

MOST: Final = 4
"""Threads. Pillow encodes and decodes outside the interpreter's lock; more would keep the model's own work waiting."""


class Stored(Drawn):
    """A picture that is being stored. Its sha256 is waited for where somebody asks for it."""

    __slots__ = ("name",)

    name: Future[str]
    """Done when it is stored."""

    def __init__(self, image: Image, name: Future[str]) -> None:
        """`name` brings the sha256, or the StorageError for which there is none."""
        object.__setattr__(self, "image", image)
        object.__setattr__(self, "name", name)

    @property
    def sha256(self) -> str:
        """Of its PNG. Raises StorageError where it cannot be kept."""
        return self.name.result()


class Opened:
    """A picture that may be opened before its turn."""

    def __init__(self, beside: Beside, picture: Picture) -> None:
        self.picture = picture
        self._beside = beside
        self._found: Future[Drawn | None] = Future()
        self._size = 0

    def open(self) -> None:
        """In a thread. Where there is no room it is left to whoever takes it."""
        if not self._found.set_running_or_notify_cancel():
            return
        try:
            found = self._beside.pictures.get(self.picture) if self._beside.has_room else None
            if found is not None:
                _decode(found.image)
        except BaseException as error:  # noqa: BLE001 (whoever takes it must hear of it)
            self._found.set_exception(error)
            return
        if found is not None:
            self._size = _size(found.image)
            self._beside.hold(self._size)
        self._found.set_result(found)

    def take(self) -> Drawn:
        """The picture, once. Raises DataError where it cannot be opened."""
        if self._found.cancel():
            return self._beside.pictures.get(self.picture)
        found = self._found.result()
        self.drop()
        return self._beside.pictures.get(self.picture) if found is None else found

    def drop(self) -> None:
        """It is not waited for any more."""
        if not self._found.cancel() and self._found.done() and self._size:
            self._beside.let_go(self._size)
            self._size = 0


class Beside:
    """Threads for the pictures of one process."""

    def __init__(self, pictures: Pictures, threads: int | None = None, budget: int = BUDGET) -> None:
        """`budget` is in bytes."""
        self.pictures = pictures
        self.budget = budget
        self._threads = Threads(threads or min(MOST, max(2, os.cpu_count() or 1)), "realunify-pictures")
        self._change = threading.Condition()
        self._held = 0
        self._storing: set[Future[str]] = set()

    @property
    def has_room(self) -> bool:
        """Whether another picture may be opened early."""
        return self._held < self.budget

    def hold(self, size: int) -> None:
        """So many bytes more wait here."""
        with self._change:
            self._held += size

    def let_go(self, size: int) -> None:
        """So many wait no longer."""
        with self._change:
            self._held -= size
            self._change.notify_all()

    def opened(self, picture: Picture) -> Opened:
        """Have a picture opened, when there is a thread for it."""
        opened = Opened(self, picture)
        self._threads.submit(opened.open)
        return opened

    def keep(self, image: Image) -> Stored:
        """Have a picture stored as it is now: its pixels are the model's, which may draw over them at its next call.
        Waits while there is no room."""
        size = _size(image)
        with self._change:
            while self._storing and self._held + size > self.budget:
                self._change.wait(1.0)
            self._held += size
        name: Future[str] = Future()
        self._storing.add(name)
        self._threads.submit(self._job(_as_it_is(image), size, name))
        return Stored(image, name)

    def settle(self, seconds: float | None = None) -> None:
        """Wait until all is stored, at most so many seconds."""
        wait(list(self._storing), seconds)

    def close(self) -> None:
        """What is not begun is not done."""
        self._threads.close()

    def _job(self, image: Image, size: int, name: Future[str]) -> Callable[[], None]:
        def store() -> None:
            try:
                found = self.pictures.keep(image).sha256
            except BaseException as error:  # noqa: BLE001 (whoever asks for the name must hear of it)
                self._done(name, size)
                name.set_exception(error)
            else:
                self._done(name, size)
                name.set_result(found)

        return store

    def _done(self, name: Future[str], size: int) -> None:
        with self._change:
            self._storing.discard(name)
            self._held -= size
            self._change.notify_all()


def _as_it_is(image: Image) -> Image:
    """One with the same pixels that nobody else has: by its file, where it carries one."""
    from pytest_realunify.datafiles.carried import CarriedPicture, file_of

    file = file_of(image)
    return image.copy() if file is None else CarriedPicture(file)


def _decode(image: Image) -> None:
    """Now, where it carries its file and would be decoded when somebody looks."""
    from pytest_realunify.datafiles.carried import CarriedPicture

    if isinstance(image, CarriedPicture):
        image.decode()


def _size(image: Image) -> int:
    return 3 * image.width * image.height
