"""Weights & Biases, offline: what is found in its run file."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.trackers.finding import trackers_of
from pytest_realunify.trackers.sending import send_all
from pytest_realunify.trackers.surroundings import unattended
from pytest_realunify.trackers.tracked import Tracked, tracked
from pytest_realunify.trackers.wandb import WandB
from trackbench import checkpoint
from wandbfile import WandbRun, read_wandb, records

wandb: Any = pytest.importorskip("wandb")


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As users say it, in a folder of its own; W&B reads its environment once in a process, unless it is torn down."""
    for name in ("WANDB_RUN_ID", "WANDB_PROJECT", "WANDB_RESUME", "WANDB_RUN_GROUP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    wandb.teardown()
    yield
    wandb.teardown()


def sent(told: Tracked, settings: dict[str, str] | None = None) -> Path:
    with unattended():
        return Path(WandB.made(settings or {}, Path.cwd()).send(told))


def run_file(folder: Path) -> Path:
    """As it is when the process has ended: W&B's own other process writes it, up to 15 seconds later."""
    wandb.teardown()
    [file] = folder.glob("*.wandb")
    return file


def read(folder: Path) -> WandbRun:
    return read_wandb(run_file(folder))


def test_every_number_is_found_along_the_checkpoint_s_step(tmp_path: Path) -> None:
    told = tracked(checkpoint(tmp_path / "runs", "one", 3, "step-8000"))
    run = read(sent(told))
    [row] = run.history
    assert {name: row[name] for name in told.metrics} == pytest.approx(told.metrics)
    assert row["realunify/step"] == 8000
    told_axes = {name for name, axis in run.axes.items() if axis == "realunify/step"}
    assert told_axes == {"realunify/*"} or told_axes >= set(told.metrics)
    assert (run.id, run.name, run.group, run.finished) == ("one", "step-8000", told.series, True)
    assert run.config["realunify"] == told.params
    assert run.summary["realunify/run"] == "one"


def test_wrong_cases_are_pictures_with_captions(tmp_path: Path) -> None:
    told = tracked(checkpoint(tmp_path / "runs", "one", 3))
    folder = sent(told)
    [row] = read(folder).history
    assert row["realunify/worst/captions"] == [f"{case.case} · {case.told}" for case in told.worst]
    assert all((folder / "files" / name).is_file() for name in row["realunify/worst/filenames"])


def test_checkpoints_join_the_training_run_that_is_active_and_leave_it_open(tmp_path: Path) -> None:
    with unattended():
        training = wandb.init(project="training", settings=wandb.Settings(silent=True, console="off"))
        try:
            for step in range(300):
                training.log({"loss": 1 / (1 + step)})
            for step, hits in {100: 2, 200: 4}.items():  # behind the training's own step
                sent(tracked(checkpoint(tmp_path / "runs", f"r{step}", hits, f"step-{step}")))
            assert wandb.run is training
            training.log({"loss": 0.0})
        finally:
            training.finish()
    run = read(Path(training.settings.sync_dir))
    scores = [
        (row["realunify/step"], round(row["realunify/strict/stepwise/total"], 4))
        for row in run.history
        if "realunify/step" in row
    ]
    assert scores == [(100, 0.3333), (200, 0.6667)]
    assert len([row for row in run.history if "loss" in row]) == 301


def test_a_run_named_by_the_environment_is_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANDB_RUN_ID", "training7")
    told = tracked(checkpoint(tmp_path / "runs", "one", 3, "step-5"))
    run = read(sent(told))
    assert (run.id, run.history[0]["realunify/step"]) == ("training7", 5)
    assert "realunify" not in run.config  # of the next checkpoint it would be another


def test_a_server_that_is_away_is_said_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANDB_MODE", "online")
    monkeypatch.setenv("WANDB_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WANDB_API_KEY", "0" * 40)
    monkeypatch.setenv("WANDB_INIT_TIMEOUT", "2")
    tracker = trackers_of(["wandb"], {}, tmp_path)
    begun = time.monotonic()
    [each] = send_all(checkpoint(tmp_path / "runs", "one", 3), tracker)
    assert each.line.startswith("wandb tracker: not sent: CommError: ")
    assert each.line.endswith("; later: realunify track one --to=wandb")
    assert time.monotonic() - begun < 20


def test_nothing_but_what_we_log_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["pytest", "--realunify-model=openai:https://me:hush-hush@host/v1"])
    folder = sent(tracked(checkpoint(tmp_path / "runs", "one", 3)))
    assert b"mental_tracking" in run_file(folder).read_bytes()
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"hush-hush" not in kept
    assert not list(folder.rglob("wandb-metadata.json")) + list(folder.rglob("*.patch"))
    assert not list(folder.rglob("requirements.txt")) + list(folder.rglob("output.log"))


def test_project_and_folder_are_those_that_are_typed(tmp_path: Path) -> None:
    told = tracked(checkpoint(tmp_path / "runs", "one", 3))
    folder = sent(told, {"dir": "elsewhere", "project": "mine"})
    assert folder.is_relative_to(tmp_path / "elsewhere")
    assert b"mine" in run_file(folder).read_bytes()


def test_a_broken_file_is_not_read_as_a_run(tmp_path: Path) -> None:
    data = bytearray(run_file(sent(tracked(checkpoint(tmp_path / "runs", "one", 3)))).read_bytes())
    data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match="broken"):
        list(records(bytes(data)))


class Terminal(io.StringIO):
    """Where somebody might sit."""

    def isatty(self) -> bool:
        return True


def test_nobody_is_asked_to_log_in_at_the_end_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANDB_MODE", "online")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.delenv("WANDB_API_KEY", raising=False)
    monkeypatch.setattr("sys.stdin", Terminal("3\n"))  # don't visualise my results
    monkeypatch.setattr("sys.stderr", Terminal())
    with pytest.raises(wandb.errors.UsageError, match=r"(?i)api.key|log ?in"):
        sent(tracked(checkpoint(tmp_path / "runs", "one", 3)))
