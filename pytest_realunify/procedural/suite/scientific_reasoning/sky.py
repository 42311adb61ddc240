"""Halves in light and halves in shade: the Moon from the Earth, and globes beside the Sun."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.scene import Cut, Halves, Scene, Shape, row

BRIGHT: Final = ("yellow", "orange", "white", "pink", "cyan", "red")
DARK: Final = ("black", "green", "blue", "purple", "brown")


def phased(rng: Chance) -> Sketch:
    """The Moon as it is seen from a city of the north or the south."""
    table = facts("scientific_reasoning/geography")
    moments: list[tuple[dict[str, Any], str]] = [(moon, told) for moon in table["moon"] for told in moon["told"]]
    (moon, told), side, bright, dark = rng.deal(list(product(moments, ("north", "south"), BRIGHT, DARK)))
    city = rng.choice(next(entry["cities"] for entry in table["hemisphere"] if entry["side"] == side))
    inks = {"bright": bright, "dark": dark}
    left, right = (inks[each] for each in (moon["north"] if side == "north" else moon["north"][::-1]))
    prompt = rng.choice(_MOONS).format(told=told, city=city, bright=bright, dark=dark)
    wrong = [
        _disc("vertical", right, left),
        _disc("vertical", dark, bright),
        _disc("horizontal", bright, dark),
        _disc("vertical", bright, bright),
        _disc("vertical", bright, dark),
    ]
    return pose(rng, prompt, _disc("vertical", left, right), wrong)


_MOONS: Final = (
    """Draw the disc of the Moon {told} as it stands, upright, high in the sky over {city}, as a circle: \
{bright} where it is lit, {dark} where it is in shade.""",
    """Somebody in {city} looks up at the Moon {told}, where it crosses the meridian. Show its disc as a single \
circle, with {bright} for the sunlit part and {dark} for the part in shade.""",
)


def _disc(cut: Cut, first: str, second: str) -> Scene:
    return row(Shape("circle", first)) if first == second else row(Halves(cut, first, second))


def sunlit(rng: Chance) -> Sketch:
    """A globe seen from the side, with the Sun out of the picture."""
    globe, (where, (cut, first)), bright, dark = rng.deal(list(product(_GLOBES, _SUNS.items(), BRIGHT, DARK)))
    inks = (bright, dark) if first else (dark, bright)
    hours = rng.choice(_LATER)
    prompt = rng.choice(_DAYS).format(globe=globe, where=where, bright=bright, dark=dark, later=hours)
    across: Cut = "horizontal" if cut == "vertical" else "vertical"
    wrong = [_disc(cut, *inks[::-1]), _disc(across, *inks), _disc(cut, bright, bright)]
    return pose(rng, prompt, _disc(cut, *inks), wrong)


_GLOBES: Final = ("the Earth", "Mars", "Jupiter", "a large asteroid shaped like a ball", "the Moon")
_SUNS: Final[dict[str, tuple[Cut, bool]]] = {
    "far away on the left": ("vertical", True),
    "far away on the right": ("vertical", False),
    "far above the upper edge of the picture": ("horizontal", True),
    "far below the lower edge of the picture": ("horizontal", False),
}
"""Where the Sun is: how the disc is cut, and whether the first half is the lit one."""

_LATER: Final = (
    "",
    " Wait until the globe has turned halfway round its axis, and draw it then.",
    " Draw it after one more full turn about its axis.",
)
_DAYS: Final = (
    """A view from space shows {globe} as a disc, with the Sun {where}, in the plane of the paper. The part where it \
is day is {bright}, the part where it is night is {dark}.{later} Draw a single circle.""",
    """Imagine the Sun {where} and {globe} hanging in its light, seen exactly from the side. As one circle, draw day \
in {bright} and night in {dark}.{later}""",
)
