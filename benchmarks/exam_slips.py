"""Pictures made wrong on purpose: what a drawer can get wrong in a scene, by the fields of its items alone.

Knows no generator, no question and none of the suite's own slips: an item is a frozen dataclass whose fields have
values, a scene is rows of items, and whatever else can be drawn is another picture. What the prompt leaves open is no
slip: sizes where all are alike, and places where only the number counts.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import combinations, permutations
from typing import Any, Final

from pytest_realunify.procedural.world.reading import literally
from pytest_realunify.procedural.world.scene import COLOURS, DIRECTIONS, SHAPES, SIZES, Item, Scene, Shape

Row = tuple[Item, ...]
Rows = tuple[Row, ...]
ORDERS: Final = 24
"""Other orders of a row that are tried."""
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "kind": SHAPES,
    "direction": tuple(DIRECTIONS),
    "size": tuple(SIZES),
    "stripes": ("horizontal", "vertical"),
    "cut": ("horizontal", "vertical"),
    "season": ("spring", "summer", "autumn", "winter"),
    "lower": ("left", "right", "neither"),
    "relation": ("inside", "on top of", "behind"),
    "": ("up", "right", "down", "left"),
}
"""What a text field of this name may hold. Any other holds a colour, or something written, or is left alone."""


@dataclass(frozen=True, slots=True)
class Slip:
    """`kind` is what was got wrong, in a word or two."""

    kind: str
    scene: Scene


def slips(scene: Scene, prompt: str, typical: Sequence[Scene], free: bool, rng: random.Random) -> list[Slip]:
    """Every slip once. `free`: the prompt leaves open where things stand. All differ from the scene in something that
    the prompt determines."""
    same = _anywhere if free else _in_place
    right, found = same(scene.rows), dict[object, Slip]()
    wrong = [("literal reading", literally(prompt).rows), *(("typical error", other.rows) for other in typical)]
    for kind, rows in (*wrong, *_changed(scene.rows), *_miscounted(scene.rows, rng), *_misplaced(scene.rows, rng)):
        made = drawable(rows)
        if made is not None and (looks := same(made.rows)) != right:
            found.setdefault(looks, Slip(kind, made))
    return list(found.values())


def drawable(rows: Sequence[Sequence[Item]]) -> Scene | None:
    """None for what cannot be drawn."""
    try:
        return Scene(tuple(tuple(row) for row in rows if row))
    except (ValueError, TypeError, LookupError):
        return None


def _in_place(rows: Rows) -> object:
    return _sized_alike(rows)


def _anywhere(rows: Rows) -> object:
    return tuple(sorted(repr(item) for row in _sized_alike(rows) for item in row))


def _sized_alike(rows: Rows) -> Rows:
    """Of sizes it counts alone which of two things is the larger."""
    order = sorted({item.size for row in rows for item in row if hasattr(item, "size")}, key=list(SIZES).index)
    ranks = dict(zip(order, SIZES, strict=False))
    return tuple(tuple(_ranked(each, ranks) for each in row) for row in rows)


def _ranked(item: Any, ranks: dict[str, str]) -> Any:
    return _with(item, "size", ranks[item.size]) if hasattr(item, "size") else item


def _changed(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """One item is otherwise, and all that are like it."""
    flat = [item for row in rows for item in row]
    numbers, several_sizes = Counter(flat), len({getattr(item, "size", None) for item in flat} - {None}) > 1
    done: set[Item] = set()
    for r, row in enumerate(rows):
        for c, item in enumerate(row):
            for name, other in _others(item):
                if name != "size" or several_sizes:
                    yield name, (*rows[:r], (*row[:c], other, *row[c + 1 :]), *rows[r + 1 :])
                    if numbers[item] > 1 and item not in done:
                        yield name, tuple(tuple(other if each == item else each for each in line) for line in rows)
            done.add(item)


def _others(item: Any) -> Iterator[tuple[str, Any]]:
    """The item with one field changed, by the field's name; what cannot be drawn among them."""
    for each in fields(item):
        for value in _values(each.name, getattr(item, each.name)):
            yield each.name, _with(item, each.name, value)


def _with(item: Any, name: str, value: Any) -> Any:
    """Changed by hand where the class refuses what cannot be: the scene refuses it later, too."""
    try:
        return replace(item, **{name: value})
    except (ValueError, TypeError, LookupError):
        return item


def _values(name: str, value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + off for off in (-15, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 15))
    elif isinstance(value, str):
        pool = COLOURS if value in COLOURS else WORDS.get(name, ())
        yield from (other for other in pool or _rewritten(value) if other != value)
    elif isinstance(value, tuple):
        yield from _tuples(value)
    elif is_dataclass(value):
        yield from (other for changed, other in _others(value) if changed != "size")


def _rewritten(text: str) -> Iterator[str]:
    """What may stand on a sign instead."""
    hour, colon, minute = text.partition(":")
    if text.isdigit():
        yield from (str(int(text) + off) for off in (-10, -3, -2, -1, 1, 2, 3, 10))
        yield from (str(int(text) * 2), text[::-1], text[:-1], text + "0")
    elif colon:
        yield from (f"{(int(hour) + off) % 24}:{minute}" for off in (-2, -1, 1, 2, 12))
        yield from (f"{hour}:{(int(minute) + off) % 60:02d}" for off in (-15, -10, -5, -1, 1, 5, 10, 15))
    elif text.isalpha() and text.isupper():
        for at in range(len(text)):
            yield f"{text[:at]}{chr(65 + (ord(text[at]) - 64) % 26)}{text[at + 1 :]}"
            yield text[:at] + text[at + 1 :]
            yield text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        yield text[::-1]


def _tuples(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """One part otherwise, two exchanged, one less, one twice, the other way round."""
    parts = [value for value in dict.fromkeys(values) if is_dataclass(value)]
    for at, value in enumerate(values):
        if None in values:  # an empty place may be filled, a filled one emptied
            yield from ((*values[:at], other, *values[at + 1 :]) for other in (None, *parts) if other != value)
        yield from ((*values[:at], other, *values[at + 1 :]) for other in _values("", value))
        yield values[:at] + values[at + 1 :]
        yield (*values[: at + 1], *values[at:])
    for one, other in combinations(range(len(values)), 2):
        swapped = list(values)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield tuple(swapped)
    yield values[::-1]


def _miscounted(rows: Rows, rng: random.Random) -> Iterator[tuple[str, Rows]]:
    """Up to three of a thing too many or too few, a stranger, a row too many or too few."""
    for r, row in enumerate(rows):
        for c, item in enumerate(row):
            for more in (1, 2, 3):
                yield "count", (*rows[:r], (*row[:c], *(item,) * more, *row[c:]), *rows[r + 1 :])
                less = row[:c] + row[c + more :]
                yield ("count" if row[c : c + more] == (item,) * more else "missing"), (*rows[:r], less, *rows[r + 1 :])
        yield "row", (*rows[: r + 1], row, *rows[r + 1 :])
        yield "row", rows[:r] + rows[r + 1 :]
    known = {item for row in rows for item in row}
    for _ in range(4):
        stranger = Shape(rng.choice(SHAPES), rng.choice(COLOURS))
        if stranger not in known:
            r = rng.randrange(len(rows))
            yield "extra", (*rows[:r], (*rows[r], stranger), *rows[r + 1 :])
            yield "extra", (*rows[:r], (stranger, *rows[r]), *rows[r + 1 :])
            yield "extra", (*rows, (stranger,))
            yield "extra", ((stranger,), *rows)


def _misplaced(rows: Rows, rng: random.Random) -> Iterator[tuple[str, Rows]]:
    """Any two places exchanged, rows in another order, a line in any other order or turned, one line instead of two."""
    places = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    for (r, c), (s, d) in combinations(places, 2):
        if rows[r][c] != rows[s][d]:
            table = [list(row) for row in rows]
            table[r][c], table[s][d] = table[s][d], table[r][c]
            yield "swap", tuple(map(tuple, table))
    lengths, flat = [len(row) for row in rows], [item for row in rows for item in row]
    for order in _orders(flat, rng):
        taken = iter(order)
        yield "order", tuple(tuple(next(taken) for _ in range(length)) for length in lengths)
    if len(rows) > 1:
        yield "rows", rows[::-1]
        yield from (("rows", (*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :])) for at in range(len(rows) - 1))
    yield "layout", tuple((item,) for item in flat) if len(rows) == 1 else (tuple(flat),)
    yield "layout", tuple(zip(*rows, strict=True)) if len(set(lengths)) == 1 else rows


def _orders(items: Sequence[Item], rng: random.Random) -> Iterator[tuple[Item, ...]]:
    if len(items) <= 4:
        yield from permutations(items)
        return
    yield tuple(items[::-1])
    for _ in range(ORDERS):
        yield tuple(rng.sample(items, len(items)))


def forms(scene: Scene, free: bool, rng: random.Random, many: int) -> list[Scene]:
    """Random wrong answers of the right form: as many equal things as chance says, the same things in another order,
    other things of the same sorts at the places of the right ones."""
    same = _anywhere if free else _in_place
    right, found = same(scene.rows), list[Scene]()
    ways = _ways(scene, rng)
    for _ in range(20 * many):
        made = drawable(next(ways))
        if made is not None and same(made.rows) != right:
            found.append(made)
        if len(found) == many:
            break
    return found


def _ways(scene: Scene, rng: random.Random) -> Iterator[Rows]:
    rows = scene.rows
    flat = [item for row in rows for item in row]
    kinds = list(dict.fromkeys(flat))
    alike = len(flat) > 1 and all(len(set(row)) == 1 for row in rows)
    sorts = [_varied(item) for item in kinds]
    while True:
        if alike:  # the answer is how many, row by row
            most = max(8, *(len(row) for row in rows))
            yield tuple((row[0],) * rng.randint(1, min(12, most)) for row in rows)
        elif len(kinds) > 1 and rng.random() < 0.5:
            taken = iter(rng.sample(flat, len(flat)))
            yield tuple(tuple(next(taken) for _ in row) for row in rows)
        elif len(kinds) > 1 and (len(kinds) < len(flat) or not any(sorts)):
            yield tuple(tuple(rng.choice(kinds) for _ in row) for row in rows)
        elif any(sorts):
            pools = {item: others or [item] for item, others in zip(kinds, sorts, strict=True)}
            yield tuple(tuple(rng.choice([item, *pools[item]]) for item in row) for row in rows)
        else:
            yield tuple(tuple(Shape(rng.choice(SHAPES), rng.choice(COLOURS)) for _ in row) for row in rows)


def _varied(item: Item) -> list[Item]:
    """What else might be the answer where this item is it: not its look, which prompts name."""
    given = ("colour", "kind", "size", "stripes", "thing")
    return [other for name, other in _others(item) if name not in given and drawable([[other]]) is not None]
