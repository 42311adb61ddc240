"""What floats and what falls, what a mirror shows, and where a shadow lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.commonsense_reasoning.pouring import poured
from pytest_realunify.procedural.suite.commonsense_reasoning.weighing import weighed
from pytest_realunify.procedural.suite.looks import INKS, LOOKS, a, different, legend, line
from pytest_realunify.procedural.suite.objects import OBJECTS
from pytest_realunify.procedural.world.english import items_phrase
from pytest_realunify.procedural.world.scene import DIRECTIONS, LEVELS, SHAPES, THINGS, Arrow, Glass, Item, Shape, row
from pytest_realunify.procedural.world.words import listed, number, with_article

TABLE: Final = "commonsense_reasoning/physical_laws"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    family = rng.deal((_floating, _released, _mirrored, _shaded, poured, weighed))
    return family(rng, difficulty["things"])


def _floating(rng: Chance, count: int) -> Sketch:
    """A glass of water for each thing."""
    floats = {name: entry["floats"] for entry in facts(TABLE)["float"] for name in entry["things"]}
    inks = [ink for ink in INKS if ink not in ("blue", "cyan")]
    first, kind, ink = rng.deal(list(product(floats, THINGS, inks)))
    names = [first, *rng.sample([name for name in floats if name != first], min(count, 4) - 1)]
    looks = different(rng, len(names), Shape(kind, ink), inks, THINGS)
    pairs = rng.sample(list(zip(names, looks, strict=True)), len(names))
    level, water = rng.choice((2, 3)), rng.choice(("blue", "cyan"))
    prompt = _ALONE if len(names) == 1 else rng.choice(_SEVERAL)
    prompt = prompt.format(n=number(len(names)), level=LEVELS[level], water=water, told=legend(rng, pairs))
    shown = [Glass(level, water, look, floats[name]) for name, look in pairs]
    slip = rng.randrange(len(shown))
    wrong = [
        row(*(_other(glass) if place == slip else glass for place, glass in enumerate(shown))),
        row(*map(_other, shown)),
        row(*(Glass(level, water, glass.thing, floats=not shown[0].floats) for glass in shown)),
    ]
    return pose(rng, prompt, row(*shown), wrong)


_ALONE: Final = (
    "A glass stands {level} of fresh water, drawn as {water} liquid. Somebody pushes one thing right under the surface "
    "and lets go: {told}. Show the glass, as full as before, with the thing where it comes to rest."
)
_SEVERAL: Final = (
    """A row of {n} glasses is set up, each {level} of fresh water, drawn as {water} liquid. From left to right, one \
thing is pushed right under in each and let go: {told}. Show where everything comes to rest, with the water as high \
as before.""",
    """Side by side stand {n} glasses, all {level} of fresh water, which is drawn as {water} liquid. Each gets one \
thing, in this order from left to right: {told}. The things are pushed under and released; draw the glasses, still \
as full, when all has come to rest.""",
)


def _other(glass: Glass) -> Glass:
    return Glass(glass.level, glass.liquid, glass.thing, not glass.floats)


def _released(rng: Chance, count: int) -> Sketch:
    """An arrow for each thing that nobody holds any longer."""
    moves = {name: entry["moves"] for entry in facts(TABLE)["release"] for name in entry["things"]}
    first, colour, start = rng.deal(list(product(moves, INKS, (0, 1))))
    other = rng.choice([name for name in moves if moves[name] != moves[first]])
    names = [other, *rng.sample([name for name in moves if name not in (first, other)], count - 1)]
    rng.shuffle(names)
    names.insert(start, first)
    colours = rng.sample([ink for ink in INKS if ink != colour], count)
    colours.insert(start, colour)
    shown = [Arrow(ink, moves[name]) for name, ink in zip(names, colours, strict=True)]
    told = [f"{with_article(ink)} one for {name}" for name, ink in zip(names, colours, strict=True)]
    prompt = rng.choice(_RELEASES).format(told=listed(told))
    slip = rng.randrange(len(shown))
    wrong = [
        row(*(Arrow(each.colour, _opposite(each, place == slip)) for place, each in enumerate(shown))),
        row(*(Arrow(each.colour, "down") for each in shown)),
        row(*(Arrow(each.colour, _opposite(each)) for each in shown)),
    ]
    return pose(rng, prompt, row(*shown), wrong)


_RELEASES: Final = (
    """Nothing blows, nothing flows, and each of these is let go at the same moment. Draw one arrow for each, in one \
row in this order from left to right, pointing the way it sets off: {told}.""",
    """What happens when these are released in still surroundings? Show arrows side by side, from left to right, for \
the way each thing moves first: {told}.""",
)


def _opposite(arrow: Arrow, really: bool = True) -> str:
    return {"up": "down", "down": "up"}[arrow.direction] if really else arrow.direction


def _mirrored(rng: Chance, count: int) -> Sketch:
    """A row beside an upright mirror, or a column above still water."""
    upright, colour, kind = rng.deal([*product((True,), INKS, SHAPES), *product((False,), INKS, _SAME_UPSIDE_DOWN)])
    shapes = different(rng, count, Shape(kind, colour), kinds=SHAPES if upright else _SAME_UPSIDE_DOWN)
    free = [ink for ink in INKS if ink not in [shape.colour for shape in shapes]]
    arrow = Arrow(rng.choice(free), rng.choice([name for name in DIRECTIONS if _flipped(name, upright) != name]))
    items: list[Item] = [*shapes, arrow]
    rng.shuffle(items)
    seen = [_reflected(item, upright) for item in items[::-1]]
    prompt = rng.choice(_MIRRORS[upright]).format(told=listed([items_phrase(item, 1) for item in items]))
    wrong = [
        line(items, upright),
        line(items[::-1], upright),
        line([_reflected(item, upright) for item in items], upright),
    ]
    return pose(rng, prompt, line(seen, upright), wrong)


_SAME_UPSIDE_DOWN: Final = ("circle", "ring", "square", "bar", "diamond", "cross", "hexagon")
_MIRRORS: Final = {
    True: (
        """On a shelf stand, from left to right, {told}. Draw the mirror image of this row that shows in a \
looking-glass set upright at its right-hand end, from left to right as you would see it.""",
        """From left to right a row holds {told}. Draw only how the row looks in a mirror that stands upright beside \
it, with left and right exchanged.""",
    ),
    False: (
        """Painted on a mast beside a calm lake are, from top to bottom, {told}. Draw only their reflection in the \
water, as one column.""",
        """From top to bottom, a column holds {told}. It stands at the edge of a perfectly still pond: draw nothing \
but its reflection, again as one column.""",
    ),
}


def _reflected(item: Item, upright: bool) -> Item:
    return Arrow(item.colour, _flipped(item.direction, upright)) if isinstance(item, Arrow) else item


def _flipped(direction: str, upright: bool) -> str:
    x, y = DIRECTIONS[direction]
    wanted = (-x, y) if upright else (x, -y)
    return next(name for name, step in DIRECTIONS.items() if step == wanted)


def _shaded(rng: Chance, count: int) -> Sketch:
    """A light, things that stand in it, and the shadow of the last of them."""
    del count
    things: Sequence[str] = facts(TABLE)["shadow"]["things"]
    thing, look, light_left = rng.deal(list(product(things, [each for each in LOOKS if each.kind != "bar"], (0, 1))))
    kinds = [kind for kind in ("circle", "star", "ring") if kind != look.kind]
    light = Shape(rng.choice(kinds), rng.choice([ink for ink in ("yellow", "orange") if ink != look.colour]))
    shadow = Shape("bar", rng.choice([ink for ink in ("black", "grey", "brown") if ink != look.colour]))
    source = rng.choice(("sun", "moon", "street lamp"))
    side, far = ("left", "right") if light_left else ("right", "left")
    told = rng.choice((f"The {source} shines from the {side}", f"The shadow falls to the {far}"))
    prompt = rng.choice(_SHADOWS).format(
        thing=thing,
        source=source,
        look=a(look),
        light=a(light),
        shadow=a(shadow),
        told=told,
        told_on=told[0].lower() + told[1:],
    )
    right = [light, look, shadow] if light_left else [shadow, look, light]
    wrong = [right[::-1], [look, light, shadow], [right[1], right[0], right[2]]]
    return pose(rng, prompt, row(*right), [row(*order) for order in wrong])


_SHADOWS: Final = (
    """A {thing} is drawn as {look}, the {source} as {light} and the shadow that the {thing} throws on level ground \
as {shadow}. {told}. Put the shapes side by side as they stand, seen from the front.""",
    """With no other light about, {told_on}. Draw in one row, as seen from the front, {look} for a {thing}, {light} \
for the {source} and {shadow} for the shadow on the flat ground.""",
)

SUBTASK: Final = Subtask(
    "commonsense_reasoning",
    "physical_laws",
    2,
    {"things": Knob(2, 1, 4, "things, or pourings, to think about", easy=1, hard=3), "objects": OBJECTS},
    _build,
    place=1,
)
