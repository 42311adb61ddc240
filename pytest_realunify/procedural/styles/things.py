"""Signs, flags and glasses."""

from __future__ import annotations

import math
from collections.abc import Callable

from pytest_realunify.procedural.styles.drawing import Pen, at, degrees
from pytest_realunify.procedural.styles.faces import breadth
from pytest_realunify.procedural.styles.outlines import Point, Points, rectangle, turned
from pytest_realunify.procedural.styles.palettes import RGB
from pytest_realunify.procedural.styles.plain import draw_shape
from pytest_realunify.procedural.world.scene import SIZES, Flag, Glass, Sign

PALE_GLASS: RGB = (238, 245, 250)


def sign(pen: Pen, item: Sign, x: float, y: float, cell: float, tilt: float) -> None:
    """Form 0 is a plain board, 1 a round-cornered one, 2 a board on a post, 3 one with a second frame."""
    face, form = pen.style.face, pen.style.forms.sign % 4
    assert face is not None  # who draws signs has a font
    wide, high = 0.88 * cell, (0.5, 0.44, 0.4, 0.48)[form] * cell
    if form == 2:
        y -= 0.16 * cell
        post = at(rectangle(0.06, 0.36), x, y + high / 2 + 0.16 * cell, cell)
        pen.solid(post, (120, 85, 60), cell)
    corner = (0.0, 0.12, 0.05, 0.0)[form] * high / wide
    board = at(turned(rectangle(1.0, high / wide, corner), degrees(tilt)), x, y, wide)
    pen.solid(board, pen.colour("white"), wide)
    if pen.style.line.width <= 0:
        pen.stroke(board, (90, 90, 96), max(1.0, 0.012 * wide), closed=True)
    if form == 3:
        pen.stroke(
            at(turned(rectangle(0.93, high / wide - 0.07), degrees(tilt)), x, y, wide),
            (70, 70, 76),
            0.01 * wide,
            closed=True,
        )
    room = 0.84 * wide
    size = min(0.66 * high, 0.66 * high * room / max(1.0, breadth(face, item.text, 0.66 * high)))
    pen.text(x, y, item.text, size, pen.colour(item.colour), tilt)


def flag(pen: Pen, item: Flag, x: float, y: float, cell: float, tilt: float) -> None:
    """Form 0 is a cloth, 1 one on a pole, 2 one that waves on a pole."""
    form = pen.style.forms.flag % 3
    wide = (0.86, 0.78, 0.78)[form] * cell
    high, count = wide * 2 / 3, len(item.colours)
    if form:
        pole = at(
            turned(rectangle(0.035, 0.95), degrees(0.3 * tilt)), x - wide / 2 - 0.02 * cell, y + 0.13 * cell, cell
        )
        pen.solid(pole, (130, 95, 60), cell)
        y -= 0.08 * cell
    bend = 0.04 * high if form == 2 else 0.0

    def place(u: float, v: float) -> Point:
        """(0…1, 0…1) on the cloth."""
        [(px, py)] = turned([((u - 0.5) * wide, (v - 0.5) * high + bend * math.sin(u * math.tau))], degrees(tilt))
        return x + px, y + py

    whole = _patch(place, 0, 1, 0, 1)
    pen.cast(whole, wide)
    for number, name in enumerate(item.colours):
        first, last = number / count, (number + 1) / count
        box = (0.0, 1.0, first, last) if item.stripes == "horizontal" else (first, last, 0.0, 1.0)
        pen.area(_patch(place, *box), pen.colour(name), whole)
    if pen.style.line.width > 0 and pen.style.forms.halves % 2 == 0:
        for number in range(1, count):
            share = number / count
            ends = (
                [place(0, share), place(1, share)]
                if item.stripes == "horizontal"
                else [place(share, 0), place(share, 1)]
            )
            if form != 2:
                pen.edge(ends, pen.colour(item.colours[number]), 0.6 * wide, closed=False)
    pen.edge(whole, pen.colour(item.colours[0]), wide)
    if pen.style.line.width <= 0 and "white" in item.colours:
        pen.stroke(whole, (110, 110, 116), max(1.0, 0.01 * wide), closed=True)  # else a white edge would not be seen


def _patch(place: Callable[[float, float], Point], left: float, right: float, top: float, low: float) -> Points:
    steps = [step / 12 for step in range(13)]
    upper = [place(left + (right - left) * step, top) for step in steps]
    lower = [place(left + (right - left) * step, low) for step in reversed(steps)]
    return [*upper, *lower]


LEVELS = (0.0, 0.25, 0.5, 0.75, 0.955)
"""Height of the liquid by level, as a part of the inner height."""


def glass(pen: Pen, item: Glass, x: float, y: float, cell: float, tilt: float) -> None:
    """Form 0 is a straight tumbler, open at the top; 1 narrows downwards; 2 has a rim and a thick floor; 3 is straight
    with a round floor; 4 is closed by a line at the top."""
    del tilt  # liquids stay level
    form = pen.style.forms.glass % 5
    high = 0.82 * cell
    wide_top = (0.52, 0.6, 0.54, 0.46, 0.56)[form] * cell
    wide_low = (0.52, 0.42, 0.5, 0.46, 0.5)[form] * cell
    top, floor = y - high / 2, y + high / 2
    thick = 0.06 * high if form == 2 else 0.0
    inner_floor = floor - thick

    def half(height: float) -> float:
        """Half the breadth at a height on the page."""
        share = (height - top) / high
        return (wide_top + (wide_low - wide_top) * share) / 2

    walls = _vessel(x, top, floor, half, round_floor=form == 3)
    pen.cast(walls, high)
    pen.area(walls, PALE_GLASS if form in (2, 3) else pen.colour("white"), shaded=False)
    off = 0.02 * pen.rng.uniform(-1, 1) if item.level else 0.0
    surface = inner_floor - (LEVELS[item.level] + off) * (inner_floor - top)
    if item.liquid and item.level:
        body = _vessel(x, surface, inner_floor, half, round_floor=form == 3)
        pen.area(body, pen.colour(item.liquid), walls)
        if pen.style.line.width > 0 or item.liquid == "white":
            ends = [(x - half(surface), surface), (x + half(surface), surface)]
            pen.stroke(ends, _wall(pen), max(1.0, 0.5 * _wall_width(pen, high)))
    if item.thing is not None:
        _thing(pen, item, x, surface, inner_floor, half(inner_floor), high)
    ink, width = _wall(pen), _wall_width(pen, high)
    if form in (2, 4):
        pen.stroke(walls, ink, width, closed=True)
    else:
        pen.stroke(walls, ink, width)
    if form == 2:
        pen.stroke([(x - half(inner_floor), inner_floor), (x + half(inner_floor), inner_floor)], ink, 0.6 * width)


def _vessel(x: float, top: float, floor: float, half: Callable[[float], float], round_floor: bool) -> Points:
    """From the rim's left end down, across and up to its right end."""
    if not round_floor:
        return [(x - half(top), top), (x - half(floor), floor), (x + half(floor), floor), (x + half(top), top)]
    radius = min(0.35 * half(floor), 0.9 * (floor - top))
    left, right = x - half(floor), x + half(floor)
    low_left = [
        (left + radius * (1 - math.cos(t)), floor - radius * (1 - math.sin(t))) for t in (0, 0.4, 0.8, 1.2, 1.57)
    ]
    low_right = [
        (right - radius * (1 - math.cos(t)), floor - radius * (1 - math.sin(t))) for t in (1.57, 1.2, 0.8, 0.4, 0)
    ]
    return [(x - half(top), top), *low_left, *low_right, (x + half(top), top)]


def _wall(pen: Pen) -> RGB:
    colour = pen.style.line.colour
    if pen.style.line.width <= 0 or colour == "darker":
        return (110, 125, 140)
    return colour


def _wall_width(pen: Pen, high: float) -> float:
    return max(1.5, max(0.02, pen.style.line.width) * high)


def _thing(pen: Pen, item: Glass, x: float, surface: float, floor: float, half: float, high: float) -> None:
    assert item.thing is not None
    size = 0.78 * half * SIZES[item.thing.size] / SIZES["medium"]
    y = surface - 0.1 * size if item.floats else floor - size / 2 - 0.03 * high
    draw_shape(pen, item.thing.kind, pen.colour(item.thing.colour), x, y, size, 0.0)
