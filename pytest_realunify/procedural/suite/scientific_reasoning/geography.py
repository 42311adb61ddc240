"""Directions, the sky, the clock of the sun, seasons, and orders of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.looks import INKS, LOOKS, different, legend
from pytest_realunify.procedural.suite.ordering import ordered
from pytest_realunify.procedural.suite.scientific_reasoning.sky import phased, sunlit
from pytest_realunify.procedural.suite.turning import CLOCKWISE, TURNS, turned
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Arrow, Sign, row
from pytest_realunify.procedural.world.words import listed

TABLE: Final = "scientific_reasoning/geography"


def _build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    steps = difficulty["steps"]
    families: tuple[Callable[[], Sketch], ...] = (
        partial(ordered, rng, TABLE, steps + 2),
        partial(_headed, rng, steps),
        partial(phased, rng),
        partial(sunlit, rng),
        partial(_timed, rng),
        partial(_seasonal, rng, steps),
    )
    return families[rng.deal(range(len(families)))]()


def _headed(rng: Chance, steps: int) -> Sketch:
    """A way on a map after some turns."""
    points: dict[str, str] = facts(TABLE)["compass"]["points"]
    starts = {f"due {name}": name for name in points}
    starts |= {heading["told"]: heading["point"] for heading in facts(TABLE)["heading"]}
    colour, start, who = rng.deal(list(product(INKS, starts, ("hiker", "sailor", "cyclist"))))
    facing = points[starts[start]]
    turns = [rng.choice(list(product(TURNS, CLOCKWISE))) for _ in range(steps)]
    while turned(facing, turns) == facing:
        turns = [rng.choice(list(product(TURNS, CLOCKWISE))) for _ in range(steps)]
    told = ", then ".join(f"by {part} {_SIDES[way]}" for part, way in turns)
    prompt = rng.choice(_WAYS).format(who=who, start=start, told=told, colour=colour)
    backwards = [(part, CLOCKWISE[way == CLOCKWISE[0]]) for part, way in turns]
    ways = [facing, turned(facing, backwards), turned(facing, turns[:-1]), turned(facing, [*turns, turns[0]])]
    right, *wrong = [row(Arrow(colour, way)) for way in (turned(facing, turns), *ways)]
    return pose(rng, prompt, right, wrong)


_SIDES: Final = {"clockwise": "to the right", "anticlockwise": "to the left"}
_WAYS: Final = (
    """A {who} heads {start}, then turns {told}. Draw the direction that this leads to as one {colour} arrow on a \
map with north at the top.""",
    """On a map that has north at the top, one {colour} arrow shows where a {who} is heading now: first it was \
{start}, but since then the course was changed {told}. Draw that arrow.""",
)


def _timed(rng: Chance) -> Sketch:
    """The time by the sun at another longitude."""
    hour, degrees, east, colour = rng.deal(list(product(range(24), range(15, 180, 15), (True, False), TEXT_COLOURS)))
    degrees += rng.choice((0, 0, 5, 10)) if degrees < 165 else 0
    minutes = 4 * degrees
    side = "east" if east else "west"
    prompt = rng.choice(_SUNS).format(time=_clock(60 * hour), degrees=degrees, side=side, colour=colour)
    sense = 1 if east else -1
    slips = [
        60 * hour - sense * minutes,
        60 * hour,
        60 * (hour + sense * (degrees % 24)),
        60 * hour + sense * (minutes + 60),
    ]
    right, *wrong = [row(Sign(_clock(each), colour)) for each in (60 * hour + sense * minutes, *slips)]
    return pose(rng, prompt, right, wrong)


_SUNS: Final = (
    """By the mean sun it is {time} on the meridian of Greenwich. What is it by the mean sun at {degrees} degrees \
{side}? Draw a white sign with that time in {colour}, on a clock of twenty-four hours, with no zero in front of the \
hour.""",
    """An old sailor's clock keeps the mean solar time of longitude zero and stands at {time}. Show, as a white sign \
with {colour} figures, the mean solar time of that moment {degrees} degrees to the {side}, counting the hours up to \
twenty-four and with no zero in front of the hour.""",
)


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % 1440, 60)
    return f"{hour}:{minute:02d}"


def _seasonal(rng: Chance, steps: int) -> Sketch:
    """Seasons in cities of both halves of the world."""
    table = facts(TABLE)
    north = {month: season["name"] for season in table["season"] for month in season["months"]}
    opposite = {season["name"]: season["opposite"] for season in table["season"]}
    sides = {city: entry["side"] for entry in table["hemisphere"] for city in entry["cities"]}
    city, month, look = rng.deal(list(product(sides, north, LOOKS[::8])))
    cities = [city, *rng.sample([each for each in sides if sides[each] != sides[city]], 1)]
    cities += rng.sample([each for each in sides if each not in cities], min(steps, 4) - 1)
    visits = [(each, month if each == city else rng.choice(list(north))) for each in cities]
    rng.shuffle(visits)
    looks = dict(zip(rng.sample(list(opposite), 4), different(rng, 4, look), strict=True))
    seasons = [north[when] if sides[where] == "north" else opposite[north[when]] for where, when in visits]
    told = listed([f"{where} in {when}" for where, when in visits])
    prompt = rng.choice(_VISITS).format(told=told, legend=legend(rng, list(looks.items())))
    slips = [[north[when] for _, when in visits], [opposite[season] for season in seasons], seasons[::-1]]
    right, *wrong = [row(*(looks[season] for season in each)) for each in (seasons, *slips)]
    return pose(rng, prompt, right, wrong)


_VISITS: Final = (
    """A journey leads to {told}. Draw, in this order from left to right, the season that the traveller finds each \
time: {legend}.""",
    "Seasons are drawn like this: {legend}. Show in one row, from left to right, which season it is in {told}.",
)

SUBTASK: Final = Subtask(
    "scientific_reasoning",
    "geography",
    1,
    {"steps": Knob(2, 1, 4, "turns, cities or further things in order")},
    _build,
    place=4,
)
