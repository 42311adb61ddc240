"""Things with an order that everybody knows, told in another one: drawn in a row or a column in the right one."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.suite.looks import LOOKS, different, legend, line, swapped

SENSES: Final = {"in one row from left to right": True, "in one column from top to bottom": False}
"""How a line is laid out, and whether that is across."""

TEMPLATES: Final = (
    "Take these {about}, named in no particular order: {legend}. Draw them {sense}, {order}.",
    "Some {about} got mixed up: {legend}. Draw them as they should be, {sense}, {order}.",
    "The picture is about {about}. Use these shapes: {legend}. Arrange them {sense}, {order}.",
)


def ordered(rng: Chance, table: str, count: int) -> Sketch:
    """From the `order` entries of a fact table: `about`, `names` in their order, and how it is called either way."""
    orders: list[dict[str, Any]] = facts(table)["order"]
    entry, first = rng.deal(list(product(orders, LOOKS)))
    names: list[str] = entry["names"]
    chosen = [names[place] for place in sorted(rng.sample(range(len(names)), min(count, len(names))))]
    backward, (sense, across) = rng.random() < 0.5, rng.choice(list(SENSES.items()))
    right = chosen[::-1] if backward else chosen
    told = rng.sample(chosen, len(chosen))
    while told in (chosen, chosen[::-1]):
        rng.shuffle(told)
    looks = dict(zip(told, different(rng, len(told), first), strict=True))
    prompt = rng.choice(TEMPLATES).format(
        about=entry["about"],
        legend=legend(rng, list(looks.items())),
        sense=sense,
        order=entry["backward" if backward else "forward"],
    )
    scene = line([looks[name] for name in right], across)
    slip = rng.randrange(len(right) - 1)
    wrong = [line([looks[name] for name in order], across) for order in (told, right[::-1])]
    return pose(rng, prompt, scene, [*wrong, swapped(scene, slip, slip + 1)])
