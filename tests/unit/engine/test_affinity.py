"""Whoever has met an instance under one protocol gets it under the others, and nobody waits for that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.affinity import Affinity


def cases(protocol: str, *indices: int) -> list[str]:
    return [f"cases/test_geu.py::test_geu[mental_tracking-x-{index:04d}-{protocol}]" for index in indices]


IDS = [*cases("direct", 0, 1, 2, 3), *cases("stepwise", 0, 1, 2, 3), "test_mine.py::test_one"]
DIRECT, STEPWISE = ([0, 1], [2, 3]), ([4, 5], [6, 7])


def test_an_instance_comes_back_to_the_worker_that_has_met_it() -> None:
    affinity = Affinity[str](IDS)
    affinity.met("a", DIRECT[0])
    affinity.met("b", DIRECT[1])
    assert affinity.next_for("a", STEPWISE, ("a", "b")) == 0
    assert affinity.next_for("b", STEPWISE, ("a", "b")) == 1
    assert affinity.next_for("b", [*DIRECT, *STEPWISE], ("a", "b")) == 1, "in order otherwise"


def test_what_nobody_has_met_goes_in_order() -> None:
    affinity = Affinity[str](IDS)
    affinity.met("a", DIRECT[0])
    assert affinity.next_for("b", [[4, 5], [8], [2, 3]], ("a", "b")) == 1
    assert affinity.next_for("b", [[4, 5], [2, 3]], ("a", "b")) == 1


def test_who_has_nothing_left_takes_the_last_of_the_others() -> None:
    affinity = Affinity[str](IDS)
    affinity.met("a", [*DIRECT[0], *DIRECT[1]])
    assert affinity.next_for("b", STEPWISE, ("a", "b")) == 1


def test_a_worker_that_is_gone_holds_nothing() -> None:
    affinity = Affinity[str](IDS)
    affinity.met("a", DIRECT[0])
    assert affinity.next_for("b", STEPWISE, ("b",)) == 0
    affinity.met("b", DIRECT[1])
    affinity.forget(6)
    assert affinity.next_for("a", [STEPWISE[1]], ("a", "b")) == 0


@given(st.lists(st.sampled_from("ab"), max_size=4), st.permutations([*DIRECT, *STEPWISE, [8]]), st.sampled_from("abc"))
def test_there_is_always_one(met: list[str], batches: list[list[int]], worker: str) -> None:
    affinity = Affinity[str](IDS)
    for who, batch in zip(met, batches, strict=False):
        affinity.met(who, batch)
    assert 0 <= affinity.next_for(worker, batches, "abc") < len(batches)
