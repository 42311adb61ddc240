"""Everyday physics, people's doings and ordinary things: worked out from a request's words and the fact tables."""

from __future__ import annotations

from pytest_realunify.procedural.reference.refining.declared import solvers_in
from pytest_realunify.procedural.reference.refining.phrases import first_answer
from pytest_realunify.procedural.world.scene import Scene


def refine(request: str) -> Scene | None:
    """The scene that a request of everyday life implies; None for any other."""
    return first_answer(solvers_in(__name__), request)
