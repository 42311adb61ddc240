"""Attentional focusing: a large, crowded picture, and a question about one small region that must be found first."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.attentional_focusing.layout import Box, arrange
from pytest_realunify.procedural.suite.attentional_focusing.questions import Asked, attribute, ocr, quantity
from pytest_realunify.procedural.suite.attentional_focusing.scene import Scene, fill
from pytest_realunify.procedural.suite.attentional_focusing.words import EDITS, ENLARGING, KINDS
from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask

if TYPE_CHECKING:
    from PIL.Image import Image

KNOBS: Final = {
    "size": Knob(1536, 1024, 2048, "longer side of the picture in pixels", easy=1024, hard=2048),
    "clutter": Knob(32, 8, 60, "similar things in a square picture, as far as there is room", easy=20, hard=48),
    "print": Knob(
        14, 10, 18, "height of the smallest print (font size) in thousandths of the longer side", easy=16, hard=12
    ),
    "detours": Knob(2, 1, 3, "how roundabout the thing asked about is described", easy=1, hard=3),
}

ENLARGED: Final = 2
_ENLARGING_SHARE: Final = 0.4  # of edits of a single thing

Ask = Callable[[random.Random, Scene, int], Asked]


def _builder(ask: Ask) -> Callable[[random.Random, Mapping[str, int]], Puzzle]:
    def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
        kind = rng.choice(KINDS)
        layout = arrange(rng, kind, difficulty["size"], difficulty["clutter"], difficulty["print"])
        scene = fill(rng, kind, layout)
        asked = ask(rng, scene, difficulty["detours"])
        right, *wrong = asked.options
        enlarges = asked.noun != "row" and rng.random() < _ENLARGING_SHARE
        edit = rng.choice(ENLARGING if enlarges else EDITS).format(place=asked.place, noun=asked.noun)
        return Puzzle(
            question=asked.question,
            right=right,
            wrong=(wrong[0], wrong[1], wrong[2]),
            edit_prompt=edit,
            render=lambda: _painted(scene),
            render_intermediate=lambda: _highlighted(scene, asked.box, ENLARGED if enlarges else 1),
        )

    return build


def _painted(scene: Scene) -> Image:
    from pytest_realunify.procedural.suite.attentional_focusing.painting import paint

    return paint(scene)


def _highlighted(scene: Scene, box: Box, times: int) -> Image:
    from pytest_realunify.procedural.suite.attentional_focusing.painting import highlighted

    return highlighted(scene, box, times)


SUBTASKS: Final = tuple(
    Subtask(category="attentional_focusing", name=name, version=3, knobs=KNOBS, build=_builder(ask))
    for name, ask in (("quantity", quantity), ("ocr", ocr), ("attribute", attribute))
)
