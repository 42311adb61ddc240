"""What a balance shows: the heavier pan sinks."""

from __future__ import annotations

from itertools import permutations, product
from typing import Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.figures.balance import TILTS, Balance
from pytest_realunify.procedural.world.scene import row

PEOPLE: Final = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gita", "Hugo")
Pans = dict[str, str | None]
"""What lies on the left and on the right; None: nothing."""


def weighed(rng: Chance, steps: int) -> Sketch:
    """Two things on the pans, and what happens to them one step after the other."""
    things: list[str] = facts("commonsense_reasoning/physical_laws")["weight"]["things"]
    pairs = [*permutations(things, 2), *((thing, thing) for thing in things)]
    (left, right), who = rng.deal(list(product(pairs, PEOPLE)))
    pans: Pans = {"left": left, "right": right}
    moves = [_moved(rng, pans, things) for _ in range(steps - 1)]
    second = "a second one just like it" if left == right else right
    story = "".join(f" {joint} {move}." for joint, move in zip(_JOINTS, moves, strict=False))
    prompt = rng.choice(_TEMPLATES).format(who=who, left=left, right=second, moves=story)
    scene = row(Balance(_lower(pans, things)))
    wrong = [row(Balance(lower)) for lower in rng.sample(list(TILTS), len(TILTS))]
    return pose(rng, prompt, scene, wrong)


_JOINTS: Final = ("Then", "After that", "Finally")
_TEMPLATES: Final = (
    """{who} has a balance. On its left pan lies {left}, on its right pan {right}.{moves} Draw just the balance with \
its pans empty, but hanging as they come to rest with what lies on them in the end.""",
    """{who} puts {left} on the left pan of a balance and {right} on its right pan.{moves} Show the balance when \
it is at rest, without the things that lie on it.""",
)


def _moved(rng: Chance, pans: Pans, things: list[str]) -> str:
    """One change of what lies on the pans, in words."""
    side, other = rng.sample(("left", "right"), 2)
    held, across = pans[side], pans[other]
    kind = rng.choice(("swap", "off", "new"))
    if kind == "swap" and held != across:
        pans[side], pans[other] = across, held
        return "what lies on the left pan and what lies on the right pan change places"
    if kind == "off" and held and across:
        pans[side] = None
        return f"what lies on the {side} pan is taken off"
    new = rng.choice([thing for thing in things if thing != held])
    pans[side] = new
    return f"{new} takes the place of what lies on the {side} pan"


def _lower(pans: Pans, things: list[str]) -> str:
    left, right = (-1 if held is None else things.index(held) for held in (pans["left"], pans["right"]))
    return "neither" if left == right else "left" if left > right else "right"
