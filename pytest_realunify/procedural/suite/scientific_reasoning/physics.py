"""Vessels, forces, densities and wheels; light and circuits have modules of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.objects import OBJECTS, WIDEST
from pytest_realunify.procedural.suite.scientific_reasoning.circuits import wired
from pytest_realunify.procedural.suite.scientific_reasoning.light import bounced, mixed
from pytest_realunify.procedural.suite.scientific_reasoning.temperatures import stirred
from pytest_realunify.procedural.suite.scientific_reasoning.weights import balanced
from pytest_realunify.procedural.world.scene import LEVELS, Arrow, Flag, Glass, Scene, Shape, row
from pytest_realunify.procedural.world.words import listed, with_article

TABLE: Final = "scientific_reasoning/physics"
LIQUIDS: Final = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown")


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps = difficulty["steps"]
    families: tuple[Callable[[], Sketch], ...] = (
        partial(bounced, rng, steps),
        partial(mixed, rng, steps),
        partial(wired, rng, steps, difficulty["objects"]),
        *(partial(family, rng, steps) for family in (_joined, _pushed, _layered, _geared, balanced, stirred)),
    )
    return families[rng.deal(range(len(families)))]()


def _joined(rng: Chance, steps: int) -> Sketch:
    """Communicating vessels of one size, some taps open."""
    count = max(2, min(steps + 1, 4))
    open_ = count if count == 2 or rng.random() < 0.6 else count - 1
    starts = [each for each in product(range(5), repeat=open_) if sum(each) % open_ == 0 and len(set(each)) > 1]
    colour, vessel, first = rng.deal(list(product(LIQUIDS, ("vessels", "tubes", "jars", "beakers"), starts)))
    start = [*first, *(rng.randint(0, 4) for _ in range(count - open_))]
    end = [sum(first) // open_] * open_ + start[open_:]
    taps = "All taps are opened" if open_ == count else "All taps but the rightmost are opened"
    prompt = rng.choice(_VESSELS).format(
        vessels=vessel, colour=colour, levels=listed([LEVELS[each] for each in start]), taps=taps
    )
    poured = [0] * (open_ - 1) + [min(4, sum(first))] + start[open_:]
    every = [round(sum(start) / count)] * count
    wrong = [_filled(each, colour) for each in (start, every, poured, start[::-1])]
    return pose(rng, prompt, _filled(end, colour), wrong)


_VESSELS: Final = (
    """Upright {vessels} of one size stand on a level table, each joined at the bottom to its neighbour by a thin \
pipe with a closed tap. From left to right they are {levels}; the liquid is {colour}. {taps}. Draw the row of them \
as glasses of {colour} liquid once nothing flows any more.""",
    """Liquid that is {colour} stands in a row of equal {vessels}, drawn as glasses, whose floors are connected by \
pipes with taps between neighbours. With the taps shut they are, from left to right, {levels}. {taps}. Show the \
levels after a long wait.""",
)


def _filled(levels: list[int], colour: str) -> Scene:
    return row(*(Glass(level, colour if level else None) for level in levels))


def _pushed(rng: Chance, steps: int) -> Sketch:
    """Arrows for the forces on the two ends of a gap, pair by pair."""
    effects = {tuple(pair): entry["effect"] for entry in facts(TABLE)["force"] for pair in entry["pairs"]}
    first, left, right = rng.deal(list(product(effects, INKS, INKS[:4])))
    if left == right:
        right = "purple"
    others = [pair for pair in effects if effects[pair] != effects[first]]
    pairs = [first, *rng.sample(others, min(steps, 3) - 1)]
    rng.shuffle(pairs)
    shown = [effects[pair] for pair in pairs]
    told = listed([f"{one} facing {other}" for one, other in pairs])
    prompt = rng.choice(_FORCES).format(told=told, left=with_article(left), right=with_article(right))
    other = {"attract": "repel", "repel": "attract"}
    slip = rng.randrange(len(shown))
    wrong = [
        [other[each] if place == slip else each for place, each in enumerate(shown)],
        ["attract"] * len(shown),
        [other[each] for each in shown],
    ]
    return pose(rng, prompt, _arrows(shown, left, right), [_arrows(each, left, right) for each in wrong])


_FORCES: Final = (
    """Look at a little experiment, pair after pair from left to right: {told}. In every pair the thing named first \
is the left one. Draw all the arrows in one row: for each pair {left} arrow for the push or pull on its left thing, \
then {right} arrow for that on its right thing.""",
    """In a physics lesson the following are held close together, the first always to the left of the second: \
{told}. Show the forces that they exert on each other, in one row from left to right: {left} arrow for every left \
thing followed by {right} arrow for its partner.""",
)


def _arrows(effects: list[str], left: str, right: str) -> Scene:
    ways = {"attract": ("right", "left"), "repel": ("left", "right")}
    pairs = [zip((left, right), ways[effect], strict=True) for effect in effects]
    return row(*(Arrow(colour, way) for pair in pairs for colour, way in pair))


def _layered(rng: Chance, steps: int) -> Sketch:
    """Liquids that do not mix, as stripes."""
    dense: dict[str, float] = facts(TABLE)["liquid"][0]["names"]
    first, colour, jar = rng.deal(list(product(dense, INKS, ("jar", "measuring cylinder", "test tube"))))
    names = [first, *rng.sample([name for name in dense if name != first], min(steps + 1, 5) - (steps > 3))]
    colours = [colour, *rng.sample([ink for ink in INKS if ink != colour], len(names) - 1)]
    ink = dict(zip(names, colours, strict=True))
    told = rng.sample(names, len(names))
    right = sorted(names, key=dense.__getitem__)
    prompt = rng.choice(_LAYERS).format(jar=jar, told=listed([f"{name} ({ink[name]})" for name in told]))
    wrong = [Flag("horizontal", tuple(ink[name] for name in order)) for order in (right[::-1], told, told[::-1])]
    upright = Flag("vertical", tuple(ink[name] for name in right))
    scene = row(Flag("horizontal", tuple(ink[name] for name in right)))
    return pose(rng, prompt, scene, [row(flag) for flag in (*wrong, upright)])


_LAYERS: Final = (
    """Into a tall {jar} somebody pours, so gently that nothing mixes, equal amounts of {told}. Draw what is in it \
as a flag with one stripe of the colour in brackets for each liquid, lying as the liquids come to lie.""",
    """Equal amounts of these liquids settle in a {jar} without mixing: {told}. Show the layers as the stripes of a \
flag, in the colours given in brackets.""",
)


def _geared(rng: Chance, steps: int) -> Sketch:
    """A chain of wheels, each driven by the one before."""
    reverses = {name: entry["reverses"] for entry in facts(TABLE)["link"] for name in entry["names"]}
    kind, yes, no, clockwise = rng.deal(list(product(("circle", "ring", "hexagon"), INKS[:6], INKS[6:], (True, False))))
    links = [rng.choice(list(reverses)) for _ in range(min(steps + 2, WIDEST - 1))]
    if all(reverses[link] == reverses[links[0]] for link in links):
        links[-1] = rng.choice([link for link in reverses if reverses[link] != reverses[links[0]]])
    turns = [clockwise]
    for link in links:
        turns.append(turns[-1] != reverses[link])
    told = ", which drives the next through ".join(links)
    prompt = rng.choice(_GEARS).format(
        way="clockwise" if clockwise else "counterclockwise", told=told, kind=kind, yes=yes, no=no
    )
    alternating = [clockwise == (place % 2 == 0) for place in range(len(turns))]
    wrong = [alternating, [clockwise] * len(turns), [not turn for turn in turns], turns[:-1]]
    scenes = [row(*(Shape(kind, yes if turn else no) for turn in each)) for each in (turns, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_GEARS: Final = (
    """The leftmost wheel of a machine turns {way}. It drives the wheel to its right through {told}. Draw one {kind} \
for every wheel, from left to right: {yes} where the wheel turns clockwise, {no} where it turns the other way.""",
    """In a row of wheels the first on the left is turned {way} by hand; it drives its neighbour through {told}. \
Show the wheels in their row, each as a {kind}, with {yes} meaning clockwise and {no} meaning counterclockwise.""",
)

SUBTASK: Final = Subtask(
    "scientific_reasoning",
    "physics",
    2,
    {"steps": Knob(1, 1, 4, "mirrors, vessels, pairs, liquids or faults", hard=2), "objects": OBJECTS},
    _build,
    place=1,
)
