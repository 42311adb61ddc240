"""Turning what points: parts of a turn, clockwise or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.world.scene import DIRECTIONS

TURNS: Final = {"an eighth of a turn": 1, "a quarter turn": 2, "half a turn": 4, "three quarters of a turn": 6}
CLOCKWISE: Final = ("clockwise", "counterclockwise")


def turned(start: str, turns: Sequence[tuple[str, str]]) -> str:
    """The direction after all the turns, such as `("a quarter turn", "clockwise")`."""
    names = list(DIRECTIONS)
    eighths = sum(TURNS[part] * (1 if way == CLOCKWISE[0] else -1) for part, way in turns)
    return names[(names.index(start) + eighths) % len(names)]
