"""Minimally wrong variants of a scene: what a careless painter gets wrong, and a judge must notice."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    MAX_PER_ROW,
    TEXT_COLOURS,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
)

Items = list[list[Item]]


def perturbed(scene: Scene, rng: random.Random) -> Iterator[tuple[str, Scene]]:
    """Every kind of slip the scene allows, once each, with its name. All differ from the scene."""
    for name, slip in SLIPS.items():
        rows: Items = [list(row) for row in scene.rows]
        if not slip(rows, rng):
            continue
        try:
            made = Scene(tuple(tuple(row) for row in rows if row))
        except ValueError:  # the slip made what cannot be drawn, such as a picture without objects
            continue
        if made != scene:
            yield name, made


def _one_more(rows: Items, rng: random.Random) -> bool:
    row = rng.choice(rows)
    place = rng.randrange(len(row))
    row.insert(place, row[place])
    return len(row) <= MAX_PER_ROW


def _one_less(rows: Items, rng: random.Random) -> bool:
    row = rng.choice(rows)
    del row[rng.randrange(len(row))]
    return any(rows)


def _swap_order(rows: Items, rng: random.Random) -> bool:
    """Two neighbours, side by side or one below the other, change places."""
    pairs = [((r, c), (r, c + 1)) for r, row in enumerate(rows) for c in range(len(row) - 1) if row[c] != row[c + 1]]
    pairs += [
        ((r, c), (r + 1, c))
        for r in range(len(rows) - 1)
        for c in range(min(len(rows[r]), len(rows[r + 1])))
        if rows[r][c] != rows[r + 1][c]
    ]
    if not pairs:
        return False
    (r, c), (s, d) = rng.choice(pairs)
    rows[r][c], rows[s][d] = rows[s][d], rows[r][c]
    return True


def _swap_colours(rows: Items, rng: random.Random) -> bool:
    """Two things exchange their colours, or the parts of one thing do."""
    coloured = [
        (r, c)
        for r, row in enumerate(rows)
        for c, item in enumerate(row)
        if isinstance(item, Shape | Arrow | Halves | Flag)
    ]
    rng.shuffle(coloured)
    for r, c in coloured:
        item = rows[r][c]
        if isinstance(item, Halves):
            rows[r][c] = replace(item, first=item.second, second=item.first)
            return True
        if isinstance(item, Flag) and len(set(item.colours)) > 1 and item.colours != item.colours[::-1]:
            rows[r][c] = replace(item, colours=item.colours[::-1])
            return True
        for s, d in coloured:
            other = rows[s][d]
            if isinstance(item, Shape | Arrow) and isinstance(other, Shape | Arrow) and item.colour != other.colour:
                rows[r][c] = replace(item, colour=other.colour)
                rows[s][d] = replace(other, colour=item.colour)
                return True
    return False


def _other_colour(rows: Items, rng: random.Random) -> bool:
    r, c = _somewhere(rows, rng)
    item = rows[r][c]
    if isinstance(item, Shape | Arrow):
        rows[r][c] = replace(item, colour=_another(COLOURS, item.colour, rng))
    elif isinstance(item, Sign):
        rows[r][c] = replace(item, colour=_another(TEXT_COLOURS, item.colour, rng))
    elif isinstance(item, Halves):
        rows[r][c] = replace(item, first=_another(COLOURS, item.second, rng))
    elif isinstance(item, Glass) and item.liquid:
        rows[r][c] = replace(item, liquid=_another(COLOURS, item.liquid, rng))
    elif isinstance(item, Flag):
        place = rng.randrange(len(item.colours))
        colours = list(item.colours)
        colours[place] = _another(COLOURS, colours[place], rng)
        rows[r][c] = replace(item, colours=tuple(colours))
    elif isinstance(item, Pie):
        rows[r][c] = replace(item, colour=_another(COLOURS, item.colour, rng))
    return True


def _other_detail(rows: Items, rng: random.Random) -> bool:
    """A digit, a direction, a level, a sector, a stripe or a kind of shape is off by one."""
    r, c = _somewhere(rows, rng)
    rows[r][c] = detail(rows[r][c], rng)
    return True


def detail(item: Item, rng: random.Random) -> Item:
    """The item with one detail off by one."""
    return _DETAILS[type(item)](item, rng)  # type: ignore[operator, no-any-return]


def _somewhere(rows: Items, rng: random.Random) -> tuple[int, int]:
    r = rng.randrange(len(rows))
    return r, rng.randrange(len(rows[r]))


def _another(pool: tuple[str, ...], than: str, rng: random.Random) -> str:
    return rng.choice([each for each in pool if each != than])


def _shape(item: Shape, rng: random.Random) -> Item:
    return replace(item, kind=_another(("circle", "square", "triangle", "star"), item.kind, rng))


def _arrow(item: Arrow, rng: random.Random) -> Item:
    names = list(DIRECTIONS)
    return replace(item, direction=names[(names.index(item.direction) + rng.choice((2, 4, 6))) % len(names)])


def _sign(item: Sign, rng: random.Random) -> Item:
    place = rng.choice([place for place, glyph in enumerate(item.text) if glyph != ":"])
    glyph = item.text[place]
    pool = "123456789" if glyph.isdigit() else "ABCDEFGHJKLMNPRSTUVWXYZ"
    if ":" in item.text:
        pool = "12345"
    return replace(item, text=item.text[:place] + _another(tuple(pool), glyph, rng) + item.text[place + 1 :])


def _flag(item: Flag, rng: random.Random) -> Item:
    del rng
    return replace(item, stripes="horizontal" if item.stripes == "vertical" else "vertical")


def _glass(item: Glass, rng: random.Random) -> Item:
    if item.thing is not None and 1 <= item.level <= 3:
        return replace(item, floats=not item.floats)
    level = item.level + 1 if item.level == 0 else item.level - 1
    liquid = (item.liquid or rng.choice(("blue", "red"))) if level else None
    return Glass(level, liquid, item.thing)


def _halves(item: Halves, rng: random.Random) -> Item:
    del rng
    return replace(item, cut="horizontal" if item.cut == "vertical" else "vertical")


def _pie(item: Pie, rng: random.Random) -> Item:
    if rng.random() < 0.5 and item.sectors > 2 and item.filled < item.sectors:
        return replace(item, sectors=item.sectors - 1)
    return replace(item, filled=item.filled - 1 if item.filled else 1)


_DETAILS: Final = {
    Shape: _shape,
    Arrow: _arrow,
    Sign: _sign,
    Flag: _flag,
    Glass: _glass,
    Halves: _halves,
    Pie: _pie,
}

SLIPS: Final[dict[str, Callable[[Items, random.Random], bool]]] = {
    "one more": _one_more,
    "one less": _one_less,
    "order swapped": _swap_order,
    "colours swapped": _swap_colours,
    "another colour": _other_colour,
    "another detail": _other_detail,
}
