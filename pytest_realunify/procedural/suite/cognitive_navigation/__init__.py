"""Finding the way: the only route through a maze, the shortest route on a town map."""

from __future__ import annotations

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.cognitive_navigation import maze, town

SUBTASKS: tuple[Subtask, ...] = (maze.SUBTASK, town.SUBTASK)
