"""Rings, and what looks like one."""

from __future__ import annotations

from typing import Final

import numpy as np

from pytest_realunify.procedural.pixels.findings import Found, between
from pytest_realunify.procedural.pixels.inside import paint_of
from pytest_realunify.procedural.pixels.kinds.rounds import Disc
from pytest_realunify.procedural.pixels.light import Floats, chroma, length
from pytest_realunify.procedural.pixels.naming import names_of
from pytest_realunify.procedural.pixels.shadows import is_shade
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.world.scene import Shape

_WHITER: Final = 1.2
"""Hundredths of lightness by which white is lighter than a ground that is not."""
_WITHIN: Final = 0.75
_BROADEST: Final = 0.3
"""Part of the radius that an outline is broad at most."""
_TINY: Final = 0.28
"""Part of a ring's radius that its hole has at least."""


def hole(found: Disc) -> float:
    """The radius up to which the ground is seen in the middle; 0 for none."""
    body = found.body
    under = np.median(body.under[body.mask], axis=0)
    away = np.median(length(found.rings - under), axis=1)
    middle = float(np.median(away[found.places < 0.25]))
    ring = float(away[found.places > 0.5].max())
    if middle > max(3.0, 4 * body.ground.noise, 0.18 * ring) or ring < middle + 5:
        return _shaded_hole(found, under)
    beyond = np.flatnonzero(away > 0.5 * (middle + ring))
    if not len(beyond):
        return 0.0
    hollow = float(found.places[beyond[0]])
    # A spot in the middle of a fill ends long before the outline does.
    within = away[found.places < _WITHIN * hollow]
    return hollow if not len(within) or float(within.max()) < middle + max(3.0, 0.2 * (ring - middle)) else 0.0


def _shaded_hole(found: Disc, under: Floats) -> float:
    """The same where a shadow lies in it: the ground's colour darkened, within a broad band that is colourful."""
    middle = np.median(found.rings[found.places < 0.25].reshape(-1, 3), axis=0)
    if not bool(is_shade(middle, under)):
        return 0.0
    away = np.median(length(found.rings - middle), axis=1)
    beyond = np.flatnonzero(away > 0.5 * float(away.max()))
    hollow = float(found.places[beyond[0]]) if len(beyond) else 0.0
    band = np.median(found.between(hollow, 1.0).reshape(-1, 3), axis=0)
    return hollow if 0.3 < hollow < 0.8 and float(chroma(band)) > 4 else 0.0


def ring(found: Disc, hollow: float) -> Found:
    """A ring; where its band is as thin as an outline, perhaps a white circle."""
    body, band = found.body, 1 - hollow
    inner = found.between(hollow + 0.3 * band, 1 - 0.3 * band).reshape(-1, 3)
    if len(inner) < 8:
        inner = found.between(hollow, 1.0).reshape(-1, 3)
    paint = paint_of(inner, body.ground.noise)
    rings: tuple[Reading, ...] = tuple(Shape("ring", name) for name in paint.names)
    if hollow < _TINY:
        return Found((*rings, Outlined()), "a ring with a small hole, or a spot on a circle")
    doubt = between(paint.names) if len(paint.names) > 1 else ""
    if not rings:
        return Found((Outlined(),), "its colour is hard to name")
    under = np.median(body.under[body.mask], axis=0)
    middle = np.median(found.between(0, 0.6 * hollow).reshape(-1, 3), axis=0)
    if bool(is_shade(middle, under)) and float(length(middle - under)) > max(3.0, 4 * body.ground.noise):
        circles = tuple(Shape("circle", name) for name in names_of(middle, 2.0)) if band < _BROADEST else ()
        return Found((*rings, *circles), "a ring, or a circle with a thick outline" if circles else doubt)
    whiter = float(middle[0] - under[0]) > max(_WHITER, body.ground.noise)
    if whiter and float(chroma(paint.base)) < 4 and band < 0.5:
        return Found((Shape("circle", "white"),))  # lighter than the ground: it is filled
    if band >= 0.2 or (band >= 0.11 and float(chroma(paint.base)) > 8):
        return Found(rings, doubt)
    if "white" not in names_of(under):
        return Found(rings, doubt) if band > 0.1 else Found((*rings, Outlined()), "a thin ring, or an outline alone")
    return Found((Shape("circle", "white"), *rings), "a thin ring, or a white circle with an outline")
