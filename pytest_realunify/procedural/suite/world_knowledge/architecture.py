"""Buildings: their columns, towers and plans, and where they stand."""

from typing import Final

from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask

SUBTASK: Final = subtask("architecture", standard.ways, place=3)
