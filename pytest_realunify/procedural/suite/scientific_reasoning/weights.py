"""What a balance shows: cubes of one size, and weight that a reaction takes or gives."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.scene import row
from pytest_realunify.procedural.world.words import number

WHO: Final = (
    *("A chemist", "A teacher", "A pupil", "A student", "Our neighbour", "A jeweller", "A collector", "My aunt"),
    *("A shopkeeper", "A tinker", "An inventor", "A curator", "A miner", "A smith", "A grandfather", "A merchant"),
)
PLAIN: Final = 1.4
"""How much heavier one side is, at least, where they differ."""


def balanced(rng: Chance, steps: int) -> Sketch:
    """Cubes of two materials; more of them the more steps."""
    dense: dict[str, float] = facts("scientific_reasoning/physics")["solid"][0]["names"]
    numbers = list(product(range(1, steps + 1), repeat=2))
    pool = [
        (pair, many)
        for pair, many in product(permutations(dense, 2), numbers)
        if _told_apart(many[0] * dense[pair[0]], many[1] * dense[pair[1]])
    ]
    ((left, right), (some, others)), who = rng.deal(list(product(pool, WHO)))
    left_weight, right_weight = some * dense[left], others * dense[right]
    prompt = rng.choice(_CUBES).format(left=_cubes(some, left), right=_cubes(others, right), who=who)
    lower = "left" if left_weight > right_weight else "right"
    return _posed(rng, prompt, lower)


def _told_apart(one: float, other: float) -> bool:
    return max(one, other) >= PLAIN * min(one, other)


def _cubes(many: int, material: str) -> str:
    return f"{number(many)} solid cube{'' if many == 1 else 's'} of {material}"


_CUBES: Final = (
    """{who} lays solid cubes, all with edges of one length, on a balance with two pans: {left} on the left pan and \
{right} on the right pan. Draw just the balance, its pans empty, but hanging as they do with the cubes on them.""",
    """{who} has a balance. On its left pan lies a load of {left}, on its right pan a load of {right}; every cube is \
as large as any other. Show how the balance comes to rest, leaving out the cubes.""",
)


def reacted(rng: Chance, steps: int) -> Sketch:
    """A balance that was level before something went on upon one of its pans, or on both."""
    entries: list[dict[str, Any]] = facts("scientific_reasoning/chemistry")["reaction"]
    events = [(told, entry["change"]) for entry in entries for told in entry["told"]]
    (told, change), side, who = rng.deal(list(product(events, ("left", "right"), WHO)))
    other = "right" if side == "left" else "left"
    turn = change if side == "left" else -change
    happened = f"on the {side} pan, {told}"
    if steps > 1:
        second = rng.choice([event for event in events if event[1] != change or event[1] == 0 != change])
        happened += f"; meanwhile, on the {other} pan, {second[0]}"
        turn -= second[1] if side == "left" else -second[1]
    prompt = rng.choice(_REACTIONS).format(happened=happened, who=who)
    lower = "neither" if turn == 0 else "left" if turn > 0 else "right"
    return _posed(rng, prompt, lower)


_REACTIONS: Final = (
    """{who} has a sensitive balance that hangs level, with everything that is needed on its two pans. Then this \
happens: {happened}. Draw just the balance, its pans empty, but hanging as they do afterwards.""",
    """{who} has loaded the two pans of a fine balance so that neither is lower. Then {happened}. How does the \
balance hang when this is over? Show it without what lies on the pans.""",
)


def _posed(rng: Chance, prompt: str, lower: str) -> Sketch:
    wrong = [row(Balance(each)) for each in rng.sample(list(TILTS), len(TILTS))]
    return pose(rng, prompt, row(Balance(lower)), wrong)
