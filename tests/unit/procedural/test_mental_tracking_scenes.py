"""Cups that are moved and paper that is folded: the other scenes of mental tracking."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.reference import mental_tracking as reference
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.mental_tracking import OTHERS, SUBTASKS
from pytest_realunify.procedural.suite.mental_tracking.cups import shuffled
from pytest_realunify.procedural.suite.mental_tracking.cups_picture import Row
from pytest_realunify.procedural.suite.mental_tracking.paper import SIDES, _folded, punched
from pytest_realunify.procedural.suite.mental_tracking.paper_picture import Sheet

BY_KIND: dict[str, Callable[[random.Random, int], Puzzle]] = {
    "cups": lambda rng, hard: shuffled(rng, cups=5 + hard, moves=3 + 2 * hard),
    "paper": lambda rng, hard: punched(rng, folds=1 + hard),
}
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
each_kind = pytest.mark.parametrize("kind", BY_KIND)


def made(kind: str, seed: int) -> Puzzle:
    return BY_KIND[kind](random.Random(seed), seed % 3)


def asked(puzzle: Puzzle, letter: str) -> str:
    wrong = iter(puzzle.wrong)
    lines = "\n".join(f"{mark}. {puzzle.right if mark == letter else next(wrong)}" for mark in LETTERS)
    return f"{puzzle.question}\n\n{lines}\n\nAnswer with the letter of the right option."


def read(puzzle: Puzzle, picture: Image.Image, seed: int) -> bool:
    letter = LETTERS[seed % 4]
    return reference.understand(asked(puzzle, letter), picture, 17 * seed + 5) == f"The answer is {letter}."


@each_kind
def test_the_four_options_differ_and_so_do_instances(kind: str) -> None:
    puzzles = [made(kind, seed) for seed in range(200)]
    assert all(len({puzzle.right, *puzzle.wrong}) == 4 for puzzle in puzzles)
    assert len({(puzzle.question, puzzle.right) for puzzle in puzzles}) > 190
    assert len({puzzle.render().tobytes() for puzzle in puzzles[:8]}) == 8


@each_kind
def test_drawing_is_pure(kind: str) -> None:
    one, other = made(kind, 5), made(kind, 5)
    assert one.render().tobytes() == one.render().tobytes() == other.render().tobytes()
    assert one.render_intermediate().tobytes() == other.render_intermediate().tobytes()


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_right_ball_is_where_it_lies_in_the_picture_that_shows_the_result(seed: int) -> None:
    puzzle = made("cups", seed)
    before: Row = puzzle.render.args[0]  # type: ignore[attr-defined]
    after: Row = puzzle.render_intermediate.args[0]  # type: ignore[attr-defined]
    place = re.search(r"place (\d) in the end|the (\w+) from the left then", puzzle.question)
    assert place is not None
    at = int(place[1]) - 1 if place[1] else ORDINALS.index(place[2])
    assert puzzle.right == f"the {after.balls[at]} ball"
    assert sorted(before.balls) == sorted(after.balls)
    assert f"the {before.balls[at]} ball" not in (puzzle.right, *puzzle.wrong), "nothing has to be tracked"


@given(st.lists(st.sampled_from(SIDES), min_size=1, max_size=3), st.integers(0, 63))
def test_a_fold_takes_each_cell_to_its_mirror_image_and_leaves_the_others(sides: list[str], at: int) -> None:
    size = 16
    cell = at // 8 * 2, at % 8 * 2
    row, column = _folded(cell, size, sides)
    for side in sides:
        cell = {
            "left": (cell[0], max(cell[1], size - 1 - cell[1])),
            "right": (cell[0], min(cell[1], size - 1 - cell[1])),
            "top": (max(cell[0], size - 1 - cell[0]), cell[1]),
            "bottom": (min(cell[0], size - 1 - cell[0]), cell[1]),
        }[side]
        break
    assert (row, column) == cell or len(sides) > 1
    assert _folded((row, column), size, sides) == (row, column), "what has come to rest stays"


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_right_number_of_a_sheet_has_a_hole_and_the_wrong_ones_have_none(seed: int) -> None:
    puzzle = made("paper", seed)
    before: Sheet = puzzle.render.args[0]  # type: ignore[attr-defined]
    after: Sheet = puzzle.render_intermediate.args[0]  # type: ignore[attr-defined]
    assert before.spots < after.spots
    places = [row * after.size + column for row, column in after.spots]
    if counted := re.search(r"How many .*?(yellow|blue|green|pink) cells", puzzle.question):
        assert puzzle.right == str([after.tints[place] for place in places].count(counted[1]))
    else:
        hit = {str(after.numbers[place]) for place in places}
        dotted = {str(before.numbers[row * before.size + column]) for row, column in before.spots}
        assert puzzle.right in hit - dotted
        assert not {*puzzle.wrong} & hit


@each_kind
def test_to_follow_the_words_once_more_changes_nothing(kind: str) -> None:
    for seed in range(9):
        puzzle = made(kind, seed)
        after = puzzle.render_intermediate()
        again = reference.edit(puzzle.edit_prompt, after, 0)
        assert again.tobytes() == after.tobytes()
        assert read(puzzle, again, seed)


@each_kind
def test_the_reference_edits_reads_the_result_and_nothing_of_the_untouched_picture(kind: str) -> None:
    hits: Counter[str] = Counter()
    for seed in range(40):
        puzzle = made(kind, seed)
        before = puzzle.render()
        hits["oracle"] += read(puzzle, puzzle.render_intermediate(), seed)
        hits["stepwise"] += read(puzzle, reference.edit(puzzle.edit_prompt, before, 0), seed)
        hits["direct"] += read(puzzle, before, seed)
    assert hits["oracle"] == hits["stepwise"] == 40
    assert hits["direct"] <= 18


@each_kind
def test_an_edit_is_the_ground_truth_but_for_edges(kind: str) -> None:
    for seed in range(6):
        puzzle = made(kind, seed)
        edited = np.asarray(reference.edit(puzzle.edit_prompt, puzzle.render(), 0)).astype(int)
        truth = np.asarray(puzzle.render_intermediate()).astype(int)
        assert (np.abs(edited - truth).max(axis=2) > 60).mean() < 0.004


@each_kind
def test_ranks_of_numbers_and_places_of_words_say_nothing(kind: str) -> None:
    ranks: Counter[int] = Counter()
    for seed in range(600):
        puzzle = made(kind, seed)
        if "How many" in puzzle.question:
            ranks[sorted(map(int, (puzzle.right, *puzzle.wrong))).index(int(puzzle.right))] += 1
        else:
            ranks[sorted((puzzle.right, *puzzle.wrong)).index(puzzle.right)] += 1
    assert all(0.19 < ranks[rank] / 600 < 0.31 for rank in range(4)), ranks


@pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)
def test_most_instances_are_about_digits_and_some_are_not(subtask: Subtask) -> None:
    values = {name: knob.default for name, knob in subtask.knobs.items()}
    made = [subtask.build(chance(subtask.name, 3, index, subtask.version), values) for index in range(300)]
    others = sum("seven-segment" not in puzzle.question for puzzle in made if isinstance(puzzle, Puzzle))
    assert abs(others / 300 - OTHERS) < 0.1


@each_kind
@given(text=st.text(max_size=40), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_junk_is_guessed_at_and_never_raises(kind: str, text: str, seed: int) -> None:
    puzzle = made(kind, seed % 50)
    noise = np.random.default_rng(seed).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    for prompt in (text, asked(puzzle, "A") + text, puzzle.edit_prompt[: len(text) * 9]):
        for picture in (Image.fromarray(noise), Image.new("RGB", (60, 40), "grey")):
            assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, seed))
            assert reference.edit(prompt, picture, seed).size == picture.size
