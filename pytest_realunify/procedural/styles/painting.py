"""A scene as one hand draws it: arranged, written as SVG, rasterised, finished."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.procedural.styles import figures, plain, things
from pytest_realunify.procedural.styles.drawing import Document, Pen
from pytest_realunify.procedural.styles.finishing import finished
from pytest_realunify.procedural.styles.grounds import lay
from pytest_realunify.procedural.styles.rasterising import Rasterise, resvg
from pytest_realunify.procedural.styles.style import Style
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Halves, Item, Pie, Scene, Shape, Sign

if TYPE_CHECKING:
    from PIL.Image import Image

Paint = Callable[[Pen, Any, float, float, float, float], None]
"""Pen, item, middle, cell (pixels), tilt (degrees)."""

PAINTERS: Final[dict[type[Item], Paint]] = {
    Shape: plain.shape,
    Arrow: plain.arrow_item,
    Halves: plain.halves,
    Pie: plain.pie,
    Sign: things.sign,
    Flag: things.flag,
    Glass: things.glass,
}


def paint(scene: Scene, style: Style, seed: str, rasterise: Rasterise = resvg) -> Image:
    """An RGB picture of the style's size. The same arguments give the same pixels on one machine."""
    rng = random.Random(f"realunify/styles/{seed}")
    image = rasterise(svg(scene, style, rng), [style.face.file] if style.face else [])
    return finished(image, style.finish, f"{seed}/finish")


def svg(scene: Scene, style: Style, rng: random.Random) -> str:
    """The drawing as SVG."""
    document = Document(style.width, style.height)
    lay(document, style, rng)
    pen = Pen(document, style, rng)
    for item, x, y, cell in _arranged(scene, style, rng):
        PAINTERS.get(type(item), figures.figure)(pen, item, x, y, cell, rng.uniform(-style.tilt, style.tilt))
    return document.text


def _arranged(scene: Scene, style: Style, rng: random.Random) -> list[tuple[Item, float, float, float]]:
    """Every item with its middle and the cell it is drawn for, rows centred."""
    columns, rows = max(len(row) for row in scene.rows), len(scene.rows)
    most = 0.5 if all(type(item) in PAINTERS for item in scene) else 0.75
    cell = min(
        style.fill * style.width / columns, style.fill * style.height / rows, most * min(style.width, style.height)
    )
    found = []
    for number, row in enumerate(scene.rows):
        y = style.height / 2 + (number - (rows - 1) / 2) * cell
        for place, item in enumerate(row):
            x = style.width / 2 + (place - (len(row) - 1) / 2) * cell
            dx, dy = (style.jitter * cell * rng.uniform(-1, 1) for _ in range(2))
            dy += style.rise * cell * rng.uniform(-1, 1)
            own = cell * (1 - style.scatter * rng.random())
            found.append((item, x + dx, y + dy, own))
    return found
