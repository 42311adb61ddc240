"""One worker's half of trouble: the limit on its model's calls, and leaving in order when its device is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.blame import Who
from pytest_realunify.engine.last_words import LastWords
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.watchdog import Watch, Watchdog, unwatched
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.records import Case, Trouble
from pytest_realunify.run.plan import RunPlan

LEFT: Final = 70
"""Exit code of a worker that ended itself. (EX_SOFTWARE; nobody reads it but who looks.)"""

DEVICE_LOST: Final = (
    "This process can do nothing more on its device. Finished cases are kept: go on with --realunify-resume -n 1, "
    "where a fresh worker takes over"
)

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
        if self._stacks is None:
            self._stacks = self._words.open_stacks()
        return Watchdog(self.seconds, self._stacks, None if self.replaceable else self._say_stuck).watch

    @contextmanager
    def contained(self) -> Iterator[None]:
        """Around what asks the model. A device that is lost takes a replaceable process with it: what it was doing goes
        to a fresh one. Else only a case that was in hand alone is to blame, and the others have no result: raises
        DeviceLostError, or ModelUnavailableError, which ends the run."""
        self._check()
        try:
            yield
        except DeviceLostError as lost:
            self._check()  # the judge was first: what the model says then is not of its own doing
            self._leave(lost.trouble, "model")
            if self._log.blame.death.culprit is None:
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
            self._words.leave(trouble, who)
            os._exit(LEFT)
        self._log.lost("model lost" if who == "model" else "judge lost")

    def close(self) -> None:
        """After this no call is watched any more."""
        if self._stacks is not None:
            os.close(self._stacks)
            self._stacks = None

    def _say_stuck(self) -> None:
        if self._stacks is not None:
            os.write(self._stacks, STUCK.format(seconds=self.seconds or 0.0).encode())
