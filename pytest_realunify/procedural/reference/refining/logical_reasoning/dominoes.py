"""Dominoes end to end: from one half and the totals to every half."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from pytest_realunify.procedural.world.figures.die import Domino
from pytest_realunify.procedural.world.scene import Scene, row
from pytest_realunify.procedural.world.words import NUMBER, value_of

_DOTS: Final = rf"({NUMBER}|no) dots?"
_TOTAL: Final = re.compile(rf"the [a-z]+ has {_DOTS}")
_KNOWN: Final = re.compile(rf"the (left half of the first|right half of the last) tile has {_DOTS}")


def chained(request: str) -> Scene | None:
    """Each half is what its tile's total leaves of the one before."""
    known = _KNOWN.search(request)
    if known is None or "dominoes" not in request:
        return None
    totals = [value_of(said) for said in _TOTAL.findall(request[: known.start()])]
    ends = [value_of(known[2])]
    for total in totals if known[1].startswith("left") else totals[::-1]:
        ends.append(total - ends[-1])
    if not known[1].startswith("left"):
        ends.reverse()
    return row(*(Domino(left, right) for left, right in pairwise(ends)))
