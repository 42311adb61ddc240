"""The attentional focusing suite, and the reference model's way of solving it."""

from __future__ import annotations

import random
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import attentional_focusing as model
from pytest_realunify.procedural.suite.attentional_focusing import KNOBS, SUBTASKS
from pytest_realunify.procedural.suite.attentional_focusing.address import choose
from pytest_realunify.procedural.suite.attentional_focusing.layout import GAP, Box, arrange
from pytest_realunify.procedural.suite.attentional_focusing.questions import attribute, ocr, quantity
from pytest_realunify.procedural.suite.attentional_focusing.scene import SLOTS, Item, Scene, fill
from pytest_realunify.procedural.suite.attentional_focusing.words import KINDS, ORDINALS
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, chance

BY_NAME = {subtask.name: subtask for subtask in SUBTASKS}
NAMES = tuple(BY_NAME)
EASY = {"size": 1024, "clutter": 4, "print": 13}
EXTREMES = [
    {"size": size, "clutter": clutter, "print": small}
    for size in (1024, 2048)
    for clutter in (4, 8)
    for small in (11, 16)
]


def puzzle(name: str, index: int, difficulty: dict[str, int] | None = None) -> Puzzle:
    subtask = BY_NAME[name]
    defaults = {knob: setting.default for knob, setting in subtask.knobs.items()}
    made = subtask.build(chance(name, 0, index, subtask.version), defaults | (difficulty or {}))
    assert isinstance(made, Puzzle)
    return made


def asked(subject: Puzzle, letter: str = "A") -> str:
    options = list(subject.wrong)
    options.insert(LETTERS.index(letter), subject.right)
    lines = "\n".join(f"{mark}. {option}" for mark, option in zip(LETTERS, options, strict=True))
    return f"{subject.question}\n\n{lines}\n\nAnswer with the letter of the right option."


def scene_of(rng: random.Random, difficulty: dict[str, int] | None = None) -> Scene:
    size, clutter, small_print = (difficulty or EASY).values()
    kind = rng.choice(KINDS)
    return fill(rng, kind, arrange(rng, kind, size, clutter, small_print), small_print)


def described(place: str, scene: Scene) -> Item:
    """Follow the words of an address on the scene's own data."""
    [name] = re.findall(r'"(.+?)"', place)
    [*side] = re.findall(r"\b(left|right)\b(?! next)", place)
    if name in scene.row_names:
        row = scene.rows[scene.row_names.index(name)]
        [place_in_row] = [number for number, word in enumerate(ORDINALS) if word in place]
        return row[place_in_row] if side == ["left"] else row[-1 - place_in_row]
    [named] = [item for item in scene.items if item.name == name]
    if not side:
        return named
    return scene.rows[named.row][named.place + (1 if side == ["right"] else -1)]


@pytest.mark.parametrize("name", NAMES)
def test_an_address_gives_the_same_text_and_the_same_pixels_every_time(name: str) -> None:
    first, second = puzzle(name, 3, EASY), puzzle(name, 3, EASY)
    assert (first.question, first.right, first.wrong) == (second.question, second.right, second.wrong)
    assert first.edit_prompt == second.edit_prompt
    assert first.render().tobytes() == second.render().tobytes() == first.render().tobytes()
    assert first.render_intermediate().tobytes() == second.render_intermediate().tobytes()


@pytest.mark.parametrize("name", NAMES)
def test_prompts_are_claimed_whatever_their_wording_and_edits_do_not_tell_the_answer(name: str) -> None:
    for index in range(150):
        subject = puzzle(name, index)
        assert model.matches(asked(subject))
        assert model.matches(subject.edit_prompt)
        for option in (subject.right, *subject.wrong):
            assert not re.search(rf"\b{re.escape(option)}\b", subject.edit_prompt)


@pytest.mark.parametrize("name", NAMES)
def test_four_options_differ_and_the_right_one_has_no_favourite_rank(name: str) -> None:
    ranks = [0, 0, 0, 0]
    for index in range(400):
        subject = puzzle(name, index, EASY)
        options = [subject.right, *subject.wrong]
        assert len({option.lower() for option in options}) == 4
        ranks[sorted(options).index(subject.right)] += 1
    assert min(ranks) > 70
    assert max(ranks) < 135


def test_an_address_describes_its_target_and_nothing_else() -> None:
    for number in range(200):
        rng = random.Random(number)
        scene = scene_of(rng)
        address = choose(rng, scene)
        assert described(address.place, scene) is address.target
        assert len({item.name for item in scene.items}) == len(scene.items)
        assert len(address.mistakes) >= 3
        assert address.target not in address.mistakes


def test_the_target_shows_the_right_option_and_its_look_alikes_show_the_wrong_ones() -> None:
    for number in range(150):
        rng = random.Random(number)
        scene = scene_of(rng)
        address = choose(rng, scene)
        shown, question = [], rng.choice((quantity, ocr, attribute))
        text, (right, *wrong) = question(rng, scene, address)
        for item in (address.target, *address.mistakes):
            facts = {*map(str, item.counts.values()), *item.cards.values(), *item.colours.values(), item.shape}
            shown.append(facts)
        assert right in shown[0]
        assert all(any(option in facts for facts in shown) for option in wrong)
        assert address.place in text
        assert all(sum(item.counts.values()) <= SLOTS for item in scene.items)


@pytest.mark.parametrize("difficulty", EXTREMES, ids=lambda given: "-".join(map(str, given.values())))
def test_things_keep_apart_within_the_picture_at_the_ends_of_every_knob(difficulty: dict[str, int]) -> None:
    assert all(knob.least <= difficulty[name] <= knob.most for name, knob in KNOBS.items())
    for number in range(40):
        layout = scene_of(random.Random(number), difficulty).layout
        boxes = [box for row in layout.rows for box in row] + list(layout.plaques)
        assert max(layout.width, layout.height) == difficulty["size"]
        assert all(box.x >= 10 and box.y >= 10 for box in boxes)
        assert all(box.right <= layout.width - 10 and box.bottom <= layout.height - 10 for box in boxes)
        for place, box in enumerate(boxes):
            grown = Box(box.x - GAP + 2, box.y - GAP + 2, box.width + 2 * GAP - 4, box.height + 2 * GAP - 4)
            assert not any(overlap(grown, other) for other in boxes[:place])


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("difficulty", [EXTREMES[3], EXTREMES[6]], ids=["small-picture", "large-picture"])
def test_the_ends_of_the_knobs_are_solved_like_the_middle(difficulty: dict[str, int]) -> None:
    for index, name in enumerate(NAMES):
        subject = puzzle(name, index, difficulty)
        edited = model.edit(subject.edit_prompt, subject.render(), 0)
        assert model.understand(asked(subject, "C"), edited, 0) == "The answer is C."


def test_the_intermediate_frames_one_item_dims_the_rest_and_leaves_the_inside_alone() -> None:
    subject = puzzle("ocr", 0, EASY)
    before, after = np.asarray(subject.render(), np.int16), np.asarray(subject.render_intermediate(), np.int16)
    marked = (after == np.array(HIGHLIGHT)).all(axis=2)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    inside = np.s_[rows[0] + 6 : rows[-1] - 5, columns[0] + 6 : columns[-1] - 5]
    assert not (before == np.array(HIGHLIGHT)).all(axis=2).any()
    assert (before[inside] == after[inside]).all()
    assert not marked[inside].any()
    outside = np.ones(marked.shape, bool)
    outside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = False
    assert after[outside].std() < 0.5 * before[outside].std()
    assert inside[0].stop - inside[0].start < 0.2 * len(before)


@cache
def right_answers(name: str) -> dict[str, int]:
    """How many of ten small instances each protocol gets right."""
    counts = dict.fromkeys(("direct", "stepwise", "oracle"), 0)
    for index in range(10):
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
    assert right_answers(name)["oracle"] == 10


@pytest.mark.parametrize("name", NAMES)
def test_looking_closer_beats_a_glance_at_the_whole(name: str) -> None:
    counts = right_answers(name)
    assert counts["stepwise"] >= 9
    assert counts["direct"] <= 6


def test_a_picture_without_the_described_item_is_left_unchanged() -> None:
    subject, other = puzzle("ocr", 1, EASY), puzzle("ocr", 2, EASY)
    picture = subject.render()
    assert model.edit(other.edit_prompt, picture, 0).tobytes() == picture.tobytes()
    assert model.edit(subject.edit_prompt, picture, 0).tobytes() != picture.tobytes()


def test_what_is_answered_is_the_framed_item_whoever_framed_it() -> None:
    picture = puzzle("ocr", 1, EASY).render()
    framed = puzzle("ocr", 1, EASY).render_intermediate()
    fields = np.asarray(framed, np.int16) - np.asarray(picture, np.int16)
    emptied = np.asarray(framed).copy()
    emptied[np.abs(fields).max(axis=2) == 0] = 128  # the frame stays, what it enclosed is gone
    guesses = {model.understand(asked(puzzle("ocr", 1, EASY)), Image.fromarray(emptied), seed) for seed in range(40)}
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
