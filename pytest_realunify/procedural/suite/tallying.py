"""Parts that things have by their nature, added up over several things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import LOOKS, many
from pytest_realunify.procedural.world.scene import group
from pytest_realunify.procedural.world.words import listed, number, numbers_in

TEMPLATES: Final = (
    "Draw {one} for every {part} {joint} {things}{together}.",
    "Think of {things}. Put down {one} for each {part} to be found {joint} them in all.",
    "{Things}: how many {parts} do they have in all? Answer with that many {looks} instead of a number.",
)
Chosen = list[tuple[dict[str, Any], int]]
"""Things with how many there are of each."""


def tallied(rng: Chance, table: str, kinds: int, objects: int) -> Sketch:
    """From the `tally` entries of a fact table: a part, and things by how many of it each has, in all no more than so
    many."""
    tallies: list[dict[str, Any]] = facts(table)["tally"]
    pool = [
        (tally, thing)
        for tally in tallies
        for thing in tally["things"]
        if thing["count"] and next(_fitting(tally, thing, kinds, objects), None)
    ]
    (tally, first), look = rng.deal(list(product(pool, LOOKS)))
    chosen = rng.choice(list(_fitting(tally, first, kinds, objects)))
    rng.shuffle(chosen)
    total, text = _total(chosen), _listing(chosen)
    prompt = rng.choice(TEMPLATES).format(
        one=f"one {look.colour} {look.kind}",
        looks=many(look),
        part=tally["part"],
        parts=tally["parts"],
        joint=tally["joint"],
        things=text,
        together=", taken together" if len(chosen) > 1 else "",
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


def _fitting(tally: dict[str, Any], first: dict[str, Any], kinds: int, objects: int) -> Iterator[Chosen]:
    """Every choice with the first thing in it whose total can be drawn and is not among the numbers told. Not all have
    one part each, or counting them would do; fewer kinds only where so many hold too much."""
    others = [thing for thing in tally["things"] if thing is not first]
    for many_kinds in range(min(kinds, len(others) + 1), 0, -1):
        found = False
        for more in combinations(others, many_kinds - 1):
            for times in product((1, 2, 3), repeat=many_kinds):
                chosen = list(zip((first, *more), times, strict=True))
                if _fits(chosen, objects):
                    found = True
                    yield chosen
        if found:
            return


def _fits(chosen: Chosen, objects: int) -> bool:
    total = _total(chosen)
    several = any(thing["count"] > 1 for thing, _ in chosen)
    return several and 2 <= total <= objects and str(total) not in numbers_in(_listing(chosen))


def _total(chosen: Chosen) -> int:
    return sum(int(thing["count"]) * times for thing, times in chosen)


def _listing(chosen: Chosen) -> str:
    return listed([thing["one"] if times == 1 else f"{number(times)} {thing['many']}" for thing, times in chosen])
