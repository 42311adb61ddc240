"""One worker's half of trouble: the limit on its model's calls, and leaving in order when its device is lost."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.watchdog import SHORTEST, Watch, Watchdog, interrupting, unwatched
from pytest_realunify.errors import ExpiredError, ModelError, ModelUnavailableError, RealUnifyError, StorageError
from pytest_realunify.run.plan import RunPlan

LEFT: Final = 70
"""Exit code of a worker that ended itself. (EX_SOFTWARE; nobody reads it but who looks.)"""

LOADING: Final = 5.0
"""Times the limit of a call, that loading a model or a judge may take."""

SHORTEST_LOADING: Final = 15.0
"""Seconds, of the same."""

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
        return self._watchdog(self.seconds, STUCK.format(seconds=self.seconds)).watch

    @contextmanager
    def loading(self, what: str, raising: type[RealUnifyError] = ModelUnavailableError) -> Iterator[None]:
        """Around what loads a model or a judge. Raises `raising` when it takes too long."""
        if not self.seconds:
            yield
            return
        limit = max(LOADING * self.seconds, SHORTEST_LOADING)
        words = (
            f"\nrealunify: {what} was not loaded within {limit:g} s and cannot be interrupted, so this process ends.\n"
        )
        try:
            with self._watchdog(limit, words).watch(1):
                yield
        except ExpiredError as expired:
            raise raising(
                f"{what} was not loaded within {limit:g} s; loading may take {LOADING:g} times --realunify-timeout"
            ) from expired

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

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Around the end of a team's own fixture, which no other thread may run: raises ModelError in it when it takes
        too long. What is deaf to that is waited for."""
        limit = max(self.seconds or 0.0, SHORTEST)
        error = ModelError(f"the `model` fixture of conftest.py did not end within {limit:g} s")
        with interrupting(limit, error) if self.seconds else nullcontext():
            yield

    def close(self) -> None:
        """After this no call is watched any more."""
        if self._stacks is not None:
            os.close(self._stacks)
            self._stacks = None

    def _watchdog(self, seconds: float, farewell: str) -> Watchdog:
        """`farewell` is said where this process is the only one."""
        stacks = self._stacks
        if stacks is None:
            with must_be_kept(self._words.stacks):
                stacks = self._stacks = self._words.open_stacks()
        return Watchdog(seconds, stacks, None if self.replaceable else lambda: self._say(farewell))

    def _say(self, farewell: str) -> None:
        if self._stacks is not None:
            os.write(self._stacks, farewell.encode())
