"""What a drawer can get wrong in a scene: every minimal slip, for choosing questions and for measuring judges."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from pytest_realunify.procedural.world.queries.whole import looks
from pytest_realunify.procedural.world.scene import (
    COLOURS,
    DIRECTIONS,
    SHAPES,
    SIZES,
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

Row = tuple[Item, ...]
Rows = tuple[Row, ...]
KINDS: Final = ("count", "extra", "place", "row", "colour", "detail")
"""More or fewer of a thing; a stranger; things at each other's places; a row too many, too few or laid out otherwise;
another colour; another kind, size, direction, level, text, stripe or part."""
CROWD: Final = 16
"""Things beyond which not every place is tried: of equal ones in a row the first, of two places those that follow each
other. No default comes near it."""


def slips(scene: Scene, free: bool = False) -> Iterator[tuple[str, Scene]]:
    """Each once, with its kind. `free`: it is open where things stand, so nothing can be misplaced."""
    known = {seen_as(scene, free)}
    for kind, rows in _wrong(scene):
        try:
            made = Scene(tuple(row for row in rows if row))
        except ValueError:  # it cannot be drawn, such as a picture without objects
            continue
        signature = seen_as(made, free)
        if signature not in known:
            known.add(signature)
            yield kind, made


def perturbed(scene: Scene, rng: random.Random) -> Iterator[tuple[str, Scene]]:
    """One slip of every kind that the scene allows."""
    found: dict[str, list[Scene]] = {}
    for kind, made in slips(scene):
        found.setdefault(kind, []).append(made)
    yield from ((kind, rng.choice(found[kind])) for kind in KINDS if kind in found)


def detail(item: Item, rng: random.Random) -> Item:
    """The item with one detail wrong; another look alone is none. The item itself where nothing else can be drawn."""
    inks, kinds = _with_strangers(_colours(Scene(((item,),))), COLOURS), _with_strangers([], SHAPES)
    found = [other for kind, other in _otherwise(item, inks, kinds, sized=False) if kind == "detail"]
    drawn = [other for other in found if looks(other) != looks(item) and _drawable(other)]
    return rng.choice(drawn) if drawn else item


def _drawable(item: Item) -> bool:
    try:
        Scene(((item,),))
    except ValueError:
        return False
    return True


def seen_as(scene: Scene, free: bool = False) -> object:
    """What can be told of a scene by looking: equal for scenes that look the same, of sizes only which is larger."""
    sizes = sorted({item.size for item in scene if isinstance(item, Shape | Arrow)}, key=SIZES.__getitem__)

    def told(item: Item) -> object:
        return looks(item), sizes.index(item.size) if isinstance(item, Shape | Arrow) else 0

    rows = tuple(tuple(told(item) for item in row) for row in scene.rows)
    return tuple(sorted(repr(item) for row in rows for item in row)) if free else rows


def _wrong(scene: Scene) -> Iterator[tuple[str, Rows]]:
    rows = scene.rows
    inks = _with_strangers(_colours(scene), COLOURS)
    kinds = _with_strangers([item.kind for item in scene if isinstance(item, Shape)], SHAPES)
    sized = len({getattr(item, "size", "medium") for item in scene}) > 1
    done: set[Item] = set()
    crowded = sum(map(len, rows)) > CROWD
    for r, row in enumerate(rows):
        for c, item in enumerate(row):
            if crowded and item in row[:c]:
                continue
            for kind, other in _otherwise(item, inks, kinds, sized):
                yield kind, (*rows[:r], (*row[:c], other, *row[c + 1 :]), *rows[r + 1 :])
                if item not in done:
                    yield kind, tuple(tuple(other if each == item else each for each in line) for line in rows)
            done.add(item)
    yield from _miscounted(rows, Shape(kinds[-1], inks[-1]), crowded)
    yield from _misplaced(rows)


def _colours(scene: Scene) -> list[str]:
    found = [getattr(item, name, None) for item in scene for name in ("colour", "liquid", "first", "second")]
    found += [colour for item in scene if isinstance(item, Flag) for colour in item.colours]
    return [colour for colour in found if isinstance(colour, str)]


def _with_strangers(found: Sequence[str], every: Sequence[str]) -> list[str]:
    """Those there are, and two that there are not: any other would be told from them just as well."""
    return [*dict.fromkeys(found), *[each for each in every if each not in found and each != "white"][:2]]


def _otherwise(item: Item, inks: Sequence[str], kinds: Sequence[str], sized: bool) -> Iterator[tuple[str, Item]]:
    if isinstance(item, Shape | Arrow):
        yield from (("colour", replace(item, colour=ink)) for ink in inks if ink != item.colour)
        if sized:
            yield from (("detail", replace(item, size=size)) for size in SIZES if size != item.size)
        if isinstance(item, Shape):
            yield from (("detail", replace(item, kind=kind)) for kind in kinds if kind != item.kind)
        else:
            yield from (("detail", replace(item, direction=way)) for way in DIRECTIONS if way != item.direction)
    elif isinstance(item, Sign):
        yield from (("colour", replace(item, colour=ink)) for ink in TEXT_COLOURS[:3] if ink != item.colour)
        yield from (("detail", replace(item, text=text)) for text in _rewritten(item.text) if text)
    elif isinstance(item, Flag):
        yield from _flags(item, inks)
    elif isinstance(item, Glass):
        yield from _glasses(item, inks)
    elif isinstance(item, Halves | Pie):
        yield from _discs(item, inks)
    else:
        yield from (("detail", other) for other in item.slips())


def _discs(disc: Halves | Pie, inks: Sequence[str]) -> Iterator[tuple[str, Item]]:
    if isinstance(disc, Halves):
        yield "detail", Halves(disc.cut, disc.second, disc.first)
        yield "detail", replace(disc, cut="horizontal" if disc.cut == "vertical" else "vertical")
        for ink in inks:
            yield "colour", replace(disc, first=ink)
            yield "colour", replace(disc, second=ink)
        return
    yield from (("colour", replace(disc, colour=ink)) for ink in inks if ink != disc.colour)
    for off in (1, -1, 2, -2, 3, -3):
        yield "detail", replace(disc, filled=disc.filled + off)
        yield "detail", replace(disc, sectors=disc.sectors + off)
    yield "detail", replace(disc, filled=disc.sectors - disc.filled)


def _rewritten(text: str) -> Iterator[str]:
    hour, colon, minute = text.partition(":")
    if text.isdigit():
        yield from (str(abs(int(text) + off)) for off in (1, -1, 2, -2, 3, -3, 10, -10))
        yield from (text[::-1], text[:-1], f"{text}0")
    elif colon:
        yield from (f"{(int(hour) + off) % 24}:{minute}" for off in (1, -1, 2, 12))
        yield from (f"{hour}:{(int(minute) + off) % 60:02d}" for off in (5, -5, 10, -10, 15, 30, 1, -1))
    else:
        for at, letter in enumerate(text):
            yield f"{text[:at]}{'E' if letter == 'A' else 'A'}{text[at + 1 :]}"
            yield text[:at] + text[at + 1 :]
            yield text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        yield text[::-1]


def _flags(flag: Flag, inks: Sequence[str]) -> Iterator[tuple[str, Item]]:
    colours = flag.colours
    yield "detail", replace(flag, stripes="horizontal" if flag.stripes == "vertical" else "vertical")
    yield "detail", replace(flag, colours=colours[::-1])
    yield from (("detail", replace(flag, colours=each)) for each in (colours[1:], colours[:-1]))
    for one, other in combinations(range(len(colours)), 2):
        order = list(colours)
        order[one], order[other] = order[other], order[one]
        yield "detail", replace(flag, colours=tuple(order))
    for at in range(len(colours)):
        for ink in inks:
            yield "colour", replace(flag, colours=(*colours[:at], ink, *colours[at + 1 :]))
    yield from (("detail", replace(flag, colours=(*colours, ink))) for ink in inks)


def _glasses(glass: Glass, inks: Sequence[str]) -> Iterator[tuple[str, Item]]:
    liquid = glass.liquid or inks[0]
    for level in range(5):
        yield "detail", replace(glass, level=level, liquid=liquid if level else None)
    yield from (("colour", replace(glass, liquid=ink)) for ink in inks if glass.level)
    if glass.thing is None:
        return
    yield "detail", replace(glass, floats=not glass.floats)
    yield "count", replace(glass, thing=None, floats=False)
    yield from (("colour", replace(glass, thing=replace(glass.thing, colour=ink))) for ink in inks)
    kinds = ("circle", "square", "star", "heart")
    yield from (("detail", replace(glass, thing=replace(glass.thing, kind=kind))) for kind in kinds)


def _miscounted(rows: Rows, stranger: Shape, crowded: bool) -> Iterator[tuple[str, Rows]]:
    for r, row in enumerate(rows):
        for c, item in enumerate(row):
            if crowded and item in row[:c]:
                continue
            for many in (1, 2, 3):
                yield "count", (*rows[:r], (*row[:c], *(item,) * many, *row[c:]), *rows[r + 1 :])
                yield "count", (*rows[:r], row[:c] + row[c + many :], *rows[r + 1 :])
        yield "extra", (*rows[:r], (*row, stranger), *rows[r + 1 :])
        yield "extra", (*rows[:r], (stranger, *row), *rows[r + 1 :])
        yield "row", (*rows[: r + 1], row, *rows[r + 1 :])
        yield "row", rows[:r] + rows[r + 1 :]
    yield "extra", (*rows, (stranger,))
    yield "extra", ((stranger,), *rows)


def _misplaced(rows: Rows) -> Iterator[tuple[str, Rows]]:
    places = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    pairs = combinations(places, 2) if len(places) <= CROWD else pairwise(places)
    for (r, c), (s, d) in pairs:
        if rows[r][c] != rows[s][d]:
            table = [list(row) for row in rows]
            table[r][c], table[s][d] = table[s][d], table[r][c]
            yield "place", tuple(map(tuple, table))
    flat = [item for row in rows for item in row]
    for order in (flat[::-1], flat[1:] + flat[:1], flat[-1:] + flat[:-1]):
        taken = iter(order)
        yield "place", tuple(tuple(next(taken) for _ in row) for row in rows)
    yield "place", rows[::-1]
    yield from (("place", (*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :])) for at in range(len(rows) - 1))
    yield "row", tuple((item,) for item in flat) if len(rows) == 1 else (tuple(flat),)
    if len(rows) == 1 and len(flat) > 1:
        half = len(flat) // 2
        yield "row", (tuple(flat[:half]), tuple(flat[half:]))
