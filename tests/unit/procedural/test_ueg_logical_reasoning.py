"""Logical reasoning: one solution each, told by words alone, found again by a solver that shares no code with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_realunify.procedural.reference.refining.logical_reasoning import refine
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Sketch, chance
from pytest_realunify.procedural.suite.logical_reasoning import latin
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Scene, Shape, Sign, column, row

SUBTASKS = in_category("logical_reasoning")

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


def shapes(text: str) -> list[Shape]:
    return [Shape(kind, colour) for colour, kind in map(str.split, text.split(", "))]


@pytest.mark.parametrize("name", NAMES)
def test_two_hundred_instances_differ_and_are_said_again_exactly(name: str) -> None:
    made = drawn(name, 0, 200)  # sketching.check has passed on each
    assert len({each.prompt for each in made}) == 200
    assert all(read_scene(describe(each.scene)) == each.scene for each in made)


@pytest.mark.parametrize("name", NAMES)
def test_thinking_solves_what_drawing_the_words_does_not(name: str) -> None:
    made = drawn(name, 0, 200)
    assert sum(refine(each.prompt) == each.scene for each in made) >= 194
    assert sum(passes(each, literally(each.prompt)) for each in made) <= 20


@pytest.mark.parametrize("name", NAMES)
def test_neither_yes_nor_no_prevails(name: str) -> None:
    made = drawn(name, 0, 200)
    share = sum(len(each.yes) for each in made) / sum(len(each.yes) + len(each.no) for each in made)
    assert 0.35 < share < 0.65


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_other_seeds_are_as_sound(name: str, seed: int) -> None:
    assert all(passes(each, refine(each.prompt)) for each in drawn(name, seed, 40))


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
    made = drawn(name, 5, 60, ((knob, value),))
    assert len({each.prompt for each in made}) == 60
    assert all(refine(each.prompt) == each.scene for each in made)


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_is_the_same_whenever_it_is_built(name: str) -> None:
    subtask = GENERATORS[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()}
    for index in range(8):
        once, again = (subtask.build(chance(name, 9, index, subtask.version), difficulty) for _ in range(2))
        assert once == again


@pytest.mark.parametrize("name", NAMES)
def test_a_proposal_is_rarely_rejected(name: str) -> None:
    subtask = GENERATORS[name]
    difficulty = {knob: each.default for knob, each in subtask.knobs.items()}
    made = [subtask.build(chance(name, 4, index, subtask.version), difficulty) for index in range(100)]
    assert sum(bool(given_away(each)) for each in made if isinstance(each, Sketch)) <= 2


SOLVED = {
    "Draw a red star, a blue ring and a green square in one row. The ring stands somewhere to the left of the star. "
    "Nothing stands to the left of the green shape.": row(*shapes("green square, blue ring, red star")),
    "Draw a red star, a blue ring and a green square in one row. The ring stands somewhere to the right of the star. "
    "Nothing stands to the left of the green shape.": row(*shapes("green square, red star, blue ring")),
    "Arrange white signs with the letters B, K and T in blue, one letter on each, in a single column so that every "
    "condition is met. The letter B is not the topmost object, and the letter T stands directly below the letter B.": (
        column(Sign("K", "blue"), Sign("B", "blue"), Sign("T", "blue"))
    ),
    "Draw one flag with equal horizontal stripes in red, white and green, one stripe of each colour. The white stripe "
    "is in the middle. The red stripe lies somewhere below the green stripe.": (
        row(Flag("horizontal", ("green", "white", "red")))
    ),
    "A row has a red, a green and a blue arrow, in this order from left to right. Of the arrows one points up, one "
    "points left and one points down. The green arrow points neither up nor down. The blue arrow does not point up. "
    "Draw the row.": row(Arrow("red", "up"), Arrow("green", "left"), Arrow("blue", "down")),
    "Draw glasses of red, pink and blue liquid in one row, in this order from left to right. Of the glasses one is "
    "full, one is half full and one is a quarter full. The glass of red liquid holds less than the glass of blue "
    "liquid; the glass of pink liquid is fuller than the glass of blue liquid.": (
        row(Glass(1, "red"), Glass(4, "pink"), Glass(2, "blue"))
    ),
    "Draw a red star, a blue ring and a green heart in one row, from left to right beginning with the largest and "
    "ending with the smallest. Of the shapes one is small, one is medium and one is large. The ring is larger than "
    "the heart. The star is smaller than the heart.": (
        row(Shape("ring", "blue", "large"), Shape("heart", "green"), Shape("star", "red", "small"))
    ),
    "Every row and every column of a square grid holds red, blue and green exactly once each. The upper left corner "
    "is red and the centre is green. Draw only the bottom row, as stars of those colours.": (
        row(*shapes("green star, red star, blue star"))
    ),
    "Every row and every column of a square grid holds red, blue and green exactly once each. The upper left corner "
    "is red and the centre is red. Draw only the bottom row, as stars of those colours.": None,
    "Every row and every column of a square grid holds red, blue and green exactly once each. The upper left corner "
    "is red, the centre is red and the first place of the second row is blue. Draw only the bottom row, as stars of "
    "those colours.": row(*shapes("green star, blue star, red star")),
    "From left to right stand boxes in red and blue, and one of them hides a coin. On the red one is written: "
    '"The coin is in here." On the blue one is written: "The coin is not in the red box." Only one of these labels is '
    "true. Draw the boxes in a row in this order, each as a star of its colour, except for the one with the coin: draw "
    "that as a ring of its colour.": None,
    "Each of Ada, Ben and Leo either always tells the truth or always lies. "
    'Ada says: "Ben is a liar." Ben says: "Both Ada and Leo are liars." Leo says: "Ada tells the truth." Draw one '
    "shape per person, in a row from left to right in the order in which they are listed: a red star for whoever "
    "tells the truth, a blue ring for whoever lies.": None,
    "Each of Ada, Ben and Leo either always tells the truth or always lies. "
    'Ada says: "Leo and I are of different sorts." Ben says: "Ada is a liar." Leo says: "Ada tells the '
    'truth." Draw one shape per person, in a row from left to right in the order in which they are listed: a red star '
    "for whoever tells the truth, a blue ring for whoever lies.": row(*shapes("blue ring, red star, blue ring")),
    "On a table lie, in a row from left to right, a red star, a blue star, a red ring and a blue heart. First Ada "
    "takes "
    "the one star that is not red. Then Ben takes the only blue object. Draw what is left, closed up in one row in the "
    "old order.": row(*shapes("red star, red ring")),
    "Draw a row of five rings. Each is red or blue, no two neighbours are alike, and the fourth from the left is "
    "red.": (row(*shapes("blue ring, red ring, blue ring, red ring, blue ring"))),
    "A row shows a red star, a blue ring and a red heart, from left to right. Now suppose everything red turned green, "
    "and after that the leftmost shape moved to the right end. Draw the row that would result.": (
        row(*shapes("blue ring, green heart, green star"))
    ),
    "Arrows stand in a row, from left to right a red one pointing up and a blue one pointing to the left. Suppose "
    "every "
    "arrow made a quarter turn clockwise, and after that the whole picture were seen in a mirror that exchanges left "
    "and right. Draw the row of arrows as it would be then.": row(Arrow("blue", "up"), Arrow("red", "left")),
    "Glasses of green liquid stand in a row: the leftmost is half full, the second is a quarter full and the rightmost "
    "is full. Suppose all that is in the leftmost glass were poured into the second glass. Draw the row of glasses as "
    "it would look.": row(Glass(0), Glass(3, "green"), Glass(4, "green")),
    "Glasses of green liquid stand in a row: the leftmost is half full, the second is a quarter full and the rightmost "
    "is full. Suppose the contents of the leftmost glass and the rightmost glass were exchanged, and after that "
    "somebody emptied the leftmost glass. Draw the row of glasses as it would look.": (
        row(Glass(0), Glass(1, "green"), Glass(2, "green"))
    ),
    "Arrows stand in a row, from left to right a red one pointing up and a blue one pointing to the left. Suppose the "
    "red and the blue arrow changed places, and after that the red arrow made a quarter turn clockwise. Draw the row "
    "of arrows as it would be then.": row(Arrow("blue", "left"), Arrow("red", "right")),
    "From left to right, white signs show 12, 40 and 31, all in red. What if every number were three lower, and after "
    "that the signs were sorted from the highest number on the left to the lowest? Draw the signs.": (
        row(Sign("37", "red"), Sign("28", "red"), Sign("9", "red"))
    ),
    "For every day Ada adds one shape to a row, from left to right: a blue ring if it rains, a red star if the sun "
    "shines, but a pink heart instead on a sunny day that comes right after a rainy one. There was rain on Monday, "
    "sunshine on Tuesday and sunshine on Wednesday, and before that it was dry for weeks. Draw the row as it would be "
    "had Monday been sunny and Tuesday been rainy.": row(*shapes("red star, blue ring, pink heart")),
    "Ada had a red star, Ben had a blue ring and Leo had a pink heart. First Ada and Ben exchanged what they had. Then "
    "Ben and Leo exchanged what they had. Suppose the first of these exchanges had not taken place and all the others "
    "had. Draw, in a row from left to right, what Ada, Ben and Leo would have in the end, in this order.": (
        row(*shapes("red star, pink heart, blue ring"))
    ),
}


@pytest.mark.parametrize("number", range(len(SOLVED)))
def test_puzzles_solved_by_hand_come_out_the_same(number: int) -> None:
    prompt, scene = list(SOLVED.items())[number]
    assert refine(prompt) == scene


def test_one_condition_less_leaves_a_puzzle_open() -> None:
    for made in drawn("explicit_conditions", 0, 60):
        first, *conditions = made.prompt.split(". ")
        if "stands directly" in conditions[0] or "is not" in conditions[0]:
            assert refine(". ".join((first, *conditions[1:]))) != made.scene


def test_no_two_conditions_say_half_of_the_same() -> None:
    """Next to "points either up or down", "points neither left nor up" would tell of left again."""
    names = re.compile(r"the \w+ arrow|the glass of \w+ liquid|the \w+(?= is (?:either|neither))", re.I)
    for made in drawn("explicit_conditions", 0, 200):
        for name in {found.lower() for found in names.findall(made.prompt)}:
            said = re.findall(rf"{name} (?:is|points) (either|neither)|{name} (?:is|does) (not)", made.prompt, re.I)
            forms = [one or other for one, other in said]
            assert len(set(forms)) <= 1, made.prompt
            assert forms.count("either") <= 1 >= forms.count("neither")


def test_three_by_three_has_twelve_latin_squares_and_four_by_four_576() -> None:
    assert [len(latin.squares(size)) for size in (2, 3, 4)] == [2, 12, 576]


@given(st.text(max_size=400))
@example(".")
def test_any_text_is_read_without_trouble(text: str) -> None:
    assert refine(text) is None or read_scene(text) is not None


@given(st.sampled_from(NAMES), st.integers(0, 39), st.data())
def test_a_damaged_puzzle_is_read_without_trouble(name: str, index: int, data: st.DataObject) -> None:
    prompt = drawn(name, 0, 200)[index].prompt
    start = data.draw(st.integers(0, len(prompt)))
    end = data.draw(st.integers(start, min(len(prompt), start + 60)))
    scene = refine(prompt[:start] + data.draw(st.sampled_from(["", " ", "and", "nothing"])) + prompt[end:])
    assert scene is None or read_scene(describe(scene)) == scene
