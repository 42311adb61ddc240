"""Texts of others on their way into a page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.reporting.html.facts import run_facts
from pytest_realunify.reporting.html.texts import readable, without_secrets
from pytest_realunify.stored.stored_run import StoredRun
from runbench import row, stored


@given(st.text(st.characters(codec=None, categories=None)), st.integers(1, 50))
def test_nothing_that_a_browser_obeys_comes_through(text: str, longest: int) -> None:
    shown = readable(text, longest)
    assert not [letter for letter in shown if ord(letter) < 32 and letter not in "\n\t"]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x7f")
    assert not [letter for letter in shown if 0xD800 <= ord(letter) <= 0xDFFF]


@given(st.text(st.characters(categories=["L", "N", "Zs"])))
def test_plain_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert readable(text, len(text) + 1) == text


def test_what_is_too_long_is_counted() -> None:
    assert readable("x" * 1_000_000, 4) == "xxxx … (999,996 more letters)"


def test_reversed_text_is_spelled_out() -> None:
    assert readable("a\u202egnp.exe\x00", 20) == "a\\u202egnp.exe\\x00"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"api_key": "sk-1"}, {"api_key": "(not shown)"}),
        ({"headers": {"Authorization": "Bearer x"}}, {"headers": {"Authorization": "(not shown)"}}),
        ({"max_tokens": 9, "tokenizer": "x"}, {"max_tokens": 9, "tokenizer": "x"}),
        ({"api_key": None, "seed": 3}, {"api_key": None, "seed": 3}),
        ("https://user:pass@host/v1?key=abc&n=1", "https://host/v1?key=(not shown)&n=1"),
        (["https://host/?api_key=abc"], ["https://host/?api_key=(not shown)"]),
    ],
)
def test_secrets_are_not_shown(given: Any, shown: Any) -> None:
    assert without_secrets(given) == shown


@pytest.fixture
def run(tmp_path: Any) -> StoredRun:
    model = {
        "name": "openai:http://me:pass@host/v1",
        "source": "adapter",
        "identity": {"token": "t0k", "revision": "9"},
    }
    results = list(row("mental_tracking", ["correct", "error"]))
    return stored(
        tmp_path, "one", results, model=model, selected_by_protocol={"direct": 3}, devices={"names": ["H100"]}
    )


def test_facts_of_a_run_say_what_it_was_made_of(run: StoredRun) -> None:
    facts = run_facts(run)
    details = dict(facts.details)
    assert facts.model == "openai:http://host/v1"
    assert details["model revision"] == "9"
    assert details["suite"] == "procedural (fingerprint 000000000000)"
    assert details["scorers"] == "strict 1, parity 1"
    assert details["started"] == "2026-01-02 03:04:05 UTC"
    assert details["devices"] == "H100"
    assert "t0k" not in str(facts)
    assert "pass" not in str(facts)
    assert "/nowhere" not in str(facts)


def test_facts_say_why_a_run_is_not_to_be_relied_on(run: StoredRun) -> None:
    assert run_facts(run).troubles == (
        "not complete: 1 case did not finish",
        "not valid: 33.3% of the cases ended in error",
    )
