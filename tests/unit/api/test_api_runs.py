"""From names to runs, and what a run says of itself."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

import pytest

import pytest_realunify as ru
from pytest_realunify.records import State, Trouble
from pytest_realunify.reporting.data import as_csv, run_data
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, right, row, stored

NAMES = tuple(category.name for category in CATEGORIES)


def two_protocols(root: Path, name: str = "20260101-one", less: int = 0) -> ru.Run:
    """Ten categories of four instances each, under two protocols."""
    results = [
        each
        for place, category in enumerate(NAMES)
        for protocol in ("direct", "stepwise")
        for each in row(category, right((place + (protocol == "stepwise")) % 5 - less * (place == 7), 4), protocol)
    ]
    return ru.load(stored(root, name, results).folder.path)


def _printed(value: object) -> str:
    return "" if value is None else str(value)


# Loading --------------------------------------------------------------------------------------------------------------


def test_a_run_is_loaded_by_id_beginning_path_and_as_the_last(tmp_path: Path) -> None:
    for name in ("20260101-a", "20260202-b"):
        stored(tmp_path, name, [made("mental_tracking", 0)])
    assert ru.load(run_dir=tmp_path).id == "20260202-b"
    assert ru.load("last", tmp_path).id == "20260202-b"
    assert ru.load("20260101", str(tmp_path)).id == "20260101-a"
    assert ru.load(tmp_path / "20260101-a").path == tmp_path / "20260101-a"
    assert [run.id for run in ru.runs(tmp_path)] == ["20260101-a", "20260202-b"]


def test_a_mistyped_run_is_answered_with_the_nearest(tmp_path: Path) -> None:
    stored(tmp_path, "20260101-a", [made("mental_tracking", 0)])
    with pytest.raises(ru.UsageError, match=r"unknown run: '20260110-a'\. Did you mean '20260101-a'"):
        ru.load("20260110-a", tmp_path)
    with pytest.raises(ru.UsageError, match="no run yet"):
        ru.load("last", tmp_path / "none")
    assert ru.runs(tmp_path / "none") == []


def test_a_loaded_run_stays_the_same_where_the_working_directory_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path / "here" / ".realunify" / "runs", "20260101-a", [made("mental_tracking", 0)])
    monkeypatch.chdir(tmp_path / "here")
    (listed,), named = ru.runs(), ru.load(".realunify/runs/20260101-a")
    monkeypatch.chdir(tmp_path)
    assert listed.case("mental_tracking-x-0000-direct").strict == "correct"
    assert named.view.decision is None


def test_a_run_folder_may_be_named_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    stored(tmp_path / "runs", "20260101-a", [made("mental_tracking", 0)])
    with pytest.raises(ru.UsageError, match="~nobody-of-that-name"):
        ru.load("last", "~nobody-of-that-name/runs")
    assert ru.load("last", "~/runs").id == ru.load("~/runs/20260101-a").id == "20260101-a"


@pytest.mark.parametrize("broken", ["run.json", "journal.jsonl"])
def test_one_run_that_cannot_be_read_is_warned_of_and_hides_no_other(tmp_path: Path, broken: str) -> None:
    for name in ("a", "b", "c"):
        stored(tmp_path, name, [made("mental_tracking", 0)])
    (tmp_path / "b" / broken).write_text("{nonsense\n", encoding="utf-8")
    with pytest.warns(ru.UnreadableRunWarning, match=f"run b is left out: .*{broken}"):
        assert [run.id for run in ru.runs(tmp_path)] == ["a", "c"]
    with pytest.raises(ru.DataError, match=broken):
        ru.load("b", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", ["run.json", "journal.jsonl"])
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_run_with_a_link_or_a_pipe_in_it_is_refused_at_once(tmp_path: Path, name: str, kind: str) -> None:
    place = stored(tmp_path, "theirs", [made("mental_tracking", 0)]).folder.path / name
    secret = tmp_path / "secret"
    place.replace(secret)
    place.symlink_to(secret) if kind == "link" else os.mkfifo(place)
    with pytest.raises(ru.DataError, match="symbolic link" if kind == "link" else "pipe"):
        ru.load(place.parent)
    with pytest.warns(ru.UnreadableRunWarning, match="theirs"):
        assert ru.runs(tmp_path) == []


# What it says ---------------------------------------------------------------------------------------------------------


def test_a_run_says_who_and_what(tmp_path: Path) -> None:
    results = [made("mental_tracking", 0), made("mental_tracking", 1, "wrong")]
    stored(tmp_path, "20260101-a", results, label="step-8000", selected=3)
    run = ru.load(run_dir=tmp_path)
    assert (run.id, run.label, run.model, run.suite) == ("20260101-a", "step-8000", "mine:Model", "procedural")
    assert (run.judge, run.done, run.selected, run.protocols) == ("pixels", 2, 3, ["direct"])
    assert (run.started, run.finished) == ("2026-01-02T03:04:05.678+00:00", "2026-01-02T04:04:05.678+00:00")
    assert repr(run) == "<Run 20260101-a: model mine:Model, suite procedural, label step-8000>"
    assert run.passed is None


def test_a_run_of_which_little_is_known_says_so(tmp_path: Path) -> None:
    stored(tmp_path, "a", [made("mental_tracking", 0)], judge=None, started="", finished=None)
    run = ru.load(run_dir=tmp_path)
    assert (run.label, run.judge, run.started, run.finished) == ("", None, "", None)


def test_whatever_a_terminal_would_obey_is_shown_as_text(tmp_path: Path) -> None:
    stored(tmp_path, "a", [made("mental_tracking", 0)], model={"name": "\x1b[2Jmine", "source": ""})
    assert "\\x1b[2Jmine" in repr(ru.load(run_dir=tmp_path))


# Frames ---------------------------------------------------------------------------------------------------------------


def test_rows_are_those_of_the_csv_report(tmp_path: Path) -> None:
    run = two_protocols(tmp_path)
    printed = list(csv.DictReader(io.StringIO(as_csv(run.view))))
    assert [
        {name: "" if value is None else str(value) for name, value in each.items()} for each in run.rows()
    ] == printed
    assert len(printed) == 80


def test_a_frame_holds_the_same_as_the_rows_and_counts_to_the_scores_of_the_table(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    run = two_protocols(tmp_path)
    frame = run.to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(run.rows()[0])
    counted = (frame.strict == "correct").groupby([frame.protocol, frame.category]).mean()
    table = run.table().to_frame()
    strict = table[(table.score == "strict") & table["scope"].isin(NAMES)].set_index(["protocol", "scope"])["value"]
    assert strict.to_dict() == counted.to_dict()
    gap = table[table.score == "gap"].set_index("scope")["value"]
    for category in NAMES:
        assert gap[category] == pytest.approx(counted["stepwise", category] - counted["direct", category])


def test_where_there_is_no_pandas_frames_are_lists_of_dicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = two_protocols(tmp_path)
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert run.to_frame() == run.rows()
    assert run.table().to_frame() == run.table().rows()
    assert ru.compare(run, run).to_frame() == ru.compare(run, run).rows()


def test_a_frame_of_no_cases_has_its_columns(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    stored(tmp_path, "a", [], selected=3, selected_by_protocol={"direct": 3})
    run = ru.load(run_dir=tmp_path)
    assert run.to_frame().empty
    assert "category" in run.to_frame().columns


def test_the_table_holds_the_numbers_of_the_json_report(tmp_path: Path) -> None:
    run = two_protocols(tmp_path)
    told = {(each["scorer"], each["protocol"], each["scope"]): each for each in run_data(run.view)["accuracies"]}
    found = [each for each in run.table().rows() if each["score"] in ("strict", "parity")]
    assert len(found) == len(told) == 2 * 2 * 13
    for each in found:
        estimate = told[each["score"], each["protocol"], each["scope"]]["estimate"]
        assert (each["value"], each["low"], each["high"]) == (estimate["value"], estimate["low"], estimate["high"])
        assert (each["run"], each["model"], each["label"]) == (run.id, "mine:Model", "")


def test_what_nothing_was_scored_in_has_no_value(tmp_path: Path) -> None:
    stored(tmp_path, "a", [made("mental_tracking", 0, "error", error=Trouble("crash", "gone"))])
    (cell,) = (
        each
        for each in ru.load(run_dir=tmp_path).table().rows()
        if (each["score"], each["scope"]) == ("strict", "mental_tracking")
    )
    assert (cell["value"], cell["low"], cell["high"], cell["scored"]) == (None, None, None, 0)


def test_a_table_prints_as_the_terminal_shows_it(tmp_path: Path) -> None:
    lines = str(two_protocols(tmp_path).table()).splitlines()
    assert lines[0].split() == ["WK", "CR", "MR-I", "LR", "SR", "C2I", "UEG", "MR-II", "MT", "AF", "CN", "GEU", "Total"]
    assert [line.split()[0] for line in lines if line.startswith(("direct", "stepwise"))] == ["direct", "stepwise"] * 2


# Two runs -------------------------------------------------------------------------------------------------------------


def test_two_runs_compare_by_name_or_as_they_are(tmp_path: Path) -> None:
    before, after = two_protocols(tmp_path, "20260101-a"), two_protocols(tmp_path, "20260202-b", less=2)
    found = ru.compare("20260101-a", run_dir=tmp_path)
    assert (found.before.id, found.after.id) == (before.id, after.id)
    assert found.rows() == ru.compare(before, after).rows() == ru.compare(before.path, after).rows()
    worse = [change.case for change in found.changed if change.worse]
    assert worse == [
        *("mental_tracking-x-0000-direct", "mental_tracking-x-0001-direct"),
        *("mental_tracking-x-0001-stepwise", "mental_tracking-x-0002-stepwise"),
    ]
    (direct,) = (each for each in found.rows() if (each["protocol"], each["scope"]) == ("direct", "mental_tracking"))
    assert (direct["before"], direct["after"], direct["worse"], direct["better"]) == (0.5, 0.0, 2, 0)
    assert str(found).splitlines()[0] == "before: run 20260101-a, model mine:Model"


def test_runs_of_different_suites_do_not_compare(tmp_path: Path) -> None:
    stored(tmp_path, "a", [made("mental_tracking", 0)])
    stored(tmp_path, "b", [made("mental_tracking", 0)], suite={"name": "other", "fingerprint": "9" * 12})
    with pytest.raises(ru.UsageError, match="different instances"):
        ru.compare("a", "b", tmp_path)


def test_another_judge_is_noted(tmp_path: Path) -> None:
    stored(tmp_path, "a", [made("mental_tracking", 0)])
    stored(tmp_path, "b", [made("mental_tracking", 0)], judge={"name": "vlm:x", "fingerprint": "2" * 12})
    (note,) = ru.compare("a", "b", tmp_path).notes
    assert "the judge changed" in note


# Cases ----------------------------------------------------------------------------------------------------------------


def test_cases_are_chosen_by_what_they_are(tmp_path: Path) -> None:
    run = two_protocols(tmp_path)
    assert len(run.cases()) == 80
    assert len(run.cases(axis="UEG")) == 48
    chosen = run.cases(category="mental_tracking", protocol="direct", strict="wrong")
    assert [case.id for case in chosen] == ["mental_tracking-x-0002-direct", "mental_tracking-x-0003-direct"]


@pytest.mark.parametrize(
    ("field", "name", "nearest"),
    [
        ("category", "mental_traking", "mental_tracking"),
        ("axis", "GEUU", "GEU"),
        ("protocol", "stepwize", "stepwise"),
        ("strict", "wrnog", "wrong"),
    ],
)
def test_a_mistyped_choice_is_answered_with_the_nearest(tmp_path: Path, field: str, name: str, nearest: str) -> None:
    with pytest.raises(ru.UsageError, match=f"unknown {field} in run .*Did you mean '{nearest}'"):
        two_protocols(tmp_path).cases(**{field: name})  # type: ignore[arg-type]


def test_a_case_is_found_by_id_repeat_and_node_id(tmp_path: Path) -> None:
    states: list[State] = ["wrong", "correct", "unparsed"]
    results = [made("mental_tracking", 0, state, repeat=repeat) for repeat, state in enumerate(states)]
    run = ru.load(stored(tmp_path, "a", reversed(results)).folder.path)
    name = "mental_tracking-x-0000-direct"
    assert [case.strict for case in run.repeats(name)] == states
    assert (run.case(name).repeat, run.case(name, 2).strict, run.case(f"{name}-rep1").strict) == (
        0,
        "unparsed",
        "correct",
    )
    assert run.case(f"cases/test_geu.py::test_geu[{name}]").id == name
    with pytest.raises(ru.UsageError, match="unknown repeat of case mental_tracking-x-0000-direct: '3'"):
        run.case(name, 3)
    with pytest.raises(ru.UsageError, match="Did you mean 'mental_tracking-x-0000-direct'"):
        run.case("mental_tracking-x-0001-direct")
