"""Lines whose colours facts decide, and lists whose every thing is to be classed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import INKS, LOOKS, a, different
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Items, Line, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Kind, Tables
from pytest_realunify.procedural.world.scene import SHAPES, Halves, Shape
from pytest_realunify.procedural.world.words import listed, plural, with_article

SENSES: Final = ("from left to right", "from right to left")
HALVES: Final = (
    "a circle whose {one} half has the colour of {of} and whose {two} half has the colour of {other}",
    "a circle split into {cut} half: the {two} one in the colour of {other}, the {one} one in the colour of {of}",
)
SORTS: Final = (
    "from left to right {mine} for every {kind} and {theirs} for anything else in this list: {told}",
    "{mine} wherever this list names {a_kind} and {theirs} wherever it does not, from left to right: {told}",
)


def colours(known: Tables, count: int) -> Way:
    """So many objects in the colours of things, and one in a colour that is named."""

    def line(rng: Chance, start: tuple[tuple[str, str], str]) -> Line:
        first, kind = start
        chosen = [first, *rng.sample([each for each in known.colours if each[1] != first[1]], count - 1)]
        kinds = [kind, *rng.sample([each for each in SHAPES if each != kind], count)]
        named = Shape(kinds.pop(), rng.choice(INKS))
        shapes = [Shape(kind, colour) for kind, (_, colour) in zip(kinds, chosen, strict=True)]
        phrases = [f"a {shape.kind} in the colour of {of}" for shape, (of, _) in zip(shapes, chosen, strict=True)]
        told = [*zip(shapes, phrases, strict=True), (named, a(named))]
        rng.shuffle(told)
        sense = rng.choice(SENSES)
        items = _in(sense, [shape for shape, _ in told])
        fault = items.index(shapes[0])
        repainted = list(items)
        repainted[fault] = Shape(kind, rng.choice([ink for ink in INKS if ink != first[1]]))
        phrase = f"{sense} {listed([phrase for _, phrase in told])}"
        return Line(phrase, items, (tuple(repainted), items[::-1]), placed=True)

    return Way(count, Combinations(known.colours, SHAPES), line)


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


def sequences(known: Tables) -> Way:
    """Colours in an order that is laid down, and a last object that is named."""

    def line(rng: Chance, start: tuple[tuple[str, tuple[str, ...]], str, str, str]) -> Line:
        (of, order), kind, sense, ink = start
        last = Shape(rng.choice([each for each in SHAPES if each != kind]), ink)
        told = [*(Shape(kind, colour) for colour in order), last]
        phrase = rng.choice(
            (
                f"{sense} {plural(kind)} in the colours of {of}, followed by {a(last)}",
                f"{sense} one {kind} for each of the colours of {of}, and then {a(last)}",
            )
        )
        turned = [*told[-2::-1], last]
        wrong = [turned, told[::-1], [*told[1:-1], told[0], last]]
        items = _in(sense, told)
        return Line(phrase, items, tuple(each for each in (_in(sense, each) for each in wrong) if each != items), True)

    return Way(1, Combinations(known.sequences, SHAPES, SENSES, INKS), line)


def sorts(known: Tables) -> Way:
    """A list whose things are told apart: those of a kind and the others."""

    def line(rng: Chance, start: tuple[Kind, Shape]) -> Line:
        kind, look = start
        size = rng.randint(5, 8)
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

    return Way(2, Combinations(known.kinds, LOOKS), line, weight=2)


def _in(sense: str, told: Sequence[Shape]) -> Items:
    return tuple(told if sense == SENSES[0] else reversed(told))
