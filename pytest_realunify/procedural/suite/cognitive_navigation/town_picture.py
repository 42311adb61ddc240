"""Drawing a town map: land, parks and water, roads, marked route, lengths, places."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import HIGHLIGHT, INK, PALETTE, PAPER, RGB, Canvas
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import DISC, Point, Road
from pytest_realunify.procedural.suite.cognitive_navigation.town_scene import PARK, WATER, TownScene

if TYPE_CHECKING:
    from PIL.Image import Image

GROUND: Final[dict[str, RGB]] = {
    "sand": (236, 232, 222),
    "meadow": (229, 234, 226),
    "heath": (234, 230, 234),
    PARK: (205, 224, 192),
    WATER: (186, 212, 232),
}
KERB: Final[RGB] = (178, 172, 164)
WHITE: Final = PALETTE["white"]
SURFACE: Final = 8.0
"""Width of a road between its kerbs."""
BED: Final = 12.0
"""Width with them."""


HALO: Final = 19.0
"""Width of a marked stretch of railway: magenta shows on both sides of the line."""
ARROW: Final = PALETTE["blue"]


def draw_town(scene: TownScene, *, marked: bool) -> Image:
    """The map as RGB; marked, roads of the route are magenta between their kerbs, stretches on both sides."""
    plan = scene.trip.town.plan
    canvas = Canvas(plan.pixels, plan.pixels, GROUND[scene.land])
    for patch in scene.patches:
        for x, y, radius in patch.circles:
            canvas.draw.circle(canvas.at(x, y), radius * canvas.scale, GROUND[patch.kind])
    shapes = {road: [plan.point(road, step / 24) for step in range(25)] for road in plan.roads}
    route = [road for road in shapes if marked and _on_route(scene, road)]
    if scene.lines:
        _railway(canvas, scene, shapes, route)
    else:
        _roads(canvas, scene, shapes, route)
    for road in plan.roads:
        _length(canvas, plan.point(road, 0.5), scene.trip.town.kilometres[road.low, road.high])
    for letter, place in zip(scene.letters, plan.places, strict=True):
        _place(canvas, place, letter)
    return canvas.finish()


Shapes = dict[Road, list[Point]]


def _roads(canvas: Canvas, scene: TownScene, shapes: Shapes, route: list[Road]) -> None:
    for shape in shapes.values():
        _stroke(canvas, shape, BED, KERB)
    for road, shape in shapes.items():
        _stroke(canvas, shape, SURFACE, HIGHLIGHT if road in route else WHITE)
        for stage in ((road.low, road.high), (road.high, road.low)):
            if stage in scene.trip.town.oneway:
                _arrows(canvas, shape if stage[0] == road.low else shape[::-1])


def _railway(canvas: Canvas, scene: TownScene, shapes: Shapes, route: list[Road]) -> None:
    for road in route:
        _stroke(canvas, shapes[road], HALO, HIGHLIGHT)
    for road, shape in shapes.items():
        if road not in route:
            _stroke(canvas, shape, BED, WHITE)
    for road, shape in shapes.items():
        _stroke(canvas, shape, SURFACE, PALETTE[scene.lines[road.low, road.high]])


def _arrows(canvas: Canvas, shape: list[Point]) -> None:
    """Two heads, before and after the length, that point along."""
    for share in (0.3, 0.74):
        at = round(share * (len(shape) - 1))
        (x, y), (before_x, before_y), (after_x, after_y) = shape[at], shape[at - 1], shape[at + 1]
        heading = math.atan2(after_y - before_y, after_x - before_x)
        tip, wing = 7.0, 4.2
        corners = ((tip, 0.0), (-tip, -wing), (-tip, wing))
        turned = [
            (
                x + along * math.cos(heading) - across * math.sin(heading),
                y + along * math.sin(heading) + across * math.cos(heading),
            )
            for along, across in corners
        ]
        canvas.draw.polygon([value for point in turned for value in canvas.at(*point)], ARROW)


def _on_route(scene: TownScene, road: Road) -> bool:
    stages = pairwise(scene.trip.best)
    return (road.low, road.high) in {(min(stage), max(stage)) for stage in stages}


def _stroke(canvas: Canvas, shape: list[Point], width: float, colour: RGB) -> None:
    bitmap = [value for point in shape for value in canvas.at(*point)]
    canvas.draw.line(bitmap, colour, round(width * canvas.scale), joint="curve")


def _length(canvas: Canvas, middle: Point, kilometres: int) -> None:
    x, y = middle
    half = 8 if kilometres < 10 else 13
    box = canvas.at(x - half, y - 9, x + half, y + 9)
    canvas.draw.rounded_rectangle(box, 4 * canvas.scale, PAPER, KERB, canvas.scale)
    canvas.text(x, y, str(kilometres), 15)


def _place(canvas: Canvas, middle: Point, letter: str) -> None:
    x, y = middle
    canvas.draw.circle(canvas.at(x, y), (DISC + 2) * canvas.scale, WHITE)
    canvas.draw.circle(canvas.at(x, y), DISC * canvas.scale, INK)
    canvas.text(x, y, letter, 19 if len(letter) == 1 else 16, WHITE)
