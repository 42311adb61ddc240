"""What is asked of the addressed item. Its look-alikes get the wrong options, so that each mistake has its answer."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.attentional_focusing.address import Address, Detail, a, choose
from pytest_realunify.procedural.suite.attentional_focusing.items import FRUIT
from pytest_realunify.procedural.suite.attentional_focusing.layout import Box
from pytest_realunify.procedural.suite.attentional_focusing.scene import COUNTS, Scene, code
from pytest_realunify.procedural.suite.attentional_focusing.words import (
    COLOURS,
    EMBLEM_COLOUR,
    EMBLEM_SHAPE,
    SHAPES,
    WHOLE_ROW,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, its four options with the right one first, and what has to be looked at: how it is called in the
    edit, its noun, and where it is."""

    question: str
    options: list[str]
    place: str
    noun: str
    box: Box


_SHAPE_SHARE: Final = 0.35  # of attribute questions; the rest ask for colours
_ROW_SHARE: Final = 0.3  # of quantity questions: items of a row that have something, not things within one item
_LONG_ROW: Final = 4


def quantity(rng: random.Random, scene: Scene, detours: int) -> Asked:
    """All four counts are drawn alike, so none of their ranks is likelier to be right."""
    rows = [row for row in scene.rows if len(row) >= _LONG_ROW]
    if rows and rng.random() < _ROW_SHARE:
        return _in_row(rng, scene)
    address = choose(rng, scene, "counts", detours)
    target = address.target
    thing, other = target.counts
    lowest = rng.choice((2, 3))
    values = rng.sample(range(lowest, lowest + 7), 4)
    target.counts = {thing: values[0], other: values[1]}
    for item, value in zip(address.mistakes, values[2:], strict=False):
        item.counts = {thing: value, other: rng.choice(COUNTS)}
    wording = rng.choice(scene.kind.counting)
    question = wording.format(thing=_told(thing), place=address.place)
    return _asked(scene, address, question, [str(value) for value in values])


def _told(thing: str) -> str:
    """Fruits with their colour, which tells plums from blueberries where all are ovals."""
    return f"{thing} ({FRUIT[thing][0]})" if thing in FRUIT else thing


def _in_row(rng: random.Random, scene: Scene) -> Asked:
    """How many items of a row have a colour: the four numbers come first, then so many are given it."""
    row = rng.choice([row for row in scene.rows if len(row) >= _LONG_ROW])
    least = rng.randint(1, len(row) - 3) if len(row) > _LONG_ROW else 1
    numbers = list(range(least, least + 4))
    right = rng.choice(numbers)
    colour = rng.choice(COLOURS)
    having = rng.sample(row, right)
    for item in row:
        others = [each for each in COLOURS if each != colour]
        item.give("main", colour if item in having else rng.choice(others))
    place = rng.choice(WHOLE_ROW).format(name=scene.row_names[row[0].row])
    question = rng.choice(scene.kind.row_counting).format(place=place, colour=colour, a_colour=a(colour))
    wrong = [str(number) for number in numbers if number != right]
    return Asked(question, [str(right), *wrong], place, "row", row[0].box.around(row[-1].box))


def ocr(rng: random.Random, scene: Scene, detours: int) -> Asked:
    """What is printed on one of its two cards."""
    address = choose(rng, scene, "cards", detours)
    values: list[str] = []
    while len(values) < 4:
        if (value := code(rng, scene.kind)) not in values:
            values.append(value)
    card, other = rng.sample(("yellow", "white"), 2)
    address.target.cards = {card: values[0], other: values[1]}
    for item, value in zip(address.mistakes, values[2:], strict=False):
        item.cards = {card: value, other: item.cards[other]}
    names = {"yellow": scene.kind.yellow, "white": scene.kind.white}
    question = rng.choice(scene.kind.reading).format(card=names[card], place=address.place)
    return _asked(scene, address, question, values)


def attribute(rng: random.Random, scene: Scene, detours: int) -> Asked:
    """The colour of the item's main part or of its emblem, or the emblem's shape."""
    detail: Detail = "shape" if rng.random() < _SHAPE_SHARE else rng.choice(("main", "emblem"))
    address = choose(rng, scene, detail, detours)
    # The other colour of the item itself is one of the wrong answers, unless the description names it.
    other = {"main": "emblem", "emblem": "main"}.get(detail)
    wording = {"main": scene.kind.main_colour, "emblem": EMBLEM_COLOUR, "shape": EMBLEM_SHAPE}[detail]
    pool = [value for value in (SHAPES if detail == "shape" else COLOURS) if value not in address.told]
    values = rng.sample(pool, 4)
    items = [address.target, *address.mistakes]
    address.target.give(detail, values[0])
    rest = values[1:]
    if other and address.target.value(other) not in address.told:
        address.target.give(other, rest.pop(0))
    for item, value in zip(items[1:], rest, strict=False):
        item.give(detail, value)
    return _asked(scene, address, rng.choice(wording).format(place=address.place), values)


def _asked(scene: Scene, address: Address, question: str, options: list[str]) -> Asked:
    return Asked(question, options, address.place, scene.kind.noun, address.target.box)
