"""Beams that mirrors throw back, and lights that mix on a white wall."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.english import direction_phrase
from pytest_realunify.procedural.world.scene import DIRECTIONS, SHAPES, Arrow, Shape, row
from pytest_realunify.procedural.world.words import listed

MIRRORS: Final = {
    "lying flat on the floor": (0, 1),
    "fixed flat under the ceiling": (0, -1),
    "upright on the left-hand wall": (-1, 0),
    "upright on the right-hand wall": (1, 0),
}
"""Where a mirror is, as (x, y) with y downwards."""


def bounced(rng: Chance, steps: int) -> Sketch:
    """One arrow for each straight stretch of a beam."""
    colour, start, beam = rng.deal(list(product(INKS, DIRECTIONS, ("laser beam", "ray of light", "thin sunbeam"))))
    way, path, met = DIRECTIONS[start], [start], []
    for _ in range(steps):
        mirror = rng.choice([name for name, (x, y) in MIRRORS.items() if x * way[0] + y * way[1] > 0])
        way = (-way[0], way[1]) if MIRRORS[mirror][0] else (way[0], -way[1])
        met.append(f"a mirror {mirror}")
        path.append(next(name for name, step in DIRECTIONS.items() if step == way))
    prompt = rng.choice(_BEAMS).format(beam=beam, start=direction_phrase(start), met=", then ".join(met), colour=colour)
    names = list(DIRECTIONS)
    back = [names[(names.index(start) + 4 * (place % 2)) % 8] for place in range(len(path))]
    turned = [names[(names.index(start) + 2 * place) % 8] for place in range(len(path))]
    wrong = [row(*(Arrow(colour, each) for each in ways)) for ways in ([start] * len(path), back, turned, path[:-1])]
    return pose(rng, prompt, row(*(Arrow(colour, each) for each in path)), wrong)


_BEAMS: Final = (
    """Seen from the side, a {beam} sets out {start}. On its way it meets {met}. Draw one {colour} arrow for each \
straight stretch of its path, including the one after the last mirror, side by side in the order of travel from left \
to right.""",
    """A {beam} travels {start} in this view of a room from the side; it hits {met}. Show each straight stretch of \
its path, from the first to the one after the last mirror, as {colour} arrows in one row from left to right.""",
)


def mixed(rng: Chance, steps: int) -> Sketch:
    """Patches of a white wall under spotlights."""
    seen = {tuple(entry["mixed"]): entry["seen"] for entry in facts("scientific_reasoning/physics")["light"]}
    one, two, kind = rng.deal(list(product(seen, seen, SHAPES)))
    patches = [one, two, *(rng.choice(list(seen)) for _ in range(min(steps, WIDEST - 2)))]
    if max(map(len, patches)) == 1:
        patches[-1] = rng.choice([lamps for lamps in seen if len(lamps) > 1])
    told = [f"{listed(lamps)} light {'alone' if len(lamps) == 1 else 'together'}" for lamps in patches]
    prompt = rng.choice(_PATCHES).format(told="; ".join(told), kind=kind)
    right = [seen[lamps] for lamps in patches]
    paint = {("red", "green"): "brown", ("green", "blue"): "blue", ("red", "green", "blue"): "black"}
    wrong = [
        [paint.get(lamps, lamps[0]) for lamps in patches],
        [lamps[0] for lamps in patches],
        [lamps[-1] for lamps in patches],
    ]
    scenes = [row(*(Shape(kind, colour) for colour in colours)) for colours in (right, *wrong)]
    return pose(rng, prompt, scenes[0], scenes[1:])


_PATCHES: Final = (
    """In a dark hall, spotlights make separate patches on a white wall. From left to right the patches get {told}. \
Draw each as a {kind} of the colour in which it is seen.""",
    """On a white screen with no other light, patches side by side are lit, from left to right, by {told}. Show the \
row of patches, each as a {kind} in the colour that the eye sees.""",
)
