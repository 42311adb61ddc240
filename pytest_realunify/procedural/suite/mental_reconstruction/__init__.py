"""Mental reconstruction: a picture cut into tiles and mixed up, and a question about the whole picture."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.suite.base import Knob, Puzzle, Subtask
from pytest_realunify.procedural.suite.mental_reconstruction.layout import NoRoomError
from pytest_realunify.procedural.suite.mental_reconstruction.people import Gathering
from pytest_realunify.procedural.suite.mental_reconstruction.questions import (
    ASKS,
    FRAMES,
    TURNED_FRAMES,
    Asked,
    Setting,
)
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Scene
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import mixed, rearranged

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

TURNED_EDIT_PROMPTS: Final = (
    (
        "This picture was cut into {n} rows and {n} columns of square tiles, and the tiles were shuffled; some were "
        "also rotated by a quarter turn, half a turn or three quarters. Put every tile back in its place, the right "
        "way up, so that the original picture appears. Change nothing within a tile."
    ),
    (
        "The square tiles of this picture were mixed up. They form {n} rows and {n} columns, and some of them are "
        "turned by 90, 180 or 270 degrees. Turn and rearrange them so that lines, shapes and shading continue across "
        "all borders and the original picture is whole and upright again. Keep its size and draw nothing new."
    ),
    (
        "Restore this picture. It was divided into {n} rows and {n} columns of square tiles, which were then shuffled "
        "and rotated by quarter turns. Move each tile to where it came from, turn it upright, and leave what is on it "
        "unchanged."
    ),
)


def _knobs(easy: int, medium: int, hard: int, most: int) -> dict[str, Knob]:
    return {
        "grid": Knob(medium, 2, most, "tiles along each side of the picture", easy=easy, hard=hard),
        "tokens": Knob(11, 8, 14, "coloured shapes in a picture of a country"),
        "turned": Knob(0, 0, 1, "1: tiles are also rotated by quarter turns", hard=1),
    }


def build(rng: random.Random, difficulty: Mapping[str, int]) -> Puzzle:
    """Decide scene, question and mix of the tiles; `difficulty` has `grid`, `tokens` and `turned`."""
    grid, turned = difficulty["grid"], bool(difficulty["turned"])
    size = 512 - 512 % grid  # whole tiles: 510 pixels for a grid of 3, 5, 6 or 10, 511 for 7, 504 for 9
    mix = mixed(rng, grid, turned)
    asked = _asked(rng, Setting(rng, size, difficulty["tokens"], mix))
    return Puzzle(
        question=rng.choice(TURNED_FRAMES if turned else FRAMES).format(ask=asked.ask),
        right=asked.right,
        wrong=asked.wrong,
        edit_prompt=rng.choice(TURNED_EDIT_PROMPTS if turned else EDIT_PROMPTS).format(n=grid),
        render=lambda: rearranged(_painted(asked.scene), mix),
        render_intermediate=lambda: _painted(asked.scene),
    )


def _asked(rng: random.Random, setting: Setting) -> Asked:
    """The kind of question is drawn once; a layout without room is drawn anew."""
    ask = rng.choice(ASKS)
    while True:
        with contextlib.suppress(NoRoomError):
            return ask(setting)


def _painted(scene: Scene | Gathering) -> Image:
    from pytest_realunify.procedural.suite.mental_reconstruction.painting import paint

    return paint(scene)


SUBTASKS: Final = tuple(
    Subtask(category="mental_reconstruction", name=name, version=3, knobs=knobs, build=build)
    for name, knobs in (("coarse_patches", _knobs(2, 3, 6, 6)), ("fine_patches", _knobs(3, 4, 8, 10)))
)
