"""All kinds of figures, and their words read back."""

from __future__ import annotations

import re
from typing import Final

from pytest_realunify.procedural.world.figures import (
    balance,
    board,
    chart,
    clock,
    counted,
    die,
    pair,
    path,
    thermometer,
    traffic_light,
    tree,
)
from pytest_realunify.procedural.world.figures.base import Figure, Reader
from pytest_realunify.procedural.world.words import NUMBER

READERS: Final[tuple[Reader, ...]] = (
    clock.READER,
    *die.READERS,
    thermometer.READER,
    traffic_light.READER,
    *tree.READERS,
    *balance.READERS,
    *counted.READERS,
    path.READER,
    chart.READER,
    board.READER,
    pair.READER,
)
_PHRASES: Final = [
    (re.compile(reader.phrase.replace("{n}", rf"(?P<n>{NUMBER})"), re.IGNORECASE), reader.build) for reader in READERS
]


def read_phrase(phrase: str) -> tuple[str, Figure] | None:
    """`two clocks showing 4:30` -> how many, in its word, and one of them. None for what speaks of no figure.

    Raises ValueError or LookupError for a figure that cannot be.
    """
    for pattern, build in _PHRASES:
        if match := pattern.fullmatch(phrase):
            return match["n"], build(match)
    return None
