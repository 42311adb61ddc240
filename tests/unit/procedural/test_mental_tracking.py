"""Recoloured digits: the rules, and puzzles that are sound and fair before and after the recolouring."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS
from pytest_realunify.procedural.reference.mental_tracking.segments import recolourings
from pytest_realunify.procedural.suite.base import Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.mental_tracking import SUBTASKS, programs
from pytest_realunify.procedural.suite.mental_tracking.display import COLOURS, FINISHES
from pytest_realunify.procedural.suite.mental_tracking.painting import digits, painted
from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.recolouring import WAYS, Rule, Way, outcome, sources
from pytest_realunify.procedural.suite.mental_tracking.segments import recoloured

SEQUENTIAL, SIMULTANEOUS = SUBTASKS

LAST = re.compile(r"\bin every digit (?:the )?(\w+) segments (?:turn|are painted) (\w+)\b")
"""The colour that counts, and the shade it is shown in."""

each_subtask = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **difficulty: int) -> Puzzle:
    """A puzzle about digits."""
    values = {name: knob.default for name, knob in subtask.knobs.items()} | difficulty
    rng = chance(subtask.name, 7, index, subtask.version)
    return recoloured(rng, found(subtask, rng, values["digits"], values[size_of(subtask)]))


def size_of(subtask: Subtask) -> str:
    return "steps" if subtask is SEQUENTIAL else "rules"


def found(subtask: Subtask, rng: random.Random, panels: int, size: int) -> Program:
    find = programs.sequential if subtask is SEQUENTIAL else programs.simultaneous
    return find(rng, COLOURS, panels, size)


def paint_of(render: Callable[[], Image.Image]) -> tuple[tuple[str, ...], ...]:
    """The colour names that a picture is drawn from."""
    assert isinstance(render, partial)
    paint: tuple[tuple[str, ...], ...] = render.args[1]
    return paint


def shown(paint: tuple[tuple[str, ...], ...], lit: str) -> str | None:
    """The number that the segments of a shade form."""
    forms = ["".join(mark for mark, had in zip("abcdefg", panel, strict=True) if had == lit) for panel in paint]
    return "".join(str(DIGIT_SEGMENTS.index(form)) for form in forms) if {*forms} <= {*DIGIT_SEGMENTS} else None


# --- rules

a_rule = st.lists(st.sampled_from(COLOURS), min_size=3, max_size=3, unique=True).flatmap(
    lambda names: st.sampled_from([Rule.turn(*names[:2]), Rule.swap(*names[:2]), Rule.rotate(*names)])
)


@given(st.lists(a_rule, max_size=6), st.sampled_from(WAYS), st.sampled_from(COLOURS))
def test_the_sources_of_a_colour_are_the_colours_whose_outcome_it_is(rules: list[Rule], way: Way, colour: str) -> None:
    assert sources(colour, rules, way) == {name for name in COLOURS if outcome(name, rules, way) == colour}


@given(st.lists(a_rule, min_size=1, max_size=6), st.sampled_from(COLOURS))
def test_reverse_order_is_the_reversed_rules_in_order(rules: list[Rule], colour: str) -> None:
    assert outcome(colour, rules, "in_reverse") == outcome(colour, rules[::-1], "in_order")


def test_a_step_acts_on_what_the_step_before_has_left_and_a_simultaneous_rule_does_not() -> None:
    rules = (Rule.turn("red", "blue"), Rule.turn("blue", "green"))
    assert outcome("red", rules, "in_order") == "green"
    assert outcome("red", rules, "in_reverse") == "blue"
    assert outcome("red", rules, "at_once") == "blue"


def test_a_round_done_backwards_undoes_it() -> None:
    around = Rule.rotate("red", "blue", "green")
    assert [around.backwards()(around(colour)) for colour in ("red", "blue", "green", "pink")] == [
        "red",
        "blue",
        "green",
        "pink",
    ]


@each_subtask
@given(seed=st.integers(0, 2**32), panels=st.integers(2, 5), data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_digit_goes_a_course_of_its_own_in_which_either_reading_may_be_the_right_one(
    subtask: Subtask, seed: int, panels: int, data: st.DataObject
) -> None:
    knob = subtask.knobs[size_of(subtask)]
    size = data.draw(st.integers(knob.least, knob.most))
    program = found(subtask, random.Random(seed), panels, size)
    assert len(program.courses) == panels
    for course in program.courses:
        assert len(course.rules) == size
        assert course.right == sources(program.asked, course.rules, course.way)
        assert course.right - course.slipped
        assert course.slipped - course.right
        assert course.right & course.slipped
        assert set(COLOURS) - course.right - course.slipped
        assert (program.asked in course.right) == (program.asked in course.slipped)
        assert all(course.rules[at] == program.listed[number - 1] for at, number in enumerate(course.numbers))
    if program.listed:
        assert len({course.numbers for course in program.courses}) == panels
        assert {number for course in program.courses for number in course.numbers} == {
            *range(1, len(program.listed) + 1)
        }


@given(st.integers(0, 2**32), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_simultaneous_rules_have_one_word_on_each_colour_and_are_not_to_be_done_in_order(seed: int, size: int) -> None:
    program = programs.simultaneous(random.Random(seed), COLOURS, 3, size)
    for course in program.courses:
        moved = [source for rule in course.rules for source, _ in rule.moves]
        assert len(moved) == len(set(moved))
        assert course.right != sources(program.asked, course.rules, "in_order")


# --- puzzles


@each_subtask
def test_the_same_address_gives_the_same_words_and_pixels(subtask: Subtask) -> None:
    one, other = built(subtask, 3), built(subtask, 3)
    assert (one.question, one.right, one.wrong, one.edit_prompt) == (
        other.question,
        other.right,
        other.wrong,
        other.edit_prompt,
    )
    assert one.render().tobytes() == one.render().tobytes() == other.render().tobytes()
    assert one.render_intermediate().tobytes() == other.render_intermediate().tobytes()


@each_subtask
def test_instances_differ(subtask: Subtask) -> None:
    assert len({(puzzle.question, puzzle.right) for puzzle in (built(subtask, index) for index in range(200))}) > 198


@each_subtask
@pytest.mark.parametrize("panels", range(2, 7))
def test_four_different_numbers_with_a_digit_for_each_panel(subtask: Subtask, panels: int) -> None:
    for index in range(30):
        puzzle = built(subtask, index, digits=panels)
        options = {puzzle.right, *puzzle.wrong}
        assert len(options) == 4
        assert all(re.fullmatch(rf"\d{{{panels}}}", option) for option in options)


@given(st.integers(0, 2**32), st.integers(3, 6))
def test_three_digits_are_three_decisions(seed: int, panels: int) -> None:
    """Each panel halves the options, and among them they do it in all three ways: none of the three can be left out."""
    _, numbers = digits(random.Random(seed), panels)
    halves = {frozenset(k for k in range(4) if numbers[k][at] == numbers[0][at]) for at in range(panels)}
    assert halves == {frozenset({0, other}) for other in (1, 2, 3)}
    assert all(sum(a != b for a, b in zip(one, two, strict=True)) >= 2 for one, two in combinations(numbers, 2))


@each_subtask
def test_exactly_one_option_is_what_the_rules_lead_to(subtask: Subtask) -> None:
    """Worked out from the question's own words and the colours under the known places of the segments."""
    for index in range(12):
        puzzle = built(subtask, index)
        last = LAST.search(puzzle.question)
        assert last is not None
        before, after = paint_of(puzzle.render), paint_of(puzzle.render_intermediate)
        changes = recolourings(puzzle.question)
        assert len(changes) == len(before)
        ended = tuple(
            tuple(last[2] if change(colour) == last[1] else "grey" for colour in panel)
            for change, panel in zip(changes, before, strict=True)
        )
        assert ended == after
        assert shown(after, last[2]) == puzzle.right
        assert len({puzzle.right, *puzzle.wrong}) == 4


@each_subtask
@pytest.mark.parametrize("panels", [2, 3, 5])
def test_to_follow_the_rules_once_more_changes_nothing(subtask: Subtask, panels: int) -> None:
    """A literal reader takes the picture that shows the result for the one to begin with."""
    for index in range(60):
        puzzle = built(subtask, index, digits=panels)
        last = LAST.search(puzzle.question)
        assert last is not None
        after = paint_of(puzzle.render_intermediate)
        asked, lit = last.groups()

        def again(change: Callable[[str], str], colour: str, asked: str = asked, lit: str = lit) -> str:
            once_more = change(colour)
            return lit if once_more == asked else once_more if once_more in (lit, "grey") else "grey"

        changes = recolourings(puzzle.question)
        assert after == tuple(
            tuple(again(change, colour) for colour in panel) for change, panel in zip(changes, after, strict=True)
        )
        assert not {lit, "grey"} & {colour for panel in paint_of(puzzle.render) for colour in panel}


@each_subtask
@pytest.mark.parametrize("panels", [2, 3, 5])
def test_no_look_at_the_options_alone_finds_the_right_one(subtask: Subtask, panels: int) -> None:
    count = 200
    hits: Counter[str] = Counter()
    for index in range(count):
        puzzle = built(subtask, index, digits=panels)
        options = sorted({puzzle.right, *puzzle.wrong})
        votes = {
            option: sum(a == b for other in options for a, b in zip(option, other, strict=True)) for option in options
        }
        assert len(set(votes.values())) == 1, "an option stands nearer to the others"
        hits[f"rank {options.index(puzzle.right)}"] += 1
        lit = [sum(len(DIGIT_SEGMENTS[int(digit)]) for digit in option) for option in options]
        hits["most lit"] += options[lit.index(max(lit))] == puzzle.right
        hits["least lit"] += options[lit.index(min(lit))] == puzzle.right
    assert all(0.16 * count < hit < 0.34 * count for hit in hits.values()), hits


@given(st.integers(0, 2**32), st.integers(3, 6), st.integers(2, 5), st.sampled_from(SUBTASKS))
@settings(max_examples=40, deadline=None)
def test_no_option_treats_one_colour_of_a_panel_in_two_ways(
    seed: int, size: int, panels: int, subtask: Subtask
) -> None:
    rng = random.Random(seed)
    program, (pairs, numbers) = found(subtask, rng, panels, size), digits(rng, panels)
    paint = painted(rng, program, COLOURS, pairs)
    for number in numbers:
        for digit, colours in zip(number, paint, strict=True):
            lit = {
                colour for name, colour in zip("abcdefg", colours, strict=True) if name in DIGIT_SEGMENTS[int(digit)]
            }
            dark = {*colours} - lit
            assert sum(colour in lit for colour in colours) == len(DIGIT_SEGMENTS[int(digit)])
            assert not lit & dark


@each_subtask
def test_the_edit_prompt_names_neither_the_asked_number_nor_an_option(subtask: Subtask) -> None:
    for index in range(40):
        puzzle = built(subtask, index)
        assert not any(option in puzzle.edit_prompt for option in (puzzle.right, *puzzle.wrong))


def test_no_finish_shows_a_lit_segment_in_a_colour_of_the_rules() -> None:
    assert not {shade for finish in FINISHES for shade in (finish.lit, finish.out)} & {*COLOURS}
