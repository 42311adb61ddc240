"""The attentional focusing suite."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from crowds import EASY, EXTREMES, NAMES, asked, edited_to, inside_of_frame, puzzle

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import attentional_focusing as model
from pytest_realunify.procedural.suite.attentional_focusing import KNOBS, Ask
from pytest_realunify.procedural.suite.attentional_focusing.address import Detail, choose
from pytest_realunify.procedural.suite.attentional_focusing.items import FRUIT
from pytest_realunify.procedural.suite.attentional_focusing.layout import GAP, Box, arrange
from pytest_realunify.procedural.suite.attentional_focusing.questions import attribute, ocr, quantity
from pytest_realunify.procedural.suite.attentional_focusing.scene import SLOTS, Item, Scene, fill
from pytest_realunify.procedural.suite.attentional_focusing.words import COLOURS, COUNTS, KINDS, ORDINALS


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


def test_fruits_are_asked_for_with_the_colour_in_which_they_are_drawn() -> None:
    told = " | ".join(puzzle("quantity", index).question for index in range(120))
    named = re.findall(rf"\b({'|'.join(FRUIT)})\b(?: \((\w+)\))?", told)
    assert {fruit for fruit, _ in named} == {*FRUIT}
    assert all(colour == FRUIT[fruit][0] for fruit, colour in named)


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
