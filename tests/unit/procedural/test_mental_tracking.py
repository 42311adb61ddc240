"""Recoloured digits: the rules, and puzzles that are sound and fair."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS, PALETTE
from pytest_realunify.procedural.reference import mental_tracking as reference
from pytest_realunify.procedural.suite.base import Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.mental_tracking import SUBTASKS
from pytest_realunify.procedural.suite.mental_tracking import programs as finding
from pytest_realunify.procedural.suite.mental_tracking.display import FINISHES
from pytest_realunify.procedural.suite.mental_tracking.painting import digits, painted
from pytest_realunify.procedural.suite.mental_tracking.programs import Program
from pytest_realunify.procedural.suite.mental_tracking.recolouring import WAYS, Rule, Way, outcome, slips, sources

SEQUENTIAL, SIMULTANEOUS = SUBTASKS
COLOURS = FINISHES[0].colours

each_subtask = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **difficulty: int) -> Puzzle:
    settings_ = {name: knob.default for name, knob in subtask.knobs.items()} | difficulty
    made = subtask.build(chance(subtask.name, 7, index, subtask.version), settings_)
    assert isinstance(made, Puzzle)
    return made


def paint_of(render: Callable[[], Image.Image]) -> tuple[tuple[str, ...], ...]:
    """The colour names that a picture is drawn from."""
    assert isinstance(render, partial)
    paint: tuple[tuple[str, ...], ...] = render.args[1]
    return paint


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


def found(subtask: Subtask, rng: random.Random, size: int) -> Program:
    find = finding.sequential if subtask is SEQUENTIAL else finding.simultaneous
    return find(rng, COLOURS, size)


@each_subtask
@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=40, deadline=None)
def test_programs_need_tracking_and_leave_right_and_slip_both_ways_open(
    subtask: Subtask, seed: int, data: st.DataObject
) -> None:
    knob = list(subtask.knobs.values())[1]
    program = found(subtask, random.Random(seed), data.draw(st.integers(knob.least, knob.most)))
    right, slipped = program.counts()
    assert right - slipped
    assert slipped - right
    assert right & slipped
    assert set(COLOURS) - right - slipped
    assert (program.asked in right) == (program.asked in slipped)
    shortcuts = [
        sources(program.asked, slip.rules, slip.way)
        for slip in slips(program.rules, program.way)
        if slip.way == "in_order"
    ]
    assert right not in shortcuts


@given(st.integers(0, 2**32), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_simultaneous_rules_have_one_word_on_each_colour_and_a_way_back_to_the_asked_one(seed: int, size: int) -> None:
    program = finding.simultaneous(random.Random(seed), COLOURS, size)
    moved = [source for rule in program.rules for source, _ in rule.moves]
    assert len(moved) == len(set(moved))
    assert len(program.rules) == size
    trail = [program.asked]
    while trail[-1] != program.asked or len(trail) == 1:
        trail.append(program.after(trail[-1]))
        assert len(trail) <= 4
    assert len(trail) > 2


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
@pytest.mark.parametrize("panels", range(1, 6))
def test_four_different_numbers_with_a_digit_for_each_panel(subtask: Subtask, panels: int) -> None:
    for index in range(30):
        puzzle = built(subtask, index, digits=panels)
        options = {puzzle.right, *puzzle.wrong}
        assert len(options) == 4
        assert all(re.fullmatch(rf"\d{{{panels}}}", option) for option in options)


@each_subtask
def test_exactly_one_option_is_what_the_rules_lead_to(subtask: Subtask) -> None:
    """Worked out from the question's own words and the colours under the known places of the segments."""
    for index in range(12):
        puzzle = built(subtask, index)
        name = re.findall(rf"(?:the|that are) ({'|'.join(PALETTE)})\b", puzzle.question)[-1]
        before, after = paint_of(puzzle.render), paint_of(puzzle.render_intermediate)
        rules = reference._rules(puzzle.question)
        assert tuple(tuple(follow(rules, start, subtask is SEQUENTIAL) for start in panel) for panel in before) == after
        shown = ["".join(mark for mark, had in zip("abcdefg", panel, strict=True) if had == name) for panel in after]
        number = "".join(str(DIGIT_SEGMENTS.index(segments)) for segments in shown)
        assert number == puzzle.right
        assert number not in puzzle.wrong


def follow(rules: list[dict[str, str]], colour: str, in_order: bool) -> str:
    for rule in rules:
        if colour in rule:
            colour = rule[colour]
            if not in_order:
                break
    return colour


@each_subtask
@pytest.mark.parametrize("panels", [1, 2, 3, 5])
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


@given(st.integers(0, 2**32), st.integers(3, 6), st.integers(1, 5), st.sampled_from(SUBTASKS))
@settings(max_examples=40, deadline=None)
def test_no_option_treats_one_colour_in_two_ways(seed: int, size: int, panels: int, subtask: Subtask) -> None:
    rng = random.Random(seed)
    program, shown = found(subtask, rng, size), digits(rng, panels)
    paint = painted(rng, program, shown)
    for reading in range(4):
        lit, dark = set[str](), set[str]()
        for panel, colours in zip(shown, paint, strict=True):
            for name, colour in zip("abcdefg", colours, strict=True):
                (lit if name in DIGIT_SEGMENTS[panel[reading]] else dark).add(colour)
        assert not lit & dark


@each_subtask
def test_the_edit_prompt_names_neither_the_asked_number_nor_an_option(subtask: Subtask) -> None:
    for index in range(40):
        puzzle = built(subtask, index)
        assert not any(option in puzzle.edit_prompt for option in (puzzle.right, *puzzle.wrong))
