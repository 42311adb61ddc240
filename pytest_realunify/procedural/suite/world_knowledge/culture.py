"""Culture: music, books, beliefs, flags of plain stripes, Roman numerals."""

from __future__ import annotations

from typing import Any, Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables
from pytest_realunify.procedural.world.scene import COLOURS, TEXT_COLOURS, Cut, Flag, Item, Shape, Sign
from pytest_realunify.procedural.world.words import plural

STRIPES: Final[dict[tuple[Cut, int], tuple[str, ...]]] = {
    ("horizontal", 2): ("top", "bottom"),
    ("horizontal", 3): ("top", "middle", "bottom"),
    ("horizontal", 4): ("top", "", "", "bottom"),
    ("vertical", 3): ("left", "middle", "right"),
}
REPAINTINGS: Final = 7


def ways(known: Tables, room: Room) -> list[Way]:
    flags = (_flags(known, by_capital) for by_capital in (False, True))
    return [*standard.ways(known, room), *flags, *_numerals(known, room)]


def _flags(known: Tables, by_capital: bool) -> Way:
    """A national flag, found by its country or by the country's capital: as it is, or changed."""
    countries = [each for each in known.own["flag"] if not by_capital or "capital" in each]

    def line(rng: Chance, start: tuple[dict[str, Any], int]) -> Line:
        country, change = start
        cut, order = country["stripes"], list(country["colours"])
        whose = f"the country whose capital is {country['capital']}" if by_capital else country["of"]
        changed, how = _changed(rng, cut, order, change)
        note = ", gold shown as yellow" if country.get("note") == "gold" else ""
        phrase = f"the national flag of {whose}, in plain stripes of equal width{note}{how}"
        turned: Cut = "vertical" if cut == "horizontal" else "horizontal"
        wrong = [Flag(cut, tuple(order)), Flag(cut, tuple(changed[::-1])), Flag(turned, tuple(changed))]
        right = Flag(cut, tuple(changed))
        return Line(phrase, (right,), tuple((each,) for each in wrong if each != right))

    pool = [(country, change) for country in countries for change in range(2 + REPAINTINGS)]
    return Way(1 + by_capital, pool, line, alone=True, weight=2)


def _changed(rng: Chance, cut: Cut, order: list[str], change: int) -> tuple[list[str], str]:
    """The colours, and how the change is told: none, the outer stripes exchanged, or one painted in a new colour."""
    if change == 0:
        return order, ""
    if change == 1 and order != order[::-1]:
        return [order[-1], *order[1:-1], order[0]], ", but with its two outermost stripes exchanged"
    places = STRIPES[cut, len(order)]
    place = rng.choice([place for place, name in enumerate(places) if name])
    ink = [colour for colour in COLOURS if colour not in order][change - 2]
    return [*order[:place], ink, *order[place + 1 :]], f", but with its {places[place]} stripe painted {ink} instead"


def _numerals(known: Tables, room: Room) -> list[Way]:
    worth = {each["letter"]: each["worth"] for each in known.own["roman"]}

    def sign(rng: Chance, start: tuple[int, str]) -> Line:
        value, colour = start
        phrase = f"a white sign with the value of the Roman numeral {_roman(value)} in {colour} figures"
        slips = {sum(worth[letter] for letter in _roman(value)), value + 1, value + 10, value - 1} - {value}
        wrong: list[tuple[Item, ...]] = [(Sign(str(slip), colour),) for slip in rng.sample(sorted(slips), 2)]
        return Line(phrase, (Sign(str(value), colour),), tuple(wrong))

    def tally(rng: Chance, start: tuple[int, Shape]) -> Line:
        value, shape = start
        phrase = f"as many {shape.colour} {plural(shape.kind)} as the Roman numeral {_roman(value)} says"
        slips = {sum(worth[letter] for letter in _roman(value)), value + 1, value - 1} - {value}
        return Line(phrase, (shape,) * value, tuple((shape,) * slip for slip in rng.sample(sorted(slips), 2)))

    many, few = (Combinations(range(3, most + 1), known.looks) for most in (room.alone, room.row))
    return [Way(1, Combinations(range(14, 400), TEXT_COLOURS), sign), Way(1, many, tally, small=few)]


def _roman(value: int) -> str:
    steps = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for step, letters in steps:
        times, value = divmod(value, step)
        written += letters * times
    return written


SUBTASK: Final = subtask("culture", ways, place=4, version=3)
