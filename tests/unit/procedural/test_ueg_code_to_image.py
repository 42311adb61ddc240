"""Code to image: what the generator says a program prints, the reference's interpreter and CPython print alike."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.procedural.reference.refining.closing import without_closing
from pytest_realunify.procedural.reference.refining.code_to_image import refine
from pytest_realunify.procedural.reference.refining.interpreter import run
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Sketch, chance
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import DIRECTIONS, Arrow, Flag, Scene, Shape, Sign, column, group, row

SUBTASKS = in_category("code_to_image")

GENERATORS = {subtask.name: subtask for subtask in SUBTASKS}
NAMES = list(GENERATORS)


@cache
def drawn(name: str, seed: int, count: int, settings: tuple[tuple[str, int], ...] = ()) -> Sequence[Sketch]:
    subtask = GENERATORS[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()} | dict(settings)
    return [sketching.sketch(subtask, seed, index, difficulty) for index in range(count)]


def passes(made: Sketch, scene: Scene | None) -> bool:
    if scene is None:
        return False
    return all(true_of(each, scene) for each in made.yes) and not any(true_of(each, scene) for each in made.no)


def solved(prompt: str) -> Scene | None:
    """As the reference model does, which passes over what prompts end with."""
    return refine(without_closing(prompt))


def program(made: Sketch) -> tuple[str, list[str]]:
    source = re.search(r"```python\n(.*?)```", made.prompt, re.DOTALL)
    assert source is not None
    return source[1], re.findall(r"the user types (\w+)", made.prompt)


def by_python(source: str, typed: Sequence[str]) -> str:
    """What CPython prints. The programs are this project's own."""
    lines: Iterator[str] = iter(typed)
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(source, "program", "exec"), {"input": lambda _="": next(lines)})  # noqa: S102
    return shown.getvalue()


def asked(source: str, told: str) -> str:
    return f"Here is a Python program.\n\n```python\n{source}\n```\n\n{told}"


@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_instances_differ_and_are_said_again_exactly(name: str) -> None:
    made = drawn(name, 0, 200)  # sketching.check has passed on each
    assert len({each.prompt for each in made}) == 200
    assert all(read_scene(describe(each.scene)) == each.scene for each in made)


@pytest.mark.parametrize("name", NAMES)
def test_running_solves_what_drawing_the_words_does_not(name: str) -> None:
    made = drawn(name, 0, 200)
    assert sum(solved(each.prompt) == each.scene for each in made) >= 194
    assert sum(passes(each, literally(each.prompt)) for each in made) <= 20


@pytest.mark.parametrize("name", NAMES)
def test_cpython_the_interpreter_and_the_generator_agree(name: str) -> None:
    for made in drawn(name, 0, 200):
        source, typed = program(made)
        assert run(source, typed) == by_python(source, typed)


@pytest.mark.parametrize("name", NAMES)
def test_neither_yes_nor_no_prevails(name: str) -> None:
    made = drawn(name, 0, 200)
    share = sum(len(each.yes) for each in made) / sum(len(each.yes) + len(each.no) for each in made)
    assert 0.35 < share < 0.65


@pytest.mark.parametrize("name", NAMES)
def test_no_output_stands_in_its_program(name: str) -> None:
    """No line of two words or more, and no whole output, is written out in the source."""
    for made in drawn(name, 0, 200):
        source, typed = program(made)
        printed = by_python(source, typed)
        assert not re.search(rf"\b{re.escape(printed.strip())}\b", source)
        assert not any(line in source for line in printed.splitlines() if " " in line and line not in DIRECTIONS)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_other_seeds_are_as_sound(name: str, seed: int) -> None:
    assert all(passes(each, solved(each.prompt)) for each in drawn(name, seed, 60))


@pytest.mark.parametrize(
    ("name", "knob", "value"),
    [
        (name, knob, value)
        for name, subtask in GENERATORS.items()
        for knob, each in subtask.knobs.items()
        for value in (each.least, each.most)
    ],
)
def test_every_setting_can_be_turned_to_its_ends(name: str, knob: str, value: int) -> None:
    made = drawn(name, 5, 80, ((knob, value),))
    assert len({each.prompt for each in made}) == 80
    assert all(solved(each.prompt) == each.scene for each in made)


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_is_the_same_whenever_it_is_built(name: str) -> None:
    subtask = GENERATORS[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()}
    for index in range(24):
        once, again = (subtask.build(chance(name, 9, index, subtask.version), difficulty) for _ in range(2))
        assert once == again


@pytest.mark.parametrize("name", NAMES)
def test_a_proposal_is_rarely_rejected(name: str) -> None:
    subtask = GENERATORS[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()}
    made = [subtask.build(chance(name, 4, index, subtask.version), difficulty) for index in range(100)]
    assert sum(bool(given_away(each)) for each in made if isinstance(each, Sketch)) <= 2


@pytest.mark.parametrize(
    ("source", "told", "scene"),
    [
        ('print(3 * 3, "red", "star")', "Draw what it prints.", group(Shape("star", "red"), 9)),
        ('print(3 * 4, "red", "star")', "Draw what it prints.", group(Shape("star", "red"), 12)),
        (
            'for c in ["red", "blue"]:\n    print(c, "ring")',
            "Draw one shape for each printed line, in a single row, from left to right.",
            row(Shape("ring", "red"), Shape("ring", "blue")),
        ),
        (
            'for c in ["red", "blue"]:\n    print(c, "ring")',
            "Draw one shape for each printed line, one below the other from top to bottom.",
            column(Shape("ring", "red"), Shape("ring", "blue")),
        ),
        (
            'print("A" * 2)\nprint("BA")',
            "In the output, A means a red star and B means a blue ring. Every line is a row.",
            Scene(((Shape("star", "red"), Shape("star", "red")), (Shape("ring", "blue"), Shape("star", "red")))),
        ),
        (
            "print(2)\nprint(1)",
            "For each printed number draw one row of that many shapes; every shape is a red star.",
            Scene(((Shape("star", "red"), Shape("star", "red")), (Shape("star", "red"),))),
        ),
        (
            'print("tin"[::-1].upper())',
            "Draw a white sign with the printed text on it in blue.",
            row(Sign("NIT", "blue")),
        ),
        ('print("up")', "Each printed line is a direction: draw a red arrow for each.", row(Arrow("red", "up"))),
        (
            'print("red")\nprint("blue")',
            "Every printed line is the colour of a stripe. Draw a flag of these vertical stripes.",
            row(Flag("vertical", ("red", "blue"))),
        ),
        ("print(2)", "Draw what it prints.", None),
        ("print(1 / 0)", "Draw what it prints.", None),
        ("import os", "Draw what it prints.", None),
        ('print(900, "red", "star")', "Draw what it prints.", None),
        ('print(0, "red", "star")', "Draw what it prints.", None),
        ('print("up")', "Draw a white sign with the printed text on it in pink.", None),
    ],
)
def test_programs_run_by_hand_come_out_the_same(source: str, told: str, scene: Scene | None) -> None:
    assert refine(asked(source, told)) == scene


def test_another_number_in_the_program_is_another_picture() -> None:
    changed = 0
    made = [each for each in drawn("branching", 0, 200) if "the user types" in each.prompt]
    for each in made:
        typed = program(each)[1][0]
        changed += solved(each.prompt.replace(f"types {typed}", f"types {int(typed) + 17}")) != each.scene
    assert changed >= 0.8 * len(made) > 0


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_is_read_without_trouble(source: str, told: str) -> None:
    assert refine(told) is None
    scene = refine(asked(source, told))
    assert scene is None or read_scene(describe(scene)) == scene


@given(st.sampled_from(NAMES), st.integers(0, 59), st.data())
def test_a_damaged_program_is_read_without_trouble(name: str, index: int, data: st.DataObject) -> None:
    prompt = drawn(name, 0, 200)[index].prompt
    start = data.draw(st.integers(0, len(prompt)))
    end = data.draw(st.integers(start, min(len(prompt), start + 20)))
    scene = refine(prompt[:start] + data.draw(st.sampled_from(["", "9", "**", "(", "while True:\n "])) + prompt[end:])
    assert scene is None or read_scene(describe(scene)) == scene
