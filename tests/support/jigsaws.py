"""Pictures cut into tiles, as the suite makes them, for tests of the suite and of the model that puts them back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.mental_reconstruction import (
    SUBTASKS,
    layout,
    questions,
)
from pytest_realunify.procedural.suite.mental_reconstruction.painting import paint
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Scene
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import mixed

COARSE, FINE = SUBTASKS
CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
BOTH = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **difficulty: int) -> Puzzle:
    knobs = {name: knob.default for name, knob in subtask.knobs.items()}
    made = subtask.build(chance(subtask.name, 11, index, subtask.version), knobs | difficulty)
    assert isinstance(made, Puzzle)
    return made


def asked_text(puzzle: Puzzle, right: str) -> str:
    """The prompt as a model gets it, with the right option at the given letter."""
    wrong = iter(puzzle.wrong)
    lines = [f"{letter}. {puzzle.right if letter == right else next(wrong)}" for letter in LETTERS]
    return "\n".join([puzzle.question, "", *lines, "", "Answer with the letter of the right option."])


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.mode == other.mode and one.tobytes() == other.tobytes()


def setting(seed: int, grid: int = 3, tokens: int = 11, turned: bool = False) -> questions.Setting:
    rng = random.Random(seed)
    return questions.Setting(rng, 512 - 512 % grid, tokens, mixed(rng, grid, turned))


def asked(ask: str, grid: int = 3, count: int = 30) -> Iterator[tuple[questions.Setting, questions.Asked]]:
    """Many questions of one kind with the settings they were made from."""
    maker = next(maker for maker in questions.ASKS if maker.__name__ == ask)
    for seed in range(count):
        made = setting(seed, grid, turned=seed % 2 == 0)
        try:
            yield made, maker(made)
        except layout.NoRoomError:
            continue


def country(question: questions.Asked) -> Scene:
    assert isinstance(question.scene, Scene)
    return question.scene


@cache
def whole_picture(grid: int, seed: int) -> Image.Image:
    made = setting(seed, grid, tokens=8)
    return paint((questions.count if seed % 2 else questions.beside)(made).scene)
