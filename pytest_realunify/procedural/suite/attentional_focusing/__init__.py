"""Attentional focusing: a large, crowded picture, and a question about one small region that must be found first."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.attentional_focusing.address import Address, choose
from pytest_realunify.procedural.suite.attentional_focusing.layout import arrange
from pytest_realunify.procedural.suite.attentional_focusing.questions import Asked, attribute, ocr, quantity
from pytest_realunify.procedural.suite.attentional_focusing.scene import Item, Scene, fill
from pytest_realunify.procedural.suite.attentional_focusing.words import EDITS, KINDS
from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask

if TYPE_CHECKING:
    from PIL.Image import Image

KNOBS: Final = {
    "size": Knob(1536, 1024, 2048, "longer side of the picture in pixels"),
    "clutter": Knob(7, 4, 8, "similar things in every 512 x 512 pixels of the picture, about"),
    "print": Knob(13, 11, 16, "height of the smallest print in pixels (font size)"),
}

Ask = Callable[[random.Random, Scene, Address], Asked]


def _builder(ask: Ask) -> Callable[[random.Random, Mapping[str, int]], Puzzle]:
    def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
        kind = rng.choice(KINDS)
        layout = arrange(rng, kind, difficulty["size"], difficulty["clutter"], difficulty["print"])
        scene = fill(rng, kind, layout, difficulty["print"])
        address = choose(rng, scene)
        question, (right, *wrong) = ask(rng, scene, address)
        edit = rng.choice(EDITS).format(place=address.place, noun=kind.noun)
        return Puzzle(
            question=question,
            right=right,
            wrong=(wrong[0], wrong[1], wrong[2]),
            edit_prompt=edit,
            render=lambda: _painted(scene, None),
            render_intermediate=lambda: _painted(scene, address.target),
        )

    return build


def _painted(scene: Scene, marked: Item | None) -> Image:
    from pytest_realunify.procedural.suite.attentional_focusing.painting import highlighted, paint

    picture = paint(scene)
    return highlighted(picture, marked.box) if marked else picture


SUBTASKS: Final = tuple(
    Subtask(category="attentional_focusing", name=name, version=2, knobs=KNOBS, build=_builder(ask))
    for name, ask in (("quantity", quantity), ("ocr", ocr), ("attribute", attribute))
)
