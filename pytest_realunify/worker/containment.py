"""One worker's half of trouble: the limit on its model's calls, and leaving in order when its device is lost."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.blame import Who
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.watchdog import SHORTEST, Watch, Watchdog, interrupting, unwatched
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ExpiredError, ModelError, ModelUnavailableError, RealUnifyError, StorageError
from pytest_realunify.records import Case, Trouble
from pytest_realunify.run.plan import RunPlan

LEFT: Final = 70
"""Exit code of a worker that ended itself. (EX_SOFTWARE; nobody reads it but who looks.)"""

DEVICE_LOST: Final = (
    "This process can do nothing more on its device. Finished cases are kept: go on with --realunify-resume -n 1, "
    "where a fresh worker takes over"
)
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

    def __init__(self, plan: RunPlan, worker: str, replaceable: bool, log: WorkLog) -> None:
        """`log` is the process's."""
        self.plan = plan
        self._log = log
        self._lost: Trouble | None = None
        """Of a device that the judge has lost, where this process cannot end for it."""
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
    def contained(self, asked: str) -> Iterator[None]:
        """Around what asks the model, for the test of this case. A device that is lost takes a replaceable process with
        it: what it was doing goes to a fresh one. Else only a case that was in hand alone is to blame, and the others
        have no result: raises DeviceLostError, or ModelUnavailableError, which ends the run."""
        self._check()
        try:
            yield
        except DeviceLostError as lost:
            self._check()  # the judge was first: what the model says then is not of its own doing
            self._leave(lost.trouble, "model")
            if self._log.blame.death.culprit != asked:
                raise ModelUnavailableError(f"{lost}. {DEVICE_LOST}") from lost
            raise

    def judge_lost(self, trouble: Trouble) -> None:
        """From the judge's thread, before anybody else learns of it: the model's next call would fail too, and pay."""
        self._leave(trouble, "judge")
        self._lost = trouble

    def check_judged(self, case: Case, polled: Polled) -> None:
        """What a lost device says is no verdict on a picture, but for the one that was looked at alone. Raises
        ModelUnavailableError."""
        if polled.error is not None and self._log.blame.death.culprit != case.param:
            self._check()

    @property
    def said(self) -> str:
        """Why this process can do nothing more, because of the judge; empty where it can."""
        if self._lost is None:
            return ""
        return f"the judge has lost the device: {self._lost.kind}: {self._lost.message}. {DEVICE_LOST}"

    def _check(self) -> None:
        if self.said:
            raise ModelUnavailableError(self.said)

    def _leave(self, trouble: Trouble, who: Who) -> None:
        if self.replaceable:
            with contextlib.suppress(OSError, StorageError):  # without a word it ends all the same
                self.plan.tenancy.check()
                self._words.leave(trouble, who)
            os._exit(LEFT)
        self._log.lost("model lost" if who == "model" else "judge lost")

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
