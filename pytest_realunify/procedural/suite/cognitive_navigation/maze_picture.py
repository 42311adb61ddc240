"""Drawing a maze: floor, marked route, spots and coins, walls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import HIGHLIGHT, INK, PALETTE, PAPER, RGB, Canvas
from pytest_realunify.procedural.suite.cognitive_navigation.maze_plan import MazePlan
from pytest_realunify.procedural.suite.cognitive_navigation.maze_scene import COIN, Item, MazeScene

if TYPE_CHECKING:
    from PIL.Image import Image

MARGIN: Final = 18
"""Pixels between the picture's edge and the middle of the outer wall."""

WHITE: Final = PALETTE["white"]

STYLES: Final[dict[str, tuple[RGB, RGB]]] = {
    "ink": (INK, PAPER),
    "navy": ((36, 54, 96), (246, 249, 253)),
    "pine": ((28, 76, 66), (246, 251, 246)),
    "umber": ((88, 56, 38), (253, 248, 240)),
}
"""Wall and floor."""


class MazeCanvas(Canvas):
    """A canvas that knows where the cells are."""

    def __init__(self, scene: MazeScene) -> None:
        super().__init__(scene.pixels, scene.pixels, STYLES[scene.style][1])
        self.size = scene.plan.size
        self.pitch = (scene.pixels - 2 * MARGIN) / self.size

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Pixels of a grid point: (0, 0) is the upper left corner of the maze."""
        return MARGIN + column * self.pitch, MARGIN + row * self.pitch

    def middle(self, cell: int) -> tuple[float, float]:
        row, column = divmod(cell, self.size)
        return self.corner(row + 0.5, column + 0.5)

    def stroke(self, points: list[tuple[float, float]], width: float, colour: RGB) -> None:
        """A line with round joints and ends, in picture pixels."""
        bitmap = [self.at(*point) for point in points]
        thick = round(width * self.scale)
        self.draw.line([value for point in bitmap for value in point], colour, thick)
        for x, y in bitmap:
            self.draw.circle((x, y), (thick - 1) / 2, colour)

    def disc(self, x: float, y: float, radius: float, colour: RGB) -> None:
        self.draw.circle(self.at(x, y), radius * self.scale, colour)


def draw_maze(scene: MazeScene, *, marked: bool) -> Image:
    """The maze as RGB; marked, its route runs below the spots from S to G."""
    canvas = MazeCanvas(scene)
    route = scene.plan.route
    if marked:
        canvas.stroke([canvas.middle(cell) for cell in route], 0.26 * canvas.pitch, HIGHLIGHT)
    for item in scene.items:
        _item(canvas, item)
    _start(canvas, route[0])
    _goal(canvas, route[-1])
    for ends in _walls(scene.plan):
        canvas.stroke([canvas.corner(*end) for end in ends], max(3.0, 0.1 * canvas.pitch), STYLES[scene.style][0])
    return canvas.finish()


def _walls(plan: MazePlan) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The closed borders between cells, then the outer frame, as grid points (row, column)."""
    size = plan.size
    for cell in range(size * size):
        row, column = divmod(cell, size)
        if column < size - 1 and (cell, cell + 1) not in plan.passages:
            yield (row, column + 1), (row + 1, column + 1)
        if row < size - 1 and (cell, cell + size) not in plan.passages:
            yield (row + 1, column), (row + 1, column + 1)
    for side in (0, size):
        yield (side, 0), (side, size)
        yield (0, side), (size, side)


def _item(canvas: MazeCanvas, item: Item) -> None:
    x, y = canvas.middle(item.cell)
    if item.label == COIN:
        canvas.disc(x, y, 0.23 * canvas.pitch, (196, 150, 10))
        canvas.disc(x, y, 0.18 * canvas.pitch, PALETTE["yellow"])
    else:
        canvas.disc(x, y, 0.34 * canvas.pitch, PALETTE[item.colour])
        canvas.text(x, y, item.label, round(0.46 * canvas.pitch), WHITE)


def _start(canvas: MazeCanvas, cell: int) -> None:
    x, y = canvas.middle(cell)
    canvas.disc(x, y, 0.36 * canvas.pitch, PALETTE["green"])
    canvas.text(x, y, "S", round(0.48 * canvas.pitch), WHITE)


def _goal(canvas: MazeCanvas, cell: int) -> None:
    """A red flag on a pole."""
    x, y = canvas.middle(cell)
    unit = canvas.pitch
    canvas.draw.rectangle(canvas.at(x - 0.26 * unit, y - 0.3 * unit, x + 0.34 * unit, y + 0.2 * unit), PALETTE["red"])
    canvas.stroke([(x - 0.28 * unit, y - 0.32 * unit), (x - 0.28 * unit, y + 0.36 * unit)], 0.08 * unit, (90, 30, 30))
    canvas.text(x + 0.04 * unit, y - 0.05 * unit, "G", round(0.46 * unit), WHITE)
