"""What a worker process that ends itself leaves for the controller: why, whose fault it was, and where it stood."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.engine.blame import Who
from pytest_realunify.records import Trouble


class Words(msgspec.Struct, frozen=True):
    """Why, as a record says it, and whether the model or the judge did it; None: whoever was asked."""

    kind: str
    message: str
    who: Who | None = None

    @property
    def trouble(self) -> Trouble:
        return Trouble(self.kind, self.message)


class LastWords:
    """Two files of one worker. A process that dies without a word, by a signal say, leaves neither."""

    def __init__(self, folder: Path, worker: str) -> None:
        """`folder` is the run's `inflight`. Touches nothing."""
        self._folder = PlainFolder.of(folder)
        self._worker = worker
        self._trouble = f"{worker}.trouble"
        self.stacks = folder / f"{worker}.stacks"
        """What faulthandler wrote when a call's time was up; empty before."""

    def open_stacks(self) -> int:
        """The file for faulthandler, empty."""
        self._folder.replace(self.stacks.name, b"", f"{self._worker}-part.stacks")
        return self._folder.open(self.stacks.name, os.O_WRONLY)

    def leave(self, trouble: Trouble, who: Who | None = None) -> None:
        """Before the process ends itself."""
        words = Words(trouble.kind, trouble.message, who)
        self._folder.replace(self._trouble, msgspec.json.encode(words), f"{self._worker}-part.trouble")

    def forget(self) -> None:
        """Before a process of this name begins: what is there is of another one, in a session that was killed."""
        for name in (self._trouble, self.stacks.name):
            with contextlib.suppress(OSError):
                self._folder.remove(name)

    def found(self) -> Words | None:
        """What was left. None: it died of something else."""
        try:
            return msgspec.json.decode(self._folder.read(self._trouble), type=Words)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep_stacks(self, folder: Path) -> Path | None:
        """Moves what faulthandler wrote into `folder`, which is made. None: the worker's time was not up."""
        try:
            if not self._folder.read(self.stacks.name):
                return None
        except OSError:
            return None
        kept, name = PlainFolder.of(folder), f"{self._worker}.txt"
        try:
            kept.make()
            self._folder.move(self.stacks.name, kept, name)
        except OSError:  # a full disk: they stay where they are
            return self.stacks
        return folder / name
