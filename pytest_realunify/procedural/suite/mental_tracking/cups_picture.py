"""Drawing balls in a row on a table, under upturned glass cups or open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB, Canvas

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH: Final = 640
HEIGHT: Final = 320
FLOOR: Final = 214.0
"""Where balls and cups stand, in pixels from the top."""

ROOMS: Final[tuple[tuple[RGB, RGB], ...]] = (
    ((222, 230, 236), (196, 160, 122)),
    ((236, 228, 214), (150, 128, 112)),
    ((218, 230, 220), (178, 146, 120)),
    ((232, 222, 230), (168, 158, 150)),
)
"""Wall and table."""

GLASS: Final[RGB] = (92, 116, 140)


@dataclass(frozen=True, slots=True)
class Row:
    """What the picture shows: balls by place, from the left, and the look of the room."""

    balls: tuple[str, ...]
    look: int


def draw_cups(row: Row, *, covered: bool) -> Image:
    """The picture, 640 x 320. Every line of the background is of one colour."""
    wall, table = ROOMS[row.look % len(ROOMS)]
    canvas = Canvas(WIDTH, HEIGHT, wall)
    canvas.draw.rectangle(canvas.at(0, FLOOR - 34, WIDTH, HEIGHT), table)
    canvas.draw.rectangle(canvas.at(0, HEIGHT - 62, WIDTH, HEIGHT), _darker(table))
    pitch = WIDTH / (len(row.balls) + 0.6)
    for place, ball in enumerate(row.balls):
        x = WIDTH / 2 + (place - (len(row.balls) - 1) / 2) * pitch
        radius = 0.24 * min(pitch, 110)
        if covered:
            _inside(canvas, x, radius, wall, table)
        _ball(canvas, x, radius, PALETTE[ball])
        if covered:
            _cup(canvas, x, radius)
        canvas.text(x, HEIGHT - 34, str(place + 1), 24, (250, 248, 240))
    return canvas.finish()


def _ball(canvas: Canvas, x: float, radius: float, colour: RGB) -> None:
    y = FLOOR - radius
    canvas.draw.circle(canvas.at(x, y), radius * canvas.scale, INK)
    canvas.draw.circle(canvas.at(x, y), (radius - 1.5) * canvas.scale, colour)
    light: RGB = (colour[0] // 2 + 127, colour[1] // 2 + 127, colour[2] // 2 + 127)
    canvas.draw.circle(canvas.at(x - 0.35 * radius, y - 0.35 * radius), 0.2 * radius * canvas.scale, light)


def _outline(x: float, radius: float) -> list[tuple[float, float]]:
    """Wider at the rim, which stands on the table."""
    high, wide, narrow = 4.6 * radius, 1.75 * radius, 1.25 * radius
    return [(x - wide, FLOOR), (x - narrow, FLOOR - high), (x + narrow, FLOOR - high), (x + wide, FLOOR)]


def _inside(canvas: Canvas, x: float, radius: float, wall: RGB, table: RGB) -> None:
    """Glass takes a little of the light of what is behind."""
    left, top_left, top_right, right = _outline(x, radius)
    edge = FLOOR - 34
    share = (FLOOR - edge) / (FLOOR - top_left[1])
    low, high = left[0] + share * (top_left[0] - left[0]), right[0] + share * (top_right[0] - right[0])
    upper = [value for point in ((low, edge), top_left, top_right, (high, edge)) for value in canvas.at(*point)]
    lower = [value for point in (left, (low, edge), (high, edge), right) for value in canvas.at(*point)]
    canvas.draw.polygon(upper, _tinted(wall))
    canvas.draw.polygon(lower, _tinted(table))


def _cup(canvas: Canvas, x: float, radius: float) -> None:
    points = _outline(x, radius)
    flat = [value for point in (*points, points[0]) for value in canvas.at(*point)]
    canvas.draw.line(flat, GLASS, 3 * canvas.scale, joint="curve")
    top = points[1][1]
    rim = canvas.at(x - 1.25 * radius, top - 5, x + 1.25 * radius, top + 5)
    canvas.draw.rounded_rectangle(rim, 5 * canvas.scale, GLASS)
    shine = [(x - 0.95 * radius, top + 16), (x - 1.2 * radius, FLOOR - 1.2 * radius)]
    canvas.draw.line([value for point in shine for value in canvas.at(*point)], (244, 248, 250), 4 * canvas.scale)


def _tinted(colour: RGB) -> RGB:
    return tuple((3 * value + glass) // 4 for value, glass in zip(colour, (206, 226, 240), strict=True))  # type: ignore[return-value]


def _darker(colour: RGB) -> RGB:
    return colour[0] * 4 // 5, colour[1] * 4 // 5, colour[2] * 4 // 5
