"""Mazes and maps, built and answered: shared by the tests of the suite and of the reference model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest
from PIL import Image

from pytest_realunify.procedural.reference import cognitive_navigation as reference
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance, letter_of
from pytest_realunify.procedural.suite.registry import in_category

SUBTASKS = in_category("cognitive_navigation")
MAZE, MAP = SUBTASKS


both = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **knobs: int) -> Puzzle:
    difficulty: Mapping[str, int] = {name: knobs.get(name, knob.default) for name, knob in subtask.knobs.items()}
    made = subtask.build(chance(subtask.name, 0, index, subtask.version), difficulty)
    assert isinstance(made, Puzzle)
    return made


def asked(subtask: Subtask, index: int, puzzle: Puzzle) -> tuple[str, str]:
    """The text a model gets, and the right letter."""
    letter, wrong = letter_of(subtask.name, 0, index), iter(puzzle.wrong)
    lines = [f"{each}. {puzzle.right if each == letter else next(wrong)}" for each in LETTERS]
    ending = "Answer with the letter of the right option."
    return "\n\n".join((puzzle.question, "\n".join(lines), ending)), letter


def correct(subtask: Subtask, index: int, picture: Image.Image, puzzle: Puzzle) -> bool:
    prompt, letter = asked(subtask, index, puzzle)
    return reference.understand(prompt, picture, index) == f"The answer is {letter}."


@cache
def sample(name: str) -> Image.Image:
    return built(MAZE if name == "maze" else MAP, 0).render()


def same(one: Image.Image, two: Image.Image) -> bool:
    return one.mode == two.mode and one.size == two.size and one.tobytes() == two.tobytes()
