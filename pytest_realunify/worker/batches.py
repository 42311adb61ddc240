"""The batches of one worker: run when their first case asks, each attempt kept until its own test asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Protocol as Interface

from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.batches import AHEAD, case_name
from pytest_realunify.engine.batches import plan as plan_batches
from pytest_realunify.engine.estate import Estate
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.engine.work_log import Entry, WorkLog
from pytest_realunify.errors import RealUnifyError, SpentError
from pytest_realunify.interfaces import Instance, UEGInstance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Result
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.judging import Drawing, Judging
from pytest_realunify.worker.made import Made, made_of

Ready = tuple[Case, Instance]
Kind = tuple[str, str]


class Batches(Interface):
    """What carries out protocols for the tests of one process."""

    batch_size: int

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """Batches follow from what was really selected, in its real order."""

    def instance(self, case: Case) -> Instance:
        """The data of a case, for its test. Raises whatever reading it raises."""

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        """This case's attempt; asking for the first of a batch runs the batch. Raises ModelUnavailableError, also
        where a limit of calls or money left no room for the whole attempt."""

    def holds_more(self) -> bool:
        """Whether attempts are in hand that were made before the run could cost no more."""

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        """What judging this attempt has cost in an earlier session, in which it could not be judged."""

    def close(self) -> None:
        """The session is over."""


class BatchRunner:
    """Carries out protocols. Of UEG several batches are drawn in a row, the judge looking at one meanwhile.

    What is asked and made is told to the process's log as it happens. What a dead process has left is taken over: its
    attempts are not made again, and its suspects are asked one by one, while nothing else is asked of anybody.
    """

    def __init__(
        self, plan: RunPlan, judging: Judging, log: WorkLog, batched: bool, workers: int = 1, ahead: int = AHEAD
    ) -> None:
        """`batched`: whether the cases planned together will all come to this worker, one of `workers`. `ahead`: how
        many batches of drawings are planned together."""
        self.plan = plan
        self.judging = judging
        self.log = log
        self.left = Estate(plan.folder.inflight, plan.folder.images)
        self.batch_size = plan.batch_size(workers) if batched else 1
        self._ahead = ahead if batched else 1
        self._batch_of: dict[str, list[Case]] = {}
        """Of cases whose tests have not asked yet."""
        self._made: dict[str, Made] = {}
        self._passed: dict[str, Instance] = {}
        """What the test of a case was given, until it asks: it may pass something else."""
        self._judging: dict[str, tuple[str | None, dict[str, int]]] = {}
        self._alone: set[Kind] = set()
        self._polls: list[Future[Polled]] = []

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        self.left.refresh()
        for batch in plan_batches(node_ids, self.batch_size, workers, self._ahead):
            params = [case_name(node_ids[index]) for index in batch]
            cases = [self.plan.cases[param] for param in params if param in self.plan.cases]
            self._batch_of.update((case.param, cases) for case in cases)

    def planned(self) -> list[list[Case]]:
        """The batches whose tests have not all asked, in order."""
        return list({id(batch): batch for batch in self._batch_of.values()}.values())

    def forget_plans(self) -> None:
        """Other batches are planned next."""
        self._batch_of.clear()

    def instance(self, case: Case) -> Instance:
        made = self._made.get(case.param)
        found = made.instance if made is not None and made.instance is not None else self.plan.instance(case)
        self._passed[case.param] = found
        return found

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        if (earlier := self.plan.finished(case)) is not None:
            return replayed(earlier)
        if not self.holds(case, instance, protocol):
            self._run(case, instance, protocol, engine)
        self._batch_of.pop(case.param, None)  # whoever is asked for again (a re-run plugin) runs alone
        self._passed.pop(case.param, None)
        attempt = self._made.pop(case.param).attempt
        if attempt.error is not None and attempt.error.kind == SPENT:
            raise SpentError(attempt.error.message)
        return attempt

    def holds(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        """Whether the attempt that its test asks for is there. One that was made of something else is dropped, and no
        more of its kind are made ahead: only its own test knows what a case is made of."""
        made = self._made.get(case.param)
        if made is not None and not made.fits(instance, protocol):
            del self._made[case.param]
            self._alone.add(kind_of(case))
            return False
        return made is not None

    def goes_with_others(self, case: Case, instance: Instance) -> bool:
        """Whether it would be made together with others now: not where it was left behind, nor where the test passes
        other data than the suite has."""
        param = case.param
        if self.left.has(param) or self.left.suspected(param) or kind_of(case) in self._alone:
            return False
        own = self._passed.get(param)
        if instance is own or instance == (self.plan.instance(case) if own is None else own):
            return True
        self._alone.add(kind_of(case))
        return False

    def is_open(self, case: Case) -> bool:
        """Whether the model is to be asked about it, in a batch that somebody else asks for."""
        param = case.param
        left = self.left.has(param) or self.left.suspected(param) is not None
        return not left and kind_of(case) not in self._alone and self._waits(case)

    def holds_more(self) -> bool:
        attempts = (made.attempt for made in self._made.values())
        return any(attempt.error is None or attempt.error.kind != SPENT for attempt in attempts)

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        reply, cost = self._judging.get(case.param, (None, {}))
        return cost if reply == attempt.reply else {}

    def close(self) -> None:
        """Nothing is to be let go."""

    def _run(self, asked: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> None:
        """What was planned together with the case asked for, less what was done before."""
        self.plan.tenancy.check()
        self.left.refresh()
        if self._take_over(asked, instance, protocol):
            return
        model = engine()
        if self.left.suspected(asked.param) is not None:
            with self._isolated():
                self._ask([(asked, instance)], protocol, model)
            return
        batch = [asked]
        if self.goes_with_others(asked, instance):
            planned = self._batch_of.get(asked.param, [])
            batch = [case for case in planned if case is asked or self.is_open(case)] or batch
        self._ask(self.ready(batch, asked, instance), protocol, model)

    def _ask(self, ready: Sequence[Ready], protocol: Protocol, engine: Engine) -> None:
        for start in range(0, len(ready), self.batch_size):
            part = ready[start : start + self.batch_size]
            params = [case.param for case, _ in part]
            self.log.tell("ask", params)
            try:
                attempts = engine.run(part, protocol)
            except DeviceLostError:  # for the log to judge
                raise
            except BaseException:
                self.log.tell("release", params)
                raise
            self.record(part, attempts, protocol)
            self.keep(part, attempts, protocol)

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
        """Remember attempts, and have the drawn ones looked at in the background."""
        done = list(zip(ready, attempts, strict=True))
        self._made |= {case.param: Made(made, "", found, protocol) for (case, found), made in done}
        self._judge([Drawing(case, found, made) for (case, found), made in done if isinstance(found, UEGInstance)])

    def drop(self, kind: Kind, protocol: Protocol) -> None:
        """What was made of this kind ahead by another protocol than its tests pass."""
        for param, made in list(self._made.items()):
            if kind_of(self.plan.cases[param]) == kind and made.protocol not in (None, protocol):
                del self._made[param]

    def ready(self, batch: Iterable[Case], asked: Case | None = None, instance: Instance | None = None) -> list[Ready]:
        """The cases with their data; one whose data cannot be read has none, and its test says why."""
        found = []
        for case in batch:
            try:
                data = instance if case is asked and instance is not None else self.plan.instance(case)
            except RealUnifyError:
                continue
            found.append((case, data))
        return found

    def _take_over(self, asked: Case, instance: Instance, protocol: Protocol) -> bool:
        """What a dead process has made of the case asked for, and of those planned with it: without the model."""
        if not self._take(asked, instance, protocol):
            return False
        if self.left.suspected(asked.param) == "judge":
            with self._isolated():
                self._judge_taken([(asked, instance)])
            return True
        others = [case for case in self._batch_of.get(asked.param, []) if case is not asked and self._waits(case)]
        others = [case for case in others if self.left.has(case.param) and not self.left.suspected(case.param)]
        taken = [ready for ready in self.ready(others) if self._take(*ready, protocol)]
        self._judge_taken([(asked, instance), *taken])
        return True

    def _take(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        entry = self.left.take(case.param)
        if entry is None or entry.attempt is None:
            return False
        made = Made(entry.attempt, entry.made_of)
        if not made.fits(instance, protocol):
            return False
        self.log.made([entry])
        self._made[case.param] = made
        self._judging[case.param] = (made.attempt.reply, entry.judging)
        return True

    def _judge_taken(self, ready: Sequence[Ready]) -> None:
        self._judge(
            [Drawing(case, found, self._made[case.param].attempt) for case, found in ready if found.axis == "UEG"]
        )

    def _judge(self, drawings: Sequence[Drawing]) -> None:
        self._polls = [polled for polled in self._polls if not polled.done()]
        self._polls += self.judging.submit(drawings)

    def _waits(self, case: Case) -> bool:
        """Whether its test has still to ask, and nothing is there for it."""
        return case.param in self._batch_of and case.param not in self._made and self.plan.finished(case) is None

    @contextmanager
    def _isolated(self) -> Iterator[None]:
        """While nobody is asked about anything else, before and after: a process that dies meanwhile has one culprit.
        (The judge looks at what comes of it within, too.)"""
        wait(self._polls)
        yield
        wait(self._polls)


def kind_of(case: Case) -> Kind:
    """What one batch may hold, and one protocol of a team's serves."""
    return case.listing.axis, case.protocol


def replayed(result: Result) -> Attempt:
    """The attempt a journal remembers."""
    lacking = result.steps[-1].verb if result.verdict.strict == "unsupported" else None
    return Attempt(result.steps, result.reply, result.error, lacking)
