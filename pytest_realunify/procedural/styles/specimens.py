"""Pictures in other hands with questions whose answers are known: right ones, and ones with one minimal slip."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from pytest_realunify.procedural.styles import asking
from pytest_realunify.procedural.styles.groups import GROUPS, style
from pytest_realunify.procedural.styles.painting import paint
from pytest_realunify.procedural.styles.scenes import KINDS
from pytest_realunify.procedural.styles.style import STRENGTHS, Half
from pytest_realunify.procedural.world.queries import Query, true_of
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.slips import perturbed

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Specimen:
    """One picture. `wanted` is the scene that was asked for, `shown` what the picture shows: the same where it is
    right. Each question comes with its true answer, and with the one that it has for what was wanted."""

    group: str
    strength: int
    kind: str
    seed: str
    wanted: Scene
    shown: Scene
    questions: tuple[Query, ...]
    half: Half

    @property
    def right(self) -> bool:
        return self.wanted == self.shown

    @property
    def truths(self) -> tuple[bool, ...]:
        return tuple(true_of(query, self.shown) for query in self.questions)

    @property
    def expected(self) -> tuple[bool, ...]:
        return tuple(true_of(query, self.wanted) for query in self.questions)

    def image(self) -> Image:
        """The same for the same specimen on one machine."""
        return paint(self.shown, style(self.group, self.strength, self.seed, self.half), self.seed)


def specimens(
    half: Half, seeds: Sequence[int], groups: Sequence[str] = (), strengths: Sequence[int] = (0, 1, 2)
) -> Iterator[Specimen]:
    """Of every kind in every group and strength, a right one and a wrong one for each seed."""
    for group in groups or GROUPS:
        for strength in strengths:
            for kind, number in product(KINDS, seeds):
                seed = f"{half}/{group}/{STRENGTHS[strength]}/{kind}/{number}"
                yield from _both(half, group, strength, kind, seed)


def _both(half: Half, group: str, strength: int, kind: str, seed: str) -> Iterator[Specimen]:
    rng = random.Random(f"realunify/specimens/{seed}")
    scene = KINDS[kind](rng)
    slips = [slipped for _, slipped in perturbed(scene, rng)]
    slipped = rng.choice(slips) if slips else None
    queries = tuple(asking.questions(scene, rng, slipped))
    yield Specimen(group, strength, kind, seed, scene, scene, queries, half)
    if slipped is not None and any(true_of(query, scene) != true_of(query, slipped) for query in queries):
        yield Specimen(group, strength, kind, seed, scene, slipped, queries, half)
