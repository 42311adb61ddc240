"""One worker's half of trouble: the limit on its model's calls, and leaving in order when its device is lost."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.watchdog import Watch, Watchdog, unwatched
from pytest_realunify.errors import StorageError
from pytest_realunify.run.plan import RunPlan

LEFT: Final = 70
"""Exit code of a worker that ended itself. (EX_SOFTWARE; nobody reads it but who looks.)"""

STUCK: Final = (
    "\nrealunify: a call of the model took more than {seconds:g} s per case and cannot be interrupted, so this process "
    "ends.\nFinished cases are kept: go on with --realunify-resume -n 1, where only a worker would end.\n"
)


class Containment:
    """With xdist a process may end, for another takes over; without, it is all there is."""

    def __init__(self, plan: RunPlan, worker: str, replaceable: bool) -> None:
        self.plan = plan
        self.replaceable = replaceable
        self.seconds = plan.settings.timeout
        self._words = LastWords(plan.folder.inflight, worker)
        # While pytest configures, nothing is captured yet: later 2 is a file.
        self._stacks = os.dup(2) if self.seconds and not replaceable else None

    def watch(self) -> Watch:
        """Around every call of the model."""
        if not self.seconds:
            return unwatched
        if self._stacks is None:
            with must_be_kept(self._words.stacks):
                self._stacks = self._words.open_stacks()
        return Watchdog(self.seconds, self._stacks, None if self.replaceable else self._say_stuck).watch

    @contextmanager
    def contained(self) -> Iterator[None]:
        """A device that is lost takes a replaceable process with it: what it was doing goes to a fresh one."""
        try:
            yield
        except DeviceLostError as lost:
            if not self.replaceable:
                raise
            with contextlib.suppress(OSError, StorageError):  # without a word it ends all the same
                self.plan.tenancy.check()
                self._words.leave(lost.trouble)
            os._exit(LEFT)

    def close(self) -> None:
        """After this no call is watched any more."""
        if self._stacks is not None:
            os.close(self._stacks)
            self._stacks = None

    def _say_stuck(self) -> None:
        if self._stacks is not None:
            os.write(self._stacks, STUCK.format(seconds=self.seconds or 0.0).encode())
