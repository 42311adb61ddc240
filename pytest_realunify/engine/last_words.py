"""What a worker process that goes down leaves for the controller: why, and where it stood."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pytest_realunify.records import Trouble


class LastWords:
    """Two files of one worker. A process that dies without a word, by a signal say, leaves neither."""

    def __init__(self, folder: Path, worker: str) -> None:
        """`folder` is the run's `inflight`. Touches nothing."""
        self.stacks = folder / f"{worker}.stacks"
        """What faulthandler wrote when a call's time was up; empty before."""
        self._trouble = folder / f"{worker}.trouble"

    def leave(self, trouble: Trouble) -> None:
        """Before the process ends itself."""
        self._trouble.write_bytes(msgspec.json.encode(trouble))

    def found(self) -> Trouble | None:
        """What was left. None: it died of something else."""
        try:
            return msgspec.json.decode(self._trouble.read_bytes(), type=Trouble)
        except (OSError, msgspec.MsgspecError):
            return None

    def keep_stacks(self, folder: Path) -> Path | None:
        """Moves what faulthandler wrote into `folder`, which is made. None: the worker's time was not up."""
        try:
            if not self.stacks.stat().st_size:
                return None
        except OSError:
            return None
        folder.mkdir(exist_ok=True)
        return self.stacks.replace(folder / f"{self.stacks.stem}.txt")
