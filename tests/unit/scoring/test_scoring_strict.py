"""The strict scorer reads what a reply commits to, and nothing else."""

from __future__ import annotations

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import DATA
from pytest_realunify.scoring import strict

VECTORS = json.loads((DATA / "scoring_vectors.json").read_text("utf-8"))
REPLIES = json.loads((DATA / "strict_replies.json").read_text("utf-8"))
ANIMALS = ("Cat", "Monkey", "Dog", "Sea cow")

letters = st.sampled_from("ABCD")
fragments = st.sampled_from(
    [
        *(
            "the answer is",
            "Answer:",
            "option",
            "A",
            "B",
            "c",
            "(D)",
            "or",
            "and",
            "not",
            "is",
            "wrong",
            "because",
            "\n",
            " ",
            " ",
            ",",
        ),
        *(
            "<think>",
            "</think>",
            "<answer>",
            "</answer>",
            "\\boxed{",
            "}",
            "**",
            "I choose",
            "a",
            "dog",
            ".",
            "答案是",
            "if",
            "wait",
        ),
    ]
)
replies = st.one_of(
    st.text(), st.lists(fragments, max_size=14).map(" ".join), st.lists(fragments, max_size=14).map("".join)
)


@pytest.mark.parametrize("vector", VECTORS["multiple_choice"], ids=lambda vector: repr(vector["reply"]))
def test_published_choice_vectors_hold(vector: dict[str, str | None]) -> None:
    assert strict.choice(str(vector["reply"])) == vector["strict"]


@pytest.mark.parametrize("vector", VECTORS["yes_no"], ids=lambda vector: repr(vector["reply"]))
def test_published_yes_no_vectors_hold(vector: dict[str, str | None]) -> None:
    assert strict.yes_no(str(vector["reply"])) == vector["strict"]


@pytest.mark.parametrize("expected", REPLIES)
def test_replies_collected_from_many_kinds_of_models_are_read_as_a_person_reads_them(expected: str) -> None:
    read = {reply: strict.choice(reply) or "none" for reply in REPLIES[expected]}
    assert read == dict.fromkeys(REPLIES[expected], expected)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Monkey", "B"),
        ("sea  cow.", "D"),
        ("It's a monkey.", "B"),
        ("A Cat", "A"),
        ("The answer is Monkey", "B"),
        ("Answer: the dog.", "C"),
        ("<answer>Dog</answer>", "C"),
        ("\\boxed{\\text{Sea cow}}", "D"),
        ("Monkey (B)", "B"),
        ("B monkey", "B"),
        ("Answer: A cat", "A"),
        ("Cat and Dog", None),
        ("Dogs", None),
        ("elephant", None),
        ("The monkey is big", None),
    ],
)
def test_the_exact_text_of_one_option_is_an_answer(reply: str, expected: str | None) -> None:
    assert strict.choice(reply, ANIMALS) == expected


@pytest.mark.parametrize("reply", ["B. Dog", "The answer is B. Dog", "Dog (B)"])
def test_a_letter_beside_another_options_text_is_a_contradiction(reply: str) -> None:
    assert strict.choice(reply, ANIMALS) is None


def test_options_that_read_alike_cannot_be_answered_by_text() -> None:
    assert strict.choice("4", ("4", "4", "5", "6")) is None
    assert strict.choice("5", ("4", "4", "5", "6")) == "C"


def test_options_may_speak_of_letters_and_carry_their_own() -> None:
    assert strict.choice("A and C", ("A", "C", "B", "A and C")) == "D"
    assert strict.choice("B. C", ("D", "C", "B", "A")) == "B"
    assert strict.choice("monkey", ("A. cat", "B. monkey")) == "B"
    assert strict.choice("-4", ("4", "-4", "5", "6")) == "B"


def test_letters_beyond_d_exist_only_with_more_than_four_options() -> None:
    assert strict.choice("E", ("p", "q", "r", "s", "t")) == "E"
    assert strict.choice("F", ("p", "q", "r", "s", "t")) is None
    assert strict.choice("E", ANIMALS) is None


def test_a_list_means_its_first_element() -> None:
    assert strict.choice(["The answer is C", "The answer is D"]) == "C"
    assert strict.choice([]) is None
    assert strict.yes_no(["no", "yes"]) == "no"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("_No_", "no"),
        ("<answer>YES</answer>", "yes"),
        ("No-one is there", None),
        ("noyes", None),
        ("<think>yes", None),
        ("<think>no</think>", None),
        ("\uff39\uff25\uff33", "yes"),
    ],
)
def test_yes_and_no_count_only_as_whole_words_outside_reasoning(reply: str, expected: str | None) -> None:
    assert strict.yes_no(reply) == expected


@given(replies, st.lists(st.text(max_size=12), max_size=4))
def test_any_text_gives_a_letter_or_nothing(reply: str, options: list[str]) -> None:
    assert strict.choice(reply, options) in {None, *"ABCD"}
    assert strict.yes_no(reply) in {None, "yes", "no"}


@given(replies)
def test_a_letter_read_stands_in_the_reply_as_its_own_token(reply: str) -> None:
    letter = strict.choice(reply)
    ascii_forms = str.maketrans({chr(ord(char) + 0xFEE0): char for char in string.ascii_letters})
    plain = reply.translate(ascii_forms)
    assert letter is None or re.search(rf"(?<![A-Za-z0-9]){letter}(?![A-Za-z0-9])", plain, re.IGNORECASE)


@given(replies)
def test_a_word_without_its_own_letters_is_never_an_answer(reply: str) -> None:
    glued = re.sub(r"(?i)(?<![a-z])[a-d](?![a-z])", "Abe", reply)
    assert strict.choice(glued) is None


@given(
    st.text(alphabet=st.characters(exclude_characters="<>[]◁▷|")),
    st.sampled_from(["B", "The answer is C", "no idea", "A or B"]),
)
def test_reasoning_blocks_change_nothing(thought: str, reply: str) -> None:
    for tag in ("think", "thinking", "Reasoning", "reflection"):
        assert strict.choice(f"<{tag}>{thought}</{tag}>{reply}") == strict.choice(reply)
        assert strict.choice(f"<{tag}>{thought} the answer is D") is None


@given(letters, letters)
def test_two_letters_offered_together_are_no_answer(one: str, other: str) -> None:
    if one == other:
        return
    for reply in (
        f"{one} or {other}",
        f"{one}, {other}",
        f"The answer is {one} or {other}",
        f"Answer: ({one})/({other})",
    ):
        assert strict.choice(reply) is None


@given(letters, letters)
def test_the_last_announcement_decides(first: str, last: str) -> None:
    assert strict.choice(f"The answer is {first}. Looking closer, the correct answer is ({last}).") == last


@given(letters)
def test_a_denied_letter_is_no_answer(letter: str) -> None:
    for form in (
        "The answer is not {}",
        "It isn't {}.",
        "I don't think the answer is {}.",
        "The wrong option is {}.",
        "Not {}",
    ):
        assert strict.choice(form.format(letter)) is None


def test_long_replies_are_read_in_linear_time() -> None:
    reply = "the answer to the option, " * 400 + "the answer is B"
    assert strict.choice(reply) == "B"
    assert strict.choice("<b>(A " * 2000) is None


def test_what_stands_first_or_last_in_a_huge_reply_is_read() -> None:
    filler = "and so on, for ever and ever. " * 2_000
    assert strict.choice(f"{filler}\nThe answer is B.") == "B"
    assert strict.choice(f"The answer is C.\n{filler}") == "C"
    assert strict.choice("answer is (" * 50_000) is None
