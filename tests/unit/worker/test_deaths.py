"""Processes that die at every step, with the parts that decide blame as they are: logs, estate, batches.

hypothesis decides which cases kill, whom, and when somebody kills from outside; what is known about who was asked what
is kept here a second time, as plainly as can be.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.blame import Event
from pytest_realunify.engine.estate import Executor
from pytest_realunify.engine.work_log import Entry, WorkLog
from pytest_realunify.interfaces import Instance, Listing, UEGInstance
from pytest_realunify.protocols import BY_NAME
from pytest_realunify.records import Attempt, Case
from pytest_realunify.worker import stock
from pytest_realunify.worker.batches import BatchRunner
from pytest_realunify.worker.judging import Drawing
from pytest_realunify.worker.made import there

COUNT, BATCH, AHEAD = 9, 2, 2
PROTOCOL = BY_NAME["UEG"]["direct"]


class Died(BaseException):
    """The process is gone."""


def instance(number: int) -> UEGInstance:
    return UEGInstance(f"world_knowledge-{number:04d}", "world_knowledge", "", number, f"Draw {number}.", ())


CASES = [
    Case(Listing(instance(number).id, "UEG", "world_knowledge", "", number, ("direct",)), "direct")
    for number in range(COUNT)
]


class Plan:
    """As much of a RunPlan as batches ask for."""

    def __init__(self, folder: Path) -> None:
        self.folder = SimpleNamespace(inflight=folder / "inflight", images=folder / "images")
        self.cases = {case.param: case for case in CASES}
        self.tenancy = SimpleNamespace(check=lambda: None)
        self.later: frozenset[str] = frozenset()

    def batch_size(self, workers: int) -> int:
        return BATCH * workers

    def finished(self, case: Case) -> None:
        del case

    def instance(self, case: Case) -> Instance:
        return instance(case.listing.index)


class MortalLog(WorkLog):
    """Of a process that can be gone from one line to the next."""

    dead = False

    def _write(self, entries: Iterable[Entry]) -> None:
        if not self.dead:
            super()._write(entries)


class Process:
    """One that runs cases: what it asks is noted in `in_hand`, apart from its log."""

    def __init__(self, run: Life, name: str) -> None:
        self.run = run
        self.name = name
        self.log = MortalLog(run.plan.folder.inflight, name)
        self.died_of = ""
        self.in_model: list[str] = []
        self.at_judge: dict[str, Future[Polled]] = {}
        plan: Any = run.plan
        judging: Any = self
        self.runner = BatchRunner(plan, judging, self.log, batched=True, ahead=AHEAD, has_all=run.has_all)
        self.runner.select([f"cases/test_ueg.py::test_ueg[{case.param}]" for case in CASES], 1)

    @property
    def in_hand(self) -> list[str]:
        return [*self.in_model, *self.at_judge]

    def asks(self, case: Case) -> Attempt:
        """As the test of the case does."""
        engine: Any = SimpleNamespace(begin=self.begin, carry_out=self.carry_out, beside=None)
        attempt = self.runner.attempt(case, self.runner.instance(case), PROTOCOL, lambda: engine)
        self.judge(case.param)
        return attempt

    def begin(self, part: Sequence[tuple[Case, Instance]], protocol: object) -> SimpleNamespace:
        return SimpleNamespace(cases=part, protocol=protocol)

    def carry_out(self, begun: SimpleNamespace) -> list[Future[Attempt]]:
        return [there(attempt) for attempt in self.model(begun.cases, begun.protocol)]

    def model(self, part: Sequence[tuple[Case, Instance]], protocol: object) -> list[Attempt]:
        assert protocol is PROTOCOL
        self.in_model = [case.param for case, _ in part]
        if self.run.kill_in_call or self.run.model_kills & set(self.in_model):
            self.run.killed_outside |= self.run.kill_in_call
            self.dies_of(next(iter(self.run.model_kills & set(self.in_model)), ""))
        self.run.made.update(self.in_model)
        self.in_model = []
        return [Attempt(reply=f"{case.param} {self.run.made[case.param]}") for case, _ in part]

    def dies_of(self, case: str) -> NoReturn:
        self.log.dead = True
        self.died_of = case
        raise Died

    def submit(self, drawings: Sequence[Drawing]) -> list[Future[Polled]]:
        futures = []
        self.log.tell("look", [drawing.case.param for drawing in drawings])
        for drawing in drawings:
            future: Future[Polled] = Future()
            self.at_judge[drawing.case.param] = future
            futures.append(future)
        return futures

    def judge(self, upto: str) -> None:
        """One thread, which looks at one picture after the other."""
        while upto in self.at_judge:
            case, future = next(iter(self.at_judge.items()))
            if case in self.run.judge_kills:
                self.dies_of(case)
            self.log.tell("looked", [case])
            del self.at_judge[case]
            future.set_result(Polled(()))


class Life(RuleBasedStateMachine):
    """A run, its controller, and one process after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        (Path(self.folder.name) / "inflight").mkdir()
        self.plan = Plan(Path(self.folder.name))
        self.estate = Executor(self.plan.folder.inflight)
        self.made: Counter[str] = Counter()
        self.told: dict[str, str | None] = {}
        self.blamed: set[str] = set()
        self.suspects: set[str] = set()
        self.guilty_by_chance: set[str] = set()
        self.open = [case.param for case in CASES]
        self.kill_in_call = self.killed_outside = False
        self.sessions = self.deaths = self.kills = 0
        self.model_kills: set[str] = set()
        self.judge_kills: set[str] = set()
        self.has_all = False
        self._patch = patch.object(stock, "wait", self._wait)
        self._patch.start()
        self.process = Process(self, "gw0")

    def _wait(self, polls: Sequence[Future[Polled]], seconds: float | None = None) -> None:
        del seconds
        for case, future in list(self.process.at_judge.items()):
            if future in polls:
                self.process.judge(case)

    @initialize(
        model=st.sets(st.integers(0, COUNT - 1), max_size=2),
        judge=st.sets(st.integers(0, COUNT - 1), max_size=2),
        has_all=st.booleans(),
    )
    def choose(self, model: set[int], judge: set[int], has_all: bool) -> None:
        self.has_all = has_all
        self.process = Process(self, "gw0")
        self.model_kills = {CASES[number].param for number in model}
        self.judge_kills = {CASES[number].param for number in judge}

    @precondition(lambda self: self.open)
    @rule(place=st.integers(0, COUNT - 1))
    def test(self, place: int) -> None:
        """In any order: batches were planned in one of their own."""
        case = self.open[place % len(self.open)]
        try:
            attempt = self.process.asks(self.plan.cases[case])
        except Died:
            self.dies("died")
            return
        assert attempt.reply == f"{case} 1", "made once, and the case's own"
        self.told[case] = attempt.reply
        self.open.remove(case)

    @precondition(lambda self: self.process.at_judge)
    @rule()
    def judge_looks_at_one(self) -> None:
        try:
            self.process.judge(next(iter(self.process.at_judge)))
        except Died:
            self.dies("died")

    @rule(event=st.sampled_from(["died", "model lost", "judge lost"]))
    def somebody_kills_it(self, event: Event) -> None:
        self.killed_outside = True
        self.dies(event)

    @precondition(lambda self: self.open)
    @rule()
    def somebody_kills_it_in_the_next_call(self) -> None:
        self.kill_in_call = True
        self.test(0)
        self.kill_in_call = False

    @rule()
    def the_whole_run_is_killed_and_resumed(self) -> None:
        self.sessions += 1
        self.kills += 1
        self.suspects |= set(self.process.in_hand)
        self.estate = Executor(self.plan.folder.inflight)
        self.estate.resume([])
        self.process = Process(self, f"gw{self.deaths + self.sessions}")

    @rule()
    def a_process_ends_in_order_and_another_goes_on(self) -> None:
        self.process.log.close()
        self.process.in_model.clear()
        self.process.at_judge.clear()
        self.the_whole_run_is_killed_and_resumed()

    def dies(self, event: Event) -> None:
        """What the controller does then."""
        process, by_chance = self.process, self.killed_outside
        self.killed_outside = self.kill_in_call = False
        self.deaths += 1
        self.kills += by_chance
        who = {"model lost": process.in_model, "judge lost": [*process.at_judge]}.get(event, process.in_hand)
        fate = self.estate.settle(process.name, event, sure=event != "died")
        alone = who[0] if len(who) == 1 and (event != "died" or who[0] in self.suspects) else None
        assert fate.death.culprit == alone
        assert set(fate.death.suspects) == (set(who) if alone is None else set())
        self.suspects |= set(fate.death.suspects)
        culprit = fate.death.culprit
        if process.died_of and process.runner.left.suspected(process.died_of):
            assert culprit == process.died_of, "nothing else was asked of anybody, so that now it is known"
        if culprit in self.open:
            self.open.remove(culprit)
            self.blamed.add(culprit)
            self.guilty_by_chance |= {culprit} if by_chance else set()
        self.process = Process(self, f"gw{self.deaths + self.sessions}")

    @invariant()
    def nobody_is_blamed_for_another(self) -> None:
        assert self.blamed - self.guilty_by_chance <= self.model_kills | self.judge_kills

    @invariant()
    def nothing_is_made_twice(self) -> None:
        assert all(count == 1 for count in self.made.values())

    def teardown(self) -> None:
        before = self.deaths
        while self.open:
            self.test(0)
            assert self.deaths - before <= 2 * COUNT, "it ends"
        self.nobody_is_blamed_for_another()
        self.nothing_is_made_twice()
        assert self.model_kills <= self.blamed
        assert {*self.told, *self.blamed} == {case.param for case in CASES}
        assert not set(self.told) & self.blamed
        self._patch.stop()
        self.folder.cleanup()


Life.TestCase.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase
