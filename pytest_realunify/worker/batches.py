"""The batches of one worker: run when their first case asks, each attempt kept until its own test asks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from pytest_realunify.engine.batches import AHEAD, case_name
from pytest_realunify.engine.batches import plan as plan_batches
from pytest_realunify.engine.estate import Estate
from pytest_realunify.engine.lockstep import Begun, Engine
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.spending import SPENT
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ModelUnavailableError, RealUnifyError, SpentError
from pytest_realunify.interfaces import Instance, UEGInstance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Result
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.judging import Drawing, Judging
from pytest_realunify.worker.made import Made, there
from pytest_realunify.worker.stock import Ready, Stock
from pytest_realunify.worker.upcoming import Kind, Upcoming, kind_of

PATIENCE: Final = 10.0
"""Seconds that pictures have, at most, to be stored when the model is about to be closed."""


class BatchRunner:
    """Carries out protocols in batches, some ahead of the tests that ask: while the model works on one, the pictures of
    the next are opened, those of the one before are stored, and the judge looks at what is stored.

    What is asked and made is told to the process's log as it happens. What a dead process has left is taken over: its
    attempts are not made again, and its suspects are asked one by one, while nothing else is asked of anybody.
    """

    def __init__(
        self,
        plan: RunPlan,
        judging: Judging,
        log: WorkLog,
        batched: bool,
        workers: int = 1,
        ahead: int = AHEAD,
        has_all: bool = False,
        replaceable: bool = True,
    ) -> None:
        """`batched`: whether the cases planned together will all come to this worker, one of `workers`. `ahead`: how
        many batches are planned together. `has_all`: whether everything that is selected comes to this worker.
        `replaceable`: whether another process takes over where this one ends."""
        self.plan = plan
        self.judging = judging
        self.log = log
        self.left = Estate(plan.folder.inflight, plan.folder.images)
        self.batch_size = plan.batch_size(workers) if batched else 1
        self._size = self.batch_size
        self._ahead = ahead if batched else 1
        self._upcoming = Upcoming(has_all and batched, plan.later)
        self.stock = Stock(judging, log)
        self._passed: dict[str, Instance] = {}
        """What the test of a case was given, until it asks: it may pass something else."""
        self._judging: dict[str, tuple[str | None, dict[str, int]]] = {}
        self._alone: set[Kind] = set()
        self._prepared: tuple[list[Case], Begun] | None = None
        """The batch that comes next."""
        self._replaceable = replaceable
        self.ended: ModelUnavailableError | DeviceLostError | None = None
        """Why the model cannot be asked any more, as a batch made ahead has found."""

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        self.left.refresh()
        for batch in plan_batches(node_ids, self.batch_size, workers, self._ahead):
            params = [case_name(node_ids[index]) for index in batch]
            self._upcoming.add([self.plan.cases[param] for param in params if param in self.plan.cases])

    def planned(self) -> list[list[Case]]:
        """The batches whose tests have not all asked, in order."""
        return self._upcoming.groups()

    def forget_plans(self) -> None:
        """Other batches are planned next."""
        self._upcoming.clear()

    def one_by_one(self) -> None:
        """Somebody else makes what comes ahead: what is asked for here is made alone."""
        self._size = self._ahead = 1

    def instance(self, case: Case) -> Instance:
        made = self.stock.get(case)
        found = made.instance if made is not None and made.instance is not None else self.plan.instance(case)
        self._passed[case.param] = found
        return found

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        if (earlier := self.plan.finished(case)) is not None:
            return replayed(earlier)
        if not self.holds(case, instance, protocol):
            self._run(case, instance, protocol, engine)
        self._go_ahead(case, protocol, engine)
        self._upcoming.remove(case)  # whoever is asked for again (a re-run plugin) runs alone
        self._passed.pop(case.param, None)
        attempt = self.stock.take(case).attempt
        self.stock.show()
        if attempt.error is not None and attempt.error.kind == SPENT:
            raise SpentError(attempt.error.message)
        return attempt

    def holds(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        """Whether the attempt that its test asks for is there. One that was made of something else is dropped, and no
        more of its kind are made ahead: only its own test knows what a case is made of."""
        made = self.stock.get(case)
        if made is not None and not made.fits(instance, protocol):
            self.stock.take(case)
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

    def is_suspect(self, case: Case) -> bool:
        """Whether it may have taken a process down, and is to be asked while nothing else is."""
        return self.left.suspected(case.param) is not None

    def is_open(self, case: Case) -> bool:
        """Whether the model is to be asked about it, in a batch that somebody else asks for."""
        param = case.param
        left = self.left.has(param) or self.left.suspected(param) is not None
        return not left and kind_of(case) not in self._alone and self._waits(case)

    def holds_more(self) -> bool:
        return self.stock.holds_more()

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        reply, cost = self._judging.get(case.param, (None, {}))
        return cost if reply == attempt.reply else {}

    def rest(self) -> None:
        """What was made is written down, pictures and all."""
        if self._prepared is not None:
            self._prepared[1].drop()
            self._prepared = None
        self.stock.stored(PATIENCE)

    def close(self) -> None:
        """Nothing is to be let go."""

    def _run(self, asked: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> None:
        """What was planned together with the case asked for, less what was done before."""
        self.plan.tenancy.check()
        self.left.refresh()
        if self._take_over(asked, instance, protocol):
            return
        if self.ended is not None:
            raise self.ended
        model = engine()
        if self.is_suspect(asked):
            with self._isolated():
                self._ask(model.begin([(asked, instance)], protocol), model)
            return
        batch = [asked]
        if self._size > 1 and self.goes_with_others(asked, instance):
            batch = self._next(asked)
            if asked not in batch:  # its test comes out of turn
                batch = [asked, *batch[: self._size - 1]]
        self._ask(self._begun(batch, protocol, model, asked, instance), model)

    def _go_ahead(self, asked: Case, protocol: Protocol, engine: Callable[[], Engine]) -> None:
        """Make drawings until enough are there that no test has asked for: they are stored, and looked at, meanwhile.
        Answers have nothing to be waited for. What ends the run here is told to the first test that has none."""
        if asked.listing.axis == "GEU":
            return
        kind, lead = kind_of(asked), self._size * self._ahead
        while self.stock.count(kind) <= lead - self._size and self.ended is None and asked in self._upcoming:
            self.plan.tenancy.check()
            self.left.refresh()
            if not (batch := self._next(asked)):
                return
            try:
                model = engine()
                self._ask(self._begun(batch, protocol, model), model)
            except ModelUnavailableError as error:
                self.ended = error
            except DeviceLostError as lost:
                if self._replaceable:
                    raise
                self.log.lost("model lost")  # now, before the judge meets the same device
                self.ended = lost

    def _next(self, asked: Case, but: Container[Case] = ()) -> list[Case]:
        """The batch to be made next when this case's test asks."""
        is_open = self.is_open if not but else lambda case: case not in but and self.is_open(case)
        return self._upcoming.next(asked, self._size, self._waits, is_open)

    def _begun(
        self,
        batch: list[Case],
        protocol: Protocol,
        engine: Engine,
        asked: Case | None = None,
        instance: Instance | None = None,
    ) -> Begun:
        """A batch, with the one after it prepared."""
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared[0] == batch and prepared[1].protocol is protocol:
            begun = prepared[1]
        else:
            if prepared is not None:
                prepared[1].drop()
            begun = engine.begin(self.ready(batch, asked, instance), protocol)
        if engine.beside is not None and self._ahead > 1 and (following := self._next(batch[0], batch)):
            self._prepared = following, engine.begin(self.ready(following), protocol)
        return begun

    def _ask(self, begun: Begun, engine: Engine) -> None:
        params = [case.param for case, _ in begun.cases]
        self.log.tell("ask", params)
        try:
            attempts = engine.carry_out(begun)
        except DeviceLostError:  # for the log to judge; what was made before is written down
            self.rest()
            raise
        except BaseException:
            self.log.tell("release", params)
            raise
        made = zip(params, attempts, strict=True)
        self.log.tell("release", [param for param, attempt in made if not attempt.done()])  # it is none of the model's
        self.stock.keep_making(begun.cases, attempts, begun.protocol)

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
        others = [case for case in self._upcoming.group(asked) if case is not asked and self._waits(case)]
        others = [case for case in others if self.left.has(case.param) and not self.left.suspected(case.param)]
        taken = [ready for ready in self.ready(others) if self._take(*ready, protocol)]
        self._judge_taken([(asked, instance), *taken])
        return True

    def _take(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        entry = self.left.take(case.param)
        if entry is None or entry.attempt is None:
            return False
        made = Made(there(entry.attempt), entry.made_of)
        if not made.fits(instance, protocol):
            return False
        self.log.made([entry])
        self.stock.put(case, made)
        self._judging[case.param] = (made.attempt.reply, entry.judging)
        return True

    def _judge_taken(self, ready: Sequence[Ready]) -> None:
        found = ((case, found, self.stock.get(case)) for case, found in ready if isinstance(found, UEGInstance))
        self.stock.judge([Drawing(case, found, made.attempt) for case, found, made in found if made is not None])

    def _waits(self, case: Case) -> bool:
        """Whether its test has still to ask, and nothing is there for it."""
        return case in self._upcoming and case not in self.stock and self.plan.finished(case) is None

    @contextmanager
    def _isolated(self) -> Iterator[None]:
        """While nobody is asked about anything else, before and after: a process that dies meanwhile has one culprit.
        (The judge looks at what comes of it within, too.)"""
        self.stock.settle()
        yield
        self.stock.settle()


def replayed(result: Result) -> Attempt:
    """The attempt a journal remembers."""
    lacking = result.steps[-1].verb if result.verdict.strict == "unsupported" else None
    return Attempt(result.steps, result.reply, result.error, lacking)
