"""Sizes, weights, parts and pairs of ordinary things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.commonsense_reasoning.dials import dialled, minute_hands
from pytest_realunify.procedural.suite.commonsense_reasoning.piles import piled
from pytest_realunify.procedural.suite.commonsense_reasoning.putting import put
from pytest_realunify.procedural.suite.looks import INKS, LOOKS, different, legend
from pytest_realunify.procedural.suite.objects import OBJECTS, WIDEST
from pytest_realunify.procedural.suite.ordering import ordered
from pytest_realunify.procedural.suite.tallying import tallied
from pytest_realunify.procedural.world.scene import SHAPES, Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, number

TABLE: Final = "commonsense_reasoning/common_objects"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps, objects = difficulty["steps"], difficulty["objects"]
    families: tuple[Callable[[], Sketch], ...] = (
        partial(_sized, rng),
        partial(ordered, rng, TABLE, steps + 2),
        partial(tallied, rng, TABLE, steps, objects),
        partial(_paired, rng, steps, objects),
        partial(piled, rng, steps, objects),
        partial(put, rng, steps),
        partial(dialled, rng, steps),
        partial(minute_hands, rng, steps),
    )
    return families[rng.deal(range(len(families)))]()


def _sized(rng: Chance) -> Sketch:
    """Three things, drawn larger the larger they are."""
    names: list[str] = facts(TABLE)["size"][0]["names"]
    count = 3
    start, look = rng.deal(list(product(range(len(names)), _SIZED)))
    others = rng.sample([place for place in range(len(names)) if place != start], count - 1)
    places = [start, *others]
    looks = different(rng, count, look, kinds=[kind for kind in SHAPES if kind != "bar"])
    sizes = ("small", "medium", "large")
    shown = [
        Shape(each.kind, each.colour, sizes[sorted(places).index(place)])
        for place, each in zip(places, looks, strict=True)
    ]
    told = legend(rng, [(names[place], each) for place, each in zip(places, looks, strict=True)])
    prompt = rng.choice(_SIZES).format(told=told)
    other = {size: size if size == "medium" else ("small" if size == "large" else "large") for size in sizes}
    wrong = [
        row(*looks),
        row(*(Shape(each.kind, each.colour, other[each.size]) for each in shown)),
        row(*(Shape(each.kind, each.colour, size) for each, size in zip(shown, sizes, strict=True))),
    ]
    return pose(rng, prompt, row(*shown), wrong)


_SIZED: Final = [look for look in LOOKS if look.kind != "bar"]
"""A bar is wide and flat: whether it is larger than a circle is a matter of opinion."""
_SIZES: Final = (
    """Draw in one row, from left to right, {told}. Let the sizes follow life: the smallest of the real things \
becomes a small shape, the largest becomes a large one and the remaining thing is of medium size.""",
    """From left to right stand {told}. Give the biggest thing the large shape, the tiniest the small shape, and keep \
the one in between medium.""",
)


def _paired(rng: Chance, steps: int, objects: int) -> Sketch:
    """Complete pairs among single socks, by colour."""
    item, kind, colour = rng.deal(list(product(("sock", "knitting needle", "chopstick"), SHAPES, INKS)))
    colours = [colour, *rng.sample([ink for ink in INKS if ink != colour], min(steps, 3))]
    rng.shuffle(colours)
    counts = _single(rng, len(colours), objects)
    told = listed([f"{number(n)} {ink} {item}s" for ink, n in zip(colours, counts, strict=True)])
    prompt = rng.choice(_PAIRS).format(told=told, Told=told[0].upper() + told[1:], item=item, kind=kind)
    wrong = [
        _rows(kind, colours, [each // 2 + each % 2 for each in counts]),
        _rows(kind, colours, [min(each, 12) for each in counts]),
        _rows(kind, colours, [each // 2 + (place == 0) for place, each in enumerate(counts)]),
    ]
    return pose(rng, prompt, _rows(kind, colours, [each // 2 for each in counts]), wrong)


def _single(rng: Chance, kinds: int, objects: int) -> list[int]:
    """How many there are of each kind, one of them odd at least; the pairs can be drawn."""
    while True:
        counts = [rng.randint(2, 2 * WIDEST + 1) for _ in range(kinds)]
        if any(count % 2 for count in counts) and sum(count // 2 for count in counts) <= objects:
            return counts


_PAIRS: Final = (
    """A drawer holds {told}, all loose. Matching {item}s of one colour are put together in pairs. Draw one {kind} \
in the {item}s' own colour for each of the pairs that can be made, a row for every colour, in the order given.""",
    """{Told} lie in a heap. Sort them into pairs of one colour and forget what is left over: draw one {kind} of \
that colour for each of the pairs, with a row of its own for each colour from top to bottom, in the order given.""",
)


def _rows(kind: str, colours: list[str], counts: list[int]) -> Scene:
    return Scene(tuple(tuple([Shape(kind, ink)] * count) for ink, count in zip(colours, counts, strict=True) if count))


SUBTASK: Final = Subtask(
    "commonsense_reasoning",
    "common_objects",
    2,
    {"steps": Knob(1, 1, 4, "steps or kinds of thing that are combined", hard=2), "objects": OBJECTS},
    _build,
    place=3,
)
