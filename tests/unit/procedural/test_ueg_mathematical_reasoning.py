"""Word problems: the generators keep what they promise, and the reference's thinking really computes."""

from __future__ import annotations

import pytest

from pytest_realunify.procedural.reference import refining
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Sketch, Subtask, chance
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import Scene

SUBTASKS = in_category("mathematical_reasoning")

SETTINGS = [
    pytest.param(
        subtask,
        {name: knob.default for name, knob in subtask.knobs.items()} | {changed: value},
        id=f"{subtask.name}-{changed}-{value}",
    )
    for subtask in SUBTASKS
    for changed, knob in subtask.knobs.items()
    for value in sorted({knob.least, knob.default, knob.most})
]
every_setting = pytest.mark.parametrize(("subtask", "knobs"), SETTINGS)
every_subtask = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def sketches(subtask: Subtask, count: int, seed: int = 0, knobs: dict[str, int] | None = None) -> list[Sketch]:
    difficulty = knobs or {name: knob.default for name, knob in subtask.knobs.items()}
    return [sketching.sketch(subtask, seed, index, difficulty) for index in range(count)]


def passes(made: Sketch, scene: Scene) -> bool:
    return all(true_of(query, scene) for query in made.yes) and not any(true_of(query, scene) for query in made.no)


@every_setting
def test_no_prompt_comes_again(subtask: Subtask, knobs: dict[str, int]) -> None:
    assert len({made.prompt for made in sketches(subtask, 100, 3, knobs)}) == 100


@every_setting
def test_thinking_finds_what_the_generator_meant_and_literal_drawing_does_not(
    subtask: Subtask, knobs: dict[str, int]
) -> None:
    made = [each for seed in (0, 1) for each in sketches(subtask, 30, seed, knobs)]
    assert all(read_scene(describe(each.scene)) == each.scene for each in made)
    refined = [refining.refine(f"Refine it.\n\nRequest: {each.prompt}") for each in made]
    thought = [passes(each, literally(text)) for each, text in zip(made, refined, strict=True)]
    drawn = [passes(each, literally(each.prompt)) for each in made]
    assert sum(thought) >= 0.97 * len(made)
    assert sum(drawn) <= 0.1 * len(made)


@every_subtask
def test_yes_and_no_are_in_balance(subtask: Subtask) -> None:
    made = sketches(subtask, 120)
    yes, no = sum(len(each.yes) for each in made), sum(len(each.no) for each in made)
    assert 0.35 <= yes / (yes + no) <= 0.65


@every_subtask
def test_proposals_are_hardly_ever_turned_down(subtask: Subtask) -> None:
    difficulty = {name: knob.default for name, knob in subtask.knobs.items()}
    proposals = [subtask.build(chance(subtask.name, 5, index, subtask.version), difficulty) for index in range(100)]
    assert not any(given_away(each) for each in proposals if isinstance(each, Sketch))
