"""Logical reasoning: pictures that follow from conditions stated, implied or supposed."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.logical_reasoning import (
    explicit_conditions,
    hypothetical_changes,
    implicit_conditions,
)

SUBTASKS: Final = (
    Subtask("logical_reasoning", "explicit_conditions", 1, explicit_conditions.KNOBS, explicit_conditions.build),
    Subtask("logical_reasoning", "implicit_conditions", 1, implicit_conditions.KNOBS, implicit_conditions.build),
    Subtask("logical_reasoning", "hypothetical_changes", 1, hypothetical_changes.KNOBS, hypothetical_changes.build),
)
