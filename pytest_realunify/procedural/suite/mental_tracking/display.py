"""Drawing rows of seven-segment panels in which every segment is lit, each in its own colour."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import PALETTE, RGB, Canvas

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE: Final = 512

COLOURS: Final = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown")
"""Of segments before they are lit or put out."""

_PANEL: Final = {2: (190, 330), 3: (144, 250), 4: (112, 212), 5: (88, 182), 6: (74, 158)}
"""Width and height of a panel in pixels, by number of panels: a row fills the picture, margins apart."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The materials of a display: panel face, its rim, and the shades of a segment that is lit, and of one that is not:
    white and grey on a dark face, black and grey on a light one."""

    face: RGB
    rim: RGB
    lit: str
    out: str = "grey"


FINISHES: Final = (
    Finish((27, 30, 41), (66, 71, 88), "white"),
    Finish((18, 20, 24), (84, 80, 76), "white"),
    Finish((16, 30, 34), (58, 84, 90), "white"),
    Finish((241, 239, 231), (176, 170, 155), "black"),
    Finish((229, 235, 240), (150, 164, 176), "black"),
)

_WALLS: Final[tuple[RGB, ...]] = ((214, 222, 228), (226, 216, 203), (206, 220, 208), (222, 211, 220), (198, 203, 214))


@dataclass(frozen=True, slots=True)
class Display:
    """How a row of panels looks, apart from the colours of its segments. `offsets` are vertical, in pixels."""

    finish: Finish
    wall: RGB
    slant: float
    offsets: tuple[int, ...]

    @classmethod
    def by_chance(cls, rng: random.Random, panels: int) -> Display:
        reach = rng.choice((0, 14, 34))
        offsets = tuple(rng.randint(-reach, reach) for _ in range(panels))
        return cls(rng.choice(FINISHES), rng.choice(_WALLS), rng.choice((0.0, 0.06, 0.1)), offsets)


Paint = tuple[tuple[str, ...], ...]
"""Colour names: one tuple of seven per panel, in the order a to g (clockwise from the top, the middle bar last)."""


def draw(display: Display, paint: Paint) -> Image:
    """The picture, 512 x 512."""
    canvas = Canvas(SIZE, SIZE, display.wall)
    width, height = _PANEL[len(paint)]
    pitch = width + max(10, (SIZE - width * len(paint)) / (len(paint) + 2.2))
    for place, (offset, colours) in enumerate(zip(display.offsets, paint, strict=True)):
        x = SIZE / 2 + (place - (len(paint) - 1) / 2) * pitch - width / 2
        _panel(canvas, display, (x, (SIZE - height) / 2 + offset, width, height), colours)
    return canvas.finish()


def _panel(
    canvas: Canvas, display: Display, place: tuple[float, float, float, float], colours: tuple[str, ...]
) -> None:
    x, y, width, height = place
    corner = width * 0.09
    shade: RGB = (display.wall[0] * 5 // 6, display.wall[1] * 5 // 6, display.wall[2] * 5 // 6)
    rim = max(3.0, width * 0.028)
    layers = ((0.0, width * 0.05, shade), (0.0, 0.0, display.finish.rim), (rim, 0.0, display.finish.face))
    for inset, drop, fill in layers:
        box = canvas.at(x + inset, y + inset + drop, x + width - inset, y + height - inset + drop)
        canvas.draw.rounded_rectangle(box, radius=canvas.at(corner - inset)[0], fill=fill)
    across, down = width * 0.52, height * 0.67
    left, top = x + (width - across) / 2, y + (height - down) / 2
    for segment, colour in zip(_segments(across, down, width * 0.125), colours, strict=True):
        points = [canvas.at(left + px + display.slant * (down / 2 - py), top + py) for px, py in segment]
        canvas.draw.polygon([(px, py) for px, py in points], fill=PALETTE[colour])


def _segments(across: float, down: float, thick: float) -> list[list[tuple[float, float]]]:
    """Seven hexagons, a to g, along the edges and the middle line of a box; any two are at least 3 pixels apart."""
    gap = max(2.4, across * 0.035)
    half = thick / 2

    def bar(y: float) -> list[tuple[float, float]]:
        near, far = gap, across - gap
        upper, lower = (near + half, far - half), (far - half, near + half)
        return [(near, y), *((x, y - half) for x in upper), (far, y), *((x, y + half) for x in lower)]

    def post(x: float, y: float) -> list[tuple[float, float]]:
        near, far = y + gap, y + down / 2 - gap
        right, left = (near + half, far - half), (far - half, near + half)
        return [(x, near), *((x + half, py) for py in right), (x, far), *((x - half, py) for py in left)]

    middle = down / 2
    return [bar(0), post(across, 0), post(across, middle), bar(down), post(0, middle), post(0, 0), bar(middle)]
