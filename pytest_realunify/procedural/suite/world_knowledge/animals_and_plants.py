"""Animals and plants: their limbs, petals and colours, and which of them are akin."""

from typing import Final

from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask

SUBTASK: Final = subtask("animals_and_plants", "animals and plants", standard.ways, place=1)
