"""Probability estimation: what to expect of coins, dice, cards, bags and wheels."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Knob, Subtask
from pytest_realunify.procedural.suite.mathematical_reasoning.probability_estimation.bags import (
    drawing,
    likeliest,
    likely_sizes,
    remaining,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.probability_estimation.chances import (
    bag_share,
    together,
    wheel,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.probability_estimation.expecting import (
    cards,
    coins,
    die,
    two_dice,
)
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import told
from pytest_realunify.procedural.suite.objects import OBJECTS

SUBTASK: Final = Subtask(
    "mathematical_reasoning",
    "probability_estimation",
    2,
    {
        "colours": Knob(3, 2, 5, "colours in a bag", easy=2),
        "events": Knob(1, 1, 3, "chances that come together", hard=2),
        "objects": OBJECTS,
    },
    told((die, two_dice, coins, cards, drawing, likeliest, likely_sizes, remaining, wheel, bag_share, together)),
    place=2,
)
