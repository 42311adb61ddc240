"""Food and drink: measures, ingredients, colours, and where things come from."""

from typing import Final

from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask

SUBTASK: Final = subtask("food", standard.ways, place=2)
