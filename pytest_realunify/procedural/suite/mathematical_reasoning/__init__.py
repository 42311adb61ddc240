"""Mathematical reasoning: word problems with drawn results. A prompt states what is given, never what comes out."""

from typing import Final

from pytest_realunify.procedural.suite.mathematical_reasoning import (
    equation_solving,
    numerical_calculation,
    probability_estimation,
    proportional_reasoning,
)

SUBTASKS: Final = tuple(
    each.SUBTASK for each in (numerical_calculation, probability_estimation, proportional_reasoning, equation_solving)
)
