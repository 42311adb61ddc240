"""The reference's thinking about word problems: it computes from what the text says and what the tables hold."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning import (
    chances,
    equations,
    grammar,
    measuring,
    proportion,
    refine,
)
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.elimination import solution
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.registry import in_category
from pytest_realunify.procedural.world.scene import Glass, Pie, Scene, Sign


def counted(request: str) -> list[int]:
    """Items in each group of equal ones, as the reference would have them drawn."""
    scene = refine(request)
    assert scene is not None, request
    items = list(scene)
    return [items.count(each) for each in dict.fromkeys(items)]


STARS = "Draw one red star for every {}, and nothing else."
ROWS = "In the top row, draw one red star for every {}; in the bottom row, one blue bar for every {}."


@pytest.mark.parametrize(
    ("prompt", "changes", "numbers"),
    [
        (
            f"Mira has 17 marbles. She gives 3 to each of 4 friends. {STARS.format('marble that Mira has in the end')}",
            {},
            [5],
        ),
        (
            f"Mira has 17 marbles. She gives 3 to each of 4 friends. {STARS.format('marble that Mira has in the end')}",
            {"4 friends": "two friends"},
            [11],
        ),
        (
            "Theo has 44 plums. 8 children share them equally, each getting as many as possible. "
            + ROWS.format("plum that each child gets", "plum that is left over"),
            {"44": "53"},
            [6, 5],
        ),
        (
            "Ravi buys 3 mugs at 4 euros each and one poster at 5 euros each. He pays with a 20-euro note. "
            + STARS.format("euro of change that Ravi gets"),
            {"20-euro": "50-euro"},
            [33],
        ),
        (
            f"Hugo throws a fair die 30 times. {STARS.format('throw that can be expected to show a prime number')}",
            {"30": "18"},
            [9],
        ),
        (
            f"Hugo throws a fair die 30 times. {STARS.format('throw that can be expected to show more than four')}",
            {"more than four": "more than three"},
            [15],
        ),
        (
            "A recipe for 4 people takes 6 eggs and 2 lemons. Zoe cooks it for 10 people. "
            + ROWS.format("lemon that Zoe needs", "egg that Zoe needs"),
            {"10 people": "six people"},
            [3, 9],
        ),
        (
            "In Omar's barn there are goats and ducks: 7 heads and 22 legs in all. " + ROWS.format("goat", "duck"),
            {"22": "18"},
            [2, 5],
        ),
        (
            "Lena's homework is to solve 2x + y = 11 and x - y = 1. " + ROWS.format("unit of x", "unit of y"),
            {"= 11": "= 17"},
            [6, 5],
        ),
    ],
)
def test_another_number_in_the_text_gives_another_picture(
    prompt: str, changes: dict[str, str], numbers: list[int]
) -> None:
    for old, new in changes.items():
        assert old in prompt
        prompt = prompt.replace(old, new)
    assert counted(prompt) == numbers


FEWEST = "as a circle cut into equal sectors, as few as possible, with this share of them in {} and the others white."


@pytest.mark.parametrize(
    ("story", "request_", "item"),
    [
        (
            "Ines leaves home at 9:50 in the morning and walks for 80 minutes. Then she rests for 40 minutes.",
            "Show the time of arrival in red on a white sign.",
            Sign("11:50", "red"),
        ),
        (
            "Today is 28 June. Samir's course is to begin in 3 days. Then it is put off by a fortnight.",
            "Paint just a white sign with the day of the month on which the course finally begins in blue.",
            Sign("15", "blue"),
        ),
        (
            "Mira's empty glass holds 40 millilitres when full. She pours in 30 millilitres.",
            "Show the glass as it is in the end, the liquid green and at the right height.",
            Glass(3, "green"),
        ),
        (
            "Kofi tosses a fair coin and throws a fair die.",
            f"Show the chance that the coin shows heads and the die shows less than three {FEWEST.format('pink')}",
            Pie(6, 1, "pink"),
        ),
        (
            "The wheel of fortune at Elif's stall loses with a chance of 62.5 %.",
            f"Show the chance of winning {FEWEST.format('cyan')}",
            Pie(8, 3, "cyan"),
        ),
    ],
)
def test_results_are_shown_as_the_request_wants_them(story: str, request_: str, item: Sign | Glass | Pie) -> None:
    assert refine(f"{story} {request_}") == refine(f"{request_} {story}") == Scene(((item,),))


def with_other_facts(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, change: Callable[[dict[str, Any]], None]
) -> None:
    def altered(name: str) -> dict[str, Any]:
        table = deepcopy(facts(name))
        change(table)
        return table

    monkeypatch.setattr(module, "facts", altered)


MONTH = (
    "Today is 28 June. Samir's course is to begin in 9 days. Show the day of the month on which the course begins in "
    "red on a white sign."
)
DIE = f"Hugo throws a fair die 24 times. {STARS.format('throw that can be expected to show a two')}"
SPIDERS = f"In Zoe's zoo there are spiders and nothing else with legs: 48 legs in all. {STARS.format('spider')}"
MAP = "Omar's map has a scale of 1 to 50000. On it, a ruler shows 12 centimetres for the road. " + STARS.format(
    "kilometre that the road is long"
)
TOUR = f"Theo cycles for half an hour at 12 kilometres an hour. {STARS.format('kilometre of the whole tour')}"


@pytest.mark.parametrize(
    ("prompt", "module", "change"),
    [
        (MONTH, measuring, lambda table: table["months"]["days"].update(June=31)),
        (DIE, chances, lambda table: table["die"].update(faces=[1, 2, 3, 4, 5, 6, 7, 8])),
        (SPIDERS, equations, lambda table: table["legs"]["spider"].update(number=6)),
        (MAP, proportion, lambda table: table["length"]["in_centimetres"].update(kilometre=200000)),
        (
            TOUR.replace("half an hour", "an hour and 30 minutes"),
            grammar,
            lambda table: table["time"]["in_minutes"].update(hour=90),
        ),
    ],
)
def test_a_changed_fact_changes_the_thinking(
    monkeypatch: pytest.MonkeyPatch, prompt: str, module: ModuleType, change: Callable[[dict[str, Any]], None]
) -> None:
    before = refine(prompt)
    with_other_facts(monkeypatch, module, change)
    assert before is not None
    assert refine(prompt) != before


def test_what_is_not_wholly_understood_is_left_alone() -> None:
    assert refine(TOUR) is not None
    assert refine(f"{TOUR} The wind blows hard.") is None
    assert refine(TOUR.replace("whole tour", "longest leg")) is None
    assert refine(TOUR.replace("cycles for", "sings about")) is None


PROMPTS = [
    sketching.sketch(subtask, 0, index, {name: knob.default for name, knob in subtask.knobs.items()}).prompt
    for subtask in in_category("mathematical_reasoning")
    for index in range(40)
]
ODDITIES = {"0", "1/0", "-", "a", "\u017fix", "\u212a", "9" * 30}
WORDS = sorted(ODDITIES | {word for prompt in PROMPTS for word in prompt.split()})


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    assert refine(text) is None or isinstance(refine(text), Scene)


@given(st.sampled_from(PROMPTS), st.data())
def test_any_change_of_a_real_request_is_borne(prompt: str, data: st.DataObject) -> None:
    words = prompt.split()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = data.draw(st.sampled_from(WORDS))
    changed = " ".join(words)
    changed = data.draw(st.sampled_from([changed, changed.upper(), changed.lower()]))
    assert refine(changed) is None or isinstance(refine(changed), Scene)


@given(st.sampled_from(PROMPTS), st.integers(0, 99), st.sampled_from(["0", "1", "7", "1000", "9999999"]))
def test_any_number_in_a_real_request_is_borne(prompt: str, place: int, number: str) -> None:
    words = prompt.split()
    numbers = [each for each, word in enumerate(words) if any(letter.isdigit() for letter in word)]
    if numbers:
        words[numbers[place % len(numbers)]] = number
    assert refine(" ".join(words)) is None or isinstance(refine(" ".join(words)), Scene)


@given(
    st.integers(1, 3).flatmap(
        lambda size: st.tuples(
            st.lists(st.integers(-9, 9), min_size=size, max_size=size),
            st.lists(st.lists(st.integers(-4, 4), min_size=size, max_size=size), min_size=size, max_size=size + 1),
        )
    )
)
def test_elimination_finds_the_one_solution_or_none(system: tuple[list[int], list[list[int]]]) -> None:
    values, rows = system
    named = {f"x{place}": Fraction(value) for place, value in enumerate(values)}
    equations_ = [
        {name: Fraction(factor) for name, factor in zip(named, row, strict=True)}
        | {"": -sum((factor * value for factor, value in zip(row, named.values(), strict=True)), Fraction(0))}
        for row in rows
    ]
    assert solution(equations_) in (named, None)


def test_elimination_refuses_what_contradicts_itself_or_says_too_little() -> None:
    one = {"x": Fraction(1), "y": Fraction(1), "": Fraction(-3)}
    assert solution([one, {"x": Fraction(1), "y": Fraction(-1), "": Fraction(-1)}]) == {
        "x": Fraction(2),
        "y": Fraction(1),
    }
    assert solution([one]) is None
    assert solution([one, {name: 2 * factor for name, factor in one.items()}]) is None
    assert solution([one, {"x": Fraction(1), "": Fraction(0)}, {"y": Fraction(1), "": Fraction(0)}]) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [("seven", 7), ("an", 1), ("2.5", Fraction(5, 2)), ("Forty", 40)],
)
def test_numbers_are_read(said: str, value: Fraction) -> None:
    assert grammar.number(said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("half", "1/2"),
        ("a third", "1/3"),
        ("two thirds", "2/3"),
        ("3/8", "3/8"),
        ("37.5 %", "3/8"),
        ("5 per cent", "1/20"),
    ],
)
def test_parts_are_read(said: str, value: str) -> None:
    assert grammar.part(said) == Fraction(value)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("three quarters of an hour", 45),
        ("2 hours and ten minutes", 130),
    ],
)
def test_spans_are_read(said: str, value: int) -> None:
    assert grammar.minutes(said) == value
