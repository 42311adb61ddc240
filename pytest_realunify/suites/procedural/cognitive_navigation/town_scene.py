"""What a town map shows, decided but not drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from pytest_realunify.drawing import RGB
from pytest_realunify.suites.procedural.cognitive_navigation.town_routes import Trip

LAND: Final[tuple[RGB, ...]] = ((236, 232, 222), (229, 234, 226), (234, 230, 234))
PARK: Final[RGB] = (205, 224, 192)
WATER: Final[RGB] = (186, 212, 232)


@dataclass(frozen=True, slots=True)
class Patch:
    """A park or a lake: overlapping circles (x, y, radius in pixels) of one pale colour, below the roads."""

    colour: RGB
    circles: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class TownScene:
    """Everything the picture depends on."""

    trip: Trip
    letters: str
    land: RGB
    patches: tuple[Patch, ...]


def dress(rng: random.Random, trip: Trip, letters: str) -> TownScene:
    """Land, two or three parks and a lake."""
    kinds = [PARK, PARK, WATER, *rng.sample((PARK, WATER), 1)]
    patches = tuple(_patch(rng, colour, trip.town.plan.pixels) for colour in kinds)
    return TownScene(trip, letters, rng.choice(LAND), patches)


def _patch(rng: random.Random, colour: RGB, pixels: int) -> Patch:
    x, y = rng.random() * pixels, rng.random() * pixels
    circles = tuple(
        (x + rng.uniform(-40, 40), y + rng.uniform(-40, 40), rng.uniform(32, 48)) for _ in range(rng.randint(4, 7))
    )
    return Patch(colour, circles)
