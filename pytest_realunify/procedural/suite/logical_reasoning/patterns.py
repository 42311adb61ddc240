"""Rows of which a rule implies the rest: what alternates, what reads the same from both ends, what repeats."""

from __future__ import annotations

from itertools import permutations
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.logical_reasoning.things import COLOURS, KINDS
from pytest_realunify.procedural.suite.objects import WIDEST
from pytest_realunify.procedural.world.scene import Shape, row
from pytest_realunify.procedural.world.words import ORDINALS, listed, number, plural, with_article

DEALT: Final = tuple((kind, one, other) for kind in KINDS for one, other in permutations(COLOURS, 2))


def _hues(rng: Chance, count: int) -> tuple[str, list[str]]:
    """A kind, and colours of which the first two are dealt with it."""
    kind, one, other = rng.deal(DEALT)
    return kind, [one, other, *rng.sample([each for each in COLOURS if each not in (one, other)], count - 2)]


def alternation(rng: Chance, size: int) -> Sketch:
    """Two colours, neighbours never alike, one place told."""
    kind, one, other = rng.deal(DEALT)
    count = min(size + rng.choice((1, 2)), WIDEST)
    place = rng.randrange(1, count)
    hues = [one if at % 2 == place % 2 else other for at in range(count)]
    prompt = rng.choice(
        (
            (
                f"In a row of {number(count)} {plural(kind)}, each is {' or '.join(rng.sample((one, other), 2))}, no "
                f"two neighbours are alike, and the {ORDINALS[place]} from the left is {one}. Draw the row."
            ),
            (
                f"A string of {number(count)} beads uses only {' and '.join(rng.sample((one, other), 2))}; equal beads "
                f"never "
                f"touch. Counted from the left, the {ORDINALS[place]} bead is {one}. Draw the string as a straight "
                f"row of "
                f"{plural(kind)}."
            ),
        )
    )
    flipped = [other if hue == one else one for hue in hues]
    wrong = [row(*(Shape(kind, hue) for hue in each)) for each in (flipped, [one] * count, hues[:-1])]
    return pose(rng, prompt, row(*(Shape(kind, hue) for hue in hues)), wrong, given=(str(count),))


def mirror(rng: Chance, size: int) -> Sketch:
    """The row reads the same from both ends; its left half and its middle are told."""
    del size
    half = 2
    kind, hues = _hues(rng, half + 1)
    right = rng.random() < 0.5
    told = hues[:half]
    prompt = rng.choice(
        (
            (
                f"A row of {plural(kind)} reads the same from both ends. From the {'right' if right else 'left'} it "
                f"begins with "
                f"{listed(told)}, and then comes its middle, a single {hues[half]} one. Draw the whole row."
            ),
            (
                f"Folded in the middle, a row of {plural(kind)} would match itself colour for colour. In the middle is "
                f"{with_article(hues[half])} {kind}, and from the {'right' if right else 'left'} end towards it follow "
                f"{listed(told)}. "
                "Draw the whole row."
            ),
        )
    )
    whole = [*told, hues[half], *told[::-1]]
    wrong = [
        row(*(Shape(kind, hue) for hue in each)) for each in (hues, [*told, hues[half], *told], [*told, *told[::-1]])
    ]
    return pose(rng, prompt, row(*(Shape(kind, hue) for hue in whole)), wrong)


def repeat(rng: Chance, size: int) -> Sketch:
    """A pattern repeats; a stretch further on is told, the beginning is to be drawn."""
    period = max(3, min(size, WIDEST - 2))
    kind, hues = _hues(rng, period)
    start = rng.randrange(1, period)
    stretch = [hues[(start + at) % period] for at in range(period)]
    prompt = rng.choice(
        (
            (
                f"A long row of {plural(kind)} repeats the same {number(period)} colours over and over. Somewhere in "
                f"it, "
                f"from "
                f"left to right, come {listed(stretch)}; the row begins with {hues[0]}. Draw just its first "
                f"{number(period + 2)} {plural(kind)}."
            ),
            (
                f"The {number(period)} colours of an endless row of {plural(kind)} follow one another always in the "
                f"same "
                f"order: "
                f"at some place {listed(stretch)} come in a row from left to right. The very first is {hues[0]}. "
                f"Draw the beginning of it, {number(period + 2)} {plural(kind)} long."
            ),
        )
    )

    def line(begin: int, step: int, length: int) -> list[str]:
        return [hues[(begin + step * at) % period] for at in range(length)]

    wrong = [line(start, 1, period + 2), line(0, -1, period + 2), line(0, 1, period)]
    scene = row(*(Shape(kind, hue) for hue in line(0, 1, period + 2)))
    return pose(
        rng,
        prompt,
        scene,
        [row(*(Shape(kind, hue) for hue in each)) for each in wrong],
        given=(str(period), str(period + 2)),
    )
