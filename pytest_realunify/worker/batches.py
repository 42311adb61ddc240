"""The batches of one worker: run when their first case asks, each attempt kept until its own test asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.batches import AHEAD, case_param
from pytest_realunify.engine.batches import plan as plan_batches
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.errors import RealUnifyError, SpentError
from pytest_realunify.interfaces import Instance, UEGInstance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Result, Trouble
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.judging import Drawing, Judging

Ready = tuple[Case, Instance]


class BatchRunner:
    """Carries out protocols. Of UEG several batches are drawn in a row, the judge looking at one meanwhile."""

    def __init__(self, plan: RunPlan, judging: Judging, batched: bool, workers: int = 1) -> None:
        """`batched`: whether the cases planned together will all come to this worker, one of `workers`."""
        self.plan = plan
        self.judging = judging
        self.batch_size = plan.batch_size(workers) if batched else 1
        self._ahead = AHEAD if batched else 1
        self._batch_of: dict[str, list[Case]] = {}
        self._attempts: dict[str, Attempt] = {}
        self._inflight = PlainFolder.of(plan.folder.inflight)
        self._marks: list[tuple[str, list[Future[Polled]]]] = []

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """Batches follow from what was really selected, in its real order."""
        for batch in plan_batches(node_ids, self.batch_size, workers, self._ahead):
            params = [case_param(node_ids[index]) for index in batch]
            cases = [self.plan.cases[param] for param in params if param in self.plan.cases]
            self._batch_of.update((case.param, cases) for case in cases)

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        """This case's attempt; asking for the first of a batch runs the batch. Raises ModelUnavailableError, also
        where a limit of calls or money left no room for the whole attempt."""
        self._lift_marks()
        if (earlier := self.plan.finished(case)) is not None:
            return replayed(earlier)
        if case.param not in self._attempts:
            self._run(case, instance, protocol, engine)
        attempt = self._attempts.pop(case.param)
        if attempt.error is not None and attempt.error.kind == SPENT:
            raise SpentError(attempt.error.message)
        return attempt

    def holds_more(self) -> bool:
        """Whether attempts are in hand that were made before the run could cost no more."""
        return any(attempt.error is None or attempt.error.kind != SPENT for attempt in self._attempts.values())

    def close(self) -> None:
        """The session is over."""

    def _run(self, asked: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> None:
        """What was planned together with the case asked for, less what an earlier run has done.

        Where that run drew some of them and could not judge them, those are a batch of their own, without the model.
        """
        drawn = self.plan.drawn(asked) is not None
        model = None if drawn else engine()
        planned = self._batch_of.get(asked.param, [asked])
        batch = [
            case
            for case in planned
            if self.plan.finished(case) is None and (self.plan.drawn(case) is not None) == drawn
        ]
        for case in batch:  # whoever is asked for again (a re-run plugin) runs alone
            self._batch_of.pop(case.param, None)
        self.plan.tenancy.check()
        mark = self._mark(planned[0], drawn)
        with must_be_kept(self._inflight.path):
            crashed_before = self._inflight.has(mark)
        if crashed_before:  # it took a worker down: from here on one by one, so that only the culprit is lost
            batch = [asked]
        with must_be_kept(self._inflight.path):
            self._inflight.touch(mark)
        ready = self._ready(batch, asked, instance)
        polls = self._perform(ready, protocol, model) if model is not None else self._judge_again(ready)
        if not crashed_before:
            self._marks.append((mark, polls))
            self._lift_marks()

    def _perform(self, ready: Sequence[Ready], protocol: Protocol, engine: Engine) -> list[Future[Polled]]:
        polls: list[Future[Polled]] = []
        for start in range(0, len(ready), self.batch_size):
            part = ready[start : start + self.batch_size]
            polls += self._keep(part, engine.run(part, protocol))
        return polls

    def _judge_again(self, ready: Sequence[Ready]) -> list[Future[Polled]]:
        results = [self.plan.drawn(case) for case, _ in ready]
        return self._keep(ready, [Attempt(result.steps, result.reply) for result in results if result is not None])

    def _keep(self, ready: Sequence[Ready], attempts: Sequence[Attempt]) -> list[Future[Polled]]:
        """Remember attempts, and have the drawn ones looked at in the background."""
        done = list(zip(ready, attempts, strict=True))
        self._attempts |= {case.param: attempt for (case, _), attempt in done}
        return self.judging.submit(
            [Drawing(case, found, made) for (case, found), made in done if isinstance(found, UEGInstance)]
        )

    def _ready(self, batch: Iterable[Case], asked: Case, instance: Instance) -> list[Ready]:
        """The cases with their data; one whose data cannot be read has had its attempt."""
        found = [(case, instance if case is asked else self._instance(case)) for case in batch]
        self._attempts |= {case.param: each for case, each in found if isinstance(each, Attempt)}
        return [(case, each) for case, each in found if not isinstance(each, Attempt)]

    def _instance(self, case: Case) -> Instance | Attempt:
        try:
            return self.plan.instance(case)
        except RealUnifyError as error:
            return Attempt(error=Trouble.of(error))

    def _mark(self, first: Case, drawn: bool) -> str:
        name = hashlib.sha256(first.param.encode()).hexdigest()[:16]
        return f"{name}-polls" if drawn else name

    def _lift_marks(self) -> None:
        """A mark stands until the judge is done too: it can take its worker down as well as the model."""
        for held in list(self._marks):
            mark, polls = held
            if all(polled.done() for polled in polls):
                self.plan.tenancy.check()
                with must_be_kept(self._inflight.path):
                    self._inflight.remove(mark)
                self._marks.remove(held)


def replayed(result: Result) -> Attempt:
    """The attempt a journal remembers."""
    lacking = result.steps[-1].verb if result.verdict.strict == "unsupported" else None
    return Attempt(result.steps, result.reply, result.error, lacking)
