"""The table for a paper: what it holds, and that no name of anybody's breaks it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latexcheck import check, rows, tokens
from pytest_realunify.reporting.html.published import Wanted
from pytest_realunify.reporting.latex import latex
from pytest_realunify.reporting.latex.text import escaped
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY
from runbench import right, row, stored

HOSTILE = r"\end{tabular}\input{/etc/passwd} a_b & 50% #1 ~^ $y$ ${ }} [3pt] * -- --- ''' <a|b> `x` %"


def a_run(root: Path, name: str, hits: int = 3, /, **other: Any) -> StoredRun:
    """All categories under two protocols; stepwise has one right less."""
    results = [
        each
        for category in CATEGORIES
        for protocol, count in (("direct", hits), ("stepwise", hits - 1))
        for each in row(category.name, right(count, 4), protocol)
    ]
    return stored(root, name, results, **other)


def test_a_run_is_rows_of_accuracies_with_intervals_below(tmp_path: Path) -> None:
    run = a_run(tmp_path, "one")
    text = latex([run])
    check(text)
    found = rows(text)
    head = next(cells for cells in found if "Model" in cells[0])
    assert head[2:8] == ["WK", "CR", "MR-I", "LR", "SR", "C2I"]
    place = next(place for place, cells in enumerate(found) if cells[1] == "direct")
    assert found[place][2:] == ["75.0"] * 13
    estimate = run.summary.rows["strict"][0].cells["world_knowledge"].estimate
    assert estimate is not None
    assert found[place + 1][2] == rf"\tiny {100 * estimate.low:.0f}--{100 * estimate.high:.0f}"
    gap = next(cells for cells in found if cells[1] == "gap")
    assert gap[2] == "$-$25.0"


def test_runs_are_rows_of_one_table_each_by_model_and_label(tmp_path: Path) -> None:
    runs = [a_run(tmp_path, f"run-{step}", label=f"step-{step}") for step in (100, 200)]
    text = latex(runs)
    check(text)
    assert "mine:Model, step-100" in text
    assert "mine:Model, step-200" in text
    assert text.count(r"\begin{tabular}") == 1


def test_runs_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    text = latex([a_run(tmp_path, "first"), a_run(tmp_path, "second")])
    assert "mine:Model, first" in text
    assert "mine:Model, second" in text


def test_runs_that_were_measured_otherwise_say_with_what(tmp_path: Path) -> None:
    other = a_run(tmp_path, "other", suite={"name": "procedural:full", "fingerprint": "f" * 12})
    text = latex([a_run(tmp_path, "one"), other])
    check(text)
    assert text.count(r"\midrule") == 2
    assert f"suite procedural:full (fingerprint {'f' * 12})" in text
    assert "procedural" not in latex([a_run(tmp_path, "two"), other]).partition(r"\label")[0].partition(r"\caption")[2]


def test_published_rows_come_on_request_and_are_marked(tmp_path: Path) -> None:
    run = a_run(tmp_path, "one")
    assert "published" not in latex([run])
    text = latex([run], Wanted(models=("BAGEL", "GPT-4.1")).rows([run.facts["suite"]]))
    check(text)
    found = rows(text)
    bagel = [place for place, cells in enumerate(found) if cells[0] == r"BAGEL$^{\dagger}$"]
    assert [(cells[1], cells[8]) for cells in found[bagel[0] : bagel[0] + 2]] == [
        ("direct", "32.7"),
        ("stepwise", "47.7"),
    ]
    [gpt] = [cells for cells in found if cells[0] == r"GPT-4.1$^{\dagger}$"]
    assert gpt[2:9] == ["--"] * 7
    assert "arXiv:2509.24897" in text


def test_a_run_of_one_protocol_has_no_published_row_of_another(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [*row("mental_tracking", right(1, 4))])
    text = latex([run], Wanted(True).rows([]))
    check(text)
    assert "stepwise" not in text


def test_what_is_not_to_be_relied_on_is_said(tmp_path: Path) -> None:
    run = stored(tmp_path, "one", [*row("mental_tracking", right(1, 4))], selected_by_protocol={"direct": 9})
    assert "RUN NOT COMPLETE: 5 cases did not finish" in latex([run])


def test_parity_has_its_own_numbers_and_no_gap(tmp_path: Path) -> None:
    results = [*row("mental_tracking", right(1, 4), parity="wrong"), *row("mental_tracking", right(1, 4), "stepwise")]
    text = latex([stored(tmp_path, "one", results)], scorer="parity")
    check(text)
    assert [cells[10] for cells in rows(text) if cells[1] in ("direct", "stepwise")] == ["0.0", "25.0"]
    assert all(cells[1] != "gap" for cells in rows(text))


@pytest.mark.parametrize("place", ["model", "label", "suite", "judge"])
def test_a_hostile_name_is_text(place: str, tmp_path: Path) -> None:
    named = {"label": HOSTILE} if place == "label" else {place: {"name": HOSTILE, "fingerprint": "1" * 12}}
    text = latex([a_run(tmp_path, "one", **named), a_run(tmp_path, "two")])
    check(text)
    assert r"\textbackslash{}input\{/etc/passwd\}" in text
    assert r"\input" not in text.replace(r"\textbackslash{}input", "")


@given(st.text(max_size=80))
def test_no_text_leaves_a_cell(text: str) -> None:
    cell = escaped(text)
    check(f"\\begin{{tabular}}{{@{{}}lr@{{}}}}\n{cell} & 1 \\\\\n{cell} & 2 \\\\\n\\bottomrule\n\\end{{tabular}}")
    assert "\n" not in cell
    assert not re.match(r"\s*[\[*]", cell), "behind the end of a row these are its options"
    assert all(token not in ("&", "#", "~") for token in tokens(cell))


@given(st.text(st.sampled_from("abcXYZ 0189./()+=;@!?"), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert escaped(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("naïve", r"na\"{i}ve"),
        ("ŠKODA", r"\v{S}KODA"),
        ("β-VAE", r"$\beta$-VAE"),
        ("a--b", "a-{}-b"),
        ("中", r"\realunifyletter{中}{4E2D}"),
        ("x\u0000y", r"x\textbackslash{}x00y"),
    ],
)
def test_letters_are_spelled_as_any_engine_reads_them(text: str, spelled: str) -> None:
    assert escaped(text) == spelled


def test_every_category_has_its_column(tmp_path: Path) -> None:
    text = latex([a_run(tmp_path, "one")])
    assert [category for category in CATEGORY.values() if f" {category.abbreviation} " not in text] == []
