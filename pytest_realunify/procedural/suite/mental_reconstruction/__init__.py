"""Mental reconstruction: a picture cut into tiles and mixed up, and a question about the whole picture."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.mental_reconstruction.layout import NoRoomError
from pytest_realunify.procedural.suite.mental_reconstruction.questions import ASKS, FRAMES, Asked, Setting
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Scene
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import derangement, rearranged

if TYPE_CHECKING:
    from PIL.Image import Image

EDIT_PROMPTS: Final = (
    (
        "This picture was cut into {n} rows and {n} columns of square tiles, and the tiles were shuffled; none was "
        "rotated. Put every tile back in its place so that the original picture appears. Change nothing within a tile."
    ),
    (
        "The square tiles of this picture were mixed up. They form {n} rows and {n} columns, and none of them is "
        "rotated. Rearrange them so that lines, shapes and shading continue across all borders and the original "
        "picture is whole again. Keep its size and draw nothing new."
    ),
    (
        "Restore this picture. It was divided into {n} rows and {n} columns of square tiles, which were then shuffled "
        "without being rotated. Move each tile to where it came from and leave the tiles themselves unchanged."
    ),
)

_TOKENS: Final = Knob(11, 8, 14, "coloured shapes in the picture")


def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    """Decide scene, question and order of the tiles; `difficulty` has `grid` and `tokens`."""
    grid = difficulty["grid"]
    size = 512 - 512 % grid  # whole tiles: 510 pixels for a grid of 3, 5 or 6, 511 for 7
    order = derangement(rng, grid * grid)
    asked = _asked(rng, Setting(rng, size, grid, difficulty["tokens"], order))
    return Puzzle(
        question=rng.choice(FRAMES).format(ask=asked.ask),
        right=asked.right,
        wrong=asked.wrong,
        edit_prompt=rng.choice(EDIT_PROMPTS).format(n=grid),
        render=lambda: rearranged(_painted(asked.scene), grid, order),
        render_intermediate=lambda: _painted(asked.scene),
    )


def _asked(rng: random.Random, setting: Setting) -> Asked:
    """The kind of question is drawn once; a layout without room is drawn anew."""
    ask = rng.choice(ASKS)
    while True:
        with contextlib.suppress(NoRoomError):
            return ask(setting)


def _painted(scene: Scene) -> Image:
    from pytest_realunify.procedural.suite.mental_reconstruction.painting import paint

    return paint(scene)


SUBTASKS: Final = (
    Subtask(
        category="mental_reconstruction",
        name="coarse_patches",
        version=2,
        knobs={"grid": Knob(3, 2, 4, "tiles along each side of the picture"), "tokens": _TOKENS},
        build=build,
    ),
    Subtask(
        category="mental_reconstruction",
        name="fine_patches",
        version=2,
        knobs={"grid": Knob(5, 4, 8, "tiles along each side of the picture"), "tokens": _TOKENS},
        build=build,
    ),
)
