"""Drawing a scene: textured ground in soft light, the way, then flat antialiased things with an ink outline."""

from __future__ import annotations

import math
import random
from typing import Final

from PIL import Image

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB, Canvas
from pytest_realunify.procedural.suite.mental_reconstruction.people import Gathering
from pytest_realunify.procedural.suite.mental_reconstruction.people_picture import paint_people
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Point, Scene, Token, Way
from pytest_realunify.procedural.suite.mental_reconstruction.texture import grained, patches

GROUNDS: Final[tuple[tuple[RGB, RGB], ...]] = (
    ((212, 226, 172), (150, 190, 128)),
    ((238, 222, 186), (208, 178, 134)),
    ((222, 210, 224), (176, 164, 194)),
    ((220, 230, 236), (172, 192, 206)),
)
"""Light and dark tone of each theme: meadow, sand, heath, snow."""

WATER: Final[RGB] = (66, 134, 206)


def paint(scene: Scene | Gathering) -> Image.Image:
    """The complete picture, RGB, `scene.size` pixels square."""
    if isinstance(scene, Gathering):
        return paint_people(scene)
    canvas = Canvas(scene.size, scene.size)
    canvas.image.paste(_ground(scene).resize(canvas.image.size, Image.Resampling.NEAREST))
    for token in scene.tokens:
        _outlined(canvas, _outline(token), PALETTE[token.colour])
    _house(canvas, *scene.house)
    return canvas.finish()


def _ground(scene: Scene) -> Image.Image:
    rng = random.Random(scene.grain)
    light, dark = GROUNDS[scene.theme]
    deep: RGB = (dark[0] * 7 // 8, dark[1] * 7 // 8, dark[2] * 7 // 8)
    canvas = Canvas(scene.size, scene.size)
    # One and a half bumps to a tile: every tile has borders of patches to be placed by.
    ground = patches(rng, scene.size, max(6, scene.grid + scene.grid // 2), (light, dark, deep))
    canvas.image.paste(ground.resize(canvas.image.size, Image.Resampling.NEAREST))
    _tufts(canvas, rng, scene.size, tuple(value * 3 // 4 for value in dark))
    _way(canvas, scene.way, dark)
    return grained(canvas.finish(), rng)


def _tufts(canvas: Canvas, rng: random.Random, size: int, colour: tuple[int, ...]) -> None:
    for _ in range(70):
        x, y = rng.uniform(0, size), rng.uniform(0, size)
        for lean in (-4, 0, 4):
            canvas.draw.line(canvas.at(x, y, x + lean, y - 7 + abs(lean) / 2), fill=colour, width=canvas.scale)


def _way(canvas: Canvas, way: Way, rim: RGB) -> None:
    brink: RGB = (rim[0] * 4 // 5, rim[1] * 4 // 5, rim[2] * 4 // 5)
    for width, colour in ((way.width + 7, brink), (way.width, WATER if way.name == "river" else PALETTE["grey"])):
        _band(canvas, way.points, width, colour)
    if way.name == "road":
        for start, end in zip(way.points[1::2], way.points[2::2], strict=False):
            canvas.draw.line(canvas.at(*start, *end), fill=(235, 230, 215), width=2 * canvas.scale)


def _band(canvas: Canvas, points: tuple[Point, ...], width: float, colour: RGB) -> None:
    flat = [value for point in points for value in canvas.at(*point)]
    canvas.draw.line(flat, fill=colour, width=round(width * canvas.scale), joint="curve")


def _outlined(canvas: Canvas, points: list[Point], fill: RGB) -> None:
    scaled = [value for point in points for value in canvas.at(*point)]
    canvas.draw.polygon(scaled, fill=fill)
    canvas.draw.line(scaled + scaled[:4], fill=INK, width=2 * canvas.scale, joint="curve")


_TURNS: Final[dict[str, tuple[float, ...]]] = {
    "star": (1.0, 0.45) * 5,
    "triangle": (1.0,) * 3,
    "circle": (0.86,) * 48,
    "diamond": (1.0, 0.6) * 2,
}
"""Relative distances of a shape's corners from its middle, at equal angles from the top."""

_ARM: Final = ((-1, -3), (1, -3), (1, -1))
"""A cross's upper arm and the notch to its right; three quarter turns of it complete the outline."""


def _outline(token: Token) -> list[Point]:
    if token.kind == "cross":
        arms = [_ARM, [(-y, x) for x, y in _ARM], [(-x, -y) for x, y in _ARM], [(y, -x) for x, y in _ARM]]
        corners = [(x / math.sqrt(10), y / math.sqrt(10)) for arm in arms for x, y in arm]
    else:
        reach = _TURNS[token.kind]
        angles = [math.tau * step / len(reach) for step in range(len(reach))]
        corners = [(far * math.sin(angle), -far * math.cos(angle)) for far, angle in zip(reach, angles, strict=True)]
    cos, sin = math.cos(math.radians(token.tilt)), math.sin(math.radians(token.tilt))
    radius = token.radius - 1  # half the outline
    return [(token.x + radius * (x * cos - y * sin), token.y + radius * (x * sin + y * cos)) for x, y in corners]


def _house(canvas: Canvas, x: float, y: float) -> None:
    _outlined(canvas, [(x - 23, y - 4), (x + 23, y - 4), (x + 23, y + 28), (x - 23, y + 28)], PALETTE["white"])
    _outlined(canvas, [(x - 31, y - 4), (x, y - 31), (x + 31, y - 4)], PALETTE["brown"])
    _outlined(canvas, [(x + 3, y + 8), (x + 15, y + 8), (x + 15, y + 28), (x + 3, y + 28)], PALETTE["brown"])
    _outlined(canvas, [(x - 16, y + 6), (x - 5, y + 6), (x - 5, y + 16), (x - 16, y + 16)], PALETTE["grey"])
