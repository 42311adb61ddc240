"""Results that are no counts: on signs and clocks, and as levels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import SEEN, Picture
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Glass, Sign, row

LIQUIDS: Final = tuple(colour for colour in SEEN if colour not in ("black", "grey"))


def sign(rng: Chance, what: str, text: str, slips: Sequence[str]) -> Picture:
    """A single sign; `what` follows "shows": `the time of arrival`."""
    colour = rng.choice(TEXT_COLOURS)
    wrong = [slip for slip in dict.fromkeys(slips) if slip != text]
    request = rng.choice(
        (
            f"Draw a white sign that shows {what} in {colour}, and nothing else.",
            f"Show {what} in {colour} on a white sign.",
            f"Paint just a white sign with {what} in {colour}.",
        )
    )
    return Picture(request, row(Sign(text, colour)), tuple(row(Sign(slip, colour)) for slip in wrong[:3]))


def clock_face(rng: Chance, what: str, minutes: int, slips: Sequence[int]) -> Picture:
    """A clock with two hands; times are minutes after midnight, in fives."""
    request = rng.choice(
        (
            f"Draw a round clock face with two hands that shows {what}.",
            f"Show {what} on a round clock face with an hour hand and a minute hand.",
        )
    )
    scenes = [row(_clock(each)) for each in (minutes, *slips)]
    return Picture(request, scenes[0], tuple(scenes[1:]))


def _clock(minutes: int) -> Clock:
    return Clock(minutes // 60 % 12 or 12, minutes % 60)


def signs(rng: Chance, whats: Sequence[str], texts: Sequence[str], wrong: Sequence[str]) -> Picture:
    """Two or three signs from left to right; `wrong` are their texts by a typical slip, no permutation needed."""
    colour = rng.choice(TEXT_COLOURS)
    places = ("left", "right") if len(whats) == 2 else ("left", "middle", "right")
    parts = ", ".join(f"{what} on the {place} one" for what, place in zip(whats, places, strict=True))
    request = rng.choice(
        (
            f"Draw white signs side by side, written in {colour}: {parts}.",
            f"On white signs next to one another, write in {colour}: {parts}.",
        )
    )
    scenes = [row(*(Sign(text, colour) for text in each)) for each in (texts, texts[::-1], wrong)]
    return Picture(request, scenes[0], tuple(scenes[1:]))


def glass(rng: Chance, what: str, level: int) -> Picture:
    """A glass at the level of `what`, such as `Mira's glass at the end`; level 1 to 4."""
    liquid = rng.choice(LIQUIDS)
    near = [each for each in (level - 1, level + 1) if 1 <= each <= 4]
    request = rng.choice(
        (
            f"Draw {what} with {liquid} liquid in it, standing as high as it must, and nothing else.",
            f"Show {what}, the liquid {liquid} and at the right height.",
            f"Paint just {what}, filled with {liquid} liquid up to its true level.",
        )
    )
    return Picture(request, row(Glass(level, liquid)), tuple(row(Glass(each, liquid)) for each in near))


def glasses(rng: Chance, request: str, liquids: Sequence[str], levels: Sequence[int]) -> Picture:
    """Two or three glasses in a row; the request is the caller's, as it names them."""
    place = rng.randrange(len(levels))
    wrong = rng.choice([each for each in (levels[place] - 1, levels[place] + 1) if 1 <= each <= 4])
    off = [wrong if at == place else level for at, level in enumerate(levels)]
    scenes = [row(*map(Glass, each, liquids)) for each in (levels, off, levels[::-1])]
    return Picture(request, scenes[0], tuple(scenes[1:]))
