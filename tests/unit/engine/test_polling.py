"""Questions about pictures, asked in the background; only the poll at fault pays."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollbench import PATIENCE, Reply, Toy, ballot, both, polled, poller
from pytest_realunify.engine.outage import PROBE_SECONDS
from pytest_realunify.engine.polling import Calling, Polled
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.models.outage import IN_A_ROW
from pytest_realunify.records import Poll, Trouble


def failing(*bad: str) -> Reply:
    def reply(request: JudgeRequest) -> str:
        if request.question in bad:
            raise ConnectionError(f"no route\nfor {request.question}")
        return "yes"

    return reply


@both
def test_every_ballot_gets_its_own_polls_in_order(tmp_path: Path, concurrent: bool) -> None:
    judge = Toy(lambda request: "Yes." if "1" in request.question else "no", concurrent)
    items = [ballot("a", "a1?", "a2?"), ballot("b"), ballot("c", "c1?", "c2?", "c3?")]
    first, none, last = polled(judge, tmp_path, items)
    assert first == Polled((Poll("a1?", "yes", "Yes.", "yes"), Poll("a2?", "yes", "no", "no")))
    assert none == Polled(())
    assert [poll.question for poll in last.polls] == ["c1?", "c2?", "c3?"]
    assert [poll.answer for poll in last.polls] == ["yes", "no", "no"]


def test_the_judge_sees_the_picture_the_question_and_the_prompt(tmp_path: Path) -> None:
    judge = Toy()
    item = ballot("a", "Is {it} red?")
    polled(judge, tmp_path, [item], prompt_template='Say {"answer": …}. {question}')
    [[request]] = judge.calls
    assert request.image is item.picture.image
    assert (request.question, request.prompt) == ("Is {it} red?", 'Say {"answer": …}. Is {it} red?')
    assert 0 <= request.seed < 2**32


def test_a_judge_that_is_not_concurrent_gets_a_submission_as_one_batch(tmp_path: Path) -> None:
    judge = Toy()
    polled(judge, tmp_path, [ballot("a", "1?", "2?"), ballot("b", "3?")], repeats=3)
    assert [len(call) for call in judge.calls] == [9]


def test_a_concurrent_judge_gets_one_poll_per_call_and_so_many_calls_at_once(tmp_path: Path) -> None:
    meeting = threading.Barrier(4)  # nobody passes until four calls are in flight
    lock, counts = threading.Lock(), [0, 0]

    def reply(_: JudgeRequest) -> str:
        with lock:
            counts[0] += 1
            counts[1] = max(counts)
        meeting.wait(PATIENCE)
        with lock:
            counts[0] -= 1
        return "yes"

    judge = Toy(reply, concurrent=True)
    asking = poller(judge, tmp_path, concurrency=4)
    futures = [asking.submit([ballot(f"{number}", "1?", "2?")])[0] for number in range(10)]
    assert all(future.result(PATIENCE).error is None for future in futures)
    asking.close()
    assert {len(call) for call in judge.calls} == {1}
    assert counts[1] == 4, "over all submissions together, never more"


@both
def test_submitting_does_not_wait_for_the_judge(tmp_path: Path, concurrent: bool) -> None:
    submitted = threading.Event()

    def reply(_: JudgeRequest) -> str:
        assert submitted.wait(PATIENCE)
        return "yes"

    asking = poller(Toy(reply, concurrent), tmp_path)
    futures = [*asking.submit([ballot("a", "1?")]), *asking.submit([ballot("b", "1?")])]
    assert not any(future.done() for future in futures)
    submitted.set()
    assert [future.result(PATIENCE).error for future in futures] == [None, None]
    asking.close()


@both
def test_a_poll_that_raises_is_its_picture_s_error_and_the_other_polls_are_kept(
    tmp_path: Path, concurrent: bool
) -> None:
    judge = Toy(failing("2?"), concurrent)
    broken, whole = polled(judge, tmp_path, [ballot("a", "1?", "2?", "3?"), ballot("b", "4?")])
    assert [poll.question for poll in broken.polls] == ["1?", "3?"]
    assert broken.error is not None
    assert broken.error.kind == "ConnectionError"
    assert broken.error.message.startswith("no route for 2?")
    assert whole == Polled((Poll("4?", "yes", "yes", "yes"),))


@given(bad=st.sets(st.integers(0, 14)))
def test_a_batch_that_raises_costs_exactly_the_polls_it_raises_for(
    tmp_path_factory: pytest.TempPathFactory, bad: set[int]
) -> None:
    judge = Toy(failing(*(f"{number}?" for number in bad)))
    items = [ballot(f"{number}", f"{number}?") for number in range(15)]
    results = polled(judge, tmp_path_factory.mktemp("run"), items)
    assert {number for number, each in enumerate(results) if each.error} == bad


@both
def test_an_exception_in_place_of_a_reply_is_that_poll_s_trouble(tmp_path: Path, concurrent: bool) -> None:
    judge = Toy(lambda request: ValueError("filtered") if request.question == "1?" else "yes", concurrent)
    [result] = polled(judge, tmp_path, [ballot("a", "1?", "2?")])
    assert result.error == Trouble("ValueError", "filtered")
    assert [poll.question for poll in result.polls] == ["2?"]
    assert len(judge.asked) == 2, "the neighbour is not asked again"


@both
@pytest.mark.parametrize(("reply", "said"), [(None, "None"), (True, "an object of type bool"), (["yes"], "1 results")])
def test_what_is_no_text_is_the_judge_s_error(tmp_path: Path, concurrent: bool, reply: object, said: str) -> None:
    [result] = polled(Toy(lambda _: reply, concurrent), tmp_path, [ballot("a", "1?")])
    assert result.error == Trouble("JudgeError", f"answer returned {said} for a poll, expected text (str)")


def test_a_judge_that_answers_too_few_is_asked_one_by_one(tmp_path: Path) -> None:
    class Short(Toy):
        def answer(self, requests: Sequence[JudgeRequest]) -> Any:
            return super().answer(requests)[:1]

    assert [each.error for each in polled(Short(), tmp_path, [ballot("a", "1?", "2?", "3?")])] == [None]


def test_a_judge_that_answers_nothing_says_so(tmp_path: Path) -> None:
    class Silent:
        def answer(self, requests: Sequence[JudgeRequest]) -> None:
            del requests

    [result] = polled(Silent(), tmp_path, [ballot("a", "1?")])
    assert result.error is not None
    assert result.error.kind == "JudgeError"
    assert result.error.message == "answer returned None for 1 requests"


@both
def test_what_is_no_exception_ends_the_wait_too(tmp_path: Path, concurrent: bool) -> None:
    def quits(_: JudgeRequest) -> str:
        raise SystemExit("judge quits")

    [result] = polled(Toy(quits, concurrent), tmp_path, [ballot("a", "1?")])
    assert result.error is not None
    assert result.error.kind == "SystemExit"


@both
def test_closing_cancels_what_has_not_begun_and_waits_for_nothing(tmp_path: Path, concurrent: bool) -> None:
    begun, released = threading.Event(), threading.Event()

    def reply(_: JudgeRequest) -> str:
        begun.set()
        released.wait(PATIENCE)
        return "yes"

    judge = Toy(reply, concurrent)
    asking = poller(judge, tmp_path, concurrency=1)
    futures = [asking.submit([ballot(f"{number}", "1?")])[0] for number in range(5)]
    assert begun.wait(PATIENCE)
    asking.close()
    asking.close()
    late = asking.submit([ballot("late", "1?")])
    assert [future.cancelled() for future in [*futures, *late]] == [True] * 6
    with pytest.raises(CancelledError):
        late[0].result()
    released.set()
    assert len(judge.calls) == 1


@both
def test_an_outage_costs_errors_and_no_more_calls_until_a_probe_succeeds(tmp_path: Path, concurrent: bool) -> None:
    seconds, away = [0.0], [True]

    def reply(_: JudgeRequest) -> str:
        if away[0]:
            raise TimeoutError("no answer")
        return "yes"

    judge = Toy(reply, concurrent)
    asking = poller(judge, tmp_path, clock=lambda: seconds[0])

    def ask(name: str) -> list[Polled]:
        items = [ballot(f"{name}{number}", "1?") for number in range(100)]
        return [future.result(PATIENCE) for future in asking.submit(items)]

    during = ask("a")
    assert all(each.error for each in during)
    assert during[-1].error is not None
    assert during[-1].error.kind == "JudgeError"
    assert f"the judge is down: {IN_A_ROW}" in during[-1].error.message or concurrent
    assert "polls in a row failed, the last with TimeoutError: no answer" in during[-1].error.message
    before = len(judge.calls)
    assert before < 3 * IN_A_ROW
    assert all(each.error for each in ask("b"))
    assert len(judge.calls) == before, "not one call while it is known to be down"
    seconds[0] += PROBE_SECONDS
    assert all(each.error for each in ask("c"))
    assert len(judge.calls) == before + 1, "one probe"
    assert len(judge.calls[-1]) == 1, "of one poll"
    seconds[0] += PROBE_SECONDS
    away[0] = False
    after = ask("d")
    assert after[0].error is None
    assert concurrent or not any(each.error for each in after), "the probe's batch goes on"
    assert not any(each.error for each in ask("e"))
    asking.close()


def test_a_judge_on_a_device_remembers_how_many_polls_fit_into_its_memory(tmp_path: Path) -> None:
    """Asked in the background, it is asked by the same rules as the model."""

    class Small(Toy):
        def answer(self, requests: Sequence[JudgeRequest]) -> Any:
            self.calls.append(list(requests))
            if len(requests) > 4:
                raise MemoryError("out of memory")
            return ["yes" for _ in requests]

    judge = Small()
    asking = poller(judge, tmp_path, calling=Calling(batch=16))
    items = [ballot(f"{number}", *(f"{number}-{each}?" for each in range(7))) for number in range(21)]
    futures = [future for item in items for future in asking.submit([item])]
    assert all(future.result(PATIENCE).error is None for future in futures)
    asking.close()
    assert sum(len(call) > 4 for call in judge.calls) == 1, "of 7, once: 4 were known to fit from then on, or 3"
    assert all(len(call) <= 16 for call in judge.calls)


def test_a_batch_that_is_too_long_is_cut(tmp_path: Path) -> None:
    judge = Toy()
    polled(judge, tmp_path, [ballot("a", *(f"{number}?" for number in range(10)))], calling=Calling(batch=4))
    assert [len(call) for call in judge.calls] == [4, 4, 2]


@both
def test_a_poll_that_hangs_is_in_trouble_and_the_others_are_answered(tmp_path: Path, concurrent: bool) -> None:
    go_on = threading.Event()

    def reply(request: JudgeRequest) -> str:
        if request.question == "2?":
            go_on.wait(PATIENCE)
        return "yes"

    judge = Toy(reply, concurrent)
    asking = poller(judge, tmp_path, calling=Calling(seconds=0.1))
    items = [ballot("a", "1?"), ballot("b", "2?"), ballot("c", "3?")]
    first, hung, last = (future.result(PATIENCE) for future in asking.submit(items))
    assert (first.error, last.error) == (None, None)
    assert hung.error == Trouble("timeout", "answer: no answer within 0.1 s, nor to an interrupt")
    assert asking.left_behind >= 1
    asking.close()
    go_on.set()


def test_calls_take_turns_with_whoever_has_the_lock(tmp_path: Path) -> None:
    turn, judge = threading.Lock(), Toy()
    asking = poller(judge, tmp_path, calling=Calling(turn=turn))
    with turn:
        (future,) = asking.submit([ballot("a", "1?")])
        time.sleep(0.1)
        assert judge.calls == []
    assert future.result(PATIENCE).error is None
    asking.close()
