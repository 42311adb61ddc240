"""Attempts made in threads: while pytest asks for one case, the next are on their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from typing import Protocol as Interface

from pytest_realunify.engine.ahead import Ahead
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.spending import Spender
from pytest_realunify.engine.work_log import WorkLog
from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Instance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt, Case
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.worker.batches import BatchRunner
from pytest_realunify.worker.stock import Ready
from pytest_realunify.worker.upcoming import Kind, kind_of

LOOK: Final = 1.0
"""Seconds between looks at a job that is waited for, so that an interrupt and news get through."""


class Hands(Interface):
    """Who works on jobs ahead of need, and how far ahead."""

    purse: Spender
    """Counts the model's calls."""
    told: bool
    """Whether the process's log is to know what is asked: its death may be the model's doing."""
    alone: bool
    """Whether a job is a single case."""
    has_all: bool
    """Whether all that is selected comes to this process, or only what is planned together."""

    def share(self, workers: int) -> int:
        """Among how many the cases are shared out."""

    def jobs(self, batches: Sequence[list[Case]]) -> list[list[list[Case]]]:
        """What each batch is cut into."""

    def take(self, engine: Engine) -> bool:
        """Whether they ask this model at all; else it is asked where tests run."""

    @property
    def threads(self) -> int:
        """Jobs at a time."""

    @property
    def window(self) -> int:
        """How many jobs may be done, or under way, beyond the one that is asked for."""

    def engine(self, engine: Engine, number: int) -> Engine:
        """For one job; called in its thread."""

    def tell(self) -> None:
        """What is new, while somebody waits. From the main thread."""

    def release(self) -> None:
        """Nobody waits for an answer any more."""

    def rest(self, jobs: Ahead[_Job]) -> None:
        """The model is about to be closed: end what is under way."""

    def close(self) -> None:
        """The session is over."""


@dataclass(slots=True)
class _Job:
    """What a thread made of one."""

    protocol: Protocol
    ready: list[Ready] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


class Prefetcher:
    """Runs jobs in threads, in the order their cases will be asked for; everything else happens where tests run, and
    what was not made ahead is a BatchRunner's."""

    def __init__(self, plan: RunPlan, runner: BatchRunner, log: WorkLog, hands: Hands) -> None:
        self.plan = plan
        self.hands = hands
        self.log = log
        self._runner = runner
        self.batch_size = runner.batch_size
        self._jobs: list[list[Case]] = []
        self._number: dict[str, int] = {}
        """Of the job that a case belongs to, until that is done."""
        self._last: list[int] = []
        """By job, the number of the last one that was planned together with it."""
        self._protocols: dict[Kind, Protocol] = {}
        """As tests pass them."""
        self._foresight: Ahead[_Job] | None = None
        self._spent = False

    def select(self, node_ids: Sequence[str], workers: int) -> None:
        """What a second look asks comes when all before it is done."""
        if self._foresight is not None:
            self._foresight.close()
            self._foresight = None
            self._runner.forget_plans()
        self._runner.select(node_ids, self.hands.share(workers))
        self._jobs, self._last = [], []
        for together in self.hands.jobs(self._runner.planned()):
            self._jobs += together
            self._last += [len(self._jobs) - 1] * len(together)
        self._number = {case.param: number for number, job in enumerate(self._jobs) for case in job}

    def instance(self, case: Case) -> Instance:
        return self._runner.instance(case)

    def attempt(self, case: Case, instance: Instance, protocol: Protocol, engine: Callable[[], Engine]) -> Attempt:
        self._learn(case, protocol)
        self._take(0.0)
        number = self._number.get(case.param)
        if number is not None and self._comes_ahead(case, instance, protocol) and self._takes(engine()):
            self._foresight = self._foresight or self._begin(engine())
            if self._spent and not self._foresight.has_begun(number):
                raise self.hands.purse.refusal()
            self.plan.tenancy.check()
            self._runner.left.refresh()  # before more is begun: another worker may have died, and left suspects
            if self._runner.ended is None:
                self._foresight.reach(number, self._end(number))
            while case.param in self._number and self._runner.ended is None:
                self.hands.tell()
                self._take(LOOK)
        if self._foresight is not None and self._runner.is_suspect(case):
            with self._foresight.held():  # asked alone, that is
                return self._runner.attempt(case, instance, protocol, engine)
        return self._runner.attempt(case, instance, protocol, engine)

    def holds_more(self) -> bool:
        """Also what is on its way: nothing more is begun."""
        self._spent = True
        return self._runner.holds_more() or (self._foresight is not None and self._foresight.is_busy)

    def judged_before(self, case: Case, attempt: Attempt) -> dict[str, int]:
        return self._runner.judged_before(case, attempt)

    def rest(self) -> None:
        self._runner.rest()
        if self._foresight is not None:
            self.hands.rest(self._foresight)

    def close(self) -> None:
        self.hands.release()  # first, so that nobody waits for an answer any more
        if self._foresight is not None:
            self._foresight.close()
        self._runner.close()
        self.hands.close()

    def _takes(self, engine: Engine) -> bool:
        """Whether there are hands for this model. Where there are none, nobody need look again."""
        taken = self.hands.take(engine)
        if not taken:
            self._number.clear()
        elif self._foresight is None and self.hands.alone:
            self._runner.one_by_one()
        return taken

    def _end(self, number: int) -> int | None:
        """The last job that may be begun now."""
        if self._spent:
            return number
        return None if self.hands.has_all else self._last[number]

    def _comes_ahead(self, case: Case, instance: Instance, protocol: Protocol) -> bool:
        """Whether it is made ahead: not where it is there, nor what is asked again."""
        done = self.plan.finished(case) is not None or self._runner.holds(case, instance, protocol)
        return not done and self._runner.goes_with_others(case, instance)

    def _begin(self, engine: Engine) -> Ahead[_Job]:
        return Ahead(
            lambda number: self._made(engine, number),
            len(self._jobs),
            threads=self.hands.threads,
            window=self.hands.window,
        )

    def _made(self, engine: Engine, number: int) -> _Job:
        """In a thread of its own: reads the plan, changes nothing, and writes down what was made."""
        cases = [case for case in self._jobs[number] if self._runner.is_open(case)]
        if not cases:
            return _Job(self.plan.steps(self._jobs[number][0]))
        made = _Job(self._protocols.get(kind_of(cases[0]), self.plan.steps(cases[0])), self._runner.ready(cases))
        its_own = self.hands.engine(engine, number)
        asked = [case.param for case, _ in made.ready] if self.hands.told else []
        self.log.tell("ask", asked)
        try:
            made.attempts = its_own.run(made.ready, made.protocol)
        except DeviceLostError:  # for the log to judge
            raise
        except BaseException:
            self.log.tell("release", asked)
            raise
        self._runner.stock.record(made.ready, made.attempts, made.protocol)
        return made

    def _take(self, wait: float) -> None:
        """Bring in what threads have made, and have the drawn ones judged."""
        for number, made in self._foresight.done(wait) if self._foresight else ():
            for case in self._jobs[number]:
                self._number.pop(case.param, None)
            if isinstance(made, DeviceLostError):
                raise made
            if isinstance(made, ModelUnavailableError):  # the first test that has no attempt ends the run
                self._runner.ended = self._runner.ended or made
            elif isinstance(made, BaseException):  # such as a full disk: met again where its case asks, and told there
                continue
            elif made.ready and not self._is_stale(made):
                self._runner.stock.keep(made.ready, made.attempts, made.protocol)

    def _learn(self, case: Case, protocol: Protocol) -> None:
        """A team may override the `protocol` fixture, and what it gives is seen only when a test asks: what was made
        ahead by the published protocol then does not count, and the rest is made by the team's."""
        kind = kind_of(case)
        if kind not in self._protocols and protocol is not self.plan.steps(case):
            self._runner.stock.drop(kind, protocol)
        self._protocols[kind] = protocol

    def _is_stale(self, made: _Job) -> bool:
        """Made by the published protocol, where the team has its own."""
        case, used = made.ready[0][0], made.protocol
        return used is self.plan.steps(case) and self._protocols.get(kind_of(case), used) is not used
