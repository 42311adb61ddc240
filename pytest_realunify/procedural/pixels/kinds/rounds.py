"""Round things, seen on circles around their middle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.light import Floats

TURNS: Final = 180
"""Steps of two degrees, clockwise from the right."""


@dataclass(frozen=True)
class Disc:
    """Colours on circles around the middle: `rings` (radii, TURNS, 3), the radii from 0 to 1 in `places`."""

    body: Body
    rings: Floats
    places: Floats

    @classmethod
    def of(cls, body: Body) -> Disc:
        """The circle of the body's area around its middle."""
        down, across = ndimage.center_of_mass(body.mask)
        radius = math.sqrt(body.area / math.pi)
        places = ((np.arange(max(12, round(radius))) + 0.5) / max(12, round(radius))).astype(np.float32)
        turns = np.arange(TURNS) * math.tau / TURNS
        rows = np.clip(np.rint(down + np.outer(places * radius, np.sin(turns))), 0, body.height - 1).astype(int)
        columns = np.clip(np.rint(across + np.outer(places * radius, np.cos(turns))), 0, body.width - 1).astype(int)
        return cls(body, body.smooth[rows, columns], places)

    def between(self, inner: float, outer: float) -> Floats:
        """(radii, TURNS, 3) from one radius to another."""
        return self.rings[(self.places >= inner) & (self.places <= outer)]
