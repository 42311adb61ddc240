"""Mazes and maps as the reference model marks and reads them."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from ways import MAP, MAZE, SUBTASKS, asked, both, built, correct, same, sample

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import cognitive_navigation as reference
from pytest_realunify.procedural.suite.base import Subtask


@both
def test_marking_helps_and_a_glance_does_not(subtask: Subtask) -> None:
    score: Counter[str] = Counter()
    total = 12
    for index in range(total):
        puzzle = built(subtask, index)
        before = puzzle.render()
        blank = Image.new("RGB", before.size, (128, 128, 128))
        score["direct"] += correct(subtask, index, before, puzzle)
        score["stepwise"] += correct(subtask, index, reference.edit(puzzle.edit_prompt, before, index), puzzle)
        score["oracle"] += correct(subtask, index, puzzle.render_intermediate(), puzzle)
        score["blind"] += correct(subtask, index, blank, puzzle)
    assert score["oracle"] == total
    assert score["stepwise"] >= total - 1
    assert score["direct"] <= total * 0.6
    assert score["blind"] <= total * 0.6


@pytest.mark.parametrize(
    ("subtask", "knobs"),
    [(MAZE, {"size": size}) for size in (6, 7, 16, 32)] + [(MAP, {"places": places}) for places in (7, 14, 24)],
    ids=lambda value: value.name if isinstance(value, Subtask) else str(*value.values()),
)
def test_every_difficulty_can_be_drawn_marked_and_read(subtask: Subtask, knobs: dict[str, int]) -> None:
    for index in range(2):
        puzzle = built(subtask, index, **knobs)
        before = puzzle.render()
        assert before.mode == "RGB"
        assert 512 <= before.width == before.height <= 1120
        assert correct(subtask, index, puzzle.render_intermediate(), puzzle)
        assert correct(subtask, index, reference.edit(puzzle.edit_prompt, before, 0), puzzle)


@both
def test_editing_keeps_what_is_not_the_route(subtask: Subtask) -> None:
    puzzle = built(subtask, 2)
    before = puzzle.render()
    after = reference.edit(puzzle.edit_prompt, before, 0)
    touched = (np.asarray(before) != np.asarray(after)).any(axis=2)
    allowed = (np.asarray(before) != np.asarray(puzzle.render_intermediate())).any(axis=2)
    strays = touched & ~np.asarray(Image.fromarray(allowed).convert("L").resize(before.size)).astype(bool)
    assert 0.7 * allowed.sum() < touched.sum() < 1.5 * allowed.sum()
    assert strays.sum() < 0.25 * touched.sum()


def junk() -> list[Image.Image]:
    noise = np.random.default_rng(0)
    full = [Image.fromarray(noise.integers(0, 256, (side, side + 9, 3), dtype=np.uint8)) for side in (16, 64, 300)]
    bars = Image.fromarray(np.tile(np.array([0, 255, 255], dtype=np.uint8), (90, 30))[..., None].repeat(3, axis=2))
    return [*full, bars, *(Image.new("RGB", (40, 16), colour) for colour in ("grey", "white", "black", HIGHLIGHT))]


@both
def test_junk_pictures_get_a_guess_and_come_back_unchanged(subtask: Subtask) -> None:
    puzzle = built(subtask, 1)
    prompt, _ = asked(subtask, 1, puzzle)
    other = built(MAP if subtask is MAZE else MAZE, 1)
    for picture in (*junk(), other.render(), puzzle.render().crop((0, 0, 200, 90))):
        assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, 1))
        assert same(reference.edit(puzzle.edit_prompt, picture, 1), picture)


def test_guesses_vary_with_the_seed() -> None:
    prompt, _ = asked(MAP, 0, built(MAP, 0))
    grey = Image.new("RGB", (64, 64), "grey")
    assert len({reference.understand(prompt, grey, seed) for seed in range(40)}) == 4


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(SUBTASKS), st.booleans(), st.text())
def test_no_text_makes_it_raise(subtask: Subtask, understandable: bool, text: str) -> None:
    picture = sample(subtask.name)
    prompt = f"{built(subtask, 0).question} {text}" if understandable else text
    assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, 0))
    assert reference.edit(prompt, picture, 0).size == picture.size
    assert reference.matches(prompt) >= understandable
