"""World knowledge: facts decide how many, which colours and in which order; the prompt names the things alone."""

from typing import Final

from pytest_realunify.procedural.suite.world_knowledge import (
    animals_and_plants,
    architecture,
    culture,
    food,
    lifestyle,
    sports,
    technology,
)

SUBTASKS: Final = (
    animals_and_plants.SUBTASK,
    food.SUBTASK,
    architecture.SUBTASK,
    culture.SUBTASK,
    sports.SUBTASK,
    technology.SUBTASK,
    lifestyle.SUBTASK,
)
