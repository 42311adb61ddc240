"""BatchRunner where models are elsewhere: while pytest asks for one case, the batches of the next are on their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pytest_realunify.engine.ahead import Ahead
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Instance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case, Trouble
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.batches import BatchRunner, Ready
from pytest_realunify.worker.judging import Judging
from pytest_realunify.worker.ray_replicas import Replicas

LOOK: Final = 1.0
"""Seconds between looks at a batch that is waited for, so that an interrupt and news get through."""


@dataclass(slots=True)
class _Made:
    """What a thread made of a batch."""

    protocol: Protocol
    unreadable: dict[str, Attempt] = field(default_factory=dict)
    ready: list[Ready] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


class Prefetcher(BatchRunner):
    """Runs batches in threads, in the order their cases will be asked for; everything else happens where tests run.

    Twice as many batches are under way as there are replicas: one that a replica works on, and one whose pictures are
    opened or stored meanwhile. A few more may be done before their turn, so that one slow batch holds up nobody.
    """

    def __init__(self, plan: RunPlan, judging: Judging, replicas: Replicas) -> None:
        super().__init__(plan, judging, batched=True)
        self.replicas = replicas
        self._ahead = 1  # the judge has the pictures of several batches anyway
        self._batches: list[list[Case]] = []
        self._number: dict[str, int] = {}
        self._protocols: dict[tuple[str, str], Protocol] = {}
        self._foresight: Ahead[_Made] | None = None
        self._spent = False

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """What a second look asks comes when all before it is done."""
        if self._foresight is not None:
            self._foresight.close()
            self._foresight = None
        self._batch_of.clear()
        super().select(node_ids, max(workers, self.replicas.count))
        seen: dict[int, list[Case]] = {id(batch): batch for batch in self._batch_of.values()}
        self._batches = list(seen.values())
        self._number = {case.param: number for number, batch in enumerate(self._batches) for case in batch}

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        self._learn(case, protocol)
        self._take(0.0)
        return super().attempt(case, instance, protocol, engine)

    def holds_more(self) -> bool:
        """Also what is on its way: nothing more is begun."""
        self._spent = True
        return super().holds_more() or (self._foresight is not None and self._foresight.is_busy)

    def close(self) -> None:
        self.replicas.release()  # first, so that nobody waits for an answer any more
        if self._foresight is not None:
            self._foresight.close()
        self.replicas.close()

    def _run(self, asked: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> None:
        number = self._number.get(asked.param)
        if number is None or self.plan.drawn(asked) is not None:  # asked for again, or for the judge alone
            super()._run(asked, instance, protocol, engine)
            return
        if self._foresight is None:
            self._foresight = self._begin(engine())
        if self._spent and not self._foresight.has_begun(number):
            self._attempts[asked.param] = Attempt(error=Trouble.of(self.replicas.purse.refusal()))
            return
        self._foresight.reach(number, ahead=not self._spent)
        while asked.param in self._number:
            self.replicas.tell()
            self._take(LOOK)
        if asked.param not in self._attempts:  # made by another protocol than the test's own
            super()._run(asked, instance, protocol, engine)

    def _begin(self, engine: Engine) -> Ahead[_Made]:
        from pytest_realunify.engine.ray.pictures import TravellingPictures

        count, plan = self.replicas.count, self.plan
        pictures = TravellingPictures(plan.suite, plan.folder.images, plan.tenancy.check)
        return Ahead(
            lambda number: self._made(engine, pictures, number),
            len(self._batches),
            threads=2 * count + 2,
            window=3 * count + 2,
        )

    def _made(self, engine: Engine, pictures: Pictures, number: int) -> _Made:
        """In a thread of its own: reads the plan, changes nothing."""
        batch = [
            case for case in self._batches[number] if self.plan.finished(case) is None and self.plan.drawn(case) is None
        ]
        if not batch:
            return _Made(self.plan.steps(self._batches[number][0]))
        made = _Made(self._protocols.get(_kind(batch[0]), self.plan.steps(batch[0])))
        for case in batch:
            found = self._instance(case)
            if isinstance(found, Attempt):
                made.unreadable[case.param] = found
            else:
                made.ready.append((case, found))
        its_own = Engine(engine.model, pictures, self.batch_size, engine.run_seed, calls=self.replicas.calls(number))
        made.attempts = its_own.run(made.ready, made.protocol)
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
            if not made.ready or self._is_stale(made):
                self._attempts |= made.unreadable
                continue
            for case, _ in made.ready:
                self._batch_of.pop(case.param, None)
            self._attempts |= made.unreadable
            self._keep(made.ready, made.attempts)

    def _learn(self, case: Case, protocol: Protocol) -> None:
        """A team may override the `protocol` fixture, and what it gives is seen only when a test asks: what was made
        ahead by the published protocol then does not count, and the rest is made by the team's."""
        kind = _kind(case)
        if kind not in self._protocols and protocol is not self.plan.steps(case):
            stale = [param for param in self._attempts if (other := self.plan.cases[param]) and _kind(other) == kind]
            for param in stale:
                del self._attempts[param]
        self._protocols[kind] = protocol

    def _is_stale(self, made: _Made) -> bool:
        """Made by the published protocol, where the team has its own."""
        case, used = made.ready[0][0], made.protocol
        return used is self.plan.steps(case) and self._protocols.get(_kind(case), used) is not used


def _kind(case: Case) -> tuple[str, str]:
    return case.listing.axis, case.protocol
