"""Draws of one case are judged apart, unless replies are shared: then a picture is asked about once."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollbench import PATIENCE, Toy, ballot, both, polled, poller
from pytest_realunify.engine.ballots import Polled
from pytest_realunify.interfaces import JudgeRequest


def noisy(request: JudgeRequest) -> str:
    """A judge that samples: what it says follows from the seed alone."""
    return "yes" if random.Random(request.seed).random() < 0.5 else "no"


def replies(results: Sequence[Polled]) -> list[str]:
    return [poll.reply for result in results for poll in result.polls]


def copied(results: Sequence[Polled]) -> list[bool]:
    return [poll.copied for result in results for poll in result.polls]


@both
def test_every_draw_is_asked_anew_with_a_seed_of_its_own(tmp_path: Path, concurrent: bool) -> None:
    judge = Toy(noisy, concurrent)
    results = polled(judge, tmp_path, [ballot("a", "red?", draw=f"7/{repeat}") for repeat in range(20)])
    assert len({request.seed for call in judge.calls for request in call}) == 20
    assert set(replies(results)) == {"yes", "no"}
    assert copied(results) == [False] * 20


@both
def test_where_replies_are_shared_a_picture_is_asked_about_once_and_the_others_are_copies(
    tmp_path: Path, concurrent: bool
) -> None:
    def slowly(request: JudgeRequest) -> str:
        time.sleep(0.02)
        return noisy(request)

    judge = Toy(slowly, concurrent)
    items = [ballot("a", "red?", draw=f"7/{repeat}", shared=True) for repeat in range(20)]
    asking = poller(judge, tmp_path)
    futures = [*asking.submit(items[:10]), *asking.submit(items[10:])]
    results = [future.result(PATIENCE) for future in futures]
    asking.close()
    assert judge.asked == ["red?"]
    assert len(set(replies(results))) == 1
    assert sorted(copied(results)) == [False] + [True] * 19


def test_another_run_copies_and_a_run_that_goes_on_does_not(tmp_path: Path) -> None:
    def asked(seed: int) -> list[bool]:
        return copied(polled(Toy(noisy), tmp_path, [ballot("a", "red?", "blue?", draw=f"{seed}/0", shared=True)]))

    assert (asked(7), asked(7), asked(8)) == ([False] * 2, [False] * 2, [True] * 2)


@both
def test_a_reply_that_is_not_kept_is_asked_for_by_every_draw(tmp_path: Path, concurrent: bool) -> None:
    judge = Toy(lambda _: "I cannot tell.", concurrent)
    results = polled(judge, tmp_path, [ballot("a", "red?", draw=f"7/{repeat}", shared=True) for repeat in range(3)])
    assert judge.asked == ["red?"] * 6, "each once more, as nothing was said"
    assert copied(results) == [False] * 3


@both
def test_a_judge_that_raises_leaves_nobody_waiting(tmp_path: Path, concurrent: bool) -> None:
    judge = Toy(lambda _: OSError("gone"), concurrent)
    results = polled(judge, tmp_path, [ballot("a", "red?", draw=f"7/{repeat}", shared=True) for repeat in range(3)])
    assert [result.error.message for result in results if result.error] == ["gone"] * 3


@given(seeds=st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_a_run_with_the_same_seed_hears_the_same_whatever_the_cache_holds(
    tmp_path_factory: pytest.TempPathFactory, seeds: list[int]
) -> None:
    kept = tmp_path_factory.mktemp("kept")
    for seed in seeds:
        again = [ballot("a", "1?", "2?", "3?", draw=f"{seed}/0")]
        alone = tmp_path_factory.mktemp("alone")
        assert replies(polled(Toy(noisy), kept, again)) == replies(polled(Toy(noisy), alone, again))
