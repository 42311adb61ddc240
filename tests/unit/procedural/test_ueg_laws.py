"""What holds in every field whose prompts the reference model thinks through by rules over fact tables."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.procedural.reference.refining import (
    code_to_image,
    commonsense_reasoning,
    logical_reasoning,
    mathematical_reasoning,
    scientific_reasoning,
    world_knowledge,
)
from pytest_realunify.procedural.reference.refining.closing import without_closing
from pytest_realunify.procedural.suite.registry import in_category, subtasks
from pytest_realunify.procedural.suite.sketching import sketch
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.taxonomy import CATEGORY
from refining import passes, sketches, sketches_of

REFINE: dict[str, Callable[[str], Scene | None]] = {
    "commonsense_reasoning": commonsense_reasoning.refine,
    "scientific_reasoning": scientific_reasoning.refine,
}
NAMES = [subtask.name for category in REFINE for subtask in in_category(category)]
ENDS = [(name, knob, end) for name in NAMES for knob in subtasks()[name].knobs for end in ("least", "most")]
FIELDS: dict[str, Callable[[str], Scene | None]] = {
    **REFINE,
    "world_knowledge": world_knowledge.refine,
    "mathematical_reasoning": mathematical_reasoning.refine,
    "logical_reasoning": logical_reasoning.refine,
    "code_to_image": code_to_image.refine,
}
STRANGERS = [
    (category, name)
    for category in FIELDS
    for name, each in subtasks().items()
    if CATEGORY[each.category].axis == "UEG" and each.category != category
]


def thought(name: str, prompt: str) -> Scene | None:
    return REFINE[subtasks()[name].category](without_closing(prompt))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [0, 17])
def test_many_instances_are_sound_different_and_thought_through(name: str, seed: int) -> None:
    made = sketches(name, seed, 120)
    assert len({each.prompt for each in made}) == 120
    assert all(read_scene(describe(each.scene)) == each.scene for each in made)
    assert sum(passes(each, thought(name, each.prompt)) for each in made) >= 116
    assert sum(passes(each, literally(each.prompt)) for each in made) <= 12
    yes, no = sum(len(each.yes) for each in made), sum(len(each.no) for each in made)
    assert 0.35 <= yes / (yes + no) <= 0.65


@pytest.mark.parametrize(("name", "knob", "end"), ENDS)
def test_both_ends_of_a_setting_give_sound_instances(name: str, knob: str, end: str) -> None:
    made = sketches(name, 3, 40, **{knob: getattr(subtasks()[name].knobs[knob], end)})
    assert len({each.prompt for each in made}) == 40
    assert sum(passes(each, thought(name, each.prompt)) for each in made) >= 39


@pytest.mark.parametrize("name", NAMES)
def test_the_same_address_gives_the_same_instance(name: str) -> None:
    assert sketches(name, 5, 3) == sketches(name, 5, 3)


@pytest.mark.parametrize(("category", "name"), STRANGERS)
def test_requests_of_other_fields_are_left_alone(category: str, name: str) -> None:
    difficulty = {knob: each.default for knob, each in subtasks()[name].knobs.items()}
    prompts = [sketch(subtasks()[name], 2, index, difficulty).prompt for index in range(10)]
    assert [prompt for prompt in prompts if FIELDS[category](prompt) is not None] == []


@pytest.mark.parametrize("category", REFINE)
@given(text=st.text(max_size=300))
def test_any_text_is_left_alone(category: str, text: str) -> None:
    assert REFINE[category](text) is None


@given(st.sampled_from(NAMES), st.integers(0, 30), st.randoms(use_true_random=False))
def test_a_garbled_request_is_a_scene_or_left_alone(name: str, index: int, rng: random.Random) -> None:
    words = sketches_of(name)[index].prompt.split(" ")
    del words[rng.randrange(len(words))]
    place = rng.randrange(len(words))
    words[place] = rng.choice(words)
    scene = thought(name, " ".join(words))
    assert scene is None or read_scene(describe(scene)) == scene
