"""Plain shapes: the smallest things of the world, which stand by themselves or are parts of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.drawing import PALETTE

COLOURS: Final = tuple(PALETTE)
SHAPES: Final = (
    "circle",
    "ring",
    "square",
    "bar",
    "triangle",
    "diamond",
    "pentagon",
    "hexagon",
    "star",
    "heart",
    "cross",
)
"""Plain shapes of one colour. A bar lies flat, a triangle stands on its side, a diamond on its corner."""

SIZES: Final = {"small": 0.42, "medium": 0.62, "large": 0.86}
"""Longer side of a shape as a part of its cell: each is 1.4 times the one below, which survives blur."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A plain shape."""

    kind: str
    colour: str
    size: str = "medium"
