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
from pytest_realunify.procedural.suite.objects import OBJECTS
from pytest_realunify.procedural.suite.ordering import ordered
from pytest_realunify.procedural.suite.scientific_reasoning.sky import phased, sunlit
from pytest_realunify.procedural.suite.scientific_reasoning.temperatures import risen
from pytest_realunify.procedural.suite.turning import CLOCKWISE, TURNS, turned
from pytest_realunify.procedural.world.figures.tree import Tree
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
        partial(_leafed, rng, steps),
        partial(risen, rng, steps),
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


_SIDES: Final = {"clockwise": "to the right", "counterclockwise": "to the left"}
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
    city, month, look = rng.deal(list(product(_sides(), _north(), LOOKS[::8])))
    told, seasons, slips = _visited(rng, city, month, steps)
    looks = dict(zip(rng.sample([each["name"] for each in table["season"]], 4), different(rng, 4, look), strict=True))
    prompt = rng.choice(_VISITS).format(told=told, legend=legend(rng, list(looks.items())))
    right, *wrong = [row(*(looks[season] for season in each)) for each in (seasons, *slips)]
    return pose(rng, prompt, right, wrong)


def _leafed(rng: Chance, steps: int) -> Sketch:
    """A tree of the same kind in cities of both halves of the world."""
    city, month, tree = rng.deal(list(product(_sides(), _north(), ("apple", "pear", "cherry"))))
    told, seasons, slips = _visited(rng, city, month, steps)
    prompt = rng.choice(_TREES).format(told=told, tree=tree)
    right, *wrong = [row(*map(Tree, each)) for each in (seasons, *slips)]
    return pose(rng, prompt, right, wrong)


def _north() -> dict[str, str]:
    """Seasons of the northern half by month."""
    return {month: season["name"] for season in facts(TABLE)["season"] for month in season["months"]}


def _sides() -> dict[str, str]:
    """The half of the world by city."""
    return {city: entry["side"] for entry in facts(TABLE)["hemisphere"] for city in entry["cities"]}


def _visited(rng: Chance, city: str, month: str, steps: int) -> tuple[str, list[str], list[list[str]]]:
    """Cities of both halves with months, in words; the seasons there, and what one may take them for."""
    north, sides = _north(), _sides()
    opposite = {season["name"]: season["opposite"] for season in facts(TABLE)["season"]}
    cities = [city, *rng.sample([each for each in sides if sides[each] != sides[city]], 1)]
    cities += rng.sample([each for each in sides if each not in cities], min(steps, 4) - 1)
    visits = [(each, month if each == city else rng.choice(list(north))) for each in cities]
    rng.shuffle(visits)
    seasons = [north[when] if sides[where] == "north" else opposite[north[when]] for where, when in visits]
    slips = [[north[when] for _, when in visits], [opposite[season] for season in seasons], seasons[::-1]]
    return listed([f"{where} in {when}" for where, when in visits]), seasons, slips


_TREES: Final = (
    """A tree of one kind, {tree}, stands in each of these places: {told}. Draw the trees in this order from left to \
right, each by the season of its place: in pink blossom in spring, with green leaves in summer, with orange leaves in \
autumn, bare in winter.""",
    """In one row, from left to right, draw the {tree} tree of a garden in {told}, in this order. Go by the season: a \
tree has pink blossom in spring, green leaves in summer, orange leaves in autumn and nothing on its branches in \
winter.""",
)
_VISITS: Final = (
    """A journey leads to {told}. Draw, in this order from left to right, the season that the traveller finds each \
time: {legend}.""",
    "Seasons are drawn like this: {legend}. Show in one row, from left to right, which season it is in {told}.",
)

SUBTASK: Final = Subtask(
    "scientific_reasoning",
    "geography",
    2,
    {"steps": Knob(1, 1, 4, "turns, cities or further things in order", hard=2), "objects": OBJECTS},
    _build,
    place=4,
)
