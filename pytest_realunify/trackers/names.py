"""Names that every tracker takes: MLflow's rules for metrics are the narrowest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pytest_realunify.stored import labels

LARGEST_STEP: Final = 2**63
"""As event files and MLflow hold it."""

LONGEST: Final = 80
"""Letters of one part of a name; MLflow takes 250 of a whole one."""

_WORDS: Final = ((">=", ".at-least."), (":", "."))
"""Of gates, such as `ueg:stepwise>=0.35`. MLflow takes colons, but not on Windows."""

_ODD: Final = re.compile(r"[^A-Za-z0-9_.-]+")


def part(text: str) -> str:
    """One part of a metric's name, or of a path: plain letters, never empty, no `..`."""
    for odd, word in _WORDS:
        text = text.replace(odd, word)
    plain = _ODD.sub("_", text)[:LONGEST].strip(".")
    return plain.replace("..", "._") or "_"


def distinct(names: Iterable[str]) -> list[str]:
    """The same, where two would be alike the later with a number."""
    taken: set[str] = set()
    found = []
    for name in names:
        free, count = name, 1
        while free in taken:
            count += 1
            free = f"{name}-{count}"
        taken.add(free)
        found.append(free)
    return found


def step_of(label: str) -> int | None:
    """The number of a checkpoint's label, where trackers can count by it: `step-8k` is 8000, `epoch-0.5` is nothing."""
    number = labels.step_of(label)
    return int(number) if number is not None and number == int(number) and number < LARGEST_STEP else None
