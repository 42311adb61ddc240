"""Figures there are few enough of: a thing is compared with every state of each, drawn with thin and thick lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.cuts import Cut, cut_out
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.inside import Inside, is_spotted
from pytest_realunify.procedural.pixels.kinds.looks import EVERYWHERE, GRID, LINES, Look, Stack, alike, painted, squared
from pytest_realunify.procedural.pixels.kinds.pairs import pair
from pytest_realunify.procedural.pixels.kinds.panels import panel
from pytest_realunify.procedural.pixels.light import Floats, oklab
from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import MOST, Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die, Domino
from pytest_realunify.procedural.world.figures.thermometer import HIGHEST, Thermometer
from pytest_realunify.procedural.world.figures.traffic_light import LAMPS, TrafficLight
from pytest_realunify.procedural.world.figures.tree import DRESSES, Tree
from pytest_realunify.procedural.world.scene import Pie

SMALLEST: Final = 48
"""Pixels of a thing's longer side, in the picture as given, below which its parts are not looked for."""
_LIKE: Final = 0.65
"""Correlation of lightness and colour from which a thing is taken for a figure of a kind."""
_TOLD: Final = 0.75
"""Correlation, over what the states of a kind differ in, from which it is of one of them."""
_INSIDE: Final = 0.6
"""Correlation away from the rim at least."""
_RIM: Final = 6
_AGAIN: Final = 1.3
"""States that are off by so many times what the best one is off have a say."""
UNHANDED: Final = "circle"
"""White circles cut into sectors, which look like clocks: another module reads them."""
_PLATE: Final = 70.0
"""Lightness of a die at least."""
_DIVIDED: Final = 0.9
LONGER: Final = 1.1
"""How much longer or shorter, by its width, a figure may be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """All states of a figure in all line widths: `whole` as they are, `telling` weighed by what the states differ
    in."""

    looks: tuple[Look, ...]
    whole: Stack
    telling: Stack


def figure(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no figure."""
    plain = within.marked < 0.002 and within.even > 0.97 and body.likeness[0].score > 0.975
    if body.extent * sheet.zoom < SMALLEST or (plain and not is_spotted(body, within.core)):
        return None
    cut = cut_out(body, sheet)
    if min(cut.pixels.shape[:2]) < 8:
        return None
    extent = max(cut.pixels.shape[:2]) / sheet.zoom
    found = panel(cut.pixels)
    if found and alike(found[0], cut) > _LIKE:
        doubt = f"which {found[0].noun} it is is hard to tell" if len(found) > 1 else ""
        return Found(tuple(found), doubt, extent)
    looks = _states(cut)
    if looks and not _looks_otherwise(looks[0], cut):
        figures = tuple(dict.fromkeys(look.figure for look in looks if not isinstance(look.figure, Pie)))
        doubt = f"which {figures[0].noun} it is is hard to tell" if len(figures) > 1 else ""
        return Found(figures, doubt, figures[0].extent * looks[0].cell * extent)
    return pair(cut, extent)


def _states(cut: Cut) -> list[Look]:
    """The states of the likeliest kind that it may be in, the likeliest first; none where it is like no kind."""
    colours = squared(cut)
    best: tuple[float, Kind] | None = None
    for noun, high, low in _nouns():
        if low / LONGER < cut.aspect < high * LONGER:
            kind = _kind(noun)
            score = float(kind.whole.correlated(colours)[_near(kind, cut)].max(initial=0.0))
            if score > (_LIKE if best is None else best[0]):
                best = score, kind
    if best is None:
        return []
    kind = best[1]
    if kind is _kind(UNHANDED):
        return []
    near = _near(kind, cut)
    off = 1 - kind.telling.correlated(colours)[near]
    order = np.argsort(off)
    if off[order[0]] > 1 - _TOLD or not _held_inside(kind.looks[near[order[0]]], colours):
        return []
    held = [near[place] for place in order if off[place] <= _AGAIN * off[order[0]] + 0.002]
    return [kind.looks[place] for place in held]


def _looks_otherwise(look: Look, cut: Cut) -> bool:
    """Whether it lacks what the likest figure has: a domino's line, the light plate of that and of dice."""
    if not isinstance(look.figure, Die | Domino):
        return False
    return float(np.median(oklab(cut.pixels)[..., 0])) < _PLATE or (
        look.figure == Domino(0, 0) and not _is_divided(cut)
    )


def _is_divided(cut: Cut) -> bool:
    """Whether a line runs from top to bottom in the middle, as on a domino without dots; an I on a sign is shorter."""
    light = oklab(cut.pixels)[..., 0]
    high, wide = light.shape
    edge, middle = round(0.08 * high), slice(round(0.46 * wide), max(round(0.46 * wide) + 1, round(0.54 * wide)))
    darkest = light[edge : high - edge, middle].min(axis=1)
    beside = np.median(light[edge : high - edge, round(0.2 * wide) : round(0.35 * wide)], axis=1)
    return float((darkest < beside - 12).mean()) > _DIVIDED


def _held_inside(look: Look, colours: Floats) -> bool:
    """Whether it is alike away from its rim too: all framed plates are alike in their frames."""
    weights = np.zeros((GRID, GRID, 3), np.float32)
    weights[_RIM:-_RIM, _RIM:-_RIM] = 1
    return float(Stack.of([look.colours], weights.reshape(-1) + np.float32(1e-6)).correlated(colours)[0]) > _INSIDE


def _near(kind: Kind, cut: Cut) -> Sequence[int]:
    return [place for place, look in enumerate(kind.looks) if look.aspect / LONGER < cut.aspect < look.aspect * LONGER]


@cache
def _nouns() -> tuple[tuple[str, float, float], ...]:
    """Each kind with the broadest and the narrowest of its boxes."""
    found = []
    for noun, states in _every().items():
        aspects = [painted(state, 1.0)[0].aspect for state in (states if len(states) < 8 else states[:1])]
        found.append((noun, max(aspects), min(aspects)))
    return tuple(found)


@cache
def _kind(noun: str) -> Kind:
    looks = tuple(painted(state, line)[0] for state, line in product(_every()[noun], LINES))
    stack = [look.colours for look in looks]
    usual = np.stack(stack)[LINES.index(1.0) :: len(LINES)]
    telling = usual.std(axis=0)
    weights = (telling / telling.max()).astype(np.float32) + np.float32(1e-4)
    return Kind(looks, Stack.of(stack, EVERYWHERE), Stack.of(stack, weights))


@cache
def _every() -> Mapping[str, Sequence[Figure | Pie]]:
    """The states of each kind, by its noun."""
    return {
        UNHANDED: [Pie(sectors, 0, "red") for sectors in range(2, 13)],
        Clock.noun: [Clock(hour, minute) for hour, minute in product(range(1, 13), range(0, 60, 5))],
        Die.noun: [Die(dots) for dots in range(1, 7)],
        Domino.noun: [Domino(left, right) for left, right in product(range(7), range(7))],
        Thermometer.noun: [Thermometer(degrees) for degrees in range(0, HIGHEST + 1, 5)],
        TrafficLight.noun: [TrafficLight(lamp) for lamp in LAMPS],
        Tree.noun: [Tree(season) for season in DRESSES],
        Balance.noun: [Balance(lower) for lower in TILTS],
        Cake.noun: [Cake(number) for number in range(1, MOST + 1)],
        House.noun: [House(number) for number in range(1, MOST + 1)],
        Wire.noun: [Wire(number) for number in range(1, MOST + 1)],
    }
