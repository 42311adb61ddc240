"""What a thermometer shows: water that is mixed, air at another height."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.thermometer import HIGHEST, Thermometer
from pytest_realunify.procedural.world.scene import Scene, row
from pytest_realunify.procedural.world.words import number

SCALE: Final = f"a thermometer with a scale from 0 to {HIGHEST} degrees"
WARMEST: Final = 90


def stirred(rng: Chance, steps: int) -> Sketch:
    """Portions of water; equal ones where there is one step."""
    pairs = [pair for pair in product(range(5, WARMEST + 1, 5), repeat=2) if _plain([(1, each) for each in pair])]
    (first, second), who, style = rng.deal(list(product(pairs, _WHO, (0, 1))))
    portions = [(1, first), (1, second)]
    while steps > 1:
        others = [5 * rng.randint(1, WARMEST // 5) for _ in range(steps - 1)]
        portions = [(rng.randint(1, 3), degrees) for degrees in (first, second, *others)]
        if _plain(portions):
            break
    amount = sum(litres for litres, _ in portions)
    heat = sum(litres * degrees for litres, degrees in portions)
    said = ", then ".join(f"{_litres(litres)} of water at {degrees} degrees Celsius" for litres, degrees in portions)
    prompt = _WATERS[style].format(who=who, who_on=who[0].lower() + who[1:], said=said, scale=SCALE)
    warm = heat // amount
    plain = round(sum(degrees for _, degrees in portions) / len(portions) / 5) * 5
    warmest = max(degrees for _, degrees in portions)
    return pose(rng, prompt, _shown(warm), _slips(warm, (plain, warmest)))


def _plain(portions: Sequence[tuple[int, int]]) -> bool:
    """Whether what they come to can be shown and is not among what is told."""
    amount, heat = sum(litres for litres, _ in portions), sum(litres * degrees for litres, degrees in portions)
    told = {litres for litres, _ in portions} | {degrees for _, degrees in portions}
    return heat % (5 * amount) == 0 and heat // amount < HIGHEST and heat // amount not in told


def _litres(litres: int) -> str:
    return "one litre" if litres == 1 else f"{number(litres)} litres"


_WHO: Final = (
    *("A cook", "A teacher", "A gardener", "A pupil", "A nurse", "A brewer", "A baker", "My uncle"),
    *("A plumber", "A waiter", "A potter", "A dyer"),
)
_WATERS: Final = (
    """{who} pours into an empty tub, one after the other, {said}. No heat is lost. Draw {scale} that shows how warm \
the water is when all of it has been stirred.""",
    """Into a well insulated tub {who_on} pours {said}. After stirring, what does the water's temperature come to? \
Show {scale} with that reading.""",
)


def risen(rng: Chance, steps: int) -> Sketch:
    """Air that gets colder with height: up and down a mountain."""
    ways = _ways(steps)
    begin, where = rng.deal(list(product(ways, _WHERE)))
    start, climbs = begin[0], rng.choice(ways[begin])
    end = start - PER_KILOMETRE * sum(climbs)
    said = ", then ".join(map(_climbed, climbs))
    prompt = rng.choice(_AIRS).format(where=where, start=start, said=said, scale=SCALE, per=number(PER_KILOMETRE))
    return pose(rng, prompt, _shown(end), _slips(end, (start, start + PER_KILOMETRE * sum(climbs))))


@cache
def _ways(steps: int) -> dict[tuple[int, int], list[tuple[int, ...]]]:
    """All ways that can be told, by where they start and how they begin. Not every beginning can be gone on with."""
    found: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for start, first in product(range(5, HIGHEST + 1, 5), (1, 2, 3, 4)):
        for others in product((-2, -1, 1, 2, 3), repeat=steps - 1):
            if _readable(start, (first, *others)):
                found.setdefault((start, first), []).append((first, *others))
    return found


def _readable(start: int, climbs: Sequence[int]) -> bool:
    """Whether the way never leads below where it begins, and the reading at its end is not among what is told."""
    heights = [sum(climbs[: place + 1]) for place in range(len(climbs))]
    end = start - PER_KILOMETRE * heights[-1]
    told = (start, *map(abs, climbs), PER_KILOMETRE)
    return min(heights) >= 0 and 0 < end < HIGHEST and end not in told


def _climbed(climb: int) -> str:
    many = abs(climb)
    return f"{number(many)} kilometre{'' if many == 1 else 's'} {'up' if climb > 0 else 'down'}"


_WHERE: Final = (
    *("a valley", "a village", "a harbour", "a desert camp", "an oasis", "a meadow", "a market town", "a fishing port"),
    *("a riverside inn", "a vineyard"),
)
PER_KILOMETRE: Final = 5
"""Degrees by which air gets colder with every kilometre of height, rounded, as the prompt says."""
_AIRS: Final = (
    """Air gets {per} degrees colder with every kilometre of height. In {where} it is {start} degrees Celsius. From \
there a balloon goes straight {said}. Draw {scale} that shows how warm it is around the balloon then.""",
    """With each kilometre upwards the air is {per} degrees colder, and warmer again on the way down. Starting at \
{where}, where it is {start} degrees Celsius, a cable car takes us {said}, measured in height. Show {scale} with the \
reading at the end.""",
)


def _shown(degrees: int) -> Scene:
    return row(Thermometer(degrees))


def _slips(right: int, slips: tuple[int, ...]) -> list[Scene]:
    near = (right + 5, right - 5, right + 10)
    return [_shown(slip) for slip in (*slips, *near) if 0 <= slip <= HIGHEST and slip % 5 == 0 and slip != right]
