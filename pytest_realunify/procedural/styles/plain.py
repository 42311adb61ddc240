"""Shapes, arrows, halved and sectored circles."""

from __future__ import annotations

import math

from pytest_realunify.procedural.styles.drawing import Pen, at, degrees
from pytest_realunify.procedural.styles.outlines import Point, arrow, circle, outline, rounded, turned
from pytest_realunify.procedural.styles.palettes import RGB
from pytest_realunify.procedural.world.scene import DIRECTIONS, SIZES, Arrow, Halves, Pie, Shape

BROAD = 0.76
"""Halved and sectored circles, as a part of the cell."""


def shape(pen: Pen, item: Shape, x: float, y: float, cell: float, tilt: float) -> None:
    """In this hand's form of it."""
    size = SIZES[item.size] * cell
    draw_shape(pen, item.kind, pen.colour(item.colour), x, y, size, tilt)


def draw_shape(pen: Pen, kind: str, colour: RGB, x: float, y: float, size: float, tilt: float) -> None:
    """`size` is the longer side of its box before it is tilted."""
    if kind == "ring":
        hole = at(circle(), x, y, size * pen.style.forms.ring)
        pen.solid(at(circle(), x, y, size), colour, size, hole=hole)
        return
    forms = pen.style.forms
    form = {"star": forms.star, "heart": forms.heart, "hexagon": forms.hexagon}.get(kind, forms.arrow)
    points = outline(kind, form)
    if kind != "circle":
        points = turned(rounded(points, forms.roundness) if kind != "heart" else points, degrees(tilt))
    pen.solid(at(points, x, y, size), colour, size)


def arrow_item(pen: Pen, item: Arrow, x: float, y: float, cell: float, tilt: float) -> None:
    """A broad arrow, or a line with a head."""
    dx, dy = DIRECTIONS[item.direction]
    turn = math.atan2(dy, dx) + degrees(tilt)
    size, form = SIZES[item.size] * cell, pen.style.forms.arrow
    if form == 7:
        _line_arrow(pen, pen.colour(item.colour), x, y, size, turn)
        return
    points = rounded(arrow(form, turn), 0.6 * pen.style.forms.roundness)
    pen.solid(at(points, x, y, size), pen.colour(item.colour), size)


def _line_arrow(pen: Pen, colour: RGB, x: float, y: float, size: float, turn: float) -> None:
    shaft = at(turned([(-0.5, 0.0), (0.3, 0.0)], turn), x, y, size)
    head = at(turned([(0.5, 0.0), (0.16, -0.24), (0.16, 0.24)], turn), x, y, size)
    pen.stroke(shaft, colour, 0.11 * size)
    pen.solid(head, colour, size)


def halves(pen: Pen, item: Halves, x: float, y: float, cell: float, tilt: float) -> None:
    """Form 0 has a line between the halves, 1 none, 2 a white one."""
    size = BROAD * cell
    whole = at(circle(), x, y, size)
    pen.cast(whole, size)
    start = (90 if item.cut == "vertical" else 180) + 0.5 * tilt
    for turn, name in ((start, item.first), (start + 180, item.second)):
        pen.area(_sector(x, y, size, turn, turn + 180), pen.colour(name), whole)
    form = pen.style.forms.halves % 3
    if form != 1:
        cut = [_rim(x, y, size, start), _rim(x, y, size, start + 180)]
        if form == 2:
            pen.stroke(cut, (255, 255, 255), max(1.5, 0.025 * size))
        elif pen.style.line.width > 0:
            pen.edge(cut, pen.colour(item.first), size, closed=False)
    pen.edge(whole, pen.colour(item.first), size)
    if pen.style.line.width <= 0 and "white" in (item.first, item.second):
        pen.stroke(whole, (110, 110, 116), max(1.0, 0.01 * size), closed=True)  # else a white half would not be seen


def pie(pen: Pen, item: Pie, x: float, y: float, cell: float, tilt: float) -> None:
    """Starts where this hand starts, and goes round as it does. There are always lines between the sectors."""
    size, form = BROAD * cell, pen.style.forms.pie
    whole = at(circle(), x, y, size)
    pen.cast(whole, size)
    start = (-90.0, 0.0, -90.0, 17.0, 180.0, -55.0)[form % 6] + (tilt if form else 0.0)
    step = (360 if form % 2 == 0 else -360) / item.sectors
    colour, white = pen.colour(item.colour), pen.colour("white")
    for place in range(item.sectors):
        turn = start + place * step
        fill = colour if place < item.filled else white
        pen.area(_sector(x, y, size, min(turn, turn + step), max(turn, turn + step)), fill, whole)
    ink: RGB = (60, 60, 66) if pen.style.line.width <= 0 or pen.style.line.colour == "darker" else pen.style.line.colour
    width = max(1.5, max(0.018, 0.8 * pen.style.line.width) * size)
    for place in range(item.sectors):
        pen.stroke([(x, y), _rim(x, y, size, start + place * step)], ink, width)
    pen.stroke(whole, ink, width, closed=True)


def _rim(x: float, y: float, size: float, turn: float) -> Point:
    return x + 0.5 * size * math.cos(degrees(turn)), y + 0.5 * size * math.sin(degrees(turn))


def _sector(x: float, y: float, size: float, start: float, stop: float) -> list[Point]:
    count = max(3, round((stop - start) / 5))
    return [(x, y), *(_rim(x, y, size, start + (stop - start) * place / count) for place in range(count + 1))]
