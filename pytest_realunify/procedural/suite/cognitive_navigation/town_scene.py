"""What a town map shows, decided but not drawn."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import Trip
from pytest_realunify.procedural.suite.cognitive_navigation.transit import Lines

LANDS: Final = ("sand", "meadow", "heath")
PARK: Final = "park"
WATER: Final = "water"


@dataclass(frozen=True, slots=True)
class Patch:
    """A park or a lake: overlapping circles (x, y, radius in pixels) below the roads."""

    kind: str
    circles: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class TownScene:
    """Everything the picture depends on."""

    trip: Trip
    letters: tuple[str, ...]
    land: str
    patches: tuple[Patch, ...]
    lines: Lines
    """Colours of a railway's stretches; empty in a town."""


def dress(rng: random.Random, trip: Trip, letters: tuple[str, ...], lines: Lines) -> TownScene:
    """Land, two or three parks and a lake."""
    kinds = [PARK, PARK, WATER, *rng.sample((PARK, WATER), 1)]
    patches = tuple(_patch(rng, kind, trip.town.plan.pixels) for kind in kinds)
    return TownScene(trip, letters, rng.choice(LANDS), patches, lines)


def _patch(rng: random.Random, kind: str, pixels: int) -> Patch:
    x, y = rng.random() * pixels, rng.random() * pixels
    circles = tuple(
        (x + rng.uniform(-40, 40), y + rng.uniform(-40, 40), rng.uniform(32, 48)) for _ in range(rng.randint(4, 7))
    )
    return Patch(kind, circles)
