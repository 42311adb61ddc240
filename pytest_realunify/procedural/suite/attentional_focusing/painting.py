"""From a scene to pixels: ground, items, plaques, and the small things that fill the gaps."""

from __future__ import annotations

import random
from typing import Final

from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import HIGHLIGHT, RGB, Canvas
from pytest_realunify.procedural.suite.attentional_focusing.clutter import SPRITES
from pytest_realunify.procedural.suite.attentional_focusing.items import PAINTERS
from pytest_realunify.procedural.suite.attentional_focusing.layout import PLAQUE, Box
from pytest_realunify.procedural.suite.attentional_focusing.pen import Pen
from pytest_realunify.procedural.suite.attentional_focusing.scene import Item, Scene

_SCALE: Final = 2
_GROUNDS: Final[dict[str, RGB]] = {"stall": (196, 193, 186), "house": (176, 200, 152), "panel": (126, 138, 146)}
_FRAME, _INSIDE = 6, 3  # thickness of the frame, and its distance from the item, in pixels


def paint(scene: Scene) -> Image.Image:
    """The picture as it is asked about, mode RGB."""
    layout, ground = scene.layout, _GROUNDS[scene.kind.noun]
    canvas = Canvas(layout.width, layout.height, ground, scale=_SCALE)
    _paving(canvas, scene, ground)
    for item in scene.items:
        PAINTERS[scene.kind.noun](Pen(canvas, item.box.x, item.box.y, layout.unit), item)
    for box, name in zip(layout.plaques, scene.row_names, strict=True):
        _plaque(Pen(canvas, box.x, box.y, layout.unit), name)
    _small_things(canvas, scene)
    return canvas.finish()


def highlighted(scene: Scene, box: Box, times: int = 1) -> Image.Image:
    """The picture with all dimmed but the box and its closest surroundings, framed in the marker colour.

    Where `times` is not 1 the box is one item's, which is drawn so much larger about where it stands, wholly within the
    picture.
    """
    picture = paint(scene)
    part = picture.crop((box.x - _INSIDE, box.y - _INSIDE, box.right + _INSIDE, box.bottom + _INSIDE))
    if times > 1:
        part = _enlarged(scene, next(item for item in scene.items if item.box == box), times)
    left = _kept(box.x + (box.width - part.width) // 2, picture.width - part.width)
    top = _kept(box.y + (box.height - part.height) // 2, picture.height - part.height)
    marked = Image.blend(picture, Image.new("RGB", picture.size, (40, 40, 46)), 0.6)
    outer = (left - _FRAME, top - _FRAME, left + part.width + _FRAME - 1, top + part.height + _FRAME - 1)
    ImageDraw.Draw(marked).rectangle(outer, fill=HIGHLIGHT)
    marked.paste(part, (left, top))
    return marked


def _enlarged(scene: Scene, item: Item, times: int) -> Image.Image:
    """As crisp as the picture itself: drawn larger, not stretched."""
    away = times * _INSIDE
    width, height = times * item.box.width + 2 * away, times * item.box.height + 2 * away
    canvas = Canvas(width, height, _GROUNDS[scene.kind.noun], scale=_SCALE)
    PAINTERS[scene.kind.noun](Pen(canvas, away, away, times * scene.layout.unit), item)
    return canvas.finish()


def _kept(start: int, room: int) -> int:
    return max(_FRAME, min(start, room - _FRAME))


def _paving(canvas: Canvas, scene: Scene, ground: RGB) -> None:
    """Faint joints: seen by the eye, yet close enough to the ground to be told from things on it."""
    joint = (ground[0] - 7, ground[1] - 7, ground[2] - 7)
    pen = Pen(canvas, 0, 0, 1)
    step = round({"stall": 32, "house": 64, "panel": 128}[scene.kind.noun] * scene.layout.unit)
    for row, y in enumerate(range(0, scene.layout.height + step, step)):
        pen.line([(0, y), (scene.layout.width, y)], joint)
        for x in range(step // 2 * (row % 2), scene.layout.width, step):
            pen.line([(x, y), (x, y + step)], joint)


def _plaque(pen: Pen, name: str) -> None:
    width, height = PLAQUE
    for x in (14, width - 18):
        pen.rectangle(x, height - 2, 4, 16, (72, 60, 52))
    pen.rectangle(0, 0, width, height, (34, 58, 84), (235, 235, 225), radius=4)
    pen.text(width / 2, height / 2, name, (255, 255, 255))


def _small_things(canvas: Canvas, scene: Scene) -> None:
    """People, trees, valves and the like wherever there is room, clear of items and of each other."""
    chance = random.Random(scene.look)
    layout = scene.layout
    taken = [_grown(box, 11) for box in (*(item.box for item in scene.items), *layout.plaques)]
    taken += [_grown(Box(box.x, box.bottom, box.width, round(14 * layout.unit)), 6) for box in layout.plaques]
    for _ in range(10 * len(scene.items)):
        sprite = chance.choice(SPRITES[scene.kind.noun])
        width, height = round(sprite.width * layout.unit), round(sprite.height * layout.unit)
        x, y = chance.randrange(6, layout.width - width - 6), chance.randrange(6, layout.height - height - 6)
        box = Box(x, y, width, height)
        if not any(_overlap(box, other) for other in taken):
            sprite.draw(Pen(canvas, box.x, box.y, layout.unit), chance)
            taken.append(_grown(box, 4))


def _grown(box: Box, by: int) -> Box:
    return Box(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by)


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
