"""Equation solving: one to three unknowns from as many conditions, in symbols or in words."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Subtask
from pytest_realunify.procedural.suite.mathematical_reasoning.equation_solving.numbers import rectangle, riddle, symbols
from pytest_realunify.procedural.suite.mathematical_reasoning.equation_solving.people import ages, owners
from pytest_realunify.procedural.suite.mathematical_reasoning.equation_solving.things import bills, legs, tokens, wheels
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import told
from pytest_realunify.procedural.suite.objects import OBJECTS

SUBTASK: Final = Subtask(
    "mathematical_reasoning",
    "equation_solving",
    2,
    {"unknowns": Knob(2, 1, 3, "numbers to be found at the same time", easy=1), "objects": OBJECTS},
    told((symbols, legs, wheels, tokens, bills, ages, owners, riddle, rectangle)),
    place=4,
)
