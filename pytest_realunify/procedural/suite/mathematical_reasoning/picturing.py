"""What becomes of a result: the words that ask for it as a picture, the scene, and what a mistake would show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pytest_realunify.procedural.suite.asking import pose
from pytest_realunify.procedural.suite.base import Chance, Sketch
from pytest_realunify.procedural.world.scene import COLOURS, SHAPES, Scene, Shape

SEEN: Final = tuple(colour for colour in COLOURS if colour != "white")
IN_ROW: Final = 8
"""The most that one of several amounts may be: the height of a bar chart."""


class MisfitError(Exception):
    """The numbers that chance gave do not go together, or make no good picture: others are to be tried."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The request to draw, and what is known of the picture. `free`: it is open where things stand."""

    request: str
    scene: Scene
    wrong: tuple[Scene, ...]
    free: bool = False

    def of(self, rng: Chance, story: str, given: tuple[str, ...] = ()) -> Sketch:
        """The instance: the story comes first."""
        return pose(rng, f"{story} {self.request}", self.scene, self.wrong, given, self.free)


@dataclass(frozen=True, slots=True)
class Amount:
    """A result: what one unit of it is (`euro of change`), how it follows "as many stars as" (`Mira gets euros back`),
    and what one gets by typical slips."""

    one: str
    clause: str
    number: int
    slips: tuple[int, ...] = ()

    def wrong(self) -> list[int]:
        """Wrong results, the typical ones first."""
        candidates = (*self.slips, self.number + 1, self.number - 1)
        return list(dict.fromkeys(each for each in candidates if each != self.number and each > 0))


def differing(rng: Chance, count: int, kind: str | None = None) -> list[Shape]:
    """Shapes of different colours, all of the kind if one is named and of different kinds if not."""
    kinds = [kind] * count if kind else rng.sample(SHAPES, count)
    return [Shape(each, colour) for each, colour in zip(kinds, rng.sample(SEEN, count), strict=True)]
