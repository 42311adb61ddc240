"""Drawing a town map: land, parks and water, roads, marked route, lengths, places."""

from __future__ import annotations

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


def draw_town(scene: TownScene, *, marked: bool) -> Image:
    """The map as RGB; marked, the roads of the route are magenta between their kerbs."""
    plan = scene.trip.town.plan
    canvas = Canvas(plan.pixels, plan.pixels, GROUND[scene.land])
    for patch in scene.patches:
        for x, y, radius in patch.circles:
            canvas.draw.circle(canvas.at(x, y), radius * canvas.scale, GROUND[patch.kind])
    shapes = {road: [plan.point(road, step / 24) for step in range(25)] for road in plan.roads}
    for shape in shapes.values():
        _stroke(canvas, shape, BED, KERB)
    for road, shape in shapes.items():
        _stroke(canvas, shape, SURFACE, HIGHLIGHT if marked and _on_route(scene, road) else WHITE)
    for road in plan.roads:
        _length(canvas, plan.point(road, 0.5), scene.trip.town.kilometres[road.low, road.high])
    for letter, place in zip(scene.letters, plan.places, strict=True):
        _place(canvas, place, letter)
    return canvas.finish()


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
    canvas.text(x, y, letter, 19, WHITE)
