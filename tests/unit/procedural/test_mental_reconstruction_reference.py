"""Mental reconstruction: the reference model that restores and reads."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jigsaws import BOTH, CHANCES, COARSE, FINE, asked, asked_text, built, same, whole_picture
from PIL import Image, ImageChops

from pytest_realunify.procedural.reference.mental_reconstruction import edit, matches, understand
from pytest_realunify.procedural.reference.mental_reconstruction.restoring import restored
from pytest_realunify.procedural.reference.mental_reconstruction.turning import turned_back
from pytest_realunify.procedural.suite.base import LETTERS, Subtask, letter_of
from pytest_realunify.procedural.suite.mental_reconstruction import (
    EDIT_PROMPTS,
    questions,
    tiles,
)
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import Mix


class TestRestoring:
    @settings(max_examples=25, deadline=None)
    @given(st.sampled_from([2, 3, 5]), st.integers(0, 2), CHANCES)
    def test_any_order_of_tiles_restores_exactly(self, grid: int, seed: int, rng: random.Random) -> None:
        picture = whole_picture(grid, seed)
        order = list(range(grid * grid))
        rng.shuffle(order)
        upright = Mix(grid, tuple(order), (0,) * len(order))
        assert same(restored(tiles.rearranged(picture, upright), grid), picture)

    @settings(max_examples=15, deadline=None)
    @given(st.sampled_from([2, 3, 5]), st.integers(0, 3), CHANCES)
    def test_any_order_and_any_turns_of_tiles_restore_exactly(self, grid: int, seed: int, rng: random.Random) -> None:
        picture = whole_picture(grid, seed)
        order = list(range(grid * grid))
        rng.shuffle(order)
        turns = tuple(rng.randrange(4) for _ in order)
        assert same(turned_back(tiles.rearranged(picture, Mix(grid, tuple(order), turns)), grid), picture)

    @pytest.mark.parametrize("turned", [0, 1])
    @pytest.mark.parametrize(("subtask", "grid"), [(COARSE, 4), (FINE, 6), (FINE, 8), (FINE, 10)])
    def test_finer_grids_restore_exactly(self, subtask: Subtask, grid: int, turned: int) -> None:
        puzzle = built(subtask, 1, grid=grid, turned=turned)
        assert same(edit(puzzle.edit_prompt, puzzle.render(), 0), puzzle.render_intermediate())

    def test_a_picture_that_the_grid_does_not_divide_is_left_alone(self) -> None:
        picture = whole_picture(2, 0).resize((101, 77))
        assert same(restored(picture, 3), picture)
        assert same(restored(picture, 90), picture)
        assert same(turned_back(picture, 3), picture)
        assert same(turned_back(picture.resize((90, 90)), 90), picture.resize((90, 90)))

    def test_a_prompt_without_a_grid_leaves_the_picture_alone(self) -> None:
        picture = whole_picture(2, 0)
        assert same(edit("Put the shuffled tiles back.", picture, 0), picture)
        assert same(edit("It was cut into a 3 x 4 grid of square tiles and shuffled.", picture, 0), picture)


class TestReading:
    @BOTH
    def test_it_is_right_on_edited_and_true_pictures_and_worse_on_shuffled_ones(self, subtask: Subtask) -> None:
        hits: Counter[str] = Counter()
        for index in range(12):
            puzzle = built(subtask, index)
            letter = letter_of(subtask.name, 11, index)
            text = asked_text(puzzle, letter)
            shuffled = puzzle.render()
            pictures = {
                "direct": shuffled,
                "stepwise": edit(puzzle.edit_prompt, shuffled, index),
                "oracle": puzzle.render_intermediate(),
            }
            for protocol, picture in pictures.items():
                hits[protocol] += understand(text, picture, index) == f"The answer is {letter}."
        assert hits["oracle"] == 12
        assert hits["stepwise"] >= 11
        assert hits["direct"] <= 7

    @BOTH
    def test_the_prompts_of_every_template_are_claimed(self, subtask: Subtask) -> None:
        frames, edits = set(), set()
        for index in range(60):
            puzzle = built(subtask, index)
            assert matches(asked_text(puzzle, "A"))
            assert matches(puzzle.edit_prompt)
            frames.add(puzzle.question.split(",")[0])
            edits.add(puzzle.edit_prompt)
        assert len(frames) == len(questions.FRAMES)
        assert len(edits) == len(EDIT_PROMPTS)

    @pytest.mark.parametrize(
        "prompt",
        [
            "How many red dots are there?",
            "Mark the way out of the maze with a line.",
            "What time does the sign show?",
            "The digits are recoloured step by step. Which digit is shown in the end?",
            "",
        ],
    )
    def test_other_prompts_are_not_claimed(self, prompt: str) -> None:
        assert not matches(prompt)

    def test_a_grey_picture_gets_guesses_that_vary_with_the_seed(self) -> None:
        grey = Image.new("RGB", (128, 128), (128, 128, 128))
        for _, question in asked("by_house", count=3):
            text = f"{question.ask}?\n\nA. {question.right}\nB. {question.wrong[0]}\nC. {question.wrong[1]}\nD. x"
            assert len({understand(text, grey, seed) for seed in range(20)}) == 4

    @settings(max_examples=40, deadline=None)
    @given(
        st.one_of(
            st.text(),
            st.builds(
                "{} {} {} shuffled tiles {} x {} grid\nA. 3\nB. the red star".format,
                st.sampled_from(["how many stars", "which edge", "closest to the house", "top-left corner"]),
                st.sampled_from(["river", "house", ""]),
                st.sampled_from(["?", ""]),
                st.integers(0, 99),
                st.integers(0, 99),
            ),
            st.integers(0, 99).map("how many stars? shuffled tiles {0} x {0} grid".format),
        ),
        st.integers(16, 60),
        st.integers(16, 60),
        st.sampled_from(["noise", "grey", "crop"]),
        st.integers(0, 2**32 - 1),
    )
    def test_no_text_and_no_picture_makes_it_raise(
        self, prompt: str, width: int, height: int, content: str, seed: int
    ) -> None:
        picture = {
            "noise": lambda: Image.fromarray(
                np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
            ),
            "grey": lambda: Image.new("RGB", (width, height), (140, 140, 140)),
            "crop": lambda: whole_picture(3, 0).crop((seed % 400, seed % 397, seed % 400 + width, seed % 397 + height)),
        }[content]()
        assert understand(prompt, picture, seed)[-2] in LETTERS
        edited = edit(prompt, picture, seed)
        assert edited.size == picture.size
        assert edited.mode == "RGB"

    def test_reading_and_restoring_leave_the_given_picture_as_it_was(self) -> None:
        puzzle = built(COARSE, 0)
        picture = puzzle.render()
        kept = picture.copy()
        edit(puzzle.edit_prompt, picture, 0)
        understand(asked_text(puzzle, "A"), picture, 0)
        assert ImageChops.difference(picture, kept).getbbox() is None
