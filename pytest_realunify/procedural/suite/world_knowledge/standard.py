"""The ways every subtask of this category has, as far as its tables hold facts for them."""

from __future__ import annotations

from pytest_realunify.procedural.suite.world_knowledge import colouring, counting
from pytest_realunify.procedural.suite.world_knowledge.lines import Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables


def ways(known: Tables) -> list[Way]:
    found = [
        counting.tallies(known),
        counting.multiples(known),
        counting.signs(known),
        counting.coloured_tallies(known),
        counting.sums(known),
        counting.coloured_sums(known),
        counting.pies(known),
        *(colouring.colours(known, count) for count in (1, 2, 3)),
        colouring.halves(known),
        colouring.sorts(known),
    ]
    found += [counting.shaped_tallies(known)] if known.shapes else []
    return found + ([colouring.sequences(known)] if known.sequences else [])
