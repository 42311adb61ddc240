"""Parts that things have by their nature, added up over several things."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import LOOKS, many
from pytest_realunify.procedural.world.scene import group
from pytest_realunify.procedural.world.words import listed, number, numbers_in

TEMPLATES: Final = (
    "Draw {one} for every {part} {joint} {things}, taken together.",
    "Think of {things}. Put down {one} for each {part} to be found {joint} them in all.",
    "{Things}: how many {parts} do they have in all? Answer with that many {looks} instead of a number.",
)
MOST: Final = 30


def tallied(rng: Chance, table: str, kinds: int) -> Sketch:
    """From the `tally` entries of a fact table: a part, and things by how many of it each has."""
    tallies: list[dict[str, Any]] = facts(table)["tally"]
    pool = [(tally, thing) for tally in tallies for thing in tally["things"] if thing["count"]]
    (tally, first), look = rng.deal(list(product(pool, LOOKS)))
    chosen = _several(rng, tally, first, kinds)
    while str(total := _total(chosen)) in numbers_in(_listing(chosen)) or total > MOST:
        chosen = _several(rng, tally, first, kinds)
    text = _listing(chosen)
    prompt = rng.choice(TEMPLATES).format(
        one=f"one {look.colour} {look.kind}",
        looks=many(look),
        part=tally["part"],
        parts=tally["parts"],
        joint=tally["joint"],
        things=text,
        Things=text[0].upper() + text[1:],
    )
    slips = [
        sum(times for _, times in chosen),
        sum(thing["count"] for thing, _ in chosen),
        total + rng.choice((-1, 1)),
        total + rng.choice((-2, 2)),
    ]
    wrong = [group(look, slip) for slip in slips if 0 < slip <= 36 and slip != total]
    return pose(rng, prompt, group(look, total), wrong, free=True)


def _several(rng: Chance, tally: dict[str, Any], first: dict[str, Any], kinds: int) -> list[tuple[dict[str, Any], int]]:
    """Things with how many there are of each: two at least, and not all of one part each, or counting them would do."""
    others = [thing for thing in tally["things"] if thing is not first]
    things = [first, *rng.sample(others, min(kinds - 1, len(others)))]
    if all(thing["count"] == 1 for thing in things):
        things.append(rng.choice([thing for thing in others if thing["count"] > 1]))
    rng.shuffle(things)
    if len(things) == 1:
        return [(first, rng.randint(2, 4))]
    return [(thing, rng.randint(1, 3)) for thing in things]


def _total(chosen: list[tuple[dict[str, Any], int]]) -> int:
    return sum(int(thing["count"]) * times for thing, times in chosen)


def _listing(chosen: list[tuple[dict[str, Any], int]]) -> str:
    return listed([thing["one"] if times == 1 else f"{number(times)} {thing['many']}" for thing, times in chosen])
