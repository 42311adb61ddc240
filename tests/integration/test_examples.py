"""The examples do what their pages say: copied elsewhere, and run by their own commands."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from checkout import ROOT
from pytest_realunify.options.project_file import tables
from pytest_realunify.stored.journal import RunFolder

EXAMPLES: Final = ROOT / "examples"
CASES: Final = 32 * 5 * 2
"""Five instances of 32 subtasks, under two protocols."""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "team_repo", tmp_path / "team_repo"))


@pytest.fixture
def own_parts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "own_parts", tmp_path / "own_parts"))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command that begins with `pytest`, typed in a folder."""
    program, *arguments = shlex.split(command)
    assert program == "pytest"
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "GITHUB"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env=mine | {"CUDA_VISIBLE_DEVICES": "", "PYTEST_ADDOPTS": "--realunify-sample-seed=0"},
        capture_output=True,
        text=True,
        check=False,
    )


def runs(folder: Path) -> Iterator[RunFolder]:
    """Oldest first."""
    return (RunFolder(file.parent) for file in sorted((folder / ".realunify/runs").glob("*/run.json")))


def workflow(folder: Path) -> list[dict[str, Any]]:
    """The steps of the one job."""
    yaml = pytest.importorskip("yaml")
    (job,) = yaml.safe_load((folder / ".github/workflows/realunify.yml").read_text())["jobs"].values()
    steps: list[dict[str, Any]] = job["steps"]
    return steps


def test_a_team_s_pipeline_passes_against_the_baseline_that_it_wrote(team: Path) -> None:
    page = (team / "README.md").read_text().splitlines()
    first, as_in_ci = [line.strip() for line in page if line.startswith("    pytest ")]
    (command,) = [step["run"] for step in workflow(team) if step.get("run", "").startswith("pytest")]
    assert command == as_in_ci
    for each in (first, command):
        done = run(each, team)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (team / "realunify-baseline.json").is_file()
    written, held = (folder.results() for folder in runs(team))
    assert len(written) == len(held) == CASES
    assert {key: each.verdict for key, each in held.items()} == {key: each.verdict for key, each in written.items()}
    assert {each.verdict.strict for each in held.values()} == {"correct", "wrong"}


def test_the_pipeline_keeps_the_folder_that_runs_are_in(team: Path) -> None:
    (kept,) = [step["with"] for step in workflow(team) if "upload-artifact" in step.get("uses", "")]
    assert run("pytest --realunify -k coarse_patches -p no:xdist", team).returncode == 1
    assert [folder.path.parent for folder in runs(team)] == [team / kept["path"]]
    assert kept["include-hidden-files"], "the folder's name begins with a dot"


def test_the_table_that_the_page_names_is_a_judge(team: Path) -> None:
    assert "eye" in tables(team / "pyproject.toml", "models")
    done = run("pytest --realunify --realunify-judge=vlm:eye --collect-only -q", team)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{CASES} tests collected" in done.stdout


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_protocol_a_suite_and_a_report_of_one_s_own_are_run_gated_and_written(own_parts: Path, workers: str) -> None:
    page = (own_parts / "README.md").read_text().splitlines()
    first, gated, embedded = [
        line.strip().replace("-n 2", f"-n {workers}") for line in page if line.startswith("    pytest ")
    ]
    saved = run(first, own_parts)
    assert saved.returncode == 0, saved.stdout
    assert "baseline written: realunify-baseline.json" in saved.stdout
    decided = run(gated, own_parts)
    assert decided.returncode == 0, decided.stdout
    assert "attentional_focusing:critique>=0.9" in decided.stdout
    folder = list(runs(own_parts))[-1]
    results = folder.results().values()
    assert {(result.protocol, len(result.steps)) for result in results} == {("direct", 1), ("critique", 3)}
    assert {result.verdict.strict for result in results if result.protocol == "critique"} == {"correct"}
    assert folder.facts()["protocols"]["critique"]["axes"] == ["GEU"]
    assert "counter:Counter,critique,attentional_focusing,1.000," in (folder.path / "leaderboard.csv").read_text()
    assert "How many dots" in (folder.path / "report.html").read_text(encoding="utf-8"), "the suite is shareable"
    assert run(embedded, own_parts).returncode == 1, "the reference model answers wrongly"
    assert {result.protocol for result in list(runs(own_parts))[-1].results().values()} == {"critique"}


def test_a_gate_on_the_team_s_protocol_fails_with_it(own_parts: Path) -> None:
    decided = run('pytest --realunify --realunify-gate="geu:critique>=0.9"', own_parts)
    assert decided.returncode == 1
    lost = run('pytest --realunify --realunify-gate="attentional_focusing:direct>=0.9"', own_parts)
    assert lost.returncode == 1
    assert "GATES FAILED: attentional_focusing:direct>=0.9" in lost.stdout
