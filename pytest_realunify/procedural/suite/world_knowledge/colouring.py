"""Lines whose colours facts decide, and lists whose every thing is to be classed."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import INKS, a, different
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Items, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Kind, Tables
from pytest_realunify.procedural.world.scene import Halves, Shape
from pytest_realunify.procedural.world.words import listed, plural, with_article

SENSE: Final = "from left to right"
HALVES: Final = (
    "a circle whose {one} half has the colour of {of} and whose {two} half has the colour of {other}",
    "a circle split into {cut} half: the {two} one in the colour of {other}, the {one} one in the colour of {of}",
)
SORTS: Final = (
    "from left to right, in the order of this list, {mine} for every {kind} and {theirs} for anything else: {told}",
    "in the order of this list, from left to right, {mine} where it names {a_kind} and {theirs} where not: {told}",
)


def colours(known: Tables, count: int) -> Way:
    """So many objects in the colours of things, and one in a colour that is named."""
    drawn = known.kinds_drawn

    def line(rng: Chance, start: tuple[tuple[str, str], str]) -> Line:
        first, kind = start
        chosen = [first, *rng.sample([each for each in known.colours if each[1] != first[1]], count - 1)]
        kinds = [kind, *rng.sample([each for each in drawn if each != kind], count)]
        named = Shape(kinds.pop(), rng.choice(INKS))
        shapes = [Shape(kind, colour) for kind, (_, colour) in zip(kinds, chosen, strict=True)]
        phrases = [f"a {shape.kind} in the colour of {of}" for shape, (of, _) in zip(shapes, chosen, strict=True)]
        told = [*zip(shapes, phrases, strict=True), (named, a(named))]
        rng.shuffle(told)
        items: Items = tuple(shape for shape, _ in told)
        fault = items.index(shapes[0])
        repainted = list(items)
        repainted[fault] = Shape(kind, rng.choice([ink for ink in INKS if ink != first[1]]))
        phrase = f"{SENSE} {listed([phrase for _, phrase in told])}"
        return Line(phrase, items, (tuple(repainted), items[::-1]), placed=True)

    return Way(count, Combinations(known.colours, drawn), line)


def halves(known: Tables) -> Way:
    """A circle of two colours."""
    pairs = [pair for pair in product(known.colours, known.colours) if pair[0][1] != pair[1][1]]

    def line(rng: Chance, start: tuple[tuple[str, str], tuple[str, str]]) -> Line:
        (of, first), (other, second) = start
        one, two = rng.choice((("left", "right"), ("upper", "lower")))
        right = Halves("vertical" if one == "left" else "horizontal", first, second)
        cut = "a left and a right" if one == "left" else "an upper and a lower"
        phrase = rng.choice(HALVES).format(one=one, two=two, of=of, other=other, cut=cut)
        off = rng.choice([ink for ink in INKS if ink not in (first, second)])
        return Line(phrase, (right,), ((Halves(right.cut, second, first),), (Halves(right.cut, first, off),)))

    return Way(2, pairs, line, alone=True)


def sequences(known: Tables, room: Room) -> Way:
    """Colours in an order that is laid down, and a last object that is named."""

    def line(rng: Chance, start: tuple[tuple[str, tuple[str, ...]], str, str]) -> Line:
        (of, order), kind, ink = start
        last = Shape(rng.choice([each for each in known.kinds_drawn if each != kind]), ink)
        told = [*(Shape(kind, colour) for colour in order), last]
        phrase = rng.choice(
            (
                f"{SENSE} {plural(kind)} in the colours of {of}, followed by {a(last)}",
                f"{SENSE} one {kind} for each of the colours of {of}, and then {a(last)}",
            )
        )
        turned = [*told[-2::-1], last]
        wrong = [turned, told[::-1], [*told[1:-1], told[0], last]]
        return Line(phrase, tuple(told), tuple(tuple(each) for each in wrong if each != told), placed=True)

    short = [each for each in known.sequences if len(each[1]) < room.row]
    return Way(1, Combinations(short, known.kinds_drawn, INKS), line)


def sorts(known: Tables, room: Room) -> Way:
    """A list whose things are told apart: those of a kind and the others."""

    def line(rng: Chance, start: tuple[Kind, Shape]) -> Line:
        kind, look = start
        size = rng.randint(min(4, room.row), room.row)
        inside = min(rng.randint(2, size - 2), len(kind.members))
        others = min(size - inside, len(kind.others))
        told = [*rng.sample(kind.members, inside), *rng.sample(kind.others, others)]
        rng.shuffle(told)
        mine, theirs = different(rng, 2, look)
        items: Items = tuple(mine if each in kind.members else theirs for each in told)
        phrase = rng.choice(SORTS).format(
            mine=a(mine), theirs=a(theirs), kind=kind.one, a_kind=with_article(kind.one), told=", ".join(told)
        )
        fault = rng.randrange(len(items))
        slip = tuple(item if place != fault else (theirs if item == mine else mine) for place, item in enumerate(items))
        turned = tuple(theirs if item == mine else mine for item in items)
        return Line(phrase, items, (slip, turned, (mine,) * len(items)), placed=True)

    return Way(2, Combinations(known.kinds, known.looks), line, weight=2)
