"""Broken files cost a line and exit code 4, whatever is broken and whoever reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokenfiles import BASELINE, COMMANDS, broken, laid_out, said

FILES = ("runs/broken/run.json", "runs/broken/journal.jsonl", "runs/broken/gates.json", BASELINE)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(laid_out(tmp_path))
    return tmp_path


def refused(file: str, *arguments: str) -> str:
    code, _, err = said(*arguments)
    assert code == 4
    assert err.startswith("realunify: ")
    assert err.count("\n") == 1
    assert Path(file).name in err
    return err


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_breaks_a_command(here: Path, file: str, data: st.DataObject) -> None:
    whole = (here / file).read_bytes()
    (here / file).write_bytes(data.draw(broken(whole)))
    try:
        for name in data.draw(st.lists(st.sampled_from(sorted(COMMANDS)), min_size=3, max_size=3, unique=True)):
            code, _, err = said(*COMMANDS[name])
            assert code in {0, 1, 4}
            assert "Traceback" not in err
            assert bool(err) == (code == 4)
    finally:
        (here / file).write_bytes(whole)


@pytest.mark.parametrize("command", ["show", "report", "compare", "trend", "export", "merge", "baseline save", "gate"])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"model": {}}, "name"),
        ({"model": {"name": 7}}, "model.name"),
        ({"suite": []}, "suite"),
        ({"options": {"realunify_seed": 3}}, "options"),
        ({"selected_by_protocol": {"direct": "8"}}, "selected_by_protocol"),
        ({"selected": 10**400}, "selected"),
        ({"versions": {"python": None}}, "versions"),
        ({"judge": {"name": ["pixels"]}}, "judge.name"),
        ({"started": 20261130}, "started"),
    ],
)
def test_a_wrong_field_of_a_run_is_named(here: Path, command: str, wrong: dict[str, object], field: str) -> None:
    file = here / FILES[0]
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **wrong}), encoding="utf-8")
    assert field in refused("run.json", *COMMANDS[command])
    code, out, _ = said("runs")
    assert (code, sum("cannot be read" in line for line in out.splitlines())) == (0, 1)


@pytest.mark.parametrize(
    "line",
    ["{}", "[]", '{"case": "a"', "NaN", "\x00", '{"case": "\\ud800"}', "[" * 100_000],
    ids=["empty", "list", "cut", "NaN", "NUL", "surrogate", "deep"],
)
def test_a_wrong_line_of_a_journal_is_named(here: Path, line: str) -> None:
    with (here / FILES[1]).open("a", encoding="utf-8") as journal:
        journal.write(f"{line}\n")
    for command in ("show", "report", "compare", "trend", "export", "merge", "gate"):
        assert "row 16" in refused("journal.jsonl", *COMMANDS[command])


@pytest.mark.parametrize("wrong", [{"case": "x"}, {"category": "music"}, {"axis": "UEG"}, {"repeat": 10**300}])
def test_a_case_that_is_none_is_named(here: Path, wrong: dict[str, object]) -> None:
    first, *others = (here / FILES[1]).read_text("utf-8").splitlines()
    lines = [json.dumps({**json.loads(first), **wrong}), *others]
    (here / FILES[1]).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for command in ("report", "compare", "export", "merge", "baseline save", "gate", "noise"):
        assert "row 0" in refused("journal.jsonl", *COMMANDS[command])


def test_a_baseline_without_its_model_s_name_is_none(here: Path) -> None:
    data = json.loads((here / BASELINE).read_bytes())
    del data["provenance"]["model"]["name"]
    (here / BASELINE).write_text(json.dumps(data), encoding="utf-8")
    for command in ("gate --baseline", "plan of a baseline"):
        assert "provenance.model" in refused(BASELINE, *COMMANDS[command])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among files here")
@pytest.mark.parametrize("kind", ["folder", "pipe"])
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_file_is_named_and_nobody_waits_for_it(here: Path, file: str, kind: str) -> None:
    path = here / file
    path.unlink()
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    command = "gate --baseline" if file == BASELINE else "report"
    message = refused(file, *COMMANDS[command])
    assert ("is not a file" if file == BASELINE else "where a plain file belongs") in message
    assert said("runs")[0] == 0


@pytest.mark.parametrize("command", ["gate", "merge", "baseline save", "export", "report html"])
def test_what_cannot_be_written_is_named(here: Path, command: str) -> None:
    """A file stands where a folder is needed, or a folder where a file is: also root cannot write there."""
    (here / FILES[2]).unlink()
    for name in ("merged", "exported"):
        (here / name).write_text("mine", encoding="utf-8")
    for name in ("runs/broken/gates.json", "saved.json", "page.html"):
        (here / name).mkdir()
        (here / name / "mine").touch()
    arguments = COMMANDS[command] if command != "merge" else ("merge", "broken", "-o", "merged")
    if command == "merge":
        facts = json.loads((here / FILES[0]).read_bytes())
        facts["options"]["realunify_shard"] = "1/1"
        (here / FILES[0]).write_text(json.dumps(facts), encoding="utf-8")
    code, _, err = said(*arguments)
    assert (code, "Traceback" in err) == (4, False)
    assert any(name in err for name in ("merged", "exported", "gates.json", "saved.json", "page.html"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
@pytest.mark.parametrize("command", ["show", "runs", "report json"])
@pytest.mark.usefixtures("here")
def test_a_full_disk_behind_the_output_is_one_line(command: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pytest_realunify.cli", "--run-dir", "runs", *COMMANDS[command]],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (4, "realunify: standard output: No space left on device\n")
