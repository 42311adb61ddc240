"""A scene in explicit English: the ground truth of the refining step, and what `reading` reads back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pytest_realunify.procedural.world.scene import (
    LEVELS,
    Arrow,
    Flag,
    Glass,
    Halves,
    Item,
    Pie,
    Scene,
    Shape,
    Sign,
    text_kind,
)
from pytest_realunify.procedural.world.words import number, plural, with_article

CLOSING = "Nothing else is in the picture; the background is plain and light."


def describe(scene: Scene) -> str:
    """Such as `Exactly eight green circles in one row. Nothing else…`. Says every count, colour, place and order."""
    rows = scene.rows
    if len(rows) == 1:
        return f"{_one_row(rows[0])} {CLOSING}"
    if len(set(rows)) == 1 and len(set(rows[0])) == 1:
        each = items_phrase(rows[0][0], len(rows[0]))
        return f"Exactly {number(len(rows))} rows, each of {each}. {CLOSING}"
    sized = of_several_sizes(scene)
    if all(len(row) == 1 for row in rows):
        said = _runs(tuple(scene), sized)
        return f"Exactly {number(len(rows))} objects in one column, from top to bottom: {said}. {CLOSING}"
    lines = [f"Row {place}: {_runs(row, sized)}." for place, row in enumerate(rows, 1)]
    return f"Exactly {number(len(rows))} rows from top to bottom, each from left to right. {' '.join(lines)} {CLOSING}"


def _one_row(row: tuple[Item, ...]) -> str:
    if len(row) == 1:
        return f"Only one object: {items_phrase(row[0], 1)}."
    if len(set(row)) == 1:
        return f"Exactly {items_phrase(row[0], len(row))} in one row."
    return f"Exactly {number(len(row))} objects in one row, from left to right: {_runs(row, of_several_sizes(row))}."


def _runs(items: tuple[Item, ...], sized: bool) -> str:
    return "; ".join(items_phrase(item, len(list(run)), sized) for item, run in groupby(items))


def of_several_sizes(items: Iterable[Item]) -> bool:
    """Whether there is a small or a large one among others."""
    return len({getattr(item, "size", "medium") for item in items}) > 1


def items_phrase(item: Item, count: int, sized: bool = False) -> str:
    """`a large red circle`, `three blue arrows pointing up`, `two dice, each showing six dots`. `sized`: medium things
    are called so, because others are not."""
    before, noun, after = _parts(item)
    if sized and getattr(item, "size", "") == "medium":
        before = f"medium {before}"
    if count == 1:
        return with_article(f"{before}{noun}") + after
    each = ", each" if after and not isinstance(item, Arrow) else ""
    return f"{number(count)} {before}{plural(noun)}{each}{after}"


def shape_phrase(shape: Shape) -> str:
    """`small red circle`."""
    size = "" if shape.size == "medium" else f"{shape.size} "
    return f"{size}{shape.colour} {shape.kind}"


def direction_phrase(direction: str) -> str:
    """`up`, `to the upper left`."""
    return direction if direction in ("up", "down") else f"to the {direction}"


def text_phrase(text: str) -> str:
    """`number 42`, `word RED`."""
    return f"{text_kind(text)} {text}"


def _parts(item: Item) -> tuple[str, str, str]:
    """What stands before a noun, the noun, and what follows."""
    if isinstance(item, Shape):
        return shape_phrase(item).removesuffix(item.kind), item.kind, ""
    if isinstance(item, Arrow):
        size = "" if item.size == "medium" else f"{item.size} "
        return f"{size}{item.colour} ", "arrow", f" pointing {direction_phrase(item.direction)}"
    if isinstance(item, Sign):
        return "white ", "sign", f" with the {text_phrase(item.text)} in {item.colour}"
    if isinstance(item, Flag):
        order = "from top to bottom" if item.stripes == "horizontal" else "from left to right"
        stripes = f"{number(len(item.colours))} {item.stripes} stripes"
        return "", "flag", f" with {stripes}, {order} ({', '.join(item.colours)})"
    if isinstance(item, Glass):
        return _glass(item)
    if isinstance(item, Halves):
        one, other = ("left", "right") if item.cut == "vertical" else ("upper", "lower")
        return "", "circle", f" with its {one} half {item.first} and its {other} half {item.second}"
    if not isinstance(item, Pie):
        return item.phrase()
    filled = "none" if item.filled == 0 else "all" if item.filled == item.sectors else number(item.filled)
    return "", "circle", f" cut into {number(item.sectors)} equal sectors with {filled} of them {item.colour}"


def _glass(glass: Glass) -> tuple[str, str, str]:
    inside = ""
    if glass.thing is not None:
        place = "floating on it" if glass.floats else "lying at the bottom"
        inside = f" with {with_article(shape_phrase(glass.thing))} {place}"
    if not glass.level:
        return "empty ", "glass", inside
    return "", "glass", f" {LEVELS[glass.level]} of {glass.liquid} liquid{inside}"
