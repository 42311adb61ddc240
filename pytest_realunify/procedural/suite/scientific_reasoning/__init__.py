"""Scientific reasoning: physics, chemistry, biology and geography that a school teaches."""

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.scientific_reasoning import biology, chemistry, geography, physics

SUBTASKS: tuple[Subtask, ...] = (physics.SUBTASK, chemistry.SUBTASK, biology.SUBTASK, geography.SUBTASK)
