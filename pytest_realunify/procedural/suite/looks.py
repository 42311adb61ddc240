"""What things are drawn as: shapes and colours by chance, and the phrases that say so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.world.english import shape_phrase
from pytest_realunify.procedural.world.scene import COLOURS, SHAPES, Item, Scene, Shape
from pytest_realunify.procedural.world.words import listed, plural, with_article

INKS: Final = tuple(colour for colour in COLOURS if colour != "white")
"""Colours that stand out from the paper."""

LOOKS: Final = tuple(Shape(kind, colour) for kind, colour in product(SHAPES, INKS))


def different(
    rng: Chance, count: int, first: Shape | None = None, inks: Sequence[str] = INKS, kinds: Sequence[str] = SHAPES
) -> list[Shape]:
    """`count` looks, no two of one colour: of one kind at times, else of different kinds. `first` is taken as it is."""
    found = [first or Shape(rng.choice(kinds), rng.choice(inks))]
    colours = rng.sample([ink for ink in inks if ink != found[0].colour], count - 1)
    others = [found[0].kind] * (count - 1)
    if rng.random() < 0.6:
        others = rng.sample([kind for kind in kinds if kind != found[0].kind], count - 1)
    return found + [Shape(kind, colour) for kind, colour in zip(others, colours, strict=True)]


def a(shape: Shape) -> str:
    """`a red circle`."""
    return with_article(shape_phrase(shape))


def many(shape: Shape) -> str:
    """`red circles`."""
    return plural(shape_phrase(shape))


def legend(rng: Chance, pairs: Sequence[tuple[str, Shape]]) -> str:
    """Which thing is drawn as what: `the egg as a red circle, the pupa as a blue star and …`."""
    style = rng.choice(("{name} as {look}", "{look} for {name}", "{name} ({look})", "{look} standing for {name}"))
    return listed([style.format(name=name, look=a(look)) for name, look in pairs])


def swapped(scene: Scene, one: int, other: int) -> Scene:
    """A scene of one line with two of its items exchanged."""
    items = list(scene)
    items[one], items[other] = items[other], items[one]
    return line(items, across=len(scene.rows) == 1)


def line(items: Sequence[Item], across: bool = True) -> Scene:
    """Items in one row, or in one column."""
    return Scene((tuple(items),)) if across else Scene(tuple((item,) for item in items))
