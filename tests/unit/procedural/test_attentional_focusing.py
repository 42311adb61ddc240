"""The attentional focusing suite, and the reference model's way of solving it."""

from __future__ import annotations

import random
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import attentional_focusing as model
from pytest_realunify.procedural.suite.attentional_focusing import KNOBS, SUBTASKS, Ask
from pytest_realunify.procedural.suite.attentional_focusing.address import Detail, choose
from pytest_realunify.procedural.suite.attentional_focusing.layout import GAP, Box, arrange
from pytest_realunify.procedural.suite.attentional_focusing.questions import attribute, ocr, quantity
from pytest_realunify.procedural.suite.attentional_focusing.scene import SLOTS, Item, Scene, fill
from pytest_realunify.procedural.suite.attentional_focusing.words import COLOURS, COUNTS, KINDS, ORDINALS
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, chance

BY_NAME = {subtask.name: subtask for subtask in SUBTASKS}
NAMES = tuple(BY_NAME)
EASY = {"size": 1024, "clutter": 14, "print": 16, "detours": 1}
EXTREMES = [
    {"size": size, "clutter": clutter, "print": small, "detours": detours}
    for size in (1024, 2048)
    for clutter, detours in ((8, 1), (60, 3))
    for small in (10, 18)
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
    given = difficulty or EASY
    kind = rng.choice(KINDS)
    return fill(rng, kind, arrange(rng, kind, given["size"], given["clutter"], given["print"]))


def described(place: str, scene: Scene) -> list[Item]:
    """All items that fit the words of an address, followed on the scene's own data."""
    names = re.findall(r'"(.+?)"', place)
    sides = re.findall(r"\b(left|right)\b", place)
    step = {"left": -1, "right": 1}[sides[0]] if sides else 0
    if names and names[0] in scene.row_names:
        row = scene.rows[scene.row_names.index(names[0])]
        [number] = [number for number, word in enumerate(ORDINALS) if word in place]
        return [row[number] if sides == ["left"] else row[-1 - number]]
    if len(names) == 2:
        one, other = (item for item in scene.items if item.name in names)
        assert one.row == other.row
        assert (one.place + other.place) % 2 == 0
        return [scene.rows[one.row][(one.place + other.place) // 2]]
    landmarks = [item for item in scene.items if item.name in names] if names else looking(place, scene)
    counted = [number for number, word in enumerate(ORDINALS, 1) if f"the {word} {scene.kind.noun}" in place]
    counted += [number for number, word in COUNTS.items() if f"{word} places" in place]
    steps = step * (counted or [1])[0]
    return [found for item in landmarks if (found := scene.at(item, steps))]


def looking(place: str, scene: Scene) -> list[Item]:
    """The items that look as an address says."""
    main = re.search(rf"(\w+) {scene.kind.part}\b", place)
    formed = re.search(r"an? (?:(\w+) )?(\w+) as its emblem", place)
    tinted = re.search(r"an? (\w+) emblem", place)
    told = {"main": main, "emblem": tinted or formed}
    wanted = {part: found[1] for part, found in told.items() if found and found[1]}
    wanted |= {"shape": formed[2]} if formed else {}
    assert len(wanted) == 2, place
    return [item for item in scene.items if all(item.value(part) == value for part, value in wanted.items())]


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


@pytest.mark.parametrize("detours", [1, 2, 3])
@pytest.mark.parametrize("detail", ["counts", "cards", "main", "emblem", "shape"])
def test_an_address_describes_its_target_and_nothing_else(detail: Detail, detours: int) -> None:
    for number in range(120):
        rng = random.Random(number)
        scene = scene_of(rng)
        address = choose(rng, scene, detail, detours)
        assert described(address.place, scene) == [address.target], address.place
        assert len({item.name for item in scene.items}) == len(scene.items)
        assert len(address.mistakes) >= 3
        assert address.target not in address.mistakes


@pytest.mark.parametrize("ask", [quantity, ocr, attribute])
def test_the_question_describes_one_item_still_when_answers_have_been_put_in(ask: Ask) -> None:
    for number in range(200):
        rng = random.Random(number)
        scene = scene_of(rng)
        asked_ = ask(rng, scene, 1 + number % 3)
        if asked_.noun != "row":
            assert [item.box for item in described(asked_.place, scene)] == [asked_.box], asked_.question


@pytest.mark.parametrize("ask", [quantity, ocr, attribute])
def test_the_target_shows_the_right_option_and_other_items_show_the_wrong_ones(ask: Ask) -> None:
    for number in range(150):
        rng = random.Random(number)
        scene = scene_of(rng)
        asked_ = ask(rng, scene, 1 + number % 3)
        right, *wrong = asked_.options
        assert asked_.place in asked_.question
        assert all(sum(item.counts.values()) <= SLOTS for item in scene.items)
        if asked_.noun == "row":
            [name] = re.findall(r'"(.+?)"', asked_.place)
            row = scene.rows[scene.row_names.index(name)]
            [colour] = [colour for colour in COLOURS if re.search(rf"\b{colour}\b", asked_.question)]
            assert [item.colours["main"] for item in row].count(colour) == int(right)
            assert (asked_.box.x, asked_.box.right) == (row[0].box.x, row[-1].box.right)
            continue
        shown = {
            item.box: {*map(str, item.counts.values()), *item.cards.values(), *item.colours.values(), item.shape}
            for item in scene.items
        }
        assert right in shown[asked_.box]
        assert all(any(option in facts for facts in shown.values()) for option in wrong)


def test_only_the_easy_are_found_by_a_sign_alone_and_some_of_all_by_looks_alone() -> None:
    by_sign = re.compile(r'the \w+ (?:whose sign says|with the sign) "\w+"')
    for detours in (1, 2, 3):
        rng = random.Random(detours)
        places = [choose(rng, scene_of(rng), "counts", detours).place for _ in range(200)]
        assert any(by_sign.fullmatch(place) for place in places) == (detours == 1)
        assert sum('"' not in place for place in places) > 20


def test_a_colour_has_the_article_that_english_gives_it() -> None:
    texts = [puzzle(name, index).question for name in NAMES for index in range(200)]
    assert not [
        text for text in texts if re.search(r"\ba orange\b|\ban (?!orange)\w+ (?:awning|door|dial|emblem)", text)
    ]


@pytest.mark.parametrize("difficulty", EXTREMES, ids=lambda given: "-".join(map(str, given.values())))
def test_things_keep_apart_within_the_picture_at_the_ends_of_every_knob(difficulty: dict[str, int]) -> None:
    assert all(knob.least <= difficulty[name] <= knob.most for name, knob in KNOBS.items())
    for number in range(40):
        layout = scene_of(random.Random(number), difficulty).layout
        boxes = [box for row in layout.rows for box in row] + list(layout.plaques)
        assert max(layout.width, layout.height) == difficulty["size"]
        assert all(box.x >= 10 and box.y >= 10 for box in boxes)
        assert all(box.right <= layout.width - 10 and box.bottom <= layout.height - 10 for box in boxes)
        gap = int(GAP * layout.unit) - 2
        for place, box in enumerate(boxes):
            grown = Box(box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap)
            assert not any(overlap(grown, other) for other in boxes[:place])


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize("difficulty", [EXTREMES[1], EXTREMES[6]], ids=["small-picture", "large-picture"])
def test_the_ends_of_the_knobs_are_solved_like_the_middle(difficulty: dict[str, int]) -> None:
    for index, name in enumerate(NAMES):
        subject = puzzle(name, index, difficulty)
        edited = model.edit(subject.edit_prompt, subject.render(), 0)
        assert model.understand(asked(subject, "C"), edited, 0) == "The answer is C."


def edited_to(name: str, larger: bool) -> Puzzle:
    """One whose edit shows a single item, as large as it is or larger."""
    subjects = (puzzle(name, index, EASY) for index in range(50))
    return next(each for each in subjects if ("twice" in each.edit_prompt) == larger and "row" not in each.edit_prompt)


def inside_of_frame(picture: Image.Image) -> tuple[NDArray[np.bool_], tuple[slice, slice]]:
    """Where the marker is, and what it encloses."""
    marked = (np.asarray(picture, np.int16) == np.array(HIGHLIGHT)).all(axis=2)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return marked, np.s_[rows[0] + 6 : rows[-1] - 5, columns[0] + 6 : columns[-1] - 5]


def test_the_intermediate_frames_one_item_dims_the_rest_and_leaves_the_inside_alone() -> None:
    subject = edited_to("ocr", larger=False)
    before, after = np.asarray(subject.render(), np.int16), np.asarray(subject.render_intermediate(), np.int16)
    marked, inside = inside_of_frame(subject.render_intermediate())
    assert not (before == np.array(HIGHLIGHT)).all(axis=2).any()
    assert (before[inside] == after[inside]).all()
    assert not marked[inside].any()
    outside = np.ones(marked.shape, bool)
    outside[inside[0].start - 6 : inside[0].stop + 6, inside[1].start - 6 : inside[1].stop + 6] = False
    assert after[outside].std() < 0.5 * before[outside].std()
    assert inside[0].stop - inside[0].start < 0.25 * len(before)


@pytest.mark.parametrize("name", NAMES)
def test_an_enlarging_edit_shows_the_item_twice_as_large_and_whole(name: str) -> None:
    _, small = inside_of_frame(edited_to(name, larger=False).render_intermediate())
    subject = edited_to(name, larger=True)
    marked, large = inside_of_frame(subject.render_intermediate())
    assert large[1].stop - large[1].start == 2 * (small[1].stop - small[1].start)
    assert not marked[large].any()
    assert large[0].start >= 6
    assert large[1].stop <= marked.shape[1] - 6
    assert model.understand(asked(subject, "C"), subject.render_intermediate(), 0) == "The answer is C."


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


def test_a_picture_without_the_described_item_is_left_unchanged() -> None:
    subject, other = puzzle("ocr", 1, EASY), puzzle("ocr", 2, EASY)
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
