"""Each protocol asks what the paper says, in that order, and sees nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.interfaces import GEUInstance, UEGInstance
from pytest_realunify.protocols import BY_NAME, Ask, Edit, Generate, Protocol, Understand, Withheld
from pytest_realunify.taxonomy import AXES, PROTOCOLS

UEG = UEGInstance(
    "u", "world_knowledge", "food", 0, "Draw it.", (), refine_prompt="Refine it.", refined="Draw an apple."
)
GEU = GEUInstance(
    "g", "cognitive_navigation", "maze", 0, "Which way?", ("1", "2", "3", "4"), "B", "Which way? A. 1 …", "picture",
    edit_prompt="Mark the way.", intermediate="marked",
)  # fmt: skip


def asked(protocol: Protocol, case: object, outcomes: list[Any]) -> tuple[list[Ask], Any]:
    """What a protocol yields when it is given these outcomes, and what it returns."""
    asks: list[Ask] = []
    running = protocol(case)
    try:
        for outcome in [None, *outcomes]:
            ask = running.send(outcome)
            asks.append(ask)
    except StopIteration as done:
        return asks, done.value
    raise AssertionError("the protocol wants more")


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        ("direct", [Generate("Draw it.")]),
        ("stepwise", [Understand("Refine it."), Generate("outcome 0")]),
        ("oracle", [Generate("Draw an apple.")]),
    ],
)
def test_ueg_asks_as_published(name: str, asks: list[Ask]) -> None:
    outcomes = [f"outcome {number}" for number in range(len(asks))]
    assert asked(BY_NAME["UEG"][name], UEG, outcomes) == (asks, outcomes[-1])


@pytest.mark.parametrize(
    ("name", "asks"),
    [
        ("direct", [Understand(GEU.evaluation_prompt, "picture")]),
        ("stepwise", [Edit("Mark the way.", "picture"), Understand(GEU.evaluation_prompt, "outcome 0")]),
        ("oracle", [Understand(GEU.evaluation_prompt, "marked")]),
        ("blind", [Understand(GEU.evaluation_prompt, Withheld("picture"))]),
    ],
)
def test_geu_asks_as_published(name: str, asks: list[Ask]) -> None:
    outcomes = [f"outcome {number}" for number in range(len(asks))]
    assert asked(BY_NAME["GEU"][name], GEU, outcomes) == (asks, outcomes[-1])


def test_every_protocol_exists_for_geu_and_all_but_blind_for_ueg() -> None:
    assert list(BY_NAME) == list(AXES)
    assert tuple(BY_NAME["GEU"]) == PROTOCOLS
    assert tuple(BY_NAME["UEG"]) == PROTOCOLS[:3]


@pytest.mark.parametrize("name", ["stepwise", "oracle"])
def test_a_protocol_the_instance_has_no_field_for_says_so(name: str) -> None:
    bare = GEUInstance("g", "c", "s", 0, "q", (), "A", "q", "picture")
    with pytest.raises(AssertionError, match="no field"):
        next(BY_NAME["GEU"][name](bare))
    with pytest.raises(AssertionError, match="no field"):
        next(BY_NAME["UEG"][name](UEGInstance("u", "c", "s", 0, "p", ())))
