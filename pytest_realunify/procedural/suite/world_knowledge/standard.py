"""The ways every subtask of this category has, as far as its tables hold facts for them."""

from __future__ import annotations

from pytest_realunify.procedural.suite.world_knowledge import colouring, counting
from pytest_realunify.procedural.suite.world_knowledge.lines import Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables


def ways(known: Tables, room: Room) -> list[Way]:
    found = [
        counting.tallies(known, room),
        counting.figured(known, room),
        counting.multiples(known, room),
        counting.signs(known),
        counting.coloured_tallies(known, room),
        counting.sums(known, room),
        counting.coloured_sums(known, room),
        counting.pies(known),
        *(colouring.colours(known, count) for count in (1, 2, 3)),
        colouring.halves(known),
        colouring.sorts(known, room),
    ]
    found += [counting.shaped_tallies(known, room)] if known.shapes else []
    return found + ([colouring.sequences(known, room)] if known.sequences else [])
