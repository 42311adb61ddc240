"""Records travel as JSON and come back the same; a case's id says what it is."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import DataError, ModelError
from pytest_realunify.interfaces import GEUInstance, Listing, Question, UEGInstance, multiple_choice_prompt
from pytest_realunify.records import Attempt, Case, Result, Step, Trouble, Verdict, from_json, kind_of, to_json
from pytest_realunify.taxonomy import CATEGORIES, PROTOCOLS, Axis
from pytest_realunify.text import encodable

SECONDS = st.floats(0, 1e6)
STEPS = st.lists(st.builds(Step, seconds=SECONDS), max_size=3).map(tuple)
RECORDS = st.one_of(
    st.builds(Listing),
    st.builds(Case),
    st.builds(UEGInstance),
    st.builds(GEUInstance),
    st.builds(Attempt, steps=STEPS),
    st.builds(Result, steps=STEPS, seconds=SECONDS),
)


def through_text(record: object) -> Any:
    return json.loads(json.dumps(to_json(record)))


@given(RECORDS)
def test_a_record_comes_back_from_json_unchanged(record: object) -> None:
    assert from_json(type(record), through_text(record)) == record


@given(RECORDS)
def test_the_plain_form_says_the_same_as_the_journal_s_bytes(record: object) -> None:
    assert through_text(record) == json.loads(msgspec.json.encode(record))


def test_a_field_of_the_wrong_type_is_named() -> None:
    record = through_text(Case(Listing("a", "GEU", "mental_tracking", "sequential", 0, PROTOCOLS), "direct"))
    record["listing"]["index"] = "seven"
    with pytest.raises(DataError, match=r"not a Case record: .*listing\.index"):
        from_json(Case, record)


def test_a_verdict_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DataError, match="strict"):
        from_json(Verdict, {"strict": "excellent", "parity": "wrong"})


def test_a_gold_answer_is_yes_or_no() -> None:
    with pytest.raises(DataError, match="answer"):
        from_json(Question, {"question": "Is it red?", "answer": "Yes"})


def case(
    category: str = "mental_tracking",
    subtask: str = "sequential",
    protocol: str = "direct",
    repeat: int = 0,
    axis: Axis = "GEU",
) -> Case:
    name = f"{category}-{subtask}-0007" if subtask else f"{category}-0007"
    return Case(Listing(name, axis, category, subtask, 7, PROTOCOLS), protocol, repeat)


def test_repeats_share_the_case_id_and_differ_in_their_param() -> None:
    assert case(protocol="stepwise").id == case(protocol="stepwise", repeat=2).id
    assert case(protocol="stepwise").param == "mental_tracking-sequential-0007-stepwise"
    assert case(protocol="stepwise", repeat=2).param == "mental_tracking-sequential-0007-stepwise-rep2"
    assert len({case(repeat=repeat).param for repeat in range(12)}) == 12


@given(
    st.sampled_from(CATEGORIES),
    st.text(alphabet="abz09_-.[]: ", max_size=12)
    | st.sampled_from(["direct", "a-direct-rep1", "blind-0001", "x-rep3"]),
    st.sampled_from([*PROTOCOLS, "critique", "again_2", "repeat"]),
    st.integers(0, 12),
)
def test_the_kind_of_any_case_can_be_read_from_its_param(
    category: Any, subtask: str, protocol: str, repeat: int
) -> None:
    made = case(category.name, subtask, protocol, repeat, category.axis)
    assert kind_of(made.param) == f"{category.name}/{protocol}"


@pytest.mark.parametrize(
    "param",
    [
        "",
        "3",
        "mental_tracking",
        "mental_tracking-direct",
        "mental_tracking-sequential-0007",
        "mental_tracking-sequential-0007-stepwise-rep",
        "mental_tracking-sequential-0007-stepwise-rep1-rep2",
        "mental_tracking-sequential-0007-Stepwise",
        "not_a_category-sequential-0007-direct",
        "vit-b16-direct",
        "xmental_tracking-sequential-0007-direct",
    ],
)
def test_what_is_no_case_has_no_kind(param: str) -> None:
    assert kind_of(param) is None


def test_a_seed_follows_from_case_repeat_and_run_and_from_nothing_else() -> None:
    seeds = {case(repeat=repeat).seed(run) for repeat in range(5) for run in range(5)}
    assert len(seeds) == 25
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert case().seed() == case().seed(0) == 3942979171, "a changed seed changes every stored run"


def test_options_are_lettered_in_order() -> None:
    assert multiple_choice_prompt("Which?", ["one", "two", "three", "four"]).splitlines()[2:6] == [
        "A. one",
        "B. two",
        "C. three",
        "D. four",
    ]


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_trouble_is_one_line_with_the_place_that_raised_it() -> None:
    trouble = Trouble.of(raised(ValueError("first\n  second")))
    assert trouble.kind == "ValueError"
    assert trouble.message.startswith("first second (test_records.py:")


def test_our_own_errors_need_no_place() -> None:
    assert Trouble.of(raised(ModelError("understand returned None"))).message == "understand returned None"


def test_an_exception_without_a_message_is_named() -> None:
    assert Trouble.of(KeyError()).message == "KeyError"


@given(st.text(alphabet=st.characters()))
def test_text_is_made_fit_for_the_journal_and_left_alone_where_it_is(text: str) -> None:
    fit = encodable(text)
    assert msgspec.json.decode(msgspec.json.encode(fit)) == fit
    assert len(fit) == len(text)
    assert all(was == now for was, now in zip(text, fit, strict=True) if not 0xD800 <= ord(was) <= 0xDFFF)


def test_a_subclass_of_text_becomes_plain_text() -> None:
    class Shouted(str):
        __slots__ = ()

    assert type(encodable(Shouted("A"))) is str


def test_a_message_with_a_lone_surrogate_can_be_written() -> None:
    assert msgspec.json.encode(Trouble.of(OSError("no file \udcff")))


@given(st.text(min_size=1), st.integers(0, 3000), st.text(max_size=50))
def test_the_message_of_a_trouble_is_bounded_and_keeps_its_two_ends(word: str, times: int, end: str) -> None:
    whole = word * times + end
    message = Trouble("ValueError", whole).message
    assert len(message.encode("utf-8", "replace")) <= 4096
    if len(whole.encode("utf-8", "replace")) <= 4096:
        assert message == whole
    else:
        assert message[:100] == whole[:100]
        assert message.endswith(end)


def test_one_that_is_raised_or_read_is_bounded_too() -> None:
    raised = Trouble.of(ValueError("x" * 100_000))
    assert len(raised.message) < 4096
    back = from_json(Trouble, {"kind": "ValueError", "message": "語" * 100_000})
    assert len(back.message.encode()) <= 4096
