"""The judge on a worker: what is submitted once is not asked twice, and what cannot be asked is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.interfaces import JudgeRequest, Listing, Question, UEGInstance
from pytest_realunify.records import Attempt, Case
from pytest_realunify.worker.judging import Drawing, Judging
from pytest_realunify.worker.letting_go import LettingGo
from pytest_realunify.worker.loaded import Loaded

QUESTIONS = (Question("Two wheels?", "yes"), Question("A horse?", "no"))
INSTANCE = UEGInstance("world_knowledge-0001", "world_knowledge", "", 1, "Draw.", QUESTIONS)
CASE = Case(Listing(INSTANCE.id, "UEG", "world_knowledge", "", 1, ("direct",)), "direct")


class Judge:
    """Says yes; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.closed = 0

    def close(self) -> None:
        self.closed += 1
        raise ConnectionError("it was gone already")

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        self.asked += [request.question for request in requests]
        return ["Yes" for _ in requests]


class Plan:
    """As much of a RunPlan as judging asks for."""

    def __init__(self, folder: Path, build: Any, concurrency: int = 16) -> None:
        self.settings = SimpleNamespace(
            judge_prompt="{question}",
            judge_repeats=1,
            judge_cache=None,
            judge_cache_share="",
            sample_seed=5,
            outage=None,
            batch_size=None,
            timeout=None,
            engine="local",
        )
        self.model = None
        self.judge_concurrency = concurrency
        self.folder = SimpleNamespace(path=folder, images=folder)
        self.judge: Any = SimpleNamespace(
            build=build,
            among=lambda _: self.judge,
            name="toy",
            model=None,
            lent=False,
            batch=lambda asked: asked or 16,
            fingerprint=lambda *_: "f" * 12,
        )
        self.judge_fingerprint = "0" * 12
        self.earlier: Any = None

    def finished(self, case: Case) -> Any:
        del case
        return self.earlier

    def check_identity(self, who: str, told: object) -> None:
        """Nothing is resumed here."""


def made(plan: Any, workers: int) -> Judging:
    return Judging(plan, workers, Loaded(plan, workers, LettingGo(plan.settings.timeout)))


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def judging(tmp_path: Path, judge: Judge) -> Iterator[Judging]:
    judging = made(Plan(tmp_path, lambda: judge), 1)
    yield judging
    judging.close()


@pytest.mark.parametrize("concurrent", [True, False])
def test_a_judge_is_closed_with_the_run(tmp_path: Path, judge: Any, concurrent: bool) -> None:
    """It may hold connections, or a device's memory."""
    judge.concurrent, judge.ended = concurrent, 0

    def close() -> None:
        judge.ended += 1

    judge.close = close
    judging = made(Plan(tmp_path, lambda: judge), 1)
    judging.polled(drawing(tmp_path))
    judging.close()
    assert judge.ended == 1


def drawing(folder: Path, colour: str = "teal") -> Drawing:
    picture = Pictures(None, folder).keep(Image.new("RGB", (4, 4), colour))  # type: ignore[arg-type]
    return Drawing(CASE, INSTANCE, Attempt(reply=picture.sha256))


def test_a_judge_that_can_be_closed_amid_calls_is_whatever_it_says_to_that(
    judging: Judging, judge: Any, tmp_path: Path
) -> None:
    judge.closes_amid_calls = True  # as one with an interpreter of its own
    judging.close()
    assert judge.closed == 0, "it was never built"
    judging.polled(drawing(tmp_path))
    judging.close()
    assert judge.closed == 1


def test_what_was_submitted_is_only_waited_for(judging: Judging, judge: Judge, tmp_path: Path) -> None:
    drawn = drawing(tmp_path)
    judging.submit([drawn])
    assert [poll.answer for poll in judging.polled(drawn).polls] == ["yes", "yes"]
    assert judge.asked == ["Two wheels?", "A horse?"]
    assert judging.polled(drawn).polls, "whoever scores once more gets an answer"
    assert len(judge.asked) == 2, "from the cache"


def test_other_questions_or_another_picture_are_asked_anew(judging: Judging, judge: Judge, tmp_path: Path) -> None:
    drawn = drawing(tmp_path)
    judging.submit([drawn])
    other = replace(drawn, instance=replace(INSTANCE, questions=(Question("A cat?", "no"),)))
    assert [poll.question for poll in judging.polled(other).polls] == ["A cat?"]
    judging.submit([drawn])
    judging.polled(drawing(tmp_path, "red"))
    assert len(judge.asked) == 5


def test_what_has_no_picture_is_not_asked_about(judging: Judging, judge: Judge) -> None:
    for attempt in (Attempt(), Attempt(unsupported="generate")):
        assert judging.submit([Drawing(CASE, INSTANCE, attempt)]) == []
        assert judging.polled(Drawing(CASE, INSTANCE, attempt)).polls == ()
    assert judge.asked == []
    assert judging.identity is None, "no judge was built for that"


def test_a_picture_that_is_gone_is_its_own_trouble(judging: Judging, tmp_path: Path) -> None:
    gone, there = Drawing(CASE, INSTANCE, Attempt(reply="ab" * 32)), drawing(tmp_path)
    first, second = (future.result() for future in judging.submit([gone, there]))
    assert first.error is not None
    assert "cannot be read" in first.error.message
    assert second.error is None


def test_a_judge_that_cannot_be_built_is_tried_once(tmp_path: Path) -> None:
    tried: list[int] = []

    def build() -> Judge:
        tried.append(1)
        raise OSError("no such endpoint")

    broken = made(Plan(tmp_path, build), 1)
    for _ in range(2):
        error = broken.polled(drawing(tmp_path)).error
        assert error is not None
        assert error.kind == "OSError"
    assert tried == [1]
    broken.close()


@pytest.mark.parametrize(
    ("concurrency", "workers", "share"), [(16, 1, 16), (16, 3, 5), (4, 4, 1), (2, 4, 1), (16, 0, 16)]
)
def test_calls_in_flight_are_shared_out_among_the_workers(
    tmp_path: Path, concurrency: int, workers: int, share: int
) -> None:
    assert made(Plan(tmp_path, Judge, concurrency), workers).concurrency == share


def test_a_judge_whose_thread_is_still_at_it_is_not_closed(tmp_path: Path) -> None:
    """A local model in the middle of a call would lose its weights."""
    asked, go_on, closed = threading.Event(), threading.Event(), list[int]()

    class Busy(Judge):
        def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
            asked.set()
            go_on.wait(20)
            return super().answer(requests)

        def close(self) -> None:
            closed.append(1)

    judging = made(Plan(tmp_path, Busy), 1)
    judging.submit([drawing(tmp_path)])
    assert asked.wait(20)
    judging.close()
    go_on.set()
    assert closed == []
