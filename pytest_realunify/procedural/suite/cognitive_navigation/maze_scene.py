"""What a maze picture shows, decided but not drawn."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.cognitive_navigation.maze_plan import MazePlan

COIN: Final = "coin"

SPOT_COLOURS: Final = ("blue", "purple", "brown", "orange", "black")
"""Not green and red (start and goal), yellow (coins) or pink (near the marker); white letters read well on all."""

STYLES: Final = ("ink", "navy", "pine", "umber")
"""Names of the wall and floor colours."""


@dataclass(frozen=True, slots=True)
class Item:
    """A coin or a lettered spot in a cell."""

    cell: int
    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class MazeScene:
    """Everything the picture depends on."""

    plan: MazePlan
    items: tuple[Item, ...]
    style: str

    @property
    def pixels(self) -> int:
        """Width and height of the picture: cells stay at least 33 pixels wide."""
        tiers = ((14, 512), (17, 640), (21, 768), (27, 960), (32, 1120))
        return next(side for most, side in tiers if self.plan.size <= most)


def dress(rng: random.Random, plan: MazePlan, items: Mapping[int, str]) -> MazeScene:
    """Colours for walls, floor and spots. `items` says which cells hold a coin or which letter."""
    style = rng.choice(STYLES)
    return MazeScene(plan, tuple(Item(cell, label, rng.choice(SPOT_COLOURS)) for cell, label in items.items()), style)
