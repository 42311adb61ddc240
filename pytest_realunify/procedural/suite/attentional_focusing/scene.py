"""What a scene holds, and how the asked item comes to hold the right answer and its look-alikes the wrong ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

from pytest_realunify.procedural.suite.attentional_focusing.layout import Box, Layout
from pytest_realunify.procedural.suite.attentional_focusing.words import (
    COLOURS,
    HOUSE,
    NAMES,
    PANEL,
    ROW_NAMES,
    SHAPES,
    Kind,
    relatives,
)

SLOTS: Final = 18
"""Places for fruit, windows or lamps on one item: three rows of six."""
COUNTS: Final = range(2, 10)
"""How many of one thing an item holds. Two things at their most just fit the slots."""


@dataclass(slots=True)
class Item:
    """One stall, house or panel. Filled in while a scene is decided, only read afterwards."""

    name: str
    box: Box
    row: int
    place: int  # from the left within its row, from 0
    counts: dict[str, int]  # two things, how many of each
    cards: dict[str, str]  # "yellow" and "white": what is printed on them
    colours: dict[str, str]  # "main" (awning, door, dial) and "emblem": palette names
    shape: str
    look: int  # seeds what is never asked for: tints, order of the slots

    def value(self, part: str) -> str:
        """Of `main`, `emblem` (colours) or `shape`."""
        return self.shape if part == "shape" else self.colours[part]

    def give(self, part: str, value: str) -> None:
        """Change one of these."""
        if part == "shape":
            self.shape = value
        else:
            self.colours = {**self.colours, part: value}


@dataclass(frozen=True, slots=True)
class Scene:
    """All there is to draw."""

    kind: Kind
    layout: Layout
    items: tuple[Item, ...]
    row_names: tuple[str, ...]
    look: int
    rows: tuple[tuple[Item, ...], ...] = field(repr=False)

    def at(self, item: Item, by: int) -> Item | None:
        """The item so many places further right (left: negative) in its row; None beyond its ends."""
        row, place = self.rows[item.row], item.place + by
        return row[place] if 0 <= place < len(row) else None


def fill(rng: random.Random, kind: Kind, layout: Layout) -> Scene:
    """A scene in which every detail is drawn evenly by chance."""
    names = iter(_names(rng, sum(map(len, layout.rows))))
    things = rng.sample(kind.things, 2) if len(kind.things) == 2 else rng.sample(kind.things, 3)
    rows = tuple(
        tuple(_item(rng, kind, next(names), box, number, place, things) for place, box in enumerate(boxes))
        for number, boxes in enumerate(layout.rows)
    )
    row_names = rng.sample(ROW_NAMES, len(rows))
    return Scene(
        kind=kind,
        layout=layout,
        items=tuple(item for row in rows for item in row),
        row_names=tuple(f"{name} {kind.row_suffix}" for name in row_names),
        look=rng.getrandbits(32),
        rows=rows,
    )


def code(rng: random.Random, kind: Kind) -> str:
    """What a card of this kind of item may say. No 0, O, 1 or I: a reader at 11 px could not tell them apart."""
    if kind is PANEL:
        return f"{rng.choice('ACEFHJKLNPRTUVXY')}{rng.randint(2, 9)}-{rng.randint(2, 9)}{rng.randint(2, 9)}"
    digits = "".join(str(rng.randint(2, 9)) for _ in range(4 if kind is HOUSE else 3))
    return digits if kind is HOUSE else f"{digits[0]}.{digits[1:]}"


def _names(rng: random.Random, count: int) -> list[str]:
    """Different names, half of them easily taken for another one in the picture."""
    chosen = rng.sample(NAMES, (count + 1) // 2)
    taken = set(chosen)
    for name in chosen[: count - len(chosen)]:
        alike = [other for other in relatives(name) if other not in taken]
        chosen.append(rng.choice(alike or [other for other in NAMES if other not in taken]))
        taken.add(chosen[-1])
    rng.shuffle(chosen)
    return chosen


def _item(rng: random.Random, kind: Kind, name: str, box: Box, row: int, place: int, things: list[str]) -> Item:
    return Item(
        name=name,
        box=box,
        row=row,
        place=place,
        counts={thing: rng.choice(COUNTS) for thing in rng.sample(things, 2)},
        cards={"yellow": code(rng, kind), "white": code(rng, kind)},
        colours={"main": rng.choice(COLOURS), "emblem": rng.choice(COLOURS)},
        shape=rng.choice(SHAPES),
        look=rng.getrandbits(32),
    )
