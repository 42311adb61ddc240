"""Measuring a judge on pictures with known answers, through the poller a run uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from calibrationbench import Attentive, Cards, Eager, Moody, Shy
from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.engine.polling import Poller
from pytest_realunify.interfaces import Judge, JudgeRequest
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.measuring import BATCH, Stopwatch, Tally, measure
from pytest_realunify.numbers.calibration.pictures import Picture
from pytest_realunify.numbers.calibration.progress import EVERY, Progress
from pytest_realunify.numbers.calibration.record import Row
from pytest_realunify.numbers.calibration.specimens import Exhibit, Rendered, Specimens, procedural

SUBTASKS = Cards.drawn


@pytest.fixture
def polled(tmp_path: Path) -> Iterator[Callable[..., Tally]]:
    """Measure a judge on cards; everything is closed afterwards."""
    pollers: list[Poller] = []

    def run(judge: Judge, exhibits: Rendered, ahead: int = 4, repeats: int = 1) -> Tally:
        cache = PollCache(tmp_path / str(len(pollers)))
        poller = Poller(judge, fingerprint="f", prompt_template="{question}", cache=cache, repeats=repeats)
        pollers.append(poller)
        return measure(poller, exhibits, ahead)

    yield run
    for poller in pollers:
        poller.close()


def rendered(per_subtask: int = 1, conditions: tuple[str, ...] = ("clean",)) -> Rendered:
    return Rendered(Cards(), per_subtask, conditions)


def test_every_subtask_is_measured_on_right_and_wrong_pictures_in_every_condition(
    polled: Callable[..., Tally],
) -> None:
    exhibits = rendered(per_subtask=2, conditions=("clean", "jpeg"))
    tally = polled(Attentive(), exhibits)
    # Two cards of two questions each, one of them true of either card.
    right = Confusion(tp=4, tn=4)
    pictures = [
        Picture(index, yes=1, yes_off=off, no=1, no_off=off, true=True, unlike=2 * off)
        for index in (0, 1)
        for off in (0, 1)
    ]
    assert tally.rows() == tuple(
        Row(subtask, condition, right, "", tuple(pictures)) for subtask in SUBTASKS for condition in ("clean", "jpeg")
    )
    assert len(exhibits) == tally.pictures == len(SUBTASKS) * 2 * 2 * 2
    assert tally.questions == 2 * tally.pictures


def test_a_specimen_is_right_by_its_questions_alone() -> None:
    """A slip in what no question asks about leaves a picture that a perfect judge passes."""
    suite = procedural(seed=3)
    exhibits = list(Rendered(First(suite), 1, ("clean",)))
    assert {each.category for each in exhibits} == {"world_knowledge"}
    assert all(each.wanted is not None and len(each.wanted) == len(each.questions) for each in exhibits)
    off = [tuple(q.answer for q in each.questions) != each.wanted for each in exhibits]
    right = [one.positive for one in suite.specimens(suite.drawn[0], 0)]
    assert sum(off) >= 3
    assert not any(wrong for wrong, positive in zip(off, right, strict=True) if positive)


class First:
    """A suite of one subtask of another."""

    def __init__(self, suite: Specimens) -> None:
        self.fingerprint, self.drawn = suite.fingerprint, suite.drawn[:1]
        self.specimens = suite.specimens


def test_a_picture_with_an_unanswered_question_has_no_outcome(polled: Callable[..., Tally]) -> None:
    for judge in (Shy(), Moody()):
        pictures = [each for row in polled(judge, rendered()).rows() for each in row.pictures]
        assert {(each.true, each.unlike) for each in pictures} == {(None, None)}


@pytest.mark.parametrize(
    ("judge", "counts"),
    [
        (Eager(), Confusion(tp=2, fp=2)),
        (Shy(), Confusion(tp=1, tn=1, unparsed=2)),
        (Moody(), Confusion(tp=1, tn=1, errors=2)),
    ],
)
def test_mistakes_silence_and_failure_are_counted_apart(
    judge: Judge, counts: Confusion, polled: Callable[..., Tally]
) -> None:
    tally = polled(judge, rendered())
    assert {row.counts for row in tally.rows()} == {counts}
    assert ("not blue again" in tally.last_error) == (counts.errors > 0)


def test_an_answer_is_the_majority_s(polled: Callable[..., Tally]) -> None:
    class Wavering:
        """Wrong in the first of three votes, where the question is about red."""

        def __init__(self) -> None:
            self.asked: dict[tuple[int, str, bytes], int] = {}

        def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
            return [self._one(each) for each in requests]

        def _one(self, request: JudgeRequest) -> str:
            key = (request.image.width, request.question, request.image.tobytes()[:3])
            self.asked[key] = self.asked.get(key, 0) + 1
            right = Attentive().answer([request])[0]
            return {"yes": "no", "no": "yes"}[right] if self.asked[key] == 1 else right

    once, thrice = polled(Wavering(), rendered()), polled(Wavering(), rendered(), repeats=3)
    assert Confusion.total(row.counts for row in once.rows()).tp < 2 * len(SUBTASKS)
    assert {row.counts for row in thrice.rows()} == {Confusion(tp=2, tn=2)}


def test_few_pictures_are_held_at_a_time(tmp_path: Path) -> None:
    """A calibration of thousands of pictures must not draw them all before the first is judged."""
    drawn, judged = count(), Tally()
    ahead, most = 3, 0

    def exhibits() -> Iterator[Exhibit]:
        nonlocal most
        for exhibit in rendered(per_subtask=2):
            most = max(most, next(drawn) - judged.pictures)
            yield exhibit

    def seen(tally: Tally) -> None:
        judged.pictures = tally.pictures

    cache = PollCache(tmp_path)
    poller = Poller(Attentive(), fingerprint="f", prompt_template="{question}", cache=cache)
    measure(poller, exhibits(), ahead, seen)
    poller.close()
    assert judged.pictures == len(SUBTASKS) * 4
    assert most <= ahead + BATCH


def test_a_stopwatch_shares_a_batch_s_time_and_counts_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 8.0, 10.0, 11.0])
    monkeypatch.setattr("pytest_realunify.numbers.calibration.measuring.time.perf_counter", lambda: next(clock))
    watch = Stopwatch(Eager())
    request = JudgeRequest(Cards().specimens("", 0)[0].image(), "Is it red?", "")
    assert watch.answer([request] * 4) == ["Yes."] * 4
    watch.answer([request])
    latency = watch.latency()
    assert (latency.calls, latency.median, latency.p95) == (2, 2.0, 2.0)
    assert watch.seconds == [2.0] * 4 + [1.0]


def test_a_stopwatch_is_as_concurrent_as_its_judge_and_a_failed_call_has_no_latency() -> None:
    assert (Stopwatch(Moody()).concurrent, Stopwatch(Eager()).concurrent) == (True, False)
    watch = Stopwatch(Moody())
    with pytest.raises(RuntimeError):
        watch.answer([JudgeRequest(Cards().specimens("", 0)[0].image(), "Is it blue?", "")])
    assert (watch.latency().calls, watch.seconds) == (1, [])


def test_progress_is_said_every_few_seconds_with_the_time_left() -> None:
    now, said = 0.0, list[str]()
    progress = Progress(100, clock=lambda: now, say=said.append)
    tally = Tally()
    for pictures in range(1, 31):
        now, tally.pictures, tally.questions = pictures * EVERY / 10, pictures, 2 * pictures
        progress(tally)
    assert said == [
        "10 of 100 pictures, 20 questions, 45 s left",
        "20 of 100 pictures, 40 questions, 40 s left",
        "30 of 100 pictures, 60 questions, 35 s left",
    ]
    now, tally.last_error = now + 300, "Oops: down"
    progress(tally)
    assert said[-1] == "30 of 100 pictures, 60 questions, last error Oops: down, 12 min 15 s left"
