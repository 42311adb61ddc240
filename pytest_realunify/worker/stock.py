"""Attempts that were made before their tests asked, on their way: written down, stored, and looked at by the judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, wait
from functools import partial

from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.engine.work_log import Entry, WorkLog
from pytest_realunify.interfaces import Instance, UEGInstance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case
from pytest_realunify.worker.judging import Drawing, Judging
from pytest_realunify.worker.made import Made, made_of, there
from pytest_realunify.worker.upcoming import Kind, kind_of

Ready = tuple[Case, Instance]


class Stock:
    """By `Case.param`, until its test takes it."""

    def __init__(self, judging: Judging, log: WorkLog) -> None:
        self.judging = judging
        self.log = log
        self._made: dict[str, tuple[Case, Made]] = {}
        self._count: Counter[Kind] = Counter()
        self._polls: list[Future[Polled]] = []
        self._unseen: list[tuple[Case, UEGInstance, Made]] = []
        """Of those drawn, the ones that the judge was not given yet."""

    def __contains__(self, case: Case) -> bool:
        return case.param in self._made

    def get(self, case: Case) -> Made | None:
        """What is there for a case."""
        found = self._made.get(case.param)
        return None if found is None else found[1]

    def count(self, kind: Kind) -> int:
        """How many of a kind there are."""
        return self._count[kind]

    def put(self, case: Case, made: Made) -> None:
        """In place of what was there."""
        self._count[kind_of(case)] += case.param not in self._made
        self._made[case.param] = case, made

    def take(self, case: Case) -> Made:
        """What is there for a case is its test's now."""
        self._count[kind_of(case)] -= 1
        return self._made.pop(case.param)[1]

    def drop(self, kind: Kind, protocol: Protocol) -> None:
        """What was made of this kind by another protocol than its tests pass."""
        for case, made in list(self._made.values()):
            if kind_of(case) == kind and made.protocol not in (None, protocol):
                self.take(case)

    def holds_more(self) -> bool:
        """Whether there are attempts that no limit has cut short."""
        kept = (made.attempt for _, made in self._made.values() if made.making.exception() is None)
        return any(attempt.error is None or attempt.error.kind != SPENT for attempt in kept)

    def record(self, ready: Sequence[Ready], attempts: Sequence[Attempt], protocol: Protocol) -> None:
        """Write attempts down, from any thread. One that a limit of calls or money has cut short is none."""
        for (case, found), attempt in zip(ready, attempts, strict=True):
            if attempt.error is not None and attempt.error.kind == SPENT:
                self.log.tell("release", [case.param])
            elif name := made_of(found, protocol):
                self.log.made([Entry("made", (case.param,), attempt, name)])
            else:
                self.log.tell("made", [case.param])

    def keep(self, ready: Sequence[Ready], attempts: Sequence[Attempt], protocol: Protocol) -> None:
        """Remember attempts that are written down, and have the drawn ones looked at in the background."""
        self._keep(ready, [there(attempt) for attempt in attempts], protocol)

    def keep_making(self, ready: Sequence[Ready], attempts: Sequence[Future[Attempt]], protocol: Protocol) -> None:
        """The same of what the model has answered and is being stored: each is written down as soon as it is there."""
        for each, attempt in zip(ready, attempts, strict=True):
            attempt.add_done_callback(partial(self._stored, each, protocol))
        self._keep(ready, attempts, protocol)

    def show(self) -> None:
        """Give the judge what is stored by now."""
        unseen, self._unseen = self._unseen, []
        seen: list[Drawing] = []
        for case, found, made in unseen:
            if not made.making.done():
                self._unseen.append((case, found, made))
            elif made.making.exception() is None:
                seen.append(Drawing(case, found, made.attempt))
        if seen:
            self.judge(seen)

    def judge(self, drawings: Sequence[Drawing]) -> None:
        """Have them looked at in the background."""
        self._polls = [polled for polled in self._polls if not polled.done()]
        self._polls += self.judging.submit(drawings)

    def stored(self, seconds: float | None = None) -> None:
        """Wait until nothing is on its way into the folder any more, at most so many seconds."""
        wait([made.making for _, made in self._made.values()], seconds)

    def settle(self) -> None:
        """Wait until neither model nor judge has anything in hand."""
        self.stored()
        self.show()
        wait(self._polls)

    def _keep(self, ready: Sequence[Ready], attempts: Sequence[Future[Attempt]], protocol: Protocol) -> None:
        for (case, found), attempt in zip(ready, attempts, strict=True):
            made = Made(attempt, "", found, protocol)
            self.put(case, made)
            if isinstance(found, UEGInstance):
                self._unseen.append((case, found, made))
        self.show()

    def _stored(self, ready: Ready, protocol: Protocol, attempt: Future[Attempt]) -> None:
        if attempt.exception() is None:
            self.record([ready], [attempt.result()], protocol)
        else:
            self.log.tell("release", [ready[0].param])
