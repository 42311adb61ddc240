"""Programs whose output comes out of loops: sums, searches, patterns, queues, counts, walks and plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Chance, Knob, Sketch, Subtask
from pytest_realunify.procedural.suite.code_to_image import drawing, listing, recurring, tallying, weaving
from pytest_realunify.procedural.suite.objects import OBJECTS

KNOBS: Final = {
    "rounds": Knob(1, 1, 4, "how much the loops do: rounds, passes, steps and sizes grow with it", hard=2),
    "objects": OBJECTS,
}
MAKERS: Final = (
    *(tallying.sieve, tallying.shrinking, tallying.digits, tallying.letters),
    *(weaving.pattern, weaving.stairs, weaving.walk),
    *(listing.queue, listing.paired, listing.counting_out, listing.stripes, listing.spelling),
    *(drawing.board, drawing.winding, drawing.plot, recurring.visits),
)


def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
    """One of the kinds, dealt in turn."""
    make = rng.deal(MAKERS)
    return make(rng, difficulty["rounds"], difficulty["objects"])


SUBTASK: Final = Subtask("code_to_image", "iteration", 2, KNOBS, build, place=2)
