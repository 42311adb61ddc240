"""Questions and edits about town maps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference.cognitive_navigation.pixels import pixels
from pytest_realunify.procedural.reference.cognitive_navigation.town import (
    Road,
    Town,
    marked_route,
    off_line,
    see_town,
    shortest_route,
    thickened,
)

_ENDS: Final = re.compile(r"\bfrom ([A-Z][a-z]?) to ([A-Z][a-z]?)\b")
_AFTER: Final = re.compile(r"\bafter ([A-Z][a-z]?)\b")
_RAILWAY: Final = re.compile(r"\b(railway|coloured lines)\b")
_CHANGE: Final = re.compile(r"\bchanges? to the (\w+) line\b")
_LONG: Final = re.compile(r"\b(long|total length|how many minutes)\b", re.IGNORECASE)
KERB: Final = 165.0
"""Darkest channel of the lines along the roads."""
_BESIDE: Final = 40.0
"""Pixels within which a glance counts a road as on the straight line."""


def answer(prompt: str, image: Image.Image, options: Mapping[str, str]) -> str | None:
    """What the marked route, or else the straight line, says; None when nothing can be made out."""
    ends, town = _ENDS.search(prompt), see_town(pixels(image), railway=bool(_RAILWAY.search(prompt)))
    if ends is None or town is None or not {*ends.groups()} <= town.places.keys():
        return None
    start, goal = ends.groups()
    route = marked_route(town, start, goal)
    if route is None:
        return _glance(prompt, town, start, goal, options)
    return _told(prompt, start, route, options)


def mark(prompt: str, image: Image.Image) -> Image.Image:
    """The picture with the roads of the shortest route in magenta."""
    railway = bool(_RAILWAY.search(prompt))
    ends, town = _ENDS.search(prompt), see_town(pixels(image), railway=railway)
    route = shortest_route(town, *ends.groups()) if ends and town else None
    if town is None or not route:
        return image
    surface = np.isin(town.labels, [road.number for road in route]) & ~town.plates
    picture = np.asarray(image.convert("RGB")).astype(np.float32)
    if railway:
        return _bordered(picture, surface, town)
    # from kerb to surface, as antialiased as the road is
    darkest = np.minimum(np.minimum(picture[..., 0], picture[..., 1]), picture[..., 2])
    whiteness = np.clip((darkest - KERB) / (255 - KERB), 0, 1)
    alpha = np.where(thickened(surface) & ~town.plates, whiteness, 0)[..., None]
    return Image.fromarray((picture + alpha * (np.array(HIGHLIGHT) - picture)).round().astype(np.uint8))


def _bordered(picture: NDArray[np.float32], surface: NDArray[np.bool_], town: Town) -> Image.Image:
    """Magenta on both sides, from the line to as far again; numbers and stations stay in front."""
    front = (town.labels > 0) | town.plates
    ys, xs = np.ogrid[: surface.shape[0], : surface.shape[1]]
    for place in town.places.values():
        front |= np.hypot(ys - place.y, xs - place.x) < place.radius + 3
    border = ndimage.binary_dilation(surface, iterations=6) & ~front
    picture[border] = HIGHLIGHT
    return Image.fromarray(picture.astype(np.uint8))


def _told(prompt: str, start: str, route: list[Road], options: Mapping[str, str]) -> str | None:
    """The answer that lies on a route."""
    stops = [start]
    for road in route:
        stops.append(road.beyond(stops[-1]))
    after = _AFTER.search(prompt)
    if after:
        return dict(pairwise(stops)).get(after[1])
    taken = [road.line for road in route]
    if changed := _CHANGE.search(prompt):
        return stops[taken.index(changed[1])] if changed[1] in taken else None
    if _LONG.search(prompt):
        return _sum(route, options)
    if "how many" in prompt.lower():
        return str(len(route))
    if "lines" in prompt.partition("?")[0].rpartition(".")[2]:
        return ", ".join(line for at, line in enumerate(taken) if not at or line != taken[at - 1])
    return next((stop for stop in stops if stop in options.values()), None)


def _glance(prompt: str, town: Town, start: str, goal: str, options: Mapping[str, str]) -> str | None:
    """Roads and places near the straight line from start to goal."""
    near = [road for road in town.roads if off_line(town, start, goal, road.length.x, road.length.y) < _BESIDE]
    after = _AFTER.search(prompt)
    if not after and _LONG.search(prompt):
        return _sum(near, options)
    if not after and "how many" in prompt.lower():
        return str(len(near))
    origin = after[1] if after and after[1] in town.places else start
    known = [town.places[letter] for letter in options.values() if letter in town.places]
    best = min(known, key=lambda place: off_line(town, origin, goal, place.x, place.y), default=None)
    return None if best is None else best.letter


def _sum(roads: Sequence[Road], options: Mapping[str, str]) -> str:
    unit = next(iter(options.values()), "").rpartition(" ")[2]
    return f"{sum(road.kilometres for road in roads)} {unit}"
