"""The pixels judge understands the questions of its world, in a few wordings, and no others."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flatscenes import questions
from pytest_realunify.procedural.pixels.questions import parse
from pytest_realunify.procedural.world import queries
from pytest_realunify.procedural.world.queries import (
    At,
    Beside,
    Count,
    Exists,
    InRow,
    Larger,
    Points,
    Query,
    Shows,
    What,
)


def test_the_laws_below_know_every_class_of_question() -> None:
    classes = {name for name in queries.__all__ if hasattr(getattr(queries, name), "holds")} - {"Query"}
    assert set(questions) == classes


@given(st.one_of(*questions.values()))
def test_a_question_is_read_back_as_what_it_asks(query: Query) -> None:
    assert parse(query.text) == query


@given(st.one_of(*questions.values()), st.sampled_from([str.upper, str.lower, str.title]), st.booleans())
def test_capitals_spaces_and_the_mark_at_the_end_do_not_matter(query: Query, case: type[str], marked: bool) -> None:
    text = case(query.text).replace(" ", "  ")
    assert parse(text if marked else text.rstrip("?")) == query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Does the picture show exactly three red circles?", Count(What("circle", "red"), 3)),
        ("Are there exactly 3 red circles?", Count(What("circle", "red"), 3)),
        ("Are there three red circles in the image?", Count(What("circle", "red"), 3)),
        ("Does the image contain any blue stars?", Exists(What("star", "blue"))),
        ("Is there any gray cross in the picture?", Exists(What("cross", "grey"))),
        ("Is the red circle on the left of the star?", Beside(What("circle", "red"), "to the left of", What("star"))),
        ("Are there hearts right of the circle?", Beside(What("heart"), "to the right of", What("circle"))),
        ("Is there a red circle below the star?", Beside(What("circle", "red"), "below", What("star"))),
        ("Is the red circle bigger than the blue circle?", Larger(What("circle", "red"), What("circle", "blue"))),
        ("Is the middle object a red circle?", At("middle", What("circle", "red"))),
        ("Does the arrow point upwards?", Points("up")),
        ('Does the picture show the word "hello"?', Shows("HELLO")),
        ("Does the second row from the top hold 4 circles?", InRow(1, What("circle"), 4)),
    ],
)
def test_other_ways_to_say_it_are_understood(text: str, query: Query) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Is there a dog in the picture?",
        "Is there a crimson circle in the picture?",
        "Are there at least three red circles in the picture?",
        "Is the second object red?",
        "Is the leftmost object from the left red?",
        "Does the picture show the number RED?",
        "Does the sign show the word 42?",
        "Is the glass nearly full?",
        "Is there a red circle in the picture and a blue one?",
        "How many red circles are there?",
        "Is the red circle to the left of?",
        "Are there exactly 99999999999999 circles in the picture?",
    ],
)
def test_everything_else_is_not_understood(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=400))
def test_no_other_text_is_taken_for_a_question(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("piece", ["is the ", "red ", "a", " ", "circle to the left of the ", "9", "?", "\x85"])
def test_long_texts_are_put_aside_unread(piece: str) -> None:
    assert parse(piece * 1_000_000) is None


def test_jumbled_words_of_the_world_are_put_aside() -> None:
    words = sorted({word for kind in WORDS for word in kind.split()})
    chance = random.Random(5)
    read = [parse(" ".join(chance.choices(words, k=chance.randint(1, 14)))) for _ in range(3000)]
    assert read.count(None) > 2900, "words in any order are hardly ever a question"


WORDS = (
    "is are does do the there exactly a an any all every more than one two zero 3 red white circles circle object",
    "objects flag flags glass glasses sign arrow point up left upper to of on in middle picture show number word 42",
    "second from leftmost top row rows hold stand half full empty liquid higher equal sectors cut into stripe colour",
)
