"""What a picture may cost to draw: a setting of every UEG subtask. What is hard about one is to be understood first."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Knob
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Item, Pie, Shape, Sign

WIDEST: Final = 6
"""Things in one row."""
OBJECTS: Final = Knob(8, 4, 48, "things that one picture may hold, at most six of them in a row", easy=5, hard=12)


def cost(item: Item) -> int:
    """How many things have to be drawn exactly for it."""
    return 1 if isinstance(item, Shape | Arrow | Sign | Flag | Glass | Halves | Pie) else item.parts
