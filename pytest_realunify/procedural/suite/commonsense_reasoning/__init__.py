"""Commonsense reasoning: everyday physics, what people do, and ordinary things."""

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.commonsense_reasoning import common_objects, human_activities, physical_laws

SUBTASKS: tuple[Subtask, ...] = (physical_laws.SUBTASK, human_activities.SUBTASK, common_objects.SUBTASK)
