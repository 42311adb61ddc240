"""Large, crowded pictures and questions about one of their items, for tests of the suite and of the model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.suite.attentional_focusing import SUBTASKS
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, chance

BY_NAME = {subtask.name: subtask for subtask in SUBTASKS}
NAMES = tuple(BY_NAME)
EASY = {"size": 1024, "clutter": 14, "print": 16, "detours": 1}
EXTREMES = [
    {"size": size, "clutter": clutter, "print": small, "detours": detours}
    for size in (1024, 2048)
    for clutter, detours in ((8, 1), (60, 3))
    for small in (10, 18)
]


def puzzle(name: str, index: int, difficulty: dict[str, int] | None = None) -> Puzzle:
    subtask = BY_NAME[name]
    defaults = {knob: setting.default for knob, setting in subtask.knobs.items()}
    made = subtask.build(chance(name, 0, index, subtask.version), defaults | (difficulty or {}))
    assert isinstance(made, Puzzle)
    return made


def asked(subject: Puzzle, letter: str = "A") -> str:
    options = list(subject.wrong)
    options.insert(LETTERS.index(letter), subject.right)
    lines = "\n".join(f"{mark}. {option}" for mark, option in zip(LETTERS, options, strict=True))
    return f"{subject.question}\n\n{lines}\n\nAnswer with the letter of the right option."


def edited_to(name: str, larger: bool) -> Puzzle:
    """One whose edit shows a single item, as large as it is or larger."""
    subjects = (puzzle(name, index, EASY) for index in range(50))
    return next(each for each in subjects if ("twice" in each.edit_prompt) == larger and "row" not in each.edit_prompt)


def inside_of_frame(picture: Image.Image) -> tuple[NDArray[np.bool_], tuple[slice, slice]]:
    """Where the marker is, and what it encloses."""
    marked = (np.asarray(picture, np.int16) == np.array(HIGHLIGHT)).all(axis=2)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return marked, np.s_[rows[0] + 6 : rows[-1] - 5, columns[0] + 6 : columns[-1] - 5]
