"""What runs are called, such as `step-8000`, and the order of checkpoints that follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar

from pytest_realunify.text import shortened

LONGEST: Final = 80
"""Letters of a label; of a longer one, in a file from elsewhere or a model's `identity()`, no more are read."""

_NUMBER: Final = re.compile(
    r"(?<![\d.])(?P<version>(?:(?<=v)\d+(?:\.\d+)*|\d+(?:\.\d+){2,}))(?![\d.])"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3}(?![0-9A-Za-z]))?)(?:(?P<unit>[kKMB])(?![0-9A-Za-z]))?"
)
"""A version such as `v1.10` and `2.0.1`; or a number, such as 8000, 0.25, 1e4, 8k."""

_UNITS: Final = {None: 0, "k": 3, "K": 3, "M": 6, "B": 9}

Item = TypeVar("Item")


def label_of(facts: Mapping[str, Any]) -> str:
    """What a run.json calls its run; empty where nothing does."""
    return _text(facts.get("label"))


def label_in(identity: Mapping[str, Any] | None) -> str:
    """What a model's `identity()` calls it; empty where it does not."""
    return _text((identity or {}).get("label"))


def _text(told: object) -> str:
    """A checkpoint may be told by its number alone."""
    known = isinstance(told, str) or (isinstance(told, int) and not isinstance(told, bool))
    return shortened(str(told), LONGEST) if known else ""


def step_of(label: str) -> Decimal | None:
    """The last number of a label, such as 8000 of `lr-3-step-8k`; None where there is none, or it is a version."""
    numbers = _numbers(label)[1]
    return numbers[-1][-1] if numbers and len(numbers[-1]) == 1 else None


def in_order(items: Sequence[Item], label: Callable[[Item], str]) -> list[Item]:
    """`items` come by time. Labels that differ in their numbers alone are checkpoints of one training: they take the
    places that they have together, in the order of their numbers. Every other item stays where it is."""
    kinds: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        words, numbers = _numbers(label(item))
        if numbers:
            kinds.setdefault(words, []).append(place)
    ordered = list(items)
    for places in kinds.values():
        of_kind = sorted((items[place] for place in places), key=lambda item: _numbers(label(item))[1])
        for place, item in zip(places, of_kind, strict=True):
            ordered[place] = item
    return ordered


def _numbers(label: str) -> tuple[str, list[tuple[Decimal, ...]]]:
    """A label without its numbers, and these, in its order."""
    found: list[tuple[Decimal, ...]] = []
    for match in _NUMBER.finditer(label):
        if match["version"]:
            found.append(tuple(map(Decimal, match["version"].split("."))))
        else:
            number = match["number"]
            found.append((Decimal(number if "e" in number.lower() else f"{number}e{_UNITS[match['unit']]}"),))
    return _NUMBER.sub("#", label), found
