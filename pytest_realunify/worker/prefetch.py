"""Batches where models are elsewhere: while pytest asks for one case, the batches of the next are on their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pytest_realunify.engine.ahead import Ahead
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Instance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.batches import BatchRunner, Kind, Ready, kind_of
from pytest_realunify.worker.judging import Judging
from pytest_realunify.worker.ray_replicas import Replicas

LOOK: Final = 1.0
"""Seconds between looks at a batch that is waited for, so that an interrupt and news get through."""


@dataclass(slots=True)
class _Batch:
    """What a thread made of one."""

    protocol: Protocol
    ready: list[Ready] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


class Prefetcher:
    """Runs batches in threads, in the order their cases will be asked for; everything else happens where tests run,
    and what was not made ahead is a BatchRunner's.

    Twice as many batches are under way as there are replicas: one that a replica works on, and one whose pictures are
    opened or stored meanwhile. A few more may be done before their turn, so that one slow batch holds up nobody.
    """

    def __init__(self, plan: RunPlan, judging: Judging, log: WorkLog, replicas: Replicas) -> None:
        self.plan = plan
        self.replicas = replicas
        # The judge has the pictures of several batches anyway.
        self._runner = BatchRunner(plan, judging, log, batched=True, ahead=1)
        self.batch_size = self._runner.batch_size
        self._batches: list[list[Case]] = []
        self._number: dict[str, int] = {}
        """Of the batch that a case belongs to, until that is done."""
        self._protocols: dict[Kind, Protocol] = {}
        """As tests pass them."""
        self._foresight: Ahead[_Batch] | None = None
        self._spent = False

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """What a second look asks comes when all before it is done."""
        if self._foresight is not None:
            self._foresight.close()
            self._foresight = None
        self._runner.forget_plans()
        self._runner.select(node_ids, max(workers, self.replicas.count))
        self._batches = self._runner.planned()
        self._number = {case.param: number for number, batch in enumerate(self._batches) for case in batch}

    def instance(self, case: Case) -> Instance:
        return self._runner.instance(case)

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        self._learn(case, protocol)
        self._take(0.0)
        number = self._number.get(case.param)
        if number is not None and self._comes_ahead(case, instance, protocol):
            self._foresight = self._foresight or self._begin(engine())
            if self._spent and not self._foresight.has_begun(number):
                raise self.replicas.purse.refusal()
            self._foresight.reach(number, ahead=not self._spent)
            while case.param in self._number:
                self.replicas.tell()
                self._take(LOOK)
        return self._runner.attempt(case, instance, protocol, engine)

    def holds_more(self) -> bool:
        """Also what is on its way: nothing more is begun."""
        self._spent = True
        return self._runner.holds_more() or (self._foresight is not None and self._foresight.is_busy)

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        return self._runner.judged_before(case, attempt)

    def close(self) -> None:
        self.replicas.release()  # first, so that nobody waits for an answer any more
        if self._foresight is not None:
            self._foresight.close()
        self.replicas.close()

    def _comes_ahead(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        """Whether it is made together with what was planned with it: not where it is there, nor what is asked again."""
        done = self.plan.finished(case) is not None or self._runner.holds(case, instance, protocol)
        return not done and self._runner.goes_with_others(case, instance)

    def _begin(self, engine: Engine) -> Ahead[_Batch]:
        from pytest_realunify.engine.ray.pictures import TravellingPictures

        count, plan = self.replicas.count, self.plan
        pictures = TravellingPictures(plan.suite, plan.folder.images, plan.tenancy.check)
        return Ahead(
            lambda number: self._made(engine, pictures, number),
            len(self._batches),
            threads=2 * count + 2,
            window=3 * count + 2,
        )

    def _made(self, engine: Engine, pictures: Pictures, number: int) -> _Batch:
        """In a thread of its own: reads the plan, changes nothing, and writes down what was made."""
        batch = [case for case in self._batches[number] if self._runner.is_open(case)]
        if not batch:
            return _Batch(self.plan.steps(self._batches[number][0]))
        made = _Batch(self._protocols.get(kind_of(batch[0]), self.plan.steps(batch[0])), self._runner.ready(batch))
        calls = self.replicas.calls(number)
        its_own = Engine(engine.model, pictures, self.batch_size, engine.run_seed, calls=calls)
        made.attempts = its_own.run(made.ready, made.protocol)
        self._runner.record(made.ready, made.attempts, made.protocol)
        return made

    def _take(self, wait: float) -> None:
        """Bring in what threads have made, and have the drawn ones judged."""
        for number, made in self._foresight.done(wait) if self._foresight else ():
            for case in self._batches[number]:
                self._number.pop(case.param, None)
            if isinstance(made, ModelUnavailableError):
                raise made
            if isinstance(made, BaseException):  # such as a full disk: met again where its case asks, and told there
                continue
            if made.ready and not self._is_stale(made):
                self._runner.keep(made.ready, made.attempts, made.protocol)

    def _learn(self, case: Case, protocol: Protocol) -> None:
        """A team may override the `protocol` fixture, and what it gives is seen only when a test asks: what was made
        ahead by the published protocol then does not count, and the rest is made by the team's."""
        kind = kind_of(case)
        if kind not in self._protocols and protocol is not self.plan.steps(case):
            self._runner.drop(kind, protocol)
        self._protocols[kind] = protocol

    def _is_stale(self, made: _Batch) -> bool:
        """Made by the published protocol, where the team has its own."""
        case, used = made.ready[0][0], made.protocol
        return used is self.plan.steps(case) and self._protocols.get(kind_of(case), used) is not used
