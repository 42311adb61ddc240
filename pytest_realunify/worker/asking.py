"""Instances of the twin asked by a team's own tests, such as those that hypothesis draws: one at a time or several in a
batch, each once in a session. What they find is kept beside the run's own cases, and counts among none."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, overload

import pytest

from pytest_realunify import borrowed
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.engine.carrying import CarryingPictures
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import ModelUnavailableError, RealUnifyError, UsageError
from pytest_realunify.interfaces import GEUInstance, Instance, UEGInstance
from pytest_realunify.records import Attempt, Case, Result, State, to_json
from pytest_realunify.reporting.lines import answer_line, poll_line
from pytest_realunify.run.plan import FINISHED
from pytest_realunify.strategies.twin import SUITE, Place, place
from pytest_realunify.text import harmless, shortened
from pytest_realunify.worker.judging import Drawing
from pytest_realunify.worker.worker import Worker

SHOWN: Final = 1000
"""Characters of a question or a reply in a report."""


class NoVerdictError(BaseException):
    """The model or the judge is in trouble: no failing instance. Not an Exception, which hypothesis would take for one:
    it would ask again and again in search of the smallest."""


@dataclass(frozen=True)
class Asked:
    """An instance, what the model did, and whether that is right."""

    place: Place
    instance: Instance
    attempt: Attempt
    result: Result
    line: str
    """What was expected and what came, in one line."""
    images: Path
    """Where the pictures of `attempt` lie, by sha256."""

    @property
    def verdict(self) -> State:
        """`correct`, `wrong` or `unparsed`, by the strict scorer."""
        return self.result.verdict.strict

    @property
    def correct(self) -> bool:
        """Whether the verdict says so."""
        return self.verdict == "correct"

    @property
    def picture(self) -> Path | None:
        """The file of what the model was shown first, or, where it draws from words, of what it drew. None without."""
        shown = next((name for step in self.attempt.steps for name in step.inputs), None)
        name = shown if isinstance(self.instance, GEUInstance) else self.attempt.reply
        return None if name is None else self.images / f"{name}.png"

    def __repr__(self) -> str:
        return f"<{self.result.case}: {self.line}>"

    def told(self) -> str:
        """All that is needed to look into it, and to ask it again."""
        instance = self.instance
        if isinstance(instance, GEUInstance):
            asked, gold = instance.evaluation_prompt, instance.answer
        else:
            asked, gold = instance.prompt, "; ".join(f"{each.question} {each.answer}" for each in instance.questions)
        reply = "the picture" if isinstance(instance, UEGInstance) else self.attempt.reply or ""
        lines = [
            f"instance: {self.place.id} under {self.result.protocol}: {self.verdict}",
            f"picture: {self.picture or 'none'}",
            f"question: {shortened(asked, SHOWN)}",
            f"gold: {shortened(gold, SHOWN)}",
            f"reply: {shortened(reply, SHOWN)}",
            f"again: add @example({self.place!r}) to the test (hypothesis.example, pytest_realunify.strategies.place)",
        ]
        return "\n".join(harmless(part) for line in lines for part in line.split("\n"))


class Asking:
    """Registered by the fixture `ask`, in whatever process asks."""

    def __init__(self, worker: Worker, engine: Callable[[], Engine]) -> None:
        """`engine` has the run's model, and loads it where that is not done yet."""
        self._worker = worker
        self._plan = worker.plan
        self._run_engine = engine
        self._engine: Engine | None = None
        self._known: dict[str, Asked] = {}
        self._by_test: list[Asked] = []
        """In the order in which the test that runs asked: when it has failed, the last is what hypothesis shrank to."""
        self._unsent: list[Result] = []

    @overload
    def ask(self, at: Place, protocol: str = ...) -> Asked: ...

    @overload
    def ask(self, at: Sequence[Place], protocol: str = ...) -> list[Asked]: ...

    def ask(self, at: Place | Sequence[Place], protocol: str = "direct") -> Asked | list[Asked]:
        """The model about one instance, or about several in as few calls as its batches allow.

        The same instance under the same protocol is asked once in a session, so that a model that samples does not
        make a test flaky. Skips the test where the model cannot do what the protocol wants. Raises UsageError for what
        is not a place, a protocol that the run has not, a missing judge; NoVerdictError, which ends the test, where
        model or judge are in trouble.
        """
        places = [at] if isinstance(at, Place | str) else list(at)
        cases = [self._case(each, protocol) for each in places]
        new = {case.id: (case, each) for case, each in zip(cases, places, strict=True) if case.id not in self._known}
        if new:
            self._ask(list(new.values()))
        found = [self._known[case.id] for case in cases]
        self._by_test += found
        return found[0] if isinstance(at, Place) else found

    def _case(self, at: Place, protocol: str) -> Case:
        if not isinstance(at, Place):
            raise UsageError(
                f"`ask` takes what pytest_realunify.strategies draws, or place('maze-0001'), not {at!r:.60}"
            )
        listing = SUITE.listing(at)
        there = [name for name in self._plan.protocols if self._plan.protocols[name].like in listing.protocols]
        if protocol not in there:
            raise UsageError.unknown("protocol (ask; those of this run, --realunify-protocol)", protocol, there)
        if listing.axis == "UEG" and self._plan.judge is None:
            raise UsageError(f"{at.id} is drawn, which needs a judge: type --realunify-judge=pixels")
        return Case(listing, protocol)

    def _ask(self, new: Sequence[tuple[Case, Place]]) -> None:
        worker, protocol = self._worker, self._plan.protocols[new[0][0].protocol]
        for axis in ("GEU", "UEG"):
            batch = [(case, SUITE.instance(at)) for case, at in new if case.listing.axis == axis]
            if not batch:
                continue
            try:
                self._plan.tenancy.check()
                with worker.containment.contained(""):
                    attempts = self._own_engine().run(batch, protocol.steps[axis])
                made = list(zip(batch, attempts, strict=True))
                worker.judging.submit(
                    [Drawing(case, each, attempt) for (case, each), attempt in made if isinstance(each, UEGInstance)]
                )
                asked = [self._asked(case, instance, attempt) for (case, instance), attempt in made]
            except RealUnifyError as error:
                raise NoVerdictError(str(error)) from error
            self._unsent += [each.result for each in asked]
            for each in asked:
                self._check(each)
                self._known[each.result.case] = each

    def _asked(self, case: Case, instance: Instance, attempt: Attempt) -> Asked:
        from pytest_realunify.scoring import score_choice, score_polls  # collecting needs none

        worker = self._worker
        if isinstance(instance, UEGInstance):
            polled = worker.judging.polled(Drawing(case, instance, attempt))
            verdict = score_polls(attempt, instance.questions, polled.polls, polled.error)
            result, line = worker.result(case, attempt, verdict, None, polled), poll_line(verdict, polled.polls)
        else:
            verdict = score_choice(attempt, instance)
            result = worker.result(case, attempt, verdict, instance.answer, Polled(()))
            line = answer_line(instance, attempt, verdict)
        return Asked(place(case.listing.id), instance, attempt, result, line, self._plan.folder.images)

    def _check(self, asked: Asked) -> None:
        """Whether it has a verdict at all."""
        if asked.verdict == "unsupported":
            pytest.skip(f"the model cannot {asked.attempt.unsupported}")
        if asked.verdict not in FINISHED:
            trouble = asked.result.error
            told = f"{trouble.kind}: {trouble.message}" if trouble else asked.line
            raise NoVerdictError(f"{asked.place.id}: no verdict, and so no failing instance: {told}")

    def _own_engine(self) -> Engine:
        """The run's model, with pictures of any place."""
        if self._engine is None:
            run, plan = self._run_engine(), self._plan
            kind = CarryingPictures if plan.is_served else Pictures
            pictures = kind(SUITE, plan.folder.images, plan.tenancy.check)
            self._engine = Engine(run.model, pictures, self._worker.batches.batch_size, run.run_seed, calls=run.calls)
        return self._engine

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A failing test tells what it asked last, and takes all results along."""
        report = yield
        if call.when != "call" or not (self._by_test or self._unsent or call.excinfo):
            return report
        error = call.excinfo.value if call.excinfo is not None else None
        if isinstance(error, NoVerdictError):
            line = harmless(shortened(str(error), SHOWN))
            report.longrepr, report.sections = borrowed.one_line(line, report.location), []
            if isinstance(error.__cause__, ModelUnavailableError):
                item.session.shouldstop = f"realunify: {line}"
        elif report.failed and (wrong := [each for each in self._by_test if not each.correct]):
            report.sections.append(("realunify: last wrong instance (the smallest under @given)", wrong[-1].told()))
        report.realunify = {  # type: ignore[attr-defined]
            "tried": [to_json(result) for result in self._unsent],
            "wrong": False,
            "identities": self._worker.identities(),
            "interpreters": self._worker.new_interpreters(),
        }
        self._by_test, self._unsent = [], []
        return report
