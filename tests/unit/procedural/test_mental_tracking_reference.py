"""Recoloured digits: the reference model claims their prompts, and needs its own edit to read them."""

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.reference import mental_tracking as reference
from pytest_realunify.procedural.reference.mental_tracking.panels import panels_in
from pytest_realunify.procedural.reference.mental_tracking.segments import recolourings
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.mental_tracking import SUBTASKS, programs
from pytest_realunify.procedural.suite.mental_tracking.display import COLOURS, FINISHES, Display, Finish, draw
from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.recolouring import WAYS
from pytest_realunify.procedural.suite.mental_tracking.segments import recoloured
from pytest_realunify.procedural.suite.mental_tracking.wording import (
    DONE,
    EDITS,
    LAST,
    QUESTIONS,
    ROUNDS,
    SWAPS,
    TURNS,
    texts,
)

SEQUENTIAL, SIMULTANEOUS = SUBTASKS

each_subtask = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def program(subtask: Subtask, rng: random.Random, panels: int, size: int) -> Program:
    find = programs.sequential if subtask is SEQUENTIAL else programs.simultaneous
    return find(rng, COLOURS, panels, size)


def built(subtask: Subtask, index: int, **difficulty: int) -> Puzzle:
    """A puzzle about digits."""
    digits, size = ({name: knob.default for name, knob in subtask.knobs.items()} | difficulty).values()
    rng = chance(subtask.name, 7, index, subtask.version)
    return recoloured(rng, program(subtask, rng, digits, size))


def asked(puzzle: Puzzle, letter: str) -> str:
    """The question as the suite puts it, with the right option under the letter."""
    options = list(puzzle.wrong)
    options.insert(LETTERS.index(letter), puzzle.right)
    lines = "\n".join(f"{mark}. {option}" for mark, option in zip(LETTERS, options, strict=True))
    return f"{puzzle.question}\n\n{lines}\n\nAnswer with the letter of the right option."


def accuracy(subtask: Subtask, count: int, picture: Callable[[Puzzle], Image.Image], **difficulty: int) -> float:
    right = 0
    for index in range(count):
        puzzle, letter = built(subtask, index, **difficulty), LETTERS[index % 4]
        reply = reference.understand(asked(puzzle, letter), picture(puzzle), seed=index)
        right += reply == f"The answer is {letter}."
    return right / count


def edited(puzzle: Puzzle) -> Image.Image:
    return reference.edit(puzzle.edit_prompt, puzzle.render(), seed=0)


def levels(picture: Image.Image) -> npt.NDArray[np.int64]:
    return np.asarray(picture).astype(np.int64)


@each_subtask
def test_the_reference_reads_the_recoloured_picture_and_its_own_edit_but_not_the_untouched_one(
    subtask: Subtask,
) -> None:
    count = 12
    assert accuracy(subtask, count, lambda puzzle: puzzle.render_intermediate()) == 1.0
    assert accuracy(subtask, count, edited) == 1.0
    assert accuracy(subtask, count, lambda puzzle: puzzle.render()) < 0.6


@each_subtask
@pytest.mark.parametrize("panels", [2, 5])
@pytest.mark.parametrize("extreme", ["least", "most"])
def test_every_extreme_of_difficulty_can_be_edited_and_read(subtask: Subtask, panels: int, extreme: str) -> None:
    size = list(subtask.knobs)[1]
    value: int = getattr(subtask.knobs[size], extreme)
    assert accuracy(subtask, 4, edited, **{"digits": panels, size: value}) == 1.0


@each_subtask
def test_an_edit_is_the_ground_truth_to_a_rounding_of_edges(subtask: Subtask) -> None:
    for index in range(6):
        puzzle = built(subtask, index)
        assert np.abs(levels(edited(puzzle)) - levels(puzzle.render_intermediate())).max() <= 3


def test_an_edit_leaves_the_picture_it_was_given_alone() -> None:
    puzzle = built(SEQUENTIAL, 0)
    picture = puzzle.render()
    untouched = picture.copy()
    assert reference.edit(puzzle.edit_prompt, picture, seed=0).tobytes() != untouched.tobytes()
    assert picture.tobytes() == untouched.tobytes()


def templates() -> dict[str, re.Pattern[str]]:
    """Every template, with a pattern in which its blanks are open."""
    every = [
        *(*TURNS, *SWAPS, *ROUNDS, *LAST, *DONE),
        *(text for forms in (QUESTIONS, EDITS) for way in WAYS[::2] for text in forms[way]),
    ]
    blank = re.compile(r"\\{\w+\\}")
    return {text: re.compile(blank.sub(r".*", re.escape(text)), re.IGNORECASE | re.DOTALL) for text in every}


def test_every_wording_is_claimed_and_understood() -> None:
    patterns, met = templates(), set[str]()
    for seed in range(200):
        subtask = SUBTASKS[seed % 2]
        made = program(subtask, random.Random(seed), 2 + seed % 4, 3 + seed % 3)
        words = texts(random.Random(seed), made, "white", "grey")
        for prompt in (words.question, words.edit_prompt):
            assert reference.matches(prompt)
            changes = recolourings(prompt)
            assert len(changes) == len(made.courses)
            for change, course in zip(changes, made.courses, strict=True):
                assert {colour: change(colour) for colour in COLOURS} == {
                    colour: course.after(colour) for colour in COLOURS
                }
            met.update(name for name, pattern in patterns.items() if pattern.search(prompt))
    assert met == set(patterns), "a template is never chosen"


def test_other_prompts_are_not_claimed() -> None:
    for prompt in (
        "",
        "Which number do the red segments show?",
        "A seven-segment digit is in the picture. What colour is it?",
        "Mark the shortest route from the red gate to the blue gate of the maze.",
        "How many red and blue balloons are there in the picture?",
    ):
        assert not reference.matches(prompt)


junk = st.builds(
    lambda width, height, seed, depth: Image.fromarray(
        (np.random.default_rng(seed).integers(0, depth, (height, width, 3)) * (255 // depth)).astype(np.uint8)
    ),
    st.integers(16, 90),
    st.integers(16, 90),
    st.integers(0, 9999),
    st.sampled_from([1, 2, 3, 255]),
)


@given(picture=junk, text=st.text(max_size=60), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_junk_is_guessed_at_and_never_raises(picture: Image.Image, text: str, seed: int) -> None:
    puzzle = built(SUBTASKS[seed % 2], seed % 20)
    question = f"{puzzle.question}\n\nA. 1\nB. 2\nC. 3\nD. 4\n"
    for prompt in (text, question, text + question, question[: len(text) * 4], puzzle.edit_prompt + text):
        assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, seed))
        assert reference.edit(prompt, picture, seed).size == picture.size
        assert reference.matches(prompt) in (True, False)


def test_a_blank_picture_gets_guesses_spread_over_the_letters_and_no_edit() -> None:
    puzzle, grey = built(SEQUENTIAL, 0), Image.new("RGB", (512, 512), (128, 128, 128))
    replies = Counter(reference.understand(asked(puzzle, "A"), grey, seed) for seed in range(80))
    assert len(replies) == 4
    assert max(replies.values()) < 40
    assert reference.edit(puzzle.edit_prompt, grey, 0).tobytes() == grey.tobytes()


@pytest.mark.parametrize("finish", FINISHES)
@pytest.mark.parametrize("panels", range(2, 7))
def test_every_segment_of_every_finish_is_seen_in_its_own_colour(finish: Finish, panels: int) -> None:
    rng = random.Random(panels)
    shades = (*COLOURS, finish.lit, finish.out)
    paint = tuple(tuple(rng.choice(shades) for _ in range(7)) for _ in range(panels))
    display = dataclasses.replace(Display.by_chance(rng, panels), finish=finish)
    seen = panels_in(np.asarray(draw(display, paint)))
    assert tuple(tuple(segment.colour for segment in panel.segments) for panel in seen) == paint
