"""`realunify plan`: what it prints, what it measures, what it refuses."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.taxonomy import categories_of
from runbench import drawn, row, stored

QUICK = ["--drop", "60", "--categories", "mental_tracking", "--protocols", "direct"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["plan", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def rows(lines: list[str]) -> list[list[str]]:
    """Of the table, below its two lines of head."""
    head = next(place for place, line in enumerate(lines) if line.split()[:2] == ["runs", "confirm"])
    return [
        line.replace(" %", "%").replace(",", "").split() for line in lines[head + 1 :] if line[:8].strip().isdigit()
    ]


def keep(name: str, flip: float) -> str:
    rng = random.Random(name)
    results = [
        each
        for category in categories_of("GEU")
        for each in row(
            category.name, ["correct" if (place < 60) ^ (rng.random() < flip) else "wrong" for place in range(100)]
        )
    ]
    return stored(Path(".realunify/runs"), name, drawn(results, name)).id


def test_a_row_for_every_number_of_runs_and_second_looks(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, *QUICK)
    assert lines[0] == "to find a fall of 60 points in one category under one protocol in 80 % of builds,"
    assert lines[1].startswith("among 1 gates (direct) and 0 pooled ones")
    assert "5 % (assumed)" in lines[2]
    table = rows(lines)
    assert [row[:2] for row in table] == [[runs, confirm] for runs in "135" for confirm in "02"]
    for runs, _, cases, share, baseline, verdicts, calls, full in table:
        assert float(share.rstrip("%")) >= 80
        assert int(baseline) == int(runs) * int(cases)
        assert int(verdicts) >= int(cases)
        assert int(calls) == int(verdicts)
        assert full == "100%"
    assert any(line.startswith("least a build: 10 cases a category, ") for line in lines)
    assert max(map(len, lines)) <= 120


def test_all_gates_of_a_usual_run_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "--drop", "60", "--flips", "0")
    assert found[1].startswith("among 20 gates (direct, stepwise) and 6 pooled ones")
    assert [row[:2] for row in rows(found)] == [["1", "0"]], "a model that never flips needs one run"
    found = printed(capsys, "--drop", "60", "--flips", "0", "--categories", "GEU", "--protocols", "blind,direct")
    assert found[1].startswith("among 8 gates (direct, blind) and 2 pooled ones")


@pytest.mark.parametrize("flip", [0.03, 0.12])
def test_flips_are_measured_from_runs_and_from_their_baseline(flip: float, capsys: pytest.CaptureFixture[str]) -> None:
    names = [keep(name, flip) for name in ("a", "b", "c", "d")]
    assert main(["baseline", "save", *names]) == 0
    capsys.readouterr()
    of_runs, of_file = (printed(capsys, *QUICK, "--like", *like)[2] for like in (names, ["realunify-baseline.json"]))
    assert of_runs == of_file
    assert "measured over 4 runs" in of_runs
    assert float(of_runs.split(": ")[1].split()[0]) == pytest.approx(100 * flip, abs=2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--drop", "95"], "cannot fall by more than 90 points"),
        (["--flips", "40", "--drop", "30"], "cannot fall by more than 20 points"),
        (["--protocols", "stepwize"], "Did you mean 'stepwise'?"),
        (["--categories", "mental_trackin"], "Did you mean 'mental_tracking'?"),
        (["--categories", "11"], "there are 1 to 10"),
        (["--protocols", "0"], "there are 1 to 4"),
        (["--protocols", ","], "takes a list of names, or a number from 1 to 4"),
        (["--categories", "UEG", "--protocols", "blind"], "UEG has no protocol blind"),
        (["--like", "a"], "one run of its own cannot tell how often verdicts flip"),
        (["--like", "a", "a"], "one run of its own cannot tell how often verdicts flip"),
        (["--like", "nothing"], "unknown run"),
        (["--like", "none.json"], "unknown baseline"),
        (["--like", "a", "--flips", "5"], "give one of the two"),
    ],
)
def test_what_cannot_be_planned_says_what_to_type(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("a", 0.05)
    assert main(["plan", *arguments]) == 4
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [["--drop", "0"], ["--drop", "x"], ["--alpha", "1"], ["--flips", "50"], ["--power", "nan"]]
)
def test_a_number_out_of_range_is_refused_with_the_range(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plan", *wrong])
    assert "and below" in capsys.readouterr().err
