"""Physics, chemistry, biology and geography: worked out from a request's words and the fact tables."""

from __future__ import annotations

from pytest_realunify.procedural.reference.refining.declared import solvers_in
from pytest_realunify.procedural.reference.refining.phrases import first_answer
from pytest_realunify.procedural.world.scene import Scene


def refine(request: str) -> Scene | None:
    """The scene that a request of science implies; None for any other."""
    return first_answer(solvers_in(__name__), request)
