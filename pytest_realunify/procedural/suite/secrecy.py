"""What a prompt must not state: numbers and words that a question with gold yes asks for."""

from __future__ import annotations

import re

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.world.figures.clock import Clock
from pytest_realunify.procedural.world.figures.counted import Cake, House, Wire
from pytest_realunify.procedural.world.figures.die import Die
from pytest_realunify.procedural.world.figures.thermometer import Thermometer
from pytest_realunify.procedural.world.queries import (
    BarIs,
    Count,
    FigureIs,
    InRow,
    Only,
    Query,
    RowCount,
    Sectors,
    SectorsIn,
    Shows,
    SignShows,
    Stripes,
)
from pytest_realunify.procedural.world.scene import Item, Sign
from pytest_realunify.procedural.world.words import numbers_in


def given_away(made: Sketch) -> set[str]:
    """Numbers and texts that a question with gold yes asks about and the prompt states."""
    return {text for query in made.yes for text in secrets_of(query)} & stated(made.prompt) - set(made.given)


def stated(prompt: str) -> set[str]:
    """Every number, word in capitals and time that a prompt says."""
    return numbers_in(prompt) | set(re.findall(r"[A-Z]{2,}|\d{1,2}:\d\d", prompt))


def secrets_of(query: Query) -> list[str]:
    """A single object is no number to be found out: nearly every picture has one of something. A whole row or picture
    has its order for a secret, or its numbers one after the other, and a prompt may well state some of them."""
    if isinstance(query, Count | InRow | RowCount | Sectors | SectorsIn | Stripes):
        return _number(query.number)
    if isinstance(query, Only):
        return [*_number(query.number), *_of(query.item)]
    if isinstance(query, BarIs):
        return _number(query.height)
    if isinstance(query, FigureIs):
        return _of(query.figure)
    if isinstance(query, Shows | SignShows):
        return _written(query.written)
    return []


def _of(item: Item) -> list[str]:
    if isinstance(item, Sign):
        return _written(item.text)
    if isinstance(item, Clock):
        return [item.time]
    if isinstance(item, Cake | House | Wire):
        return _number(item.parts)
    if isinstance(item, Die):
        return _number(item.dots)
    return [str(item.degrees)] if isinstance(item, Thermometer) else []


def _number(value: int) -> list[str]:
    return [str(value)] if value > 1 else []


def _written(text: str) -> list[str]:
    return [str(int(text)) if text.isdigit() else text]
