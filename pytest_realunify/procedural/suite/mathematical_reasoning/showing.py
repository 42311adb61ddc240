"""Results that are no counts: on signs, as levels, sectors, grids, orders and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import CLOSINGS, SEEN, Picture
from pytest_realunify.procedural.world.queries import Count, HigherIn, LevelIs, LiquidIs, Query, Shows, SignShows, What
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Glass, Shape, Sign, row
from pytest_realunify.procedural.world.words import plural

LIQUIDS: Final = tuple(colour for colour in SEEN if colour not in ("black", "grey"))


def sign(rng: Chance, what: str, text: str, slips: Sequence[str]) -> Picture:
    """A single sign; `what` follows "shows": `the time of arrival`."""
    colour = rng.choice(TEXT_COLOURS)
    wrong = [slip for slip in dict.fromkeys(slips) if slip != text]
    request = rng.choice(
        (
            f"Draw a white sign that shows {what} in {colour}, and nothing else.",
            f"Show {what} in {colour} on a white sign. {rng.choice(CLOSINGS)}",
            f"Paint nothing but a white sign with {what} in {colour}.",
        )
    )
    yes: list[Query] = [Shows(text), Count(What("sign"), 1)]
    no: list[Query] = [Shows(slip) for slip in wrong[:2]]
    return Picture(
        request,
        row(Sign(text, colour)),
        tuple(yes[: rng.choice((1, 2))]),
        tuple(no[: rng.choice((1, 2))]),
        tuple(row(Sign(slip, colour)) for slip in wrong[:2]),
    )


def signs(rng: Chance, whats: Sequence[str], texts: Sequence[str], wrong: Sequence[str]) -> Picture:
    """Two or three signs from left to right; `wrong` are their texts by a typical slip, no permutation needed."""
    colour = rng.choice(TEXT_COLOURS)
    places = ("left", "right") if len(whats) == 2 else ("left", "middle", "right")
    parts = ", ".join(f"{what} on the {place} one" for what, place in zip(whats, places, strict=True))
    request = rng.choice(
        (
            f"Draw white signs side by side, written in {colour}: {parts}. {rng.choice(CLOSINGS)}",
            f"On white signs next to one another, write in {colour}: {parts}. {rng.choice(CLOSINGS)}",
        )
    )
    ends = (("leftmost", 0), ("rightmost", -1))
    first, other = rng.sample(ends, 2)
    no: list[Query] = [SignShows(first[0], texts[other[1]])]
    no += [Shows(text) for text in wrong if text not in texts]
    return Picture(
        request,
        row(*(Sign(text, colour) for text in texts)),
        tuple(SignShows(where, texts[place]) for where, place in ends),
        tuple(no[:2]),
        (row(*(Sign(text, colour) for text in reversed(texts))), row(*(Sign(text, colour) for text in wrong))),
    )


def glass(rng: Chance, what: str, level: int) -> Picture:
    """A glass at the level of `what`, such as `Mira's glass at the end`; level 1 to 4."""
    liquid, other = rng.sample(LIQUIDS, 2)
    near = [each for each in (level - 1, level + 1) if 1 <= each <= 4]
    far = [each for each in range(1, 5) if each != level]
    request = rng.choice(
        (
            f"Draw {what} with {liquid} liquid in it, standing as high as it must, and nothing else.",
            f"Show {what}, the liquid {liquid} and at the right height. {rng.choice(CLOSINGS)}",
            f"Paint nothing but {what}, filled with {liquid} liquid up to its true level.",
        )
    )
    yes: list[Query] = [LevelIs("only", level), LiquidIs("only", liquid)]
    wrong = rng.choice(near)
    no: list[Query] = [
        LevelIs("only", wrong),
        rng.choice((LiquidIs("only", other), LevelIs("only", rng.choice([each for each in far if each != wrong])))),
    ]
    return Picture(
        request,
        row(Glass(level, liquid)),
        tuple(yes[: rng.choice((1, 2))]),
        tuple(no[: rng.choice((1, 2))]),
        tuple(row(Glass(each, liquid)) for each in near),
    )


def glasses(rng: Chance, request: str, liquids: Sequence[str], levels: Sequence[int]) -> Picture:
    """Two or three glasses in a row; the request is the caller's, as it names them."""
    ends = {"leftmost": levels[0], "rightmost": levels[-1]}
    where = rng.choice(list(ends))
    wrong = rng.choice([each for each in (ends[where] - 1, ends[where] + 1) if 1 <= each <= 4])
    no: list[Query] = [LevelIs(where, wrong)]
    if levels[0] > levels[-1]:
        no.append(HigherIn("rightmost", "leftmost"))
    elif levels[0] < levels[-1]:
        no.append(HigherIn("leftmost", "rightmost"))
    off = [wrong, *levels[1:]] if where == "leftmost" else [*levels[:-1], wrong]
    return Picture(
        request,
        row(*map(Glass, levels, liquids)),
        tuple(LevelIs(each, level) for each, level in ends.items()),
        tuple(no),
        (row(*map(Glass, off, liquids)),),
    )


def all_named(shape: Shape) -> str:
    """`red stars`."""
    return f"{shape.colour} {plural(shape.kind)}"
