"""Lines of as many objects as there are of something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Items, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Count, Tables
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.counted import MOST as MOST_COUNTED
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Pie, Shape, Sign
from pytest_realunify.procedural.world.words import plural

TALLIES: Final = (
    "one {one_look} for every {one}",
    "as many {looks} as there are {all}",
    "{looks}, exactly one for each {one}",
    "the same number of {looks} as there are {all}",
)
MULTIPLES: Final = {"twice as many {looks} as there are {all}": 2.0, "half as many {looks} as there are {all}": 0.5}
PIES: Final = (
    "a circle cut into as many equal sectors as there are {all}, all white but for one {colour} sector per {part}",
    "a circle cut into equal sectors, one for each {one}, all white but for as many {colour} ones as there are {parts}",
)
MOST: Final = 12
"""Of a wrong picture."""
FIGURES: Final[dict[str, Callable[[int], Figure]]] = {
    "a cake with one candle for every {one}": Cake,
    "a cake with as many candles as there are {all}": Cake,
    "a house with one window for every {one}": House,
    "a house with as many windows as there are {all}": House,
    "a wire with one bird sitting on it for every {one}": Wire,
    "a wire on which as many birds sit as there are {all}": Wire,
    "a cake that has one candle for each {one}": Cake,
    "a house that has one window for each {one}": House,
    "a wire that has one bird on it for each {one}": Wire,
    "a cake and on it the same number of candles as there are {all}": Cake,
    "a house and in it the same number of windows as there are {all}": House,
    "a wire and on it the same number of birds as there are {all}": Wire,
}

Look = tuple[str, str, Shape]
"""How one object is called, how several are, and what it is."""


def plain(shape: Shape) -> Look:
    return f"{shape.colour} {shape.kind}", f"{shape.colour} {plural(shape.kind)}", shape


def coloured_like(kind: str, of: str, colour: str) -> Look:
    return f"{kind} in the colour of {of}", f"{plural(kind)} in the colour of {of}", Shape(kind, colour)


def shaped_like(colour: str, of: str, kind: str) -> Look:
    return f"{colour} figure in the shape of {of}", f"{colour} figures in the shape of {of}", Shape(kind, colour)


def few(counts: Sequence[Count], most: int) -> list[Count]:
    """Those that can be drawn one by one."""
    return [each for each in counts if 2 <= each.number <= most]


def tally(count: Count, look: Look, rng: Chance) -> Line:
    phrase = rng.choice(TALLIES).format(one_look=look[0], looks=look[1], one=count.one, all=count.all)
    return _many(phrase, look[2], count.number, ())


def _many(phrase: str, shape: Shape, number: int, slips: Sequence[int]) -> Line:
    """With the slips of thought first, then those of counting."""
    others = [*slips, number + 1, number - 1]
    wrong = [(shape,) * slip for slip in dict.fromkeys(others) if 0 < slip <= MOST and slip != number]
    return Line(phrase, (shape,) * number, tuple(wrong[:2]))


def tallies(known: Tables, room: Room) -> Way:
    return _way(1, known.counts, known.looks, room, lambda rng, start: tally(start[0], plain(start[1]), rng), weight=3)


def figured(known: Tables, room: Room) -> Way:
    """Candles on a cake, windows of a house, birds on a wire."""

    def line(rng: Chance, start: tuple[Count, str]) -> Line:
        del rng
        count, phrase = start
        make = FIGURES[phrase]
        wrong = [each for each in (count.number + 1, count.number - 1, 2 * count.number) if 0 < each <= MOST_COUNTED]
        shown = phrase.format(one=count.one, all=count.all)
        return Line(shown, (make(count.number),), tuple((make(each),) for each in wrong))

    pool = Combinations(few(known.counts, min(MOST_COUNTED, room.alone)), list(FIGURES))
    return Way(1, pool, line, weight=2)


def coloured_tallies(known: Tables, room: Room) -> Way:
    def line(rng: Chance, start: tuple[Count, tuple[str, str]]) -> Line:
        count, (of, colour) = start
        made = tally(count, coloured_like(rng.choice(known.kinds_drawn), of, colour), rng)
        return Line(made.phrase, made.items, (_repainted(rng, made.items), *made.wrong))

    return _way(2, known.counts, known.colours, room, line, weight=2)


def shaped_tallies(known: Tables, room: Room) -> Way:
    def line(rng: Chance, start: tuple[Count, tuple[tuple[str, str], str]]) -> Line:
        count, ((of, kind), colour) = start
        made = tally(count, shaped_like(colour, of, kind), rng)
        other = Shape(rng.choice([each for each in known.kinds_drawn if each != kind]), colour)
        return Line(made.phrase, made.items, ((other,) * count.number, *made.wrong))

    return _way(2, known.counts, Combinations(known.shapes, INKS), room, line)


def multiples(known: Tables, room: Room) -> Way:
    def line(rng: Chance, start: tuple[Count, Shape]) -> Line:
        count, shape = start
        halves = count.number % 2 == 0 and 4 <= count.number <= 2 * room.row
        doubles = count.number <= room.row // 2
        template = list(MULTIPLES)[rng.choice([0] * doubles + [1] * halves)]
        _, looks, _ = plain(shape)
        number = int(count.number * MULTIPLES[template])
        return _many(template.format(looks=looks, all=count.all), shape, number, [count.number])

    scalable = [
        each
        for each in known.counts
        if 2 <= each.number <= room.row // 2 or (each.number % 2 == 0 and 4 <= each.number <= 2 * room.row)
    ]
    return Way(1, Combinations(scalable, known.looks), line)


def sums(known: Tables, room: Room) -> Way:
    """Two or three numbers added up, or one taken away from another."""

    def line(rng: Chance, start: tuple[Count, Shape]) -> Line:
        one, shape = start
        _, looks, _ = plain(shape)
        smaller = [each for each in few(known.counts, MOST) if 2 <= one.number - each.number <= room.alone]
        others = [each for each in few(known.counts, room.alone - one.number) if each is not one]
        if smaller and (not others or rng.random() < 0.5):
            other = rng.choice(smaller)
            phrase = (
                f"as many {looks} as are left when the number of {other.all} is taken away from the number of {one.all}"
            )
            return _many(phrase, shape, one.number - other.number, [one.number + other.number, one.number])
        other = rng.choice(others)
        phrase = rng.choice(
            (
                f"as many {looks} as there are {one.all} and {other.all} together",
                f"{looks}, one for each {one.one} and another for each {other.one}",
            )
        )
        return _many(phrase, shape, one.number + other.number, [one.number, other.number])

    fits = [each for each in few(known.counts, MOST) if each.number <= room.alone - 2 or each.number > 4]
    return Way(2, Combinations(fits, known.looks), line, alone=True, weight=2)


def coloured_sums(known: Tables, room: Room) -> Way:
    def line(rng: Chance, start: tuple[Count, tuple[str, str]]) -> Line:
        one, (of, colour) = start
        _, looks, shape = coloured_like(rng.choice(known.kinds_drawn), of, colour)
        other = rng.choice([each for each in few(known.counts, room.alone - one.number) if each is not one])
        phrase = f"as many {looks} as there are {one.all} and {other.all} together"
        made = _many(phrase, shape, one.number + other.number, [one.number, other.number])
        return Line(phrase, made.items, (_repainted(rng, made.items), *made.wrong))

    fits = [one for one in few(known.counts, room.alone - 2) if set(few(known.counts, room.alone - one.number)) - {one}]
    return Way(3, Combinations(fits, known.colours), line, alone=True)


def signs(known: Tables) -> Way:
    """A number in figures."""

    def line(rng: Chance, start: tuple[Count, str]) -> Line:
        count, colour = start
        phrase = rng.choice(
            (
                f"a white sign with the number of {count.all} in {colour} figures",
                f"a white sign that gives in {colour} figures the number of {count.all}",
            )
        )
        slips = [count.number + 1, count.number - 1, count.number + 2, count.number * 2]
        wrong = tuple((Sign(str(slip), colour),) for slip in rng.sample(slips, 2))
        return Line(phrase, (Sign(str(count.number), colour),), wrong)

    return Way(1, Combinations(known.counts, TEXT_COLOURS), line)


def pies(known: Tables) -> Way:
    """A number of equal sectors, and another of coloured ones."""
    whole = [each for each in known.counts if 3 <= each.number <= 12]
    inks = [ink for ink in INKS if ink != "black"]

    def line(rng: Chance, start: tuple[Count, str]) -> Line:
        count, colour = start
        part = rng.choice([each for each in known.counts if 1 < each.number < count.number])
        template = rng.choice(PIES)
        phrase = template.format(all=count.all, one=count.one, colour=colour, part=part.one, parts=part.all)
        right = Pie(count.number, part.number, colour)
        slips = [Pie(count.number, 1, colour), Pie(count.number, part.number + 1, colour)]
        slips += [Pie(each, part.number, colour) for each in (count.number - 1, count.number + 1) if each <= 12]
        return Line(phrase, (right,), tuple((slip,) for slip in rng.sample(slips, 2)))

    return Way(2, Combinations(whole, inks), line, alone=True)


def _way(
    facts: int,
    counts: Sequence[Count],
    others: Sequence[Any],
    room: Room,
    line: Callable[[Chance, Any], Line],
    weight: int = 1,
) -> Way:
    """From a number and what else the line begins with."""
    pool, small = (Combinations(few(counts, most), others) for most in (room.alone, room.row))
    return Way(facts, pool, line, weight=weight, small=small)


def _repainted(rng: Chance, items: Items) -> Items:
    """In another colour throughout."""
    assert isinstance(items[0], Shape)
    kind, colour = items[0].kind, items[0].colour
    return (Shape(kind, rng.choice([ink for ink in INKS if ink != colour])),) * len(items)
