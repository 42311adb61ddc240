"""Drawing a gathering: sky with clouds, two ranges of hills, a meadow, and people who stand before them."""

from __future__ import annotations

import random
from typing import Final

from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB, Canvas
from pytest_realunify.procedural.suite.mental_reconstruction.people import Gathering, Person
from pytest_realunify.procedural.suite.mental_reconstruction.texture import grained, noise, patches

_SKY: Final[tuple[RGB, ...]] = ((120, 168, 208), (176, 204, 224), (226, 230, 232))
_FAR: Final[tuple[RGB, ...]] = ((104, 126, 148), (140, 156, 164))
_NEAR: Final[tuple[RGB, ...]] = ((74, 104, 84), (122, 144, 104))
_MEADOW: Final[tuple[RGB, ...]] = ((112, 148, 84), (158, 182, 108), (196, 202, 140))
_SKIN: Final[tuple[RGB, ...]] = ((238, 204, 176), (196, 146, 112), (126, 88, 66))
_HAIR: Final[tuple[RGB, ...]] = ((66, 46, 36), (112, 78, 48), (150, 146, 142))
_HAT: Final[tuple[RGB, ...]] = ((84, 96, 120), (120, 104, 88), (96, 120, 104))
_LEGS: Final[RGB] = (70, 74, 92)


def paint_people(scene: Gathering) -> Image.Image:
    """The complete picture, RGB."""
    canvas = Canvas(scene.size, scene.size)
    canvas.image.paste(_landscape(scene).resize(canvas.image.size, Image.Resampling.NEAREST))
    for person in scene.people:  # the row at the back first
        _person(canvas, person, scene.size / 512)
    return canvas.finish()


def _landscape(scene: Gathering) -> Image.Image:
    rng = random.Random(scene.grain)
    size, cells = scene.size, max(6, scene.grid + scene.grid // 2)
    picture = patches(rng, size, cells, _SKY)
    for tones, top, high in ((_FAR, 0.16, 0.16), (_NEAR, 0.26, 0.12), (_MEADOW, 0.36, 0.05)):
        ridge = noise(rng, size, 8).crop((0, size // 2, size, size // 2 + 1)).tobytes()
        mask = Image.new("L", (size, size))
        pen = ImageDraw.Draw(mask)
        for x, level in enumerate(ridge):
            pen.line((x, round(size * (top + high * level / 255)), x, size), fill=255)
        picture.paste(patches(rng, size, cells, tones), (0, 0), mask)
    return grained(picture, rng)


def _person(canvas: Canvas, person: Person, scale: float) -> None:
    rng = random.Random(person.look)
    skin, hair, hat = rng.choice(_SKIN), rng.choice(_HAIR), rng.choice((*_HAT, None))

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        return canvas.at(
            person.x + left * scale, person.y + top * scale, person.x + right * scale, person.y + bottom * scale
        )

    pen, width = canvas.draw, 2 * canvas.scale
    for left in (-15, 3):
        pen.rectangle(box(left, 24, left + 12, 62), _LEGS, INK, width)
    for left in (-30, 20):
        pen.rounded_rectangle(box(left, -24, left + 10, 16), 4 * canvas.scale, skin, INK, width)
    pen.rounded_rectangle(box(-22, -30, 22, 34), 9 * canvas.scale, PALETTE[person.coat], INK, width)
    pen.ellipse(box(-16, -64, 16, -28), hair, INK, width)
    pen.ellipse(box(-12, -58, 12, -29), skin)
    for eye in (-5, 5):
        pen.ellipse(box(eye - 1.6, -47, eye + 1.6, -43), INK)
    if hat is not None:
        pen.rectangle(box(-13, -70, 13, -56), hat, INK, width)
        pen.rectangle(box(-20, -58, 20, -53), hat, INK, width)
