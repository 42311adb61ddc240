"""Easy, medium and hard instances apart: in the summary, and in every report made of a stored run alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.summary import Row
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.records import Result
from pytest_realunify.reporting.data import as_csv, as_json
from pytest_realunify.reporting.html.page import write_run
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.plain import run_lines
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.stored_run import StoredRun, suite_of
from pytest_realunify.taxonomy import CATEGORIES, STRATA
from runbench import made, stored

HITS = {"easy": 4, "medium": 2, "hard": 0}
"""Of four instances each."""


def results(protocol: str = "direct") -> Iterator[Result]:
    for category in CATEGORIES:
        for index in range(12):
            stratum = STRATA[index % 3]
            right = index // 3 < HITS[stratum]
            yield made(category.name, index, "correct" if right else "wrong", protocol, stratum=stratum)


@pytest.fixture
def run(tmp_path: Path) -> StoredRun:
    return stored(tmp_path, "run-1", [*results(), *results("stepwise")])


def accuracy(row: Row, scope: str) -> float:
    estimate = row.cells[scope].estimate
    assert estimate is not None
    return estimate.value


def test_a_summary_has_a_row_per_protocol_and_stratum_from_the_journal_alone(run: StoredRun) -> None:
    rows = run.summary.strata
    assert [(row.protocol, row.stratum) for row in rows] == [
        (protocol, stratum) for protocol in ("direct", "stepwise") for stratum in STRATA
    ]
    for row in rows:
        assert {accuracy(row, scope) for scope in ("mental_tracking", "UEG", "GEU", "total")} == {
            HITS[row.stratum or "easy"] / 4
        }


def test_a_run_without_strata_shows_none_anywhere(tmp_path: Path) -> None:
    plain = RunView(stored(tmp_path, "run-1", [made("mental_tracking", index) for index in range(4)]), (), None)
    assert plain.run.summary.strata == []
    assert "strat" not in "\n".join(run_lines(plain)) + markdown(plain)
    assert json.loads(as_json(plain))["strata"] == []


def test_the_terminal_has_a_line_per_protocol_within_100_columns(run: StoredRun) -> None:
    lines = list(run_lines(RunView(run, (), None)))
    at = lines.index("strict by stratum, in percent")
    assert lines[at + 1] == "direct    easy UEG 100.0 GEU 100.0   medium UEG 50.0 GEU 50.0   hard UEG 0.0 GEU 0.0"
    assert lines[at + 2].startswith("stepwise  easy")
    assert max(map(len, lines[at:])) <= 100


def test_json_csv_and_markdown_tell_the_stratum(run: StoredRun) -> None:
    view = RunView(run, (), None)
    told = json.loads(as_json(view))["strata"]
    [found] = [
        each
        for each in told
        if (each["stratum"], each["protocol"], each["scope"]) == ("medium", "stepwise", "mental_tracking")
    ]
    assert (found["estimate"]["value"], found["scored"]) == (0.5, 4)
    cases = list(csv.DictReader(io.StringIO(as_csv(view))))
    assert [case["stratum"] for case in cases[:4]] == ["easy", "medium", "hard", "easy"]
    page = markdown(view)
    assert "| | direct, easy | direct, medium |" in re.sub(r" +", " ", page)
    assert "| mental tracking | 100.0 (51-100) | 50.0 (15-85) | 0.0 (0-49) |" in page


def test_the_page_has_a_table_by_stratum_and_a_filter(run: StoredRun, tmp_path: Path) -> None:
    page = write_run(RunView(run, (), None), tmp_path / "page.html").read_text(encoding="utf-8")
    block = re.search(r'<details class="card" id="strata">(.*?)</details>', page, re.DOTALL)
    assert block is not None
    assert re.findall(r'<th scope="row">(\w+)</th>', block[1]) == [*STRATA, *STRATA]
    assert 'id="f-stratum"' in page
    data = re.search(r'<script[^>]*id="gallery-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert [case["stratum"] for case in json.loads(data[1])["cases"]][:4] == ["easy", "easy", "medium", "medium"]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (None, r"procedural version 1 \(fingerprint 0{12}\), which now is procedural:2 version \d+ \(fingerprint"),
        (2, r"suite procedural \(fingerprint 0{12}\), which now is procedural:2 \(fingerprint"),
    ],
)
def test_the_suite_of_an_older_version_is_refused_with_the_reason(
    tmp_path: Path, version: int | None, said: str
) -> None:
    suite = {"name": "procedural", "fingerprint": "0" * 12} | ({"version": version} if version else {})
    run = stored(tmp_path, "run-1", [], suite=suite, options={"realunify_suite": "procedural:2"})
    assert ProceduralSuite.version == 2
    with pytest.raises(UsageError, match=said):
        suite_of(run)
