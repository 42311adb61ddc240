"""The forms of questions, each with what it builds from its named groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pytest_realunify.procedural.world import queries as q
from pytest_realunify.procedural.world.queries import Query, What
from pytest_realunify.procedural.world.queries.parts import HALVES, STRIPE_PLACES
from pytest_realunify.procedural.world.queries.placing import RELATIONS
from pytest_realunify.procedural.world.queries.what import PLACES
from pytest_realunify.procedural.world.reading import read_items, read_rows, read_run
from pytest_realunify.procedural.world.scene import DIRECTIONS, LEVELS, Item, text_kind
from pytest_realunify.procedural.world.words import COLOUR, NOUNS, NUMBERS, ORDINALS, plural, singular, value_of

Said = Mapping[str, str]
Build = Callable[[Said], Query | None]


def _one_of(words: Iterable[str]) -> str:
    """Longer ones first: `circles` before `circle`."""
    return "|".join(sorted(words, key=len, reverse=True))


_N: Final = rf"(?P<n>{_one_of(NUMBERS)}|[0-9]{{1,7}})"
_C: Final = rf"(?P<c>{COLOUR})"
_WAY: Final = rf"(?:to the )?(?P<way>{_one_of(DIRECTIONS)})"
_TEXT: Final = r"(?P<text>[a-z]{1,20}|[0-9]{1,20}|[0-9]{1,8}:[0-9]{2})"
_WRITTEN: Final = rf"(?:the )?(?P<kind>number|word|letter|time) {_TEXT}"
_NOUN: Final = _one_of(form for noun in NOUNS for form in (noun, plural(noun)))
_HERE: Final = r"(?:is there|are there|does the picture show)"
_ALL: Final = r"all (?:of )?(?:the )?"


def _what(key: str) -> str:
    """A noun and perhaps a colour, in groups named after `key`."""
    return rf"(?:(?P<{key}_colour>{COLOUR}) )?(?P<{key}_noun>{_NOUN})"


def place_of(key: str, noun: str) -> str:
    """The one `noun` (a pattern) at a place, in groups named after `key`."""
    before = rf"(?:(?P<{key}_before>{_one_of((*PLACES, 'middle', *ORDINALS))}) )?"
    return rf"the {before}{noun}(?: (?P<{key}_after>from the (?:left|right|top|bottom)|in the middle))?"


def _the(said: Said, key: str) -> What:
    return What(singular(said[f"{key}_noun"]), said.get(f"{key}_colour"))


def where_of(said: Said, key: str) -> str | None:
    """A place as `what.find` takes it; None for half a place such as `the second object`."""
    before, after = said.get(f"{key}_before", ""), said.get(f"{key}_after", "")
    if before in ORDINALS:
        return f"{before} {after}" if after.startswith("from") else None
    if (before and after) or after.startswith("from"):
        return None
    return before or ("middle" if after else "only")


def _written(said: Said) -> str | None:
    text = said["text"].upper()
    return text if text_kind(text) == said["kind"] else None


def _placed(build: Callable[[Said, str], Query | None]) -> Build:
    """Builds where the group `a` is a whole place."""

    def built(said: Said) -> Query | None:
        where = where_of(said, "a")
        return None if where is None else build(said, where)

    return built


def _row_of_all(said: Said) -> Query:
    return q.RowCount(value_of(said.get("n", "one")))


def _higher(said: Said, where: str) -> Query | None:
    other = where_of(said, "b")
    return None if other is None else q.HigherIn(where, other)


def _same_level(said: Said) -> Query | None:
    return None if said else q.SameLevel()


def _shows(said: Said) -> Query | None:
    text = _written(said)
    return None if text is None else q.Shows(text)


def _sign_shows(said: Said, where: str) -> Query | None:
    text = _written(said)
    return None if text is None else q.SignShows(where, text)


_COUNTING: Final[list[tuple[str, Build]]] = [
    (rf"{_HERE} (?:exactly )?{_N} {_what('a')}", lambda said: q.Count(_the(said, "a"), value_of(said["n"]))),
    (rf"{_HERE} (?:an?|any) {_what('a')}", lambda said: q.Exists(_the(said, "a"))),
    (rf"{_HERE} more {_what('a')} than {_what('b')}", lambda said: q.MoreThan(_the(said, "a"), _the(said, "b"))),
    (rf"are {_ALL}{_what('a')} {_C}", lambda said: q.Every(_the(said, "a"), What("object", said["c"]))),
    (rf"is every {_what('a')} {_C}", lambda said: q.Every(_the(said, "a"), What("object", said["c"]))),
    (rf"is every {_what('a')} an? {_what('b')}", lambda said: q.Every(_the(said, "a"), _the(said, "b"))),
    (
        rf"{_HERE} (?:exactly )?{_N} {_what('a')} in the (?P<row>{_one_of(ORDINALS)}) row from the top",
        lambda said: q.InRow(ORDINALS.index(said["row"]), _the(said, "a"), value_of(said["n"])),
    ),
    (rf"do {_ALL}objects stand in (?:one|a single) row", _row_of_all),
    (rf"do the objects stand in (?:exactly )?{_N} rows?", _row_of_all),
    (
        rf"does the (?P<row>{_one_of(ORDINALS)}) row from the top (?:hold|show) (?:exactly )?{_N} {_what('a')}",
        lambda said: q.InRow(ORDINALS.index(said["row"]), _the(said, "a"), value_of(said["n"])),
    ),
]
_PLACING: Final[list[tuple[str, Build]]] = [
    (rf"is {place_of('a', 'object')} {_C}", _placed(lambda said, at: q.At(at, What("object", said["c"])))),
    (rf"is {place_of('a', 'object')} an? {_what('b')}", _placed(lambda said, at: q.At(at, _the(said, "b")))),
    (
        rf"(?:is|are) (?:the|there|there an?) {_what('a')} (?P<way>{_one_of(RELATIONS)}) (?:the|an?) {_what('b')}",
        lambda said: q.Beside(_the(said, "a"), said["way"], _the(said, "b")),
    ),
    (
        rf"(?:is|are) the {_what('a')} (?P<way>larger|smaller) than the {_what('b')}",
        lambda said: q.Larger(_the(said, "a"), _the(said, "b"), said["way"] == "smaller"),
    ),
    (rf"does the picture show {_WRITTEN}", _shows),
    (rf"does {place_of('a', 'sign')} show {_WRITTEN}", _placed(_sign_shows)),
    (
        rf"does {place_of('a', f'(?:{_C} )?arrow')} point {_WAY}",
        _placed(lambda said, at: q.Points(said["way"], at, said.get("c"))),
    ),
    (rf"do {_ALL}arrows point {_WAY}", lambda said: q.AllPoint(said["way"])),
]
_PARTS: Final[list[tuple[str, Build]]] = [
    (rf"does the flag have (?:exactly )?{_N} stripes?", lambda said: q.Stripes(value_of(said["n"]))),
    (
        r"are the stripes of the flag (?P<cut>vertical|horizontal)",
        lambda said: q.StripesRun("vertical" if said["cut"] == "vertical" else "horizontal"),
    ),
    (
        rf"is the (?P<part>{_one_of(STRIPE_PLACES)})(?:most)? stripe of the flag {_C}",
        lambda said: q.StripeIs(said["part"], said["c"]),
    ),
    (
        rf"is {place_of('a', 'glass')} (?P<level>{_one_of(LEVELS)})",
        _placed(lambda said, at: q.LevelIs(at, LEVELS.index(said["level"]))),
    ),
    (rf"is the liquid in {place_of('a', 'glass')} {_C}", _placed(lambda said, at: q.LiquidIs(at, said["c"]))),
    (rf"does the liquid stand equally high in {_ALL}glasses", _same_level),
    (
        rf"does the liquid stand higher in {place_of('a', 'glass')} than in {place_of('b', 'glass')}",
        _placed(_higher),
    ),
    (
        rf"does the {_what('a')} (?P<way>lie at the bottom of|float on the liquid in) (?:a|the) glass",
        lambda said: q.Floats(_the(said, "a"), said["way"].startswith("lie")),
    ),
    (rf"is the (?P<half>{_one_of(HALVES)}) half of the circle {_C}", lambda said: q.HalfIs(said["half"], said["c"])),
    (rf"is the circle cut into (?:exactly )?{_N} equal (?:sectors|parts)", lambda said: q.Sectors(value_of(said["n"]))),
    (
        rf"(?:is|are) (?:exactly )?{_N} sectors? of the circle {_C}",
        lambda said: q.SectorsIn(value_of(said["n"]), said["c"]),
    ),
]


def _items(said: Said) -> tuple[Item, ...] | None:
    try:
        return read_items(said["items"])
    except (ValueError, LookupError):  # the words are of this world, what they say cannot be drawn
        return None


def _only(said: Said) -> Query | None:
    try:
        items = read_run(said["items"])
    except (ValueError, LookupError):
        return None
    return q.Only(items[0], len(items)) if items else None


def _line(said: Said) -> Query | None:
    items = _items(said)
    return q.Line(items, upright=said["order"].startswith("from top")) if items else None


def _row_is(said: Said) -> Query | None:
    items = _items(said)
    return q.RowIs(ORDINALS.index(said["row"]), items) if items else None


def _rows_are(said: Said) -> Query | None:
    try:
        rows = read_rows(said["items"])
    except (ValueError, LookupError):
        return None
    return q.RowsAre(rows) if rows else None


_ITEMS: Final = r"(?P<items>[^?]+?)"
_END: Final = "(?:, from left to right| and nothing else)"
_WHOLE: Final[list[tuple[str, Build]]] = [
    (rf"does the picture show (?:exactly )?{_ITEMS} and nothing else", _only),
    (rf"(?P<order>from left to right|from top to bottom), are the objects (?:exactly )?{_ITEMS}", _line),
    (
        rf"does the (?P<row>{_one_of(ORDINALS)}) row from the top hold exactly {_ITEMS}{_END}",
        _row_is,
    ),
    (
        r"row by row from the top, each from left to right, are the objects (?:exactly )?(?:these: )?" + _ITEMS,
        _rows_are,
    ),
]

FORMS: Final = [(re.compile(pattern), build) for pattern, build in (*_COUNTING, *_PLACING, *_PARTS, *_WHOLE)]
"""At most one fits a question."""
