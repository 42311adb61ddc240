"""Lamps in series and in parallel, some of them burnt out."""

from __future__ import annotations

from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import INKS
from pytest_realunify.procedural.world.scene import Scene, Shape
from pytest_realunify.procedural.world.words import ORDINALS, listed, number


def wired(rng: Chance, steps: int, objects: int) -> Sketch:
    """Branches in parallel, each a chain in series: a broken chain is dark as a whole."""
    kind, bright, dark = rng.deal(list(product(("circle", "ring", "star", "hexagon"), INKS[:6], INKS[6:])))
    sizes = [(b, each) for b in range(2, 5) for each in range(2, 5) if b * each <= objects]
    branches, lamps = rng.choice(sizes)
    whole = rng.randrange(branches)
    places = [(branch, place) for branch in range(branches) if branch != whole for place in range(lamps)]
    broken = rng.sample(places, min(steps, 3, len(places)))
    told = [f"lamp {place + 1} of the {ORDINALS[branch]} branch" for branch, place in broken]
    prompt = rng.choice(_CIRCUITS).format(
        branches=number(branches),
        lamps=number(lamps),
        broken=listed(told),
        have="has" if len(told) == 1 else "have",
        bright=bright,
        dark=dark,
        kind=kind,
    )
    out = {branch for branch, _ in broken}
    grids = [
        [[branch not in out for _ in range(lamps)] for branch in range(branches)],
        [[(branch, place) not in broken for place in range(lamps)] for branch in range(branches)],
        [[False] * lamps] * branches,
        [[branch in out for _ in range(lamps)] for branch in range(branches)],
    ]
    right, *wrong = [_lamps(grid, kind, bright, dark) for grid in grids]
    return pose(rng, prompt, right, wrong, given=(str(lamps), str(branches)))


_CIRCUITS: Final = (
    """A battery feeds {branches} branches in parallel, each of {lamps} equal lamps in series. Counted from the top \
and from the left, {broken} {have} burnt out. Draw every lamp as a {kind}, a row for each branch: {bright} if it \
shines, {dark} if it stays dark.""",
    """Lamps are connected to a good battery in {branches} parallel branches, {lamps} lamps in series in each. \
Numbering branches downwards and lamps to the right, {broken} {have} a broken filament. Show the board with one row \
per branch and a {kind} for every lamp, {bright} where there is light and {dark} where there is none.""",
)


def _lamps(grid: list[list[bool]], kind: str, bright: str, dark: str) -> Scene:
    return Scene(tuple(tuple(Shape(kind, bright if shines else dark) for shines in branch) for branch in grid))
