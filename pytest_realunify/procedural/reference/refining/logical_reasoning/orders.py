"""Things to be put in order: conditions on a row, a column, a flag's stripes or two rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.solving import MOST, only
from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import (
    clauses,
    colours_in,
    meant,
    shapes_in,
)
from pytest_realunify.procedural.world.scene import Cut, Flag, Item, Scene, Sign, column, row
from pytest_realunify.procedural.world.words import NUMBER, value_of

Places = tuple[int, ...]
"""The place of each thing from the left or the top."""
Test = Callable[[Places], bool]

_AFTER: Final = ("to the right of", "below")
_REL: Final = r"(?P<rel>to the left of|to the right of|above|below)"
_A, _B, _C = (rf"the (?P<{name}>[a-z]+(?: [a-z]+){{0,2}}?)" for name in "abc")
_STANDS: Final = r"(?:stands|lies|is)"
_END: Final = r"(?P<end>leftmost|rightmost|topmost|bottommost) [a-z]+"

Reader = Callable[[re.Match[str], Callable[[str], int], int], Test]


def _rank(match: re.Match[str], last: int) -> int:
    return 0 if match["end"] in ("leftmost", "topmost") else last


def _somewhere(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del last
    one, other = thing("a"), thing("b")
    return lambda at: (at[one] > at[other]) == (match["rel"] in _AFTER)


def _directly(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del last
    one, other = thing("a"), thing("b")
    step = 1 if match["rel"] in _AFTER else -1
    return lambda at: at[one] - at[other] == step


def _nothing_beyond(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    one, end = thing("a"), last if match["rel"] in _AFTER else 0
    return lambda at: at[one] == end


def _between(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del match, last
    one, two, three = thing("a"), thing("b"), thing("c")
    return lambda at: sorted((at[one], at[two], at[three]))[1] == at[one]


def _gap(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del last
    one, other, gap = thing("a"), thing("b"), value_of(match["n"])
    return lambda at: abs(at[one] - at[other]) - 1 == gap


def _neighbours(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del last
    one, other, near = thing("a"), thing("b"), match["not"] is None
    return lambda at: (abs(at[one] - at[other]) == 1) == near


def _at_end(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    one, outside = thing("a"), "neither" not in match[0] and "either side" not in match[0]
    return lambda at: (at[one] in (0, last)) == outside


def _not_last(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    one, end = thing("a"), _rank(match, last)
    return lambda at: at[one] != end


def _either(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    one, other, end = thing("a"), thing("b"), _rank(match, last)
    return lambda at: end in (at[one], at[other])


def _in_middle(match: re.Match[str], thing: Callable[[str], int], last: int) -> Test:
    del match
    one = thing("a")
    return lambda at: 2 * at[one] == last


CONDITIONS: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"{_A} {_STANDS} (?:at one of the two ends|at neither end)", _at_end),
        (rf"{_A} has a neighbour on either side", _at_end),
        (rf"nothing {_STANDS} {_REL} {_A}", _nothing_beyond),
        (rf"{_A} is not the {_END}", _not_last),
        (rf"{_A} is in the middle", _in_middle),
        (rf"either {_A} or {_B} is the {_END}", _either),
        (rf"{_A} {_STANDS} somewhere {_REL} {_B}", _somewhere),
        (rf"{_A} {_STANDS} directly {_REL} {_B}", _directly),
        (rf"immediately {_REL} {_B} comes {_A}", _directly),
        (rf"{_A} {_STANDS} somewhere between {_B} and {_C}", _between),
        (rf"exactly (?P<n>{NUMBER}) [a-z]+ (?:stands?|lies?) between {_A} and {_B}", _gap),
        (rf"{_A} and {_B} (?P<not>are not neighbours|do not stand side by side)", _neighbours),
        (rf"{_A} and {_B} are (?P<not>never )?neighbours", _neighbours),
    )
)


def read(request: str) -> Scene | None:
    """The scene in the only order that meets what is said."""
    if "upper and a lower row" in request:
        return _two_rows(request)
    things, words = _things(request)
    if not 2 < len(things) <= MOST:
        return None
    tests = _tests(request.lower(), words)
    places = only(permutations(range(len(things))), tests) if tests else None
    if places is None:
        return None
    ordered = [thing for _, thing in sorted(zip(places, things, strict=True), key=lambda pair: pair[0])]
    return _composed(request, ordered)


def _composed(request: str, ordered: Sequence[Item | str]) -> Scene | None:
    items = [each for each in ordered if not isinstance(each, str)]
    if not items:
        cut: Cut = "vertical" if "vertical" in request else "horizontal"
        return row(Flag(cut, tuple(str(each) for each in ordered)))
    if "column" in request:
        return column(*items)
    return row(*items) if "row" in request else None


def _things(request: str) -> tuple[Sequence[Item | str], list[list[str]]]:
    """What is to be ordered, and the words that fit each; a flag's stripes are just colours."""
    if "flag" in request and (said := re.search(r"(?:in|are) ((?:[a-z]+, )+[a-z]+ and [a-z]+)", request)):
        colours = colours_in(said[1])
        return colours, [[colour, "stripe"] for colour in colours]
    if said := re.search(r"signs with the letters ([A-Z](?:, [A-Z])* and [A-Z]) in ([a-z]+)", request):
        letters = re.findall("[A-Z]", said[1])
        return [Sign(letter, said[2]) for letter in letters], [["letter", letter.lower()] for letter in letters]
    shapes = list(dict.fromkeys(shapes_in(next(iter(clauses(request)), ""))))
    return shapes, [[shape.colour, shape.kind] for shape in shapes]


def _tests(request: str, words: Sequence[Sequence[str]]) -> list[Test]:
    found = []
    for clause in clauses(request):
        for pattern, reader in CONDITIONS:
            if (match := pattern.fullmatch(clause)) and _all_meant(match, words):
                found.append(reader(match, _namer(match, words), len(words) - 1))
                break
    return found


def _all_meant(match: re.Match[str], words: Sequence[Sequence[str]]) -> bool:
    said = [match[name] for name in "abc" if name in match.re.groupindex]
    return all(meant(phrase, words) is not None for phrase in said)


def _namer(match: re.Match[str], words: Sequence[Sequence[str]]) -> Callable[[str], int]:
    def thing(group: str) -> int:
        place = meant(match[group], words)
        assert place is not None  # asked of all of them before
        return place

    return thing


Cells = tuple[tuple[int, int], ...]
_CELLS: Final[tuple[tuple[re.Pattern[str], Callable[[Cells, int, int, str], bool]], ...]] = tuple(
    (re.compile(pattern), holds)
    for pattern, holds in (
        (rf"{_A} is in the (?P<word>upper|lower) row", lambda at, a, _, word: at[a][0] == (word == "lower")),
        (rf"{_A} and {_B} share a row", lambda at, a, b, _: at[a][0] == at[b][0]),
        (rf"{_A} and {_B} are in different rows", lambda at, a, b, _: at[a][0] != at[b][0]),
        (rf"{_A} stands directly above {_B}", lambda at, a, b, _: at[b] == (at[a][0] + 1, at[a][1])),
        (rf"{_A} stands directly to the left of {_B}", lambda at, a, b, _: at[b] == (at[a][0], at[a][1] + 1)),
    )
)


def _two_rows(request: str) -> Scene | None:
    shapes = shapes_in(clauses(request)[0])
    words = [[shape.colour, shape.kind] for shape in shapes]
    if not 2 < len(shapes) <= MOST or len(shapes) % 2:
        return None
    tests = [test for clause in clauses(request) if (test := _cell_test(clause, words)) is not None]
    width = len(shapes) // 2
    cells = only(permutations(product(range(2), range(width))), tests) if tests else None
    if cells is None:
        return None
    ordered = [shape for _, shape in sorted(zip(cells, shapes, strict=True), key=lambda pair: pair[0])]
    return Scene((tuple(ordered[:width]), tuple(ordered[width:])))


def _cell_test(clause: str, words: Sequence[Sequence[str]]) -> Callable[[Cells], bool] | None:
    for pattern, holds in _CELLS:
        if match := pattern.fullmatch(clause):
            said = match.groupdict()
            one, other = meant(said["a"], words), meant(said.get("b") or said["a"], words)
            if one is not None and other is not None:
                return _bound(holds, one, other, said.get("word") or "")
    return None


def _bound(holds: Callable[[Cells, int, int, str], bool], one: int, other: int, word: str) -> Callable[[Cells], bool]:
    return lambda at: holds(at, one, other, word)
