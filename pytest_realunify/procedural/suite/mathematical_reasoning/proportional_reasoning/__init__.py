"""Proportional reasoning: scaling, sharing out, maps, shares, rates."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Subtask
from pytest_realunify.procedural.suite.mathematical_reasoning.proportional_reasoning.comparing import (
    pace,
    share,
    tanks,
    value,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.proportional_reasoning.rates import direct, inverse
from pytest_realunify.procedural.suite.mathematical_reasoning.proportional_reasoning.scaling import (
    mixture,
    ratio,
    recipe,
    scale,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import told
from pytest_realunify.procedural.suite.objects import OBJECTS

SUBTASK: Final = Subtask(
    "mathematical_reasoning",
    "proportional_reasoning",
    2,
    {"quantities": Knob(2, 1, 3, "quantities that are in proportion", easy=1), "objects": OBJECTS},
    told((recipe, ratio, scale, mixture, direct, inverse, share, tanks, pace, value)),
    place=3,
)
