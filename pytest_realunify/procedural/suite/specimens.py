"""Pictures whose every answer is known: what a judge is measured on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pytest_realunify.interfaces import Question
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.slips import perturbed

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Specimen:
    """A picture, drawn when asked for, with the truth about it for every question of its instance.

    `positive`: it shows what the instance asks for. `scene_name` says what else is wrong with it.
    """

    scene_name: str
    positive: bool
    image: Callable[[], Image]
    questions: tuple[Question, ...]


def specimens(made: Sketch, seed: str) -> Sequence[Specimen]:
    """The right picture, the instance's typical wrong ones, and a minimal slip of every kind."""
    return [
        Specimen(name, name == "right", partial(paint, scene), _truths(made, scene))
        for name, scene in _scenes(made, random.Random(f"realunify/specimens/{seed}"))
    ]


def _scenes(made: Sketch, rng: random.Random) -> Iterator[tuple[str, Scene]]:
    yield "right", made.scene
    yield from ((f"typical {place}", scene) for place, scene in enumerate(made.wrong))
    yield from perturbed(made.scene, rng)


def _truths(made: Sketch, scene: Scene) -> tuple[Question, ...]:
    return tuple(Question(query.text, "yes" if true_of(query, scene) else "no") for query in (*made.yes, *made.no))
