"""Code to image: programs whose output is the drawing instruction."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.code_to_image import branching, iteration

SUBTASKS: Final = (
    Subtask("code_to_image", "branching", 1, branching.KNOBS, branching.build),
    Subtask("code_to_image", "iteration", 1, iteration.KNOBS, iteration.build),
)
