"""What is asked of the addressed item. Its look-alikes get the wrong options, so that each mistake has its answer."""

from __future__ import annotations

import random
from typing import Final

from pytest_realunify.procedural.suite.attentional_focusing.address import Address
from pytest_realunify.procedural.suite.attentional_focusing.scene import COUNTS, Scene, code
from pytest_realunify.procedural.suite.attentional_focusing.words import COLOURS, EMBLEM_COLOUR, EMBLEM_SHAPE, SHAPES

Asked = tuple[str, list[str]]
"""The question, and its four options with the right one first."""

_SHAPE_SHARE: Final = 0.35  # of attribute questions; the rest ask for colours


def quantity(rng: random.Random, scene: Scene, address: Address) -> Asked:
    """All four counts are drawn alike, so none of their ranks is likelier to be right."""
    target = address.target
    thing, other = target.counts
    lowest = rng.choice((2, 3))
    values = rng.sample(range(lowest, lowest + 7), 4)
    target.counts = {thing: values[0], other: values[1]}
    for item, value in zip(address.mistakes, values[2:], strict=False):
        item.counts = {thing: value, other: rng.choice(COUNTS)}
    wording = rng.choice(scene.kind.counting)
    return wording.format(thing=thing, place=address.place), [str(value) for value in values]


def ocr(rng: random.Random, scene: Scene, address: Address) -> Asked:
    target = address.target
    values: list[str] = []
    while len(values) < 4:
        if (value := code(rng, scene.kind)) not in values:
            values.append(value)
    card, other = rng.sample(("yellow", "white"), 2)
    target.cards = {card: values[0], other: values[1]}
    for item, value in zip(address.mistakes, values[2:], strict=False):
        item.cards = {card: value, other: item.cards[other]}
    names = {"yellow": scene.kind.yellow, "white": scene.kind.white}
    return rng.choice(scene.kind.reading).format(card=names[card], place=address.place), values


def attribute(rng: random.Random, scene: Scene, address: Address) -> Asked:
    """The colour of the item's main part or of its emblem, or the emblem's shape."""
    target = address.target
    if rng.random() < _SHAPE_SHARE:
        shapes = rng.sample(SHAPES, 4)
        for item, shape in zip((target, *address.mistakes), shapes, strict=False):
            item.shape = shape
        return rng.choice(EMBLEM_SHAPE).format(place=address.place), shapes
    colours = rng.sample(COLOURS, 4)
    part, other, wording = rng.choice(
        (("main", "emblem", scene.kind.main_colour), ("emblem", "main", EMBLEM_COLOUR)),
    )
    target.colours = {part: colours[0], other: colours[1]}
    for item, colour in zip(address.mistakes, colours[2:], strict=False):
        item.colours = {part: colour, other: item.colours[other]}
    return rng.choice(wording).format(place=address.place), colours
