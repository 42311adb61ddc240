"""Town maps in pixels: places, roads, lengths, marked roads; and the shortest route, for the one who edits."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse.csgraph import dijkstra

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.graphs import graph
from pytest_realunify.procedural.reference.cognitive_navigation.pixels import (
    ROUND,
    Blob,
    Labels,
    Mask,
    Pixels,
    blobs,
    extremes,
    marked,
    read,
)

LETTERS: Final = (
    *"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    *("Ek", "Fu", "Ha", "Jo", "Ky", "Lu", "My", "Po", "Ra", "Ty", "Vo", "Za"),
)
"""Names that places have."""
LINES: Final = ("red", "blue", "green", "orange", "purple", "brown", "cyan", "yellow")
"""Colours that lines of a railway have."""
NUMBERS: Final = tuple(str(number) for number in range(1, 100))
PLATE: Final = 6
"""Pixels of plate around the digits of a length."""


@dataclass(frozen=True, slots=True)
class Place:
    """A lettered disc; x, y and radius in pixels."""

    letter: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Length:
    """A number on a road; x and y in pixels."""

    x: float
    y: float
    kilometres: int


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two places. `number` is its label in the town's `labels`."""

    ends: tuple[str, str]
    length: Length
    number: int
    is_marked: bool
    line: str = ""
    """The colour of a stretch of railway."""
    leads_to: str = ""
    """The end to which its arrows point; empty where it has none."""

    @property
    def kilometres(self) -> int:
        return self.length.kilometres

    def beyond(self, letter: str) -> str:
        """The other end."""
        return self.ends[self.ends[0] == letter]


@dataclass(frozen=True, slots=True)
class Town:
    """A map as seen: places by letter, roads, and for every pixel the number of its road (0 for none)."""

    places: dict[str, Place]
    roads: list[Road]
    labels: Labels
    plates: Mask
    """Around each length, the road's own white excepted."""


def see_town(picture: Pixels, *, railway: bool = False) -> Town | None:
    """None where there are no two places with a road between. Roads are white, stretches of railway coloured."""
    inks = _inks(picture, railway=railway)
    brightest, darkest = extremes(picture)
    white = darkest >= 251
    dark = (brightest < 140) & (brightest - darkest < 48)
    _, parts = blobs(dark, 8, 4000)
    discs = [part for part in parts if min(part.height, part.width) >= 16 and abs(part.height - part.width) <= 3]
    places = {place.letter: place for disc in discs if (place := _place(picture, disc)) is not None}
    plates, lengths = _lengths(picture, dark, [part for part in parts if _is_digit(part)])
    pen = marked(picture)
    arrows = _arrows(picture) if not railway else np.zeros_like(pen)
    own = inks > 0 if railway else white | thickened(arrows)
    surface = own | plates | (pen & (not railway))
    for place in places.values():
        _erase(surface, place)
    labels, stretches = blobs(surface, 40, surface.size)
    found = [_road(labels, stretch, places, lengths) for stretch in stretches]
    roads = [_dressed(road, stretch, labels, pen, white, inks, arrows, places) for road, stretch in found if road]
    return Town(places, roads, labels, plates & ~own) if roads else None


def shortest_route(town: Town, start: str, goal: str) -> list[Road] | None:
    """Roads of the shortest route in order, by Dijkstra's search; None if one end is unknown or cut off."""
    letters = sorted(town.places)
    if start not in letters or goal not in letters:
        return None
    between: dict[tuple[int, int], Road] = {}  # of several roads between the same places, the shortest
    for road in sorted(town.roads, key=lambda each: -each.kilometres):
        for end in road.ends:
            if road.leads_to in ("", end):
                between[letters.index(road.beyond(end)), letters.index(end)] = road
    ends = np.array(list(between))
    lengths = np.array([road.kilometres for road in between.values()], dtype=np.float64)
    roads = graph(ends, len(letters), lengths)
    _, found = dijkstra(roads, indices=[letters.index(start)], return_predecessors=True)
    before = found[0]
    here, route = letters.index(goal), []
    while here != letters.index(start):
        if before[here] < 0:
            return None
        route.append(between[int(before[here]), here])
        here = int(before[here])
    return route[::-1]


def marked_route(town: Town, start: str, goal: str) -> list[Road] | None:
    """The marked roads in order from start to goal; None if they do not make one line between the two."""
    left = [road for road in town.roads if road.is_marked]
    here, route = start, []
    while here != goal:
        onward = [road for road in left if here in road.ends]
        if len(onward) != 1:
            return None
        left.remove(onward[0])
        route.append(onward[0])
        here = onward[0].beyond(here)
    return route


def off_line(town: Town, start: str, goal: str, x: float, y: float) -> float:
    """Pixels from a point to the straight line between two places: what a glance takes for the shortest way."""
    one, two = town.places[start], town.places[goal]
    dx, dy = two.x - one.x, two.y - one.y
    share = ((x - one.x) * dx + (y - one.y) * dy) / max(dx * dx + dy * dy, 1e-6)
    share = min(1.0, max(0.0, share))
    return math.hypot(one.x + share * dx - x, one.y + share * dy - y)


def _place(picture: Pixels, disc: Blob) -> Place | None:
    patch = picture[disc.window()].mean(axis=2)
    ground = float(np.median(patch[patch < 128])) if (patch < 128).any() else 0.0
    ys, xs = np.ogrid[: disc.height, : disc.width]
    inside = np.hypot(ys - (disc.height - 1) / 2, xs - (disc.width - 1) / 2) < 0.42 * disc.height
    strength = np.where(inside, (patch - ground) / (255 - ground), 0).astype(np.float32)
    letter = read(strength, LETTERS)
    return None if letter is None else Place(letter, *disc.middle, (disc.height + disc.width) / 4)


def _is_digit(part: Blob) -> bool:
    """By its size: edges between a line and its border can be as grey as print, but are a pixel or two wide."""
    return 6 <= part.height <= 16 and 3 <= part.width <= 16


def _lengths(picture: Pixels, dark: Mask, parts: list[Blob]) -> tuple[Mask, list[Length]]:
    """The plates of the lengths, and the middle and kilometres of each. Digits of one number are close together."""
    digits = np.zeros_like(dark)
    for part in parts:
        digits[part.window()] |= dark[part.window()]
    _, groups = blobs(ndimage.binary_closing(digits, np.ones((1, 9), dtype=bool)), 10, 1000)
    plates: Mask = np.zeros_like(dark)
    lengths: list[Length] = []
    light = (picture[..., 0] + picture[..., 1] + picture[..., 2]) / 3.0
    for group in groups:
        top, bottom, left, right = group.box
        if not 7 <= group.height <= 16:
            continue
        around = (slice(max(top - 1, 0), bottom + 1), slice(max(left - 1, 0), right + 1))
        word = read(((245 - light[around]) / 205).astype(np.float32), NUMBERS)
        if word is not None:
            plates[max(top - PLATE, 0) : bottom + PLATE, max(left - PLATE - 2, 0) : right + PLATE + 2] = True
            lengths.append(Length(*group.middle, int(word)))
    return plates, lengths


def _erase(surface: Mask, place: Place) -> None:
    """Clears the disc with its ring, so that only the roads themselves stay connected."""
    reach = place.radius + 4
    top, left = max(int(place.y - reach), 0), max(int(place.x - reach), 0)
    window = surface[top : int(place.y + reach) + 2, left : int(place.x + reach) + 2]
    ys, xs = np.ogrid[top : top + window.shape[0], left : left + window.shape[1]]
    window[np.hypot(ys - place.y, xs - place.x) < reach] = False


def _inks(picture: Pixels, *, railway: bool) -> NDArray[np.uint8]:
    """For every pixel the number (from 1) of the line whose colour it has; 0 where it has none."""
    inks = np.zeros(picture.shape[:2], dtype=np.uint8)
    if railway:
        red, green, blue = (np.ascontiguousarray(picture[..., at]) for at in range(3))
        for number, name in enumerate(LINES, start=1):
            channels = zip((red, green, blue), PALETTE[name], strict=True)
            like_red, like_green, like_blue = (np.abs(channel - value) <= 24 for channel, value in channels)
            inks[like_red & like_green & like_blue] = number
    return inks


def _arrows(picture: Pixels) -> Mask:
    """Blue heads of arrows, with most of their edge on white or magenta."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    arrows: Mask = (blue > 170) & (green < 130) & (red < 170)
    return arrows


def _road(labels: Labels, stretch: Blob, places: dict[str, Place], lengths: list[Length]) -> tuple[Road | None, Blob]:
    """A stretch with one length on it that ends at two places."""
    own = labels[stretch.window()] == stretch.number
    ys, xs = np.nonzero(own)
    ys, xs = ys + stretch.box[0], xs + stretch.box[2]
    ends = [
        letter for letter, place in places.items() if np.hypot(ys - place.y, xs - place.x).min() < place.radius + 6.5
    ]
    on_it = [length for length in lengths if labels[round(length.y), round(length.x)] == stretch.number]
    if len(ends) != 2 or len(on_it) != 1:
        return None, stretch
    return Road((ends[0], ends[1]), on_it[0], stretch.number, is_marked=False), stretch


def _dressed(
    road: Road,
    stretch: Blob,
    labels: Labels,
    pen: Mask,
    white: Mask,
    inks: NDArray[np.uint8],
    arrows: Mask,
    places: dict[str, Place],
) -> Road:
    """With its line's colour, its mark and its direction. A marked stretch of railway has magenta on both sides."""
    top, bottom, left, right = stretch.box
    window = slice(max(top - 6, 0), bottom + 6), slice(max(left - 6, 0), right + 6)
    own = labels[window] == stretch.number
    counts = np.bincount(inks[window][own], minlength=len(LINES) + 1)
    line = LINES[int(counts[1:].argmax())] if counts[1:].any() else ""
    if line:
        beside = pen[window] & ndimage.binary_dilation(own, ROUND, iterations=5)
        is_marked = bool(beside.sum() > 0.6 * counts[1:].sum())
    else:
        is_marked = bool((pen[window] & own).sum() > (white[window] & own).sum())
    heads, found = blobs(arrows[window] & own, 15, 400)
    ways = [_points_to(heads == head.number, road, places, window[0].start, window[1].start) for head in found]
    leads_to = max(set(ways), key=ways.count) if ways else ""
    return replace(road, is_marked=is_marked, line=line, leads_to=leads_to)


def _points_to(head: Mask, road: Road, places: dict[str, Place], top: int, left: int) -> str:
    """The end of the road that an arrow's tip, which is the pixel furthest from its middle, looks at."""
    ys, xs = np.nonzero(head)
    middle_y, middle_x = ys.mean(), xs.mean()
    far = np.hypot(ys - middle_y, xs - middle_x)
    tip = far > far.max() - 1.5
    tip_y, tip_x = ys[tip].mean() - middle_y, xs[tip].mean() - middle_x

    def along(letter: str) -> float:
        place = places[letter]
        dy, dx = place.y - (top + middle_y), place.x - (left + middle_x)
        return float((tip_y * dy + tip_x * dx) / max(math.hypot(dy, dx), 1e-6))

    return max(road.ends, key=along)


def thickened(mask: Mask) -> Mask:
    """One pixel more all around."""
    wider: Mask = ndimage.binary_dilation(mask, ROUND)
    return wider
