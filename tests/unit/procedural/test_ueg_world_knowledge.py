"""World knowledge: tables that are sound, prompts that imply and never tell, and a reference that really knows."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.procedural import fact_tables
from pytest_realunify.procedural.reference.refining.closing import without_closing
from pytest_realunify.procedural.reference.refining.world_knowledge import knowing, refine
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Sketch, Subtask, chance
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import Arrow, Flag, Scene, Shape, Sign

SUBTASKS = in_category("world_knowledge")


each_subtask = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


each_setting = pytest.mark.parametrize("facts", [1, 2, 3])


NAMES = [subtask.name for subtask in SUBTASKS]


@cache
def made(name: str, facts: int) -> list[Sketch]:
    """120 instances, each checked."""
    subtask = SUBTASKS[NAMES.index(name)]
    difficulty = {"facts": facts, "objects": 8}
    return [sketching.sketch(subtask, 11 + facts, index, difficulty) for index in range(120)]


def passes(sketch: Sketch, scene: Scene) -> bool:
    return not sketching.caught(sketch, scene)


@each_setting
@each_subtask
def test_many_instances_are_sound_and_all_different(subtask: Subtask, facts: int) -> None:
    assert len({sketch.prompt for sketch in made(subtask.name, facts)}) == 120


@each_setting
@each_subtask
def test_yes_and_no_are_balanced(subtask: Subtask, facts: int) -> None:
    golds = [(len(sketch.yes), len(sketch.no)) for sketch in made(subtask.name, facts)]
    assert 0.42 < sum(yes for yes, _ in golds) / sum(map(sum, golds)) < 0.58


@each_setting
@each_subtask
def test_the_explicit_english_is_read_back(subtask: Subtask, facts: int) -> None:
    assert [sketch for sketch in made(subtask.name, facts) if read_scene(describe(sketch.scene)) != sketch.scene] == []


@each_setting
@each_subtask
def test_drawing_what_the_prompt_mentions_does_not_do(subtask: Subtask, facts: int) -> None:
    assert [sketch.prompt for sketch in made(subtask.name, facts) if passes(sketch, literally(sketch.prompt))] == []


@each_subtask
def test_an_instance_is_the_same_whenever_it_is_built(subtask: Subtask) -> None:
    again = [
        subtask.build(chance(subtask.name, 5, index, subtask.version), {"facts": 2, "objects": 8})
        for index in (3, 40, 3)
    ]
    assert again[0] == again[2] != again[1]


@each_subtask
def test_instances_are_of_many_kinds(subtask: Subtask) -> None:
    shown = Counter(type(item).__name__ for sketch in made(subtask.name, 2) for item in sketch.scene)
    assert {"Shape", "Sign", "Pie", "Halves"} <= set(shown)


@each_setting
@each_subtask
def test_the_reference_works_out_what_the_generator_meant(subtask: Subtask, facts: int) -> None:
    missed = []
    for sketch in made(subtask.name, facts)[:80]:
        scene = refine(without_closing(sketch.prompt))
        if scene is None or not passes(sketch, scene):
            missed.append(sketch.prompt)
    assert missed == []


RED, BLUE = Shape("circle", "red"), Shape("bar", "blue")


@pytest.mark.parametrize(
    ("request_", "items"),
    [
        ("Draw one red circle for every leg on an ant.", [RED] * 6),
        ("Draw half as many red circles as there are bits in a byte.", [RED] * 4),
        ("Draw as many red circles as the Roman numeral XIV says.", [RED] * 14),
        ("Draw a white sign with the value of the Roman numeral XCIX in blue figures.", [Sign("99", "blue")]),
        (
            "Draw as many red circles as two tries and a conversion are worth in points in rugby union.",
            [RED] * 12,
        ),
        (
            "Draw the Morse code of the letter R, with a red circle for every dot and a blue bar for every dash.",
            [RED, BLUE, RED],
        ),
        (
            "Draw a red arrow and a blue arrow that show the hour hand and the minute hand when it is half past seven.",
            [Arrow("red", "lower left"), Arrow("blue", "down")],
        ),
        (
            "Draw the squares e2 to h2, with a red circle for every dark square and a blue bar for every light one.",
            [BLUE, RED, BLUE, RED],
        ),
        (
            "Draw a white sign that names in red capitals the month four months after October.",
            [Sign("FEBRUARY", "red")],
        ),
        ("Draw a white sign with the number that spells MOON on a telephone's keys, in red.", [Sign("6666", "red")]),
        (
            "Draw the national flag of the country whose capital is Paris, its two outermost stripes exchanged.",
            [Flag("vertical", ("red", "white", "blue"))],
        ),
        (
            "Bottom row: red circles, one for each wing on a housefly. Top row: a blue bar per Fate of Greek myth.",
            [BLUE] * 3 + [RED] * 2,
        ),
    ],
)
def test_the_reference_knows(request_: str, items: list[object]) -> None:
    scene = refine(request_)
    assert scene is not None
    assert list(scene) == items


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Draw from left to right the number 19 in binary, a red circle for every 1 and a blue bar for every 0.", "27"),
        ("Draw as many red circles as 1 try and 2 penalty goals are worth in points in rugby league.", "3"),
        ("Draw a white sign that names in red capitals the day three days after Monday.", "four"),
    ],
)
def test_another_number_in_the_prompt_makes_another_picture(one: str, other: str) -> None:
    old = next(number for number in ("19", "2", "three") if f" {number} " in one)
    scene, changed = refine(one), refine(one.replace(f" {old} ", f" {other} "))
    assert scene is not None
    assert changed is not None
    assert scene != changed


@pytest.fixture
def changed_facts(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Tables the reference reads, free to be changed."""
    held = {f"world_knowledge/{name}": copy.deepcopy(fact_tables.facts(f"world_knowledge/{name}")) for name in NAMES}
    monkeypatch.setattr(knowing, "facts", held.__getitem__)
    knowing.forget()
    yield held
    knowing.forget()


def test_the_reference_believes_its_tables(changed_facts: dict[str, Any]) -> None:
    for each in changed_facts["world_knowledge/animals_and_plants"]["count"]:
        each["number"] += 2
    wrong = 0
    sketches = [sketch for sketch in made("animals_and_plants", 1)[:60] if "there are" in sketch.prompt]
    for sketch in sketches:
        scene = refine(without_closing(sketch.prompt))
        wrong += scene is None or not passes(sketch, scene)
    assert wrong > 0.8 * len(sketches) > 8


def test_the_reference_does_not_understand_what_it_has_no_fact_about(changed_facts: dict[str, Any]) -> None:
    for tables in changed_facts.values():
        tables["count"] = []
    knowing.forget()
    assert refine("Draw one red circle for every leg on an ant.") is None


WORDS = (
    *("Draw", "one red circle", "blue bars", "for every leg on an ant", "Top row:", "Bottom row:", "below that,", "."),
    *(
        "the national flag of",
        "France",
        "whose capital is",
        "Paris",
        "Roman numeral",
        "XIV",
        "in the colour of",
        ";",
        ",",
    ),
    *(
        "a ripe lemon's peel",
        "as many",
        "twice as many",
        "in this list:",
        "at half past",
        "four",
        "hour hand",
        "1",
        "(",
    ),
    *(
        "the month",
        "after",
        "May",
        "directly",
        "to the left of",
        "Q",
        "keyboard",
        "a white sign",
        "in red figures",
        "zero",
    ),
    *(
        "squares a1 to h1",
        "the digits",
        "resistor colour code for the digits",
        "12",
        "in binary",
        "a red arrow",
        "Morse",
    ),
    *(
        "insect",
        "arm or tentacle",
        "half",
        "a circle cut into equal sectors",
        "per",
        "one blue sector per",
        "tries",
        "and",
    ),
)


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)))
def test_no_text_upsets_the_reference(text: str) -> None:
    scene = refine(text)
    assert scene is None or read_scene(describe(scene)) == scene


def test_every_wrong_picture_is_caught_and_every_gold_holds() -> None:
    sketch = made("culture", 2)[0]
    assert all(true_of(query, sketch.scene) for query in sketch.yes)
    assert not any(passes(sketch, wrong) for wrong in sketch.wrong)
