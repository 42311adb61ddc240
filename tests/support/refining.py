"""Sketches of the UEG axis, and what it means to have thought one through: shared by the tests of its categories."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.sketching import sketch
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.scene import Scene


def sketches(name: str, seed: int, count: int, **knobs: int) -> list[Sketch]:
    """The first instances of a subtask; unsound ones raise."""
    subtask = subtasks()[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()} | knobs
    return [sketch(subtask, seed, index, difficulty) for index in range(count)]


@cache
def sketches_of(name: str) -> list[Sketch]:
    """Some, made once."""
    return sketches(name, 1, 31)


def passes(made: Sketch, scene: Scene | None) -> bool:
    """Whether a scene answers every question as the sketch's own does."""
    if scene is None:
        return False
    return all(true_of(query, scene) for query in made.yes) and not any(true_of(query, scene) for query in made.no)


def changed(monkeypatch: pytest.MonkeyPatch, module: ModuleType, change: Callable[[dict[str, Any]], object]) -> None:
    """Let a module of the reference model read an altered copy of its table."""

    def altered(name: str) -> dict[str, Any]:
        table = copy.deepcopy(facts(name))
        change(table)
        return table

    monkeypatch.setattr(module, "facts", altered)
