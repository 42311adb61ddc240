"""Numerical calculation: word problems of one to four steps; counts, money, remainders, dates, lengths, levels."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Subtask
from pytest_realunify.procedural.suite.mathematical_reasoning.numerical_calculation.dates import calendar, clock
from pytest_realunify.procedural.suite.mathematical_reasoning.numerical_calculation.measures import (
    cake,
    journey,
    posts,
    tank,
    tiles,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.numerical_calculation.things import (
    sharing,
    shopping,
    stock,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import told
from pytest_realunify.procedural.suite.objects import OBJECTS

SUBTASK: Final = Subtask(
    "mathematical_reasoning",
    "numerical_calculation",
    2,
    {"steps": Knob(1, 1, 4, "calculations that follow one another", hard=2), "objects": OBJECTS},
    told((stock, sharing, shopping, clock, calendar, journey, posts, tank, cake, tiles)),
    place=1,
)
