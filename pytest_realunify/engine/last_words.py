"""What a worker process that goes down leaves for the controller: why, and where it stood."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.records import Trouble


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

    def leave(self, trouble: Trouble) -> None:
        """Before the process ends itself."""
        self._folder.replace(self._trouble, msgspec.json.encode(trouble), f"{self._worker}-part.trouble")

    def found(self) -> Trouble | None:
        """What was left. None: it died of something else."""
        try:
            return msgspec.json.decode(self._folder.read(self._trouble), type=Trouble)
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
        kept.make()
        self._folder.move(self.stacks.name, kept, name)
        return folder / name
