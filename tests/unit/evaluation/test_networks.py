"""Networks are found wherever an adapter keeps them, and nothing of anybody's runs for it."""

from __future__ import annotations

import functools
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import Linear, Sequential

from pytest_realunify.evaluation.networks import networks


class Holder:
    def __init__(self, held: object) -> None:
        self.held = held

    def method(self) -> object:
        return self.held


class Slotted:
    __slots__ = ("__private", "empty", "held")

    def __init__(self, held: object) -> None:
        self.held = 1
        self.__private = held

    @property
    def trap(self) -> object:
        raise AssertionError("nobody asked")


def closed(held: object) -> Callable[[], object]:
    return lambda: held


class Wrapper(Slotted):
    """Has a dictionary too."""


def tied(held: object) -> Holder:
    holder = Holder(held)
    holder.__dict__["itself"] = holder
    return holder


@pytest.mark.parametrize(
    "hide",
    [
        lambda held: held,
        Holder,
        Slotted,
        Wrapper,
        tied,
        closed,
        lambda held: Holder(held).method,
        lambda held: functools.partial(print, held),
        lambda held: {"a": [({1: held},)]},
        lambda held: OrderedDict(a=deque([held])),
        lambda held: Holder(Holder(Holder(Slotted(closed(held))))),
    ],
)
def test_a_network_is_found(hide: Callable[[object], object]) -> None:
    network = Linear(1, 1)
    assert networks([hide(network)]) == [network]


def test_parts_of_a_network_are_no_networks_of_their_own() -> None:
    network = Sequential(Linear(1, 1), Sequential(Linear(1, 1)))
    assert networks([Holder(network[0]), Holder(network), network[1]]) == [network]


def test_networks_that_a_network_has_without_their_being_part_of_it_are_found() -> None:
    network, other = Sequential(Linear(1, 1)), Linear(1, 1)
    network.others = [other]  # type: ignore[assignment]
    assert networks([network]) == [network, other]


def test_two_networks_are_two() -> None:
    first, second = Linear(1, 1), Linear(1, 1)
    assert networks([Holder([first, second]), first]) == [first, second]


@pytest.mark.parametrize("thing", [None, 1, "text", torch.ones(3), torch, Linear, Holder(None), object()])
def test_what_holds_none_has_none(thing: Any) -> None:
    assert networks([thing]) == []


def test_an_object_that_answers_anything_does_no_harm() -> None:
    class Anything:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    assert networks([Holder(Anything())]) == []
