"""The CI files of the documentation, run as a CI would run them: every command, in a folder of each job's own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from checkout import DOCS
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun

FILES = DOCS / "ci"
GITHUB: dict[str, Any] = yaml.safe_load((FILES / "github.yml").read_text(encoding="utf-8"))
GITLAB: dict[str, Any] = yaml.safe_load((FILES / "gitlab.yml").read_text(encoding="utf-8"))

CASES = "--realunify-suite=procedural:smoke -k mental_tracking -p no:randomly -p no:cacheprovider"
"""Four quick ones; one in each shard."""


def github_commands(job: str, **matrix: str) -> list[str]:
    """What a job runs, step by step; without the installation."""
    commands = [step["run"] for step in GITHUB["jobs"][job]["steps"] if "run" in step]
    assert commands.pop(0) == "pip install 'pytest-realunify[report]'"
    return [re.sub(r"\$\{\{ matrix\.(\w+) }}", lambda found: matrix[found[1]], command) for command in commands]


def shell(command: str, folder: Path, **variables: str) -> str:
    """As both CIs do: a shell that stops at the first error. Returns what was printed."""
    folder.mkdir(exist_ok=True)
    env = {**os.environ, **variables, "PYTEST_ADDOPTS": CASES, "CUDA_VISIBLE_DEVICES": "", "COLUMNS": "100"}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    alone = command.replace(" -n 2", " -n 0")  # the same run, and no two processes to start
    done = subprocess.run(["bash", "-euc", alone], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs of all shards, as uploaded: a folder of run folders."""
    root = tmp_path_factory.mktemp("ci")
    variables = {name: str(value) for name, value in GITHUB["env"].items()}
    for number, shard in enumerate(GITHUB["jobs"]["measure"]["strategy"]["matrix"]["shard"]):
        [command] = github_commands("measure", shard=shard)
        shell(command, root / f"measure-{number}", **variables)
        shutil.copytree(root / f"measure-{number}/.realunify/runs", root / "uploaded", dirs_exist_ok=True)
    return root / "uploaded"


def with_baseline(folder: Path, runs: Path) -> Path:
    """A checkout with a baseline in it, of just these runs; two cases to a gate are enough here."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[tool.realunify.gates]\nmin-scored = 2\n", encoding="utf-8")
    shell(f"realunify merge -o merged '{runs}'/*/ && realunify --run-dir merged baseline save --force", folder)
    shutil.rmtree(folder / "merged")
    return folder


def the_merged_run(folder: Path) -> StoredRun:
    runs = [RunFolder(file.parent) for file in folder.glob(".realunify/runs/*/run.json")]
    [run] = [run for run in runs if "merged" in run.facts()]
    return StoredRun.load(run)


def test_github_s_jobs_end_in_a_gate_and_a_report(measured: Path, tmp_path: Path) -> None:
    folder, page = with_baseline(tmp_path / "decide", measured), tmp_path / "page.md"
    download = next(step["with"] for step in GITHUB["jobs"]["decide"]["steps"] if "download" in step.get("uses", ""))
    shutil.copytree(measured, folder / download["path"])
    variables = {name: str(value) for name, value in GITHUB["env"].items()}
    said = [shell(each, folder, GITHUB_STEP_SUMMARY=str(page), **variables) for each in github_commands("decide")]
    assert "mental_tracking:stepwise" in said[1]
    assert the_merged_run(folder).summary.missing == 0
    assert page.read_text(encoding="utf-8").startswith("## RealUnify: reference on procedural:smoke")
    assert (folder / "realunify-report.html").is_file()


def test_gitlab_measures_the_same_shards_and_ends_the_same(measured: Path, tmp_path: Path) -> None:
    job, total = GITLAB["measure"], GITLAB["measure"]["parallel"]
    commands = [expanded(job["script"][0], CI_NODE_INDEX=str(n), CI_NODE_TOTAL=str(total)) for n in range(1, total + 1)]
    shards = GITHUB["jobs"]["measure"]["strategy"]["matrix"]["shard"]
    assert commands == [github_commands("measure", shard=f'"{shard}"')[0] for shard in shards]
    folder = with_baseline(tmp_path / "decide", measured)
    shutil.copytree(measured, folder / job["artifacts"]["paths"][0], dirs_exist_ok=True)
    variables = {name: str(value) for name, value in GITLAB["variables"].items()}
    for command in (*GITLAB["decide"]["script"], *GITLAB["decide"]["after_script"]):
        shell(command, folder, **variables)
    assert the_merged_run(folder).summary.missing == 0
    for file in GITLAB["decide"]["artifacts"]["paths"]:
        assert (folder / file).exists()


def expanded(command: str, **variables: str) -> str:
    return re.sub(r"\$(CI_\w+)", lambda found: variables[found[1]], command)


@pytest.mark.parametrize("jobs", [GITHUB["jobs"]["measure"], GITLAB["measure"]], ids=["github", "gitlab"])
def test_what_is_uploaded_survives_a_shard_that_failed(jobs: Mapping[str, Any]) -> None:
    if "artifacts" in jobs:
        assert jobs["artifacts"]["when"] == "always"
    else:
        [upload] = [step for step in jobs["steps"] if "upload-artifact" in step.get("uses", "")]
        assert upload["if"] == "${{ !cancelled() }}"
        assert upload["with"]["include-hidden-files"] is True
