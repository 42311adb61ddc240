"""Colours, directions, levels and sizes given out to things whose order is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.solving import MOST, only
from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import (
    KIND,
    clauses,
    colours_in,
    meant,
    shape,
    shapes_in,
)
from pytest_realunify.procedural.world.figures.chart import BarChart
from pytest_realunify.procedural.world.scene import LEVELS, SIZES, Arrow, Glass, Scene, Shape, row

Got = tuple[str, ...]
Test = Callable[[Got], bool]
_LEVEL: Final = "|".join(sorted(LEVELS, key=len, reverse=True))
_DIRECTION: Final = "up|down|left|right"
_OPPOSITE: Final = {"up": "down", "down": "up", "left": "right", "right": "left"}
_T, _U = (rf"the (?P<{name}>[a-z]+(?: [a-z]+){{0,3}}?)" for name in "tu")
_MORE: Final = ("is larger than", "is fuller than", "is higher than")
_LESS: Final = ("is smaller than", "holds less than", "is lower than")
_SMALLEST_FIRST, _LARGEST_FIRST = "beginning with the smallest", "beginning with the largest"


def read(request: str) -> Scene | None:
    """The row of things with what each of them must be given."""
    if "from left to right" not in request:
        return None
    for reader in (_arrows, _glasses, _bars, _sizes, _colours):
        scene = reader(request)
        if scene is not None:
            return scene
    return None


def _arrows(request: str) -> Scene | None:
    listing = re.search(r"A row has ((?:an? [a-z]+,? (?:and )?)+)arrow|Arrows in the colours ([a-z, ]+) stand", request)
    if not listing or ("does not point" not in request and "points" not in request):
        return None
    hues = colours_in(listing[0])
    values = re.findall(rf"one points ({_DIRECTION})\b", request)
    if said := re.search(r"namely ([a-z, ]+) in some order", request):
        values = re.findall(_DIRECTION, said[1])
    got = _given_out(request, [[hue, "arrow"] for hue in hues], values, _DIRECTION, ())
    return row(*map(Arrow, hues, got)) if got else None


def _glasses(request: str) -> Scene | None:
    listing = re.search(r"glasses of ([a-z, ]+) liquid", request)
    if not listing:
        return None
    hues = colours_in(listing[1])
    values = re.findall(rf"one is ({_LEVEL})", request)
    got = _given_out(request, [["glass", "of", hue, "liquid"] for hue in hues], values, _LEVEL, LEVELS)
    return row(*(Glass(LEVELS.index(level), hue) for level, hue in zip(got, hues, strict=True))) if got else None


def _bars(request: str) -> Scene | None:
    listing = re.search(r"bars in ([a-z, ]+), in this order", request)
    if not listing or "bar chart" not in request:
        return None
    hues = colours_in(listing[1])
    values = re.findall(r"one is (\d units? high)", request)
    got = _given_out(request, [[hue, "bar"] for hue in hues], values, r"\d units? high", sorted(values))
    return row(BarChart(tuple(hues), tuple(int(value[0]) for value in got))) if got else None


def _sizes(request: str) -> Scene | None:
    shapes = shapes_in(request)
    if not 1 < len(shapes) <= len(SIZES) or not re.search(
        "one is small|a small, a medium and a large", request.lower()
    ):
        return None
    words = [[each.colour, each.kind] for each in shapes]
    got = _given_out(request, words, tuple(SIZES), "|".join(SIZES), tuple(SIZES))
    if got is None:
        return None
    sized = [Shape(each.kind, each.colour, size) for each, size in zip(shapes, got, strict=True)]
    if _SMALLEST_FIRST in request or _LARGEST_FIRST in request:
        sized.sort(key=lambda each: SIZES[each.size], reverse=_LARGEST_FIRST in request)
    return row(*sized)


def _colours(request: str) -> Scene | None:
    listing = re.search(rf"((?:an? {KIND}(?:, | and )?)+)", request)
    values = re.findall(r"one is ([a-z]+)", request)
    if said := re.search(r"(?:Their colours are|another colour:) ([a-z, ]+?)(?:, each| are used)", request):
        values = colours_in(said[1])
    if not listing or not set(values) <= set(colours_in(" ".join(values))):
        return None
    kinds = [shape("red", kind).kind for kind in re.findall(rf"an? ({KIND})", listing[1])]
    got = _given_out(request, [[kind] for kind in kinds], values, "[a-z]+", ())
    return row(*map(Shape, kinds, got)) if got else None


def _given_out(
    request: str, words: Sequence[Sequence[str]], values: Sequence[str], value: str, rising: Sequence[str]
) -> Got | None:
    if not 1 < len(values) == len(words) <= MOST or len(set(values)) != len(values):
        return None
    tests = [test for clause in clauses(request) for test in _tests(clause, words, value, rising)]
    return only(permutations(values), tests) if tests else None


def _tests(clause: str, words: Sequence[Sequence[str]], value: str, rising: Sequence[str]) -> Iterator[Test]:
    yield from _value_tests(clause, words, value)
    compared = re.fullmatch(
        rf"{_T} (is larger than|is fuller than|is higher than|is smaller than|holds less than|is lower than) {_U}",
        clause,
    )
    if compared and rising:
        one, other = meant(compared["t"], words), meant(compared["u"], words)
        if one is not None and other is not None:
            more = compared[2] in _MORE
            yield lambda got: (rising.index(got[one]) > rising.index(got[other])) == more
    opposed = re.fullmatch(rf"{_T} and {_U} point in opposite directions", clause)
    if opposed:
        first, second = meant(opposed["t"], words), meant(opposed["u"], words)
        if first is not None and second is not None:
            yield lambda got: _OPPOSITE.get(got[first]) == got[second]
    yield from _place_tests(clause)


def _value_tests(clause: str, words: Sequence[Sequence[str]], value: str) -> Iterator[Test]:
    said = re.fullmatch(
        rf"{_T} (?P<how>is not|does not point|(?:is|points) neither|(?:is|points) either) (?P<v>{value})"
        rf"(?: n?or (?P<w>{value}))?",
        clause,
    )
    if said and (thing := meant(said["t"], words)) is not None:
        values = {said["v"], said["w"]}
        inside = "either" in said["how"].split()
        yield lambda got: (got[thing] in values) == inside


def _place_tests(clause: str) -> Iterator[Test]:
    """Conditions on where a colour stands, the order of the shapes being known."""
    if said := re.fullmatch(r"the ([a-z]+) shape stands directly to the left of the ([a-z]+) shape", clause):
        left, right = said[1], said[2]
        yield lambda got: left in got and right in got and got.index(right) - got.index(left) == 1
    if said := re.fullmatch(r"the ([a-z]+) shape stands at one of the two ends", clause):
        colour = said[1]
        yield lambda got: colour in (got[0], got[-1])
