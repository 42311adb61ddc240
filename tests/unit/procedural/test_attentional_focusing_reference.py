"""Attentional focusing: the reference model's way of solving it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from crowds import EASY, EXTREMES, NAMES, asked, edited_to, puzzle
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.lettering.ocr import TextLine, read_strips
from pytest_realunify.procedural.lettering.text_lines import Strip, find_strips
from pytest_realunify.procedural.reference import attentional_focusing as model
from pytest_realunify.procedural.reference.attentional_focusing import search
from pytest_realunify.procedural.reference.attentional_focusing.tasks import parse
from pytest_realunify.procedural.suite.base import LETTERS


@pytest.mark.parametrize("name", NAMES)
def test_prompts_are_claimed_whatever_their_wording_and_edits_do_not_tell_the_answer(name: str) -> None:
    for index in range(150):
        subject = puzzle(name, index)
        assert model.matches(asked(subject))
        assert model.matches(subject.edit_prompt)
        for option in (subject.right, *subject.wrong):
            assert not re.search(rf"\b{re.escape(option)}\b", subject.edit_prompt)


@pytest.mark.parametrize("difficulty", [EXTREMES[1], EXTREMES[6]], ids=["small-picture", "large-picture"])
def test_the_ends_of_the_knobs_are_solved_like_the_middle(difficulty: dict[str, int]) -> None:
    for index, name in enumerate(NAMES):
        subject = puzzle(name, index, difficulty)
        edited = model.edit(subject.edit_prompt, subject.render(), 0)
        assert model.understand(asked(subject, "C"), edited, 0) == "The answer is C."


@cache
def right_answers(name: str) -> dict[str, int]:
    """How many of eight small instances each protocol gets right."""
    counts = dict.fromkeys(("direct", "stepwise", "oracle"), 0)
    for index in range(8):
        subject = puzzle(name, index, EASY)
        letter = LETTERS[index % 4]
        picture = subject.render()
        edited = model.edit(subject.edit_prompt, picture, index)
        pictures = {"direct": picture, "stepwise": edited, "oracle": subject.render_intermediate()}
        for protocol, shown in pictures.items():
            reply = model.understand(asked(subject, letter), shown, index)
            counts[protocol] += reply == f"The answer is {letter}."
    return counts


@pytest.mark.parametrize("name", NAMES)
def test_the_intermediate_answers_the_question(name: str) -> None:
    assert right_answers(name)["oracle"] == 8


@pytest.mark.parametrize("name", NAMES)
def test_looking_closer_beats_a_glance_at_the_whole(name: str) -> None:
    counts = right_answers(name)
    assert counts["stepwise"] == 8
    assert counts["direct"] <= 5


@pytest.mark.parametrize("turn", range(3))
def test_of_a_crowded_picture_little_is_read_to_find_a_name(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(strips: Sequence[Strip], sizes: Sequence[int], alphabet: str) -> list[TextLine]:
        read.append(len(strips))
        return read_strips(strips, sizes, alphabet)

    monkeypatch.setattr(search, "read_strips", counted)
    by_name = [each for index in range(20) if '"' in (each := puzzle("ocr", index)).edit_prompt]
    subject = by_name[turn]
    picture = subject.render().convert("RGB")
    task = parse(subject.edit_prompt)
    assert task is not None
    assert task.name
    assert search.find(task, picture) is not None
    strips = find_strips(picture)
    assert 1 <= sum(read) < 10 < 50 < len(strips)


def test_a_picture_without_the_described_item_is_left_unchanged() -> None:
    subject, other = puzzle("ocr", 1, EASY), puzzle("ocr", 5, EASY)
    picture = subject.render()
    assert model.edit(other.edit_prompt, picture, 0).tobytes() == picture.tobytes()
    assert model.edit(subject.edit_prompt, picture, 0).tobytes() != picture.tobytes()


def test_what_is_answered_is_the_framed_item_whoever_framed_it() -> None:
    subject = edited_to("ocr", larger=False)
    picture, framed = subject.render(), subject.render_intermediate()
    fields = np.asarray(framed, np.int16) - np.asarray(picture, np.int16)
    emptied = np.asarray(framed).copy()
    emptied[np.abs(fields).max(axis=2) == 0] = 128  # the frame stays, what it enclosed is gone
    guesses = {model.understand(asked(subject), Image.fromarray(emptied), seed) for seed in range(40)}
    assert len(guesses) == 4


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Restore this picture. It was divided into 4 rows and 4 columns of square tiles.",
        "The digit 3 in this picture is recoloured: the top segment becomes red. Which digit is it?",
        "Mark the shortest way through the maze with a thick magenta line and change nothing else.",
        'Which street leads from the house to the stall called "Marlow"?',
        'What colour is the car? the stall whose sign says "Marlow',
    ],
)
def test_prompts_of_other_kinds_are_not_claimed(prompt: str) -> None:
    assert not model.matches(prompt)


@pytest.mark.parametrize("size", [(16, 16), (17, 64), (300, 40), (700, 500)])
@pytest.mark.parametrize("kind", ["grey", "noise", "marker", "frame"])
def test_pictures_that_show_nothing_are_guessed_about_and_left_unchanged(size: tuple[int, int], kind: str) -> None:
    picture = Image.new("RGB", size, {"marker": HIGHLIGHT}.get(kind, (128, 128, 128)))
    if kind == "noise":
        noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
        picture = Image.fromarray(noise)
    if kind == "frame":
        picture.paste(HIGHLIGHT, (2, 2, size[0] - 2, size[1] - 2))
        picture.paste((90, 90, 90), (4, 4, size[0] - 4, size[1] - 4))
    for name in NAMES:
        for index in range(4):
            subject = puzzle(name, index, EASY)
            assert re.fullmatch(r"The answer is [A-D]\.", model.understand(asked(subject), picture, index))
            assert model.edit(subject.edit_prompt, picture, index).tobytes() == picture.tobytes()


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(alphabet='abc "\n?.', max_size=20), st.integers(0, 2**32 - 1))
def test_no_text_makes_the_model_raise(free: str, name: str, seed: int) -> None:
    picture = Image.new("RGB", (40, 30), (200, 180, 160))
    for prompt in (
        free,
        f'How many limes are in the stall whose sign says "{name}"?',
        f'the house with the sign "{free}"',
    ):
        model.matches(prompt)
        assert re.fullmatch(r"The answer is [A-D]\.", model.understand(prompt, picture, seed))
        assert model.edit(prompt, picture, seed).size == picture.size
