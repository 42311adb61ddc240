"""Mathematical reasoning: reads the quantities of a word problem and what is done with them, computes, and tells the
picture that was asked for. A request with a sentence that is not understood is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pytest_realunify.procedural.reference.refining.declared import solvers_in
from pytest_realunify.procedural.reference.refining.mathematical_reasoning import (
    bags,
    calculation,
    chances,
    comparison,
    equations,
    measuring,
    proportion,
    relations,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text
from pytest_realunify.procedural.reference.refining.phrases import first_answer
from pytest_realunify.procedural.world.scene import Scene

READERS: Final = tuple(
    reader
    for module in (calculation, measuring, chances, bags, proportion, comparison, equations, relations)
    for reader in module.READERS
)
"""One for each kind of problem: from the text to a scene, or None where it is another kind."""
MOST_SENTENCES: Final = 40


def refine(request: str) -> Scene | None:
    """The scene that the problem leads to; None where it is no problem of this field."""
    text = Text.of(request)
    if not 1 < len(text.sentences) <= MOST_SENTENCES:
        return None
    read = next((found for reader in READERS if (found := _read(reader, text)) is not None), None)
    return read or first_answer(solvers_in(__name__), request)


def _read(reader: Callable[[Text], Scene | None], text: Text) -> Scene | None:
    try:
        return reader(text.copy())
    except ValueError:  # what the words lead to cannot be drawn, such as a die with nine dots
        return None
