"""What a picture shows, from its pixels alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from pytest_realunify.procedural.pixels.bodies import Body, bodies
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.ground import look_at
from pytest_realunify.procedural.pixels.inside import inside
from pytest_realunify.procedural.pixels.recognising import recognised
from pytest_realunify.procedural.pixels.sightings import Absent, Outlined, Sighting, Written
from pytest_realunify.procedural.world.scene import Flag, Glass, Sign

SMALL: Final = "unclear: the picture is too small"
RESTLESS: Final = "unclear: the ground of the picture is too restless"
CROWDED: Final = "unclear: the picture is too crowded"
_CALM: Final = 0.6
"""Hundredths that a ground with nothing on it may be uneven by, to be taken for an empty picture."""
_TINY: Final = 0.006
"""Part of the largest thing's area below which a thing is perhaps but dirt."""
_SPECK: Final = Found((Absent(), Outlined()), "a speck, perhaps but dirt")


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything in a picture; or, where `trouble` says so, why it cannot be taken apart."""

    sightings: tuple[Sighting, ...] = ()
    trouble: str = ""


def look(image: Image.Image) -> Seen:
    """At an RGB picture. Sizes are known as extents only: every shape that stands by itself is called medium."""
    ground = look_at(image)
    if ground is None:
        return Seen(trouble=RESTLESS)
    found = bodies(ground)
    if found is None:
        return Seen(trouble=CROWDED)
    if not found and ground.noise > _CALM:
        return Seen(trouble=RESTLESS)
    sheet = Sheet(image, ground.zoom)
    named = [(body, recognised(body, inside(body), sheet)) for body in found]
    largest = max((body.area for body in found), default=0)
    return Seen(
        tuple(
            _sighting(body, _SPECK if body.area < _TINY * largest else each, ground.zoom)
            for body, each in named
            if not any(_holds_up(body, other, what) or _is_held(body, other, what) for other, what in named)
        )
    )


def _holds_up(body: Body, other: Body, what: Found) -> bool:
    """Whether a body is the post of a sign or the pole of a flag: narrow, and right below or beside it."""
    if body is other or not isinstance(what.readings[0], Sign | Written | Flag) or body.width > 0.2 * other.width:
        return False
    near = max(3.0, 0.05 * other.extent)
    across = other.left - near < body.left and body.right < other.right + near
    return across and abs(body.top - other.bottom) < near and body.height > body.width


def _is_held(body: Body, other: Body, what: Found) -> bool:
    """Whether a body lies in a glass, whose reading speaks of it."""
    inside = other.left < body.left and body.right < other.right and body.bottom < other.bottom
    return (
        inside
        and other.top <= body.top
        and body is not other
        and all(isinstance(reading, Glass) for reading in what.readings)
    )


def _sighting(body: Body, found: Found, zoom: float) -> Sighting:
    extent = body.extent if found.extent is None else found.extent
    return Sighting(body.x * zoom, body.y * zoom, extent * zoom, found.readings, found.doubt)
