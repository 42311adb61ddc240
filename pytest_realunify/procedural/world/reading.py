"""From English to a scene: exactly where the text is explicit, by what it literally mentions where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.procedural.world.figures.kinds import read_phrase
from pytest_realunify.procedural.world.scene import (
    DIRECTIONS,
    LEVELS,
    MAX_PER_ROW,
    MAX_ROWS,
    MAX_TEXT,
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
    check,
    rows_of,
)
from pytest_realunify.procedural.world.words import COLOUR, NUMBER, plural, value_of

_SIZE: Final = rf"(?:(?P<size>{'|'.join(SIZES)}) )?"
_DIRECTION: Final = rf"(?:to the )?(?P<direction>{'|'.join(sorted(DIRECTIONS, key=len, reverse=True))})"
_LEVEL: Final = "|".join(sorted(LEVELS[1:], key=len, reverse=True))
_KIND: Final = "|".join(form for kind in SHAPES for form in (plural(kind), kind))
_THING: Final = rf"an? (?:(?P<tsize>{'|'.join(SIZES)}) )?(?P<tcolour>{COLOUR}) (?P<tkind>{'|'.join(SHAPES)})"
_INSIDE: Final = rf"(?: with {_THING} (?P<where>floating on it|lying at the bottom))?"
_N: Final = rf"(?P<n>{NUMBER})"

_PATTERNS: Final = {
    name: re.compile(rf"\b{pattern}\b" if pattern[-1] != ")" else rf"\b{pattern}", re.IGNORECASE)
    for name, pattern in {
        "pie": rf"{_N} circles? cut into (?P<sectors>{NUMBER}) equal sectors with "
        rf"(?P<filled>none|all|{NUMBER}) of them (?P<colour>{COLOUR})",
        "halves": rf"{_N} circles? with (?:its|their) (?P<one>left|upper) half (?P<first>{COLOUR}) and (?:its|their) "
        rf"(?:right|lower) half (?P<second>{COLOUR})",
        "glass": rf"{_N} glass(?:es)? (?P<level>{_LEVEL}) of (?P<liquid>{COLOUR}) liquid{_INSIDE}",
        "empty": rf"{_N} empty glass(?:es)?{_INSIDE}",
        "flag": rf"{_N} flags? with {NUMBER} (?P<stripes>horizontal|vertical) stripes, "
        rf"from (?:top to bottom|left to right) \((?P<colours>{COLOUR}(?:, {COLOUR})+)\)",
        "sign": rf"{_N} white signs? with the (?:number|word|letter|time) (?P<text>[A-Z0-9:]+) in (?P<colour>{COLOUR})",
        "arrow": rf"{_N} {_SIZE}(?P<colour>{COLOUR}) arrows? pointing {_DIRECTION}",
        "shape": rf"{_N} {_SIZE}(?P<colour>{COLOUR}) (?P<kind>{_KIND})",
    }.items()
}
_ROWS_OF: Final = re.compile(rf"Exactly (?P<n>{NUMBER}) rows, each of (?P<items>[^.]+)\.", re.IGNORECASE)
_COLUMN: Final = re.compile(r"objects in one column, from top to bottom: (?P<items>[^.]+)\.", re.IGNORECASE)
_ROW: Final = re.compile(r"objects in one row, from left to right: (?P<items>[^.]+)\.", re.IGNORECASE)
_SAME: Final = re.compile(r"Exactly (?P<items>[^.;]+) in one row\.", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"Row \d+: (?P<items>[^.]+)\.", re.IGNORECASE)
_ONLY: Final = re.compile(r"Only one object: (?P<items>[^.;]+)\.", re.IGNORECASE)
_MENTION: Final = re.compile(
    rf"(?:(?P<n>{NUMBER}) )?(?:(?P<size>{'|'.join(SIZES)}) )?(?P<colour>{COLOUR})[- ](?P<kind>{_KIND})\b", re.IGNORECASE
)
_EACH: Final = re.compile(r", each(?= )", re.IGNORECASE)
_WRITTEN: Final = re.compile(r"\b(?:number|word|letter|time) (?P<text>[A-Z]{1,8}|\d{1,2}:\d\d|\d{1,8})\b")


def read_scene(text: str) -> Scene | None:
    """The inverse of `english.describe`. None for anything that is not explicit, or too much for a picture."""
    try:
        found = _rows(" ".join(text.split()))
        if not found:
            return None
        return Scene(tuple(tuple(row) for row in found))
    except (ValueError, LookupError):  # what the words say cannot be drawn, such as 200 circles in a row
        return None


def literally(text: str) -> Scene:
    """What a painter draws who knows nothing: every coloured shape and quoted text mentioned, in order of mention."""
    if (scene := read_scene(text)) is not None:
        return scene
    mentioned: list[tuple[int, list[Item]]] = []
    for match in _MENTION.finditer(text):
        shape = Shape(_singular_kind(match["kind"]), match["colour"].lower(), (match["size"] or "medium").lower())
        mentioned.append((match.start(), [shape] * min(_count(match["n"]), 30)))
    mentioned += [
        (match.start(), [Sign(match["text"])])
        for match in _WRITTEN.finditer(text)
        if 0 < len(match["text"]) <= MAX_TEXT
    ]
    items = [item for _, found in sorted(mentioned, key=lambda each: each[0]) for item in found]
    return rows_of(items[:36] or [Shape("circle", "grey")])


def _count(word: str | None) -> int:
    return max(1, value_of(word)) if word else 1


def _rows(text: str) -> list[list[Item]] | None:
    if match := _ROWS_OF.search(text):
        row = _items(match["items"])
        count = value_of(match["n"])
        return [row] * count if row and count <= 60 else None
    if match := _COLUMN.search(text):
        items = _items(match["items"])
        return [[item] for item in items] if items else None
    for pattern in (_ROW, _SAME, _ONLY):
        if match := pattern.search(text):
            items = _items(match["items"])
            return [items] if items else None
    rows = [_items(match["items"]) for match in _NUMBERED.finditer(text)]
    return [row for row in rows if row] if rows and all(rows) else None


def _items(text: str) -> list[Item] | None:
    """`two red circles; a blue square` -> three items. None when one of the phrases is not understood."""
    items: list[Item] = []
    for phrase in text.split(";"):
        run = _run(phrase.strip())
        if run is None or len(items) + len(run) > MAX_PER_ROW * 5:
            return None
        items += run
    return items


def read_items(text: str) -> tuple[Item, ...] | None:
    """The inverse of `queries.whole.said`: `two red circles and a blue star` -> three items; None for anything else.

    Raises ValueError or LookupError for what cannot be drawn.
    """
    if text.startswith("these: "):
        return _all_of(text.removeprefix("these: ").split("; "))
    return _all_of(re.split(r", | and ", text))


def read_rows(text: str) -> tuple[tuple[Item, ...], ...] | None:
    """Rows between slashes, items between semicolons; None for anything else. Raises as `read_items` does."""
    rows = [_all_of(row.split("; ")) for row in text.split(" / ")]
    found = [row for row in rows if row]
    return tuple(found) if len(found) == len(rows) else None


def read_run(phrase: str) -> tuple[Item, ...] | None:
    """`three red circles`, in as many rows as they need; None for anything else. Raises as `read_items` does."""
    return _all_of([phrase], MAX_PER_ROW * MAX_ROWS)


def _all_of(phrases: Sequence[str], most: int = MAX_PER_ROW) -> tuple[Item, ...] | None:
    """`most`: of one phrase."""
    found: list[Item] = []
    for phrase in phrases:
        run = _run(phrase.strip(), most)
        if run is None:
            return None
        found += run
    for item in found:
        check(item)
    return tuple(found)


def _run(phrase: str, most: int = MAX_PER_ROW) -> list[Item] | None:
    phrase = _EACH.sub("", phrase)
    for name, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(phrase):
            count = value_of(match["n"])
            if count > most:
                return None
            return [_item(name, match)] * count
    found = read_phrase(phrase)
    if found is None or value_of(found[0]) > most:
        return None
    return [found[1]] * value_of(found[0])


def _item(name: str, match: re.Match[str]) -> Item:
    said = {key: value.lower() for key, value in match.groupdict().items() if value is not None and key != "text"}
    if name == "pie":
        sectors = value_of(said["sectors"])
        filled = {"none": 0, "all": sectors}.get(said["filled"])
        return Pie(sectors, value_of(said["filled"]) if filled is None else filled, said["colour"])
    if name == "halves":
        return Halves("vertical" if said["one"] == "left" else "horizontal", said["first"], said["second"])
    if name in ("glass", "empty"):
        return Glass(LEVELS.index(said.get("level", "empty")), said.get("liquid"), *_thing(said))
    if name == "flag":
        colours = tuple(colour.strip() for colour in said["colours"].split(","))
        return Flag("horizontal" if said["stripes"] == "horizontal" else "vertical", colours)
    if name == "sign":
        return Sign(match["text"].upper(), said["colour"] if said["colour"] in TEXT_COLOURS else "black")
    if name == "arrow":
        return Arrow(said["colour"], said["direction"], said.get("size", "medium"))
    return Shape(_singular_kind(said["kind"]), said["colour"], said.get("size", "medium"))


def _thing(said: dict[str, str]) -> tuple[Shape | None, bool]:
    if "tkind" not in said:
        return None, False
    return Shape(said["tkind"], said["tcolour"], said.get("tsize", "medium")), said["where"].startswith("floating")


def _singular_kind(word: str) -> str:
    return next(kind for kind in SHAPES if word.lower() in (kind, plural(kind)))


def mentions(text: str) -> Iterator[Shape]:
    """The coloured shapes a text speaks of, in order, once each mention."""
    for match in _MENTION.finditer(text):
        yield Shape(_singular_kind(match["kind"]), match["colour"].lower(), (match["size"] or "medium").lower())
