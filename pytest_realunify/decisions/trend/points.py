"""Which runs are points of a trend: those that looked at enough cases of a category under a protocol.

A run has a point there unless it has results for fewer than `FEW` of its cases and for fewer than half as many as the
second largest run. So a look at a few cases (`-k`, `--lf`, `-x`, a small `--realunify-limit`, Ctrl-C) is no point
beside whole runs, one run larger than all others makes no debug runs of them, and where every run is small, all are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pytest_realunify.decisions.evidence import Place

FEW: Final = 30
"""So many cases are no debug run, whatever others have: an accuracy is then known to 18 points either way."""


def too_few(cases: Sequence[Mapping[Place, int]]) -> list[dict[Place, int]]:
    """For each run the places where it is no point, with the cases a point would need.

    `cases`: for each run, those it has results for, by place.
    """
    places = {place for run in cases for place in run}
    needed = {place: _needed([run[place] for run in cases if run.get(place)]) for place in places}
    return [{place: needed[place] for place, count in run.items() if count < needed[place]} for run in cases]


def _needed(counts: Sequence[int]) -> int:
    """Half of the second largest, rounded up, but no more than `FEW`; 1 where no run has any."""
    if not counts:
        return 1
    usual = sorted(counts)[-2:][0]
    return min(FEW, (usual + 1) // 2)
