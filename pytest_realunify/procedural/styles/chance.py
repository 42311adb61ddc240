"""What is left to chance in a style, and the tones that grounds and inks are taken from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pytest_realunify.procedural.styles.palettes import RGB
from pytest_realunify.procedural.styles.style import Half

T = TypeVar("T")

WHITES: Final[tuple[RGB, ...]] = ((255, 255, 255), (252, 252, 252), (250, 250, 248), (248, 250, 252))
CREAMS: Final[tuple[RGB, ...]] = ((255, 250, 240), (253, 246, 227), (250, 243, 224), (255, 248, 231), (245, 238, 220))
PALES: Final[tuple[RGB, ...]] = ((224, 242, 254), (232, 240, 248), (219, 234, 254), (230, 245, 238), (240, 235, 248))
GREYS: Final[tuple[RGB, ...]] = ((238, 238, 238), (225, 226, 228), (211, 211, 211), (200, 203, 206), (190, 190, 192))
WOODS: Final[tuple[RGB, ...]] = ((196, 160, 120), (214, 188, 150), (222, 204, 176), (181, 148, 112), (205, 196, 186))
INKS: Final[tuple[RGB, ...]] = ((20, 20, 22), (51, 51, 51), (35, 35, 40), (31, 41, 55), (0, 0, 0), (60, 45, 40))


@dataclass(frozen=True, slots=True)
class Chance:
    """Takes every second value of what may vary, so that two halves of a bench share none."""

    rng: random.Random
    half: Half

    def pick(self, values: Sequence[T]) -> T:
        """One of this half's values."""
        mine = values[0 if self.half == "tuning" else 1 :: 2]
        return self.rng.choice(mine or values)

    def between(self, low: float, high: float) -> float:
        """From this half's ten of twenty slices of the range."""
        place = 2 * self.rng.randrange(10) + (0 if self.half == "tuning" else 1)
        return low + (high - low) * (place + self.rng.random()) / 20

    def whole(self, low: int, high: int) -> int:
        return round(self.between(low, high))

    @property
    def places(self) -> slice:
        return slice(0 if self.half == "tuning" else 1, None, 2)
