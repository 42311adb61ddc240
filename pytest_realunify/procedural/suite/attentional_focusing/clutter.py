"""Small things that stand about between the items. They are never asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.drawing import RGB
from pytest_realunify.procedural.suite.attentional_focusing.pen import Pen

_CLOTHES: Final[tuple[RGB, ...]] = ((176, 72, 66), (70, 104, 150), (84, 128, 92), (196, 150, 70), (110, 90, 130))
_SKIN: Final[tuple[RGB, ...]] = ((236, 200, 170), (190, 140, 105), (120, 84, 62))
_SHADE: Final[RGB] = (58, 62, 70)


@dataclass(frozen=True, slots=True)
class Sprite:
    """Something `width` x `height` pixels large, drawn from its left top corner."""

    width: int
    height: int
    draw: Callable[[Pen, random.Random], None]


def _person(pen: Pen, chance: random.Random) -> None:
    clothes = chance.choice(_CLOTHES)
    pen.rectangle(3, 19, 2.5, 9, _SHADE)
    pen.rectangle(6.5, 19, 2.5, 9, _SHADE)
    pen.rectangle(1.5, 8, 9, 12, clothes, radius=3)
    pen.ellipse(6, 4.5, 7.5, 8, chance.choice(_SKIN))


def _tree(pen: Pen, chance: random.Random) -> None:
    leaf = chance.choice(((84, 128, 78), (104, 140, 74), (70, 112, 84)))
    pen.rectangle(11, 18, 4, 12, (104, 78, 56))
    for x, y, size in ((8, 14, 15), (18, 14, 15), (13, 8, 15)):
        pen.ellipse(x, y, size, size, leaf)


def _bench(pen: Pen, chance: random.Random) -> None:
    wood = chance.choice(((142, 104, 70), (120, 96, 80)))
    for y in (0, 4, 9):
        pen.rectangle(0, y, 30, 3, wood)
    for x in (3, 25):
        pen.rectangle(x, 0, 2, 15, _SHADE)


def _pigeon(pen: Pen, chance: random.Random) -> None:
    tint = chance.choice(((120, 124, 134), (150, 146, 146)))
    pen.ellipse(5, 5, 8, 5, tint)
    pen.ellipse(9, 2.5, 4, 4, tint)
    pen.line([(4, 7), (4, 9)], (190, 110, 90))


def _barrel(pen: Pen, chance: random.Random) -> None:
    pen.rectangle(0, 0, 14, 16, chance.choice(((132, 98, 66), (110, 112, 116))), _SHADE, radius=3)
    for y in (4, 11):
        pen.line([(0, y), (14, y)], _SHADE)


def _flowers(pen: Pen, chance: random.Random) -> None:
    pen.ellipse(9, 8, 18, 9, (98, 140, 84))
    for _ in range(6):
        tint = chance.choice(((222, 120, 120), (236, 208, 120), (240, 240, 236)))
        pen.ellipse(chance.uniform(3, 15), chance.uniform(5, 10), 2.6, 2.6, tint)


def _gauge(pen: Pen, chance: random.Random) -> None:
    pen.ellipse(11, 11, 21, 21, (232, 234, 230), _SHADE)
    for x, y in ((4, 11), (6, 6), (11, 4), (16, 6), (18, 11)):
        pen.ellipse(x, y, 1.6, 1.6, _SHADE)
    pen.line([(11, 11), (chance.uniform(5, 17), chance.uniform(4, 9))], (170, 50, 50), 1.5)


def _valve(pen: Pen, chance: random.Random) -> None:
    tint = chance.choice(((150, 60, 56), (70, 100, 140), (90, 94, 102)))
    pen.ellipse(9, 9, 17, 17, tint)
    pen.ellipse(9, 9, 11, 11, (126, 138, 146))
    pen.line([(2, 9), (16, 9)], tint, 2)
    pen.line([(9, 2), (9, 16)], tint, 2)


def _warning(pen: Pen, _chance: random.Random) -> None:
    pen.polygon([(8, 0), (16, 14), (0, 14)], (232, 190, 60), _SHADE)
    pen.line([(8, 5), (8, 9)], _SHADE, 1.5)
    pen.ellipse(8, 11.5, 1.6, 1.6, _SHADE)


def _grille(pen: Pen, chance: random.Random) -> None:
    pen.rectangle(0, 0, 28, 11, (148, 158, 164), _SHADE, radius=2)
    for x in range(4, 26, chance.choice((3, 4))):
        pen.line([(x, 2.5), (x, 8.5)], _SHADE)


def _bolt(pen: Pen, _chance: random.Random) -> None:
    pen.ellipse(3, 3, 6, 6, (164, 172, 178), _SHADE)


_PERSON, _TREE, _PIGEON = Sprite(13, 29, _person), Sprite(27, 31, _tree), Sprite(12, 10, _pigeon)
_BENCH, _BARREL, _FLOWERS = Sprite(31, 16, _bench), Sprite(15, 17, _barrel), Sprite(19, 13, _flowers)

SPRITES: Final[dict[str, tuple[Sprite, ...]]] = {
    "stall": (_PERSON, _PERSON, _PIGEON, _BARREL, _BENCH, _TREE),
    "house": (_PERSON, _TREE, _TREE, _FLOWERS, _FLOWERS, _BENCH),
    "panel": (
        Sprite(23, 23, _gauge),
        Sprite(19, 19, _valve),
        Sprite(17, 15, _warning),
        Sprite(29, 12, _grille),
        Sprite(7, 7, _bolt),
    ),
}
