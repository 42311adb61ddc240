"""Bases, crosses and growing plants; parts of bodies and orders of life come from the tables alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.objects import OBJECTS, WIDEST
from pytest_realunify.procedural.suite.ordering import ordered
from pytest_realunify.procedural.suite.scientific_reasoning.punnett import squared
from pytest_realunify.procedural.suite.tallying import tallied
from pytest_realunify.procedural.world.scene import SHAPES, TEXT_COLOURS, Arrow, Scene, Shape, Sign, row
from pytest_realunify.procedural.world.words import number, with_article

TABLE: Final = "scientific_reasoning/biology"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps = difficulty["steps"]
    families: tuple[Callable[[], Sketch], ...] = (
        partial(ordered, rng, TABLE, steps + 2),
        partial(tallied, rng, TABLE, steps, difficulty["objects"]),
        partial(_matched, rng, steps),
        partial(_crossed, rng, difficulty["objects"]),
        partial(squared, rng),
        partial(_grown, rng, steps),
    )
    return families[rng.deal(range(len(families)))]()


def _matched(rng: Chance, steps: int) -> Sketch:
    """The strand that fits a strand of DNA."""
    tables: list[dict[str, Any]] = facts(TABLE)["bases"]
    table, colour, *first = rng.deal(list(product(tables, TEXT_COLOURS, "ATGC", "ATGC", "ATGC")))
    strand = [*first, *(rng.choice("ATGC") for _ in range(min(steps, WIDEST - 3)))]
    right = [table["pairs"][base] for base in strand]
    prompt = rng.choice(_STRANDS[table["molecule"]]).format(strand=", ".join(strand), colour=colour)
    other = next(each for each in tables if each != table)
    wrong = [strand, [other["pairs"][base] for base in strand], right[::-1]]
    swap = {"A": "G", "G": "A", "T": "C", "C": "T"}
    scenes = [
        row(*(Sign(base, colour) for base in bases)) for bases in (right, *wrong, [swap[base] for base in strand])
    ]
    return pose(rng, prompt, scenes[0], scenes[1:])


_STRANDS: Final = {
    "DNA": (
        """One strand of a DNA double helix reads {strand}. Draw the bases that face it on the other strand, in the \
same order from left to right, as white signs with one {colour} letter each.""",
        """Complete the double helix: opposite the DNA bases {strand} stand their partners. Show only the partners, \
from left to right in this order, each as a white sign with its letter in {colour}.""",
    ),
    "RNA": (
        """A cell copies the DNA template {strand} into messenger RNA. Draw the bases of the RNA that face the \
template, in the same order from left to right, as white signs with one {colour} letter each.""",
        """The template strand of a gene reads {strand}. Which RNA bases are lined up against it? Show them from \
left to right in this order, each as a white sign with its letter in {colour}.""",
    ),
}


def _crossed(rng: Chance, objects: int) -> Sketch:
    """The offspring that Mendel's laws predict, the two forms in rows of their own."""
    table = facts(TABLE)
    counts = [count for count in (4, 8) if count <= objects]
    pool = [
        (trait, cross, kind, count, who)
        for trait, cross, kind, count, who in product(table["trait"], table["cross"], SHAPES, counts, _WHO)
        if _strong(cross, count) <= WIDEST
    ]
    trait, cross, kind, count, who = rng.deal(pool)
    strong = _strong(cross, count)
    looks = Shape(kind, trait["dominant"]), Shape(kind, trait["recessive"])
    prompt = rng.choice(_CROSSES).format(**trait, parents=cross["parents"], count=number(count), kind=kind, who=who)
    slips = [count - strong, count // 2, 3 * count // 4, strong - 1, strong + 1]
    wrong = [_rows(looks, slip, count) for slip in slips if 0 <= slip <= count and slip != strong]
    return pose(rng, prompt, _rows(looks, strong, count), wrong, given=(str(count),))


def _strong(cross: dict[str, Any], count: int) -> int:
    """How many of so many offspring show the dominant form."""
    one, other = cross["genes"]
    boxes = ["A" in one[place] + other[across] for place, across in product((0, 1), (0, 1))]
    return count * sum(boxes) // 4


def _rows(looks: tuple[Shape, Shape], strong: int, count: int) -> Scene:
    rows = ((looks[0],) * strong, (looks[1],) * (count - strong))
    return Scene(tuple(each for each in rows if each))


_WHO: Final = ("Ada", "Ben", "Cleo", "Dan")
_CROSSES: Final = (
    """In peas, {dominant} is dominant over {recessive} for the colour of the {part}. In an experiment of {who}'s \
{parents}, and exactly the shares that Mendel's laws predict come up among {count} young plants. Draw one {kind} for \
each of them in its own colour: one row of those with the dominant colour and, if there are others, a row of these \
below.""",
    """For pea plants the {part} colour {dominant} is dominant and {recessive} is recessive. In {who}'s garden, \
after {parents}, {count} offspring are raised and turn out just as Mendel's laws lead one to expect. Show each as a \
{kind} of the colour of its {part}, all of the dominant colour in one row and any others in a row below.""",
)


def _grown(rng: Chance, steps: int) -> Sketch:
    """Arrows for the shoot and the root of every plant."""
    lights: list[dict[str, Any]] = facts(TABLE)["tropism"]
    light, shoot, root, plant = rng.deal(list(product(lights, INKS[:6], INKS[6:], _PLANTS)))
    pots = [light, *rng.sample([each for each in lights if each is not light], min(steps, 3) - 1)]
    rng.shuffle(pots)
    told = "; ".join(pot["light"] for pot in pots)
    several = len(pots) > 1
    where, each = ("pots side by side", ", pot by pot from left to right,") if several else ("a single pot", "")
    prompt = rng.choice(_POTS).format(
        plant=plant, told=told, pots=where, each=each, shoot=with_article(shoot), root=with_article(root)
    )
    other = {"left": "right", "right": "left", "up": "down", "down": "up"}
    ways = [(pot["shoot"], pot["root"]) for pot in pots]
    wrong = [
        [(other[up], down) for up, down in ways],
        [("up", "down") for _ in ways],
        [(up, other[up]) for up, _ in ways],
        [(down, up) for up, down in ways],
    ]
    scenes = [_arrows(each, shoot, root) for each in (ways, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_PLANTS: Final = ("cress", "bean", "sunflower", "radish", "tomato")
_POTS: Final = (
    """Fresh {plant} seedlings stand in {pots}, and light reaches them{each} {told}. Draw one row of arrows: for \
each pot {shoot} arrow for the way its shoot goes on growing, then {root} arrow \
for its root. An arrow points straight up, straight down, straight to the left or straight to the right.""",
    """Where do {plant} seedlings grow to? They stand in {pots}, and the light comes{each} {told}. For every \
pot in turn show {shoot} arrow for the tip of the shoot and {root} arrow for the tip of the root, all in one \
row and none of them slanting: up, down, left and right are the only directions.""",
)


def _arrows(ways: list[tuple[str, str]], shoot: str, root: str) -> Scene:
    return row(*(Arrow(colour, way) for pair in ways for colour, way in zip((shoot, root), pair, strict=True)))


SUBTASK: Final = Subtask(
    "scientific_reasoning",
    "biology",
    2,
    {"steps": Knob(1, 1, 4, "kinds of creature, further bases, or pots", hard=2), "objects": OBJECTS},
    _build,
    place=3,
)
