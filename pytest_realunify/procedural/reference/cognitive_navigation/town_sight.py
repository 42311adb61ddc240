"""Questions and edits about town maps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image

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

_ENDS: Final = re.compile(r"\bfrom ([A-Z]) to ([A-Z])\b")
_AFTER: Final = re.compile(r"\bafter ([A-Z])\b")
KERB: Final = 165.0
"""Darkest channel of the lines along the roads."""
_BESIDE: Final = 40.0
"""Pixels within which a glance counts a road as on the straight line."""


def answer(prompt: str, image: Image.Image, options: Mapping[str, str]) -> str | None:
    """What the marked route, or else the straight line, says; None when nothing can be made out."""
    ends, town = _ENDS.search(prompt), see_town(pixels(image))
    if ends is None or town is None or not {*ends.groups()} <= town.places.keys():
        return None
    start, goal = ends.groups()
    route = marked_route(town, start, goal)
    if route is None:
        return _glance(prompt, town, start, goal, options)
    return _told(prompt, start, route, options)


def mark(prompt: str, image: Image.Image) -> Image.Image:
    """The picture with the roads of the shortest route in magenta."""
    ends, town = _ENDS.search(prompt), see_town(pixels(image))
    route = shortest_route(town, *ends.groups()) if ends and town else None
    if town is None or not route:
        return image
    surface = np.isin(town.labels, [road.number for road in route]) & ~town.plates
    picture = np.asarray(image.convert("RGB")).astype(np.float32)
    # from kerb to surface, as antialiased as the road is
    whiteness = np.clip((picture.min(axis=2) - KERB) / (255 - KERB), 0, 1)
    alpha = np.where(thickened(surface) & ~town.plates, whiteness, 0)[..., None]
    return Image.fromarray((picture + alpha * (np.array(HIGHLIGHT) - picture)).round().astype(np.uint8))


def _told(prompt: str, start: str, route: list[Road], options: Mapping[str, str]) -> str | None:
    """The answer that lies on a route."""
    stops = [start]
    for road in route:
        stops.append(road.beyond(stops[-1]))
    after = _AFTER.search(prompt)
    if after:
        return dict(pairwise(stops)).get(after[1])
    if "long" in prompt or "total length" in prompt:
        return f"{sum(road.kilometres for road in route)} km"
    if "how many" in prompt.lower():
        return str(len(route))
    return next((stop for stop in stops if stop in options.values()), None)


def _glance(prompt: str, town: Town, start: str, goal: str, options: Mapping[str, str]) -> str | None:
    """Roads and places near the straight line from start to goal."""
    near = [road for road in town.roads if off_line(town, start, goal, road.length.x, road.length.y) < _BESIDE]
    after = _AFTER.search(prompt)
    if not after and ("long" in prompt or "total length" in prompt):
        return f"{sum(road.kilometres for road in near)} km"
    if not after and "how many" in prompt.lower():
        return str(len(near))
    origin = after[1] if after and after[1] in town.places else start
    known = [town.places[letter] for letter in options.values() if letter in town.places]
    best = min(known, key=lambda place: off_line(town, origin, goal, place.x, place.y), default=None)
    return None if best is None else best.letter
