"""`realunify track`: stored runs, sent later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.unsaid import learn
from trackbench import checkpoint

accumulators: Any = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two checkpoints and one that has no number, where the command finds them."""
    monkeypatch.chdir(tmp_path)
    for name, hits, label in (("2026-a", 2, "step-10"), ("2026-b", 4, "step-20"), ("2026-c", 3, "best")):
        checkpoint(tmp_path / ".realunify/runs", name, hits, label)
    yield
    learn([])  # the secrets of this process


def curve(folder: Path) -> list[tuple[int, float]]:
    found = accumulators.EventAccumulator(str(folder))
    found.Reload()
    return [(each.step, round(each.value, 3)) for each in found.Scalars("realunify/strict/stepwise/total")]


def test_runs_are_sent_and_said_by_their_ids(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["track", "2026-a", "2026-b", "--to=tensorboard:logs"]) == 0
    [folder] = (tmp_path / "logs").iterdir()
    assert capsys.readouterr().out.splitlines() == [
        f"2026-a: tensorboard tracker: logs/{folder.name}",
        f"2026-b: tensorboard tracker: logs/{folder.name}",
    ]
    assert curve(folder) == [(10, 0.333), (20, 0.667)]


def test_a_step_can_be_typed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["track", "--to=tensorboard:logs", "--step=99"]) == 0
    assert "2026-c" not in capsys.readouterr().out
    assert [curve(folder) for folder in (tmp_path / "logs").iterdir()] == [[(99, 0.5)]]


def test_the_project_s_table_says_where(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.realunify.trackers.tensorboard]\nlog_dir = "there"\n')
    assert main(["track", "last", "--to=tensorboard"]) == 0
    assert curve(tmp_path / "there/2026-c") == [(0, 0.5)]


def test_a_tracker_of_the_project_s_own_is_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "cli_tracker.py").write_text("def send(run):\n    return f'told of {run.label}'\n")
    assert main(["track", "--to=cli_tracker:send"]) == 0
    assert capsys.readouterr().out == "cli_tracker:send tracker: told of best\n"


def test_what_is_not_sent_is_exit_code_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    assert main(["track", "--to=tensorboard:logs"]) == 1
    assert capsys.readouterr().out.startswith("tensorboard tracker: not sent: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--to=tensorbord"], "unknown tracker (--to): 'tensorbord'. Did you mean 'tensorboard'?"),
        (["--to=,"], "names no tracker"),
        (["nosuch", "--to=tensorboard"], "unknown run"),
    ],
)
def test_a_mistyped_name_is_a_usage_error(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["track", *arguments]) == 4
    assert words in capsys.readouterr().err
    assert not (tmp_path / ".realunify/tensorboard").exists()


def test_a_secret_of_the_environment_or_a_table_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_API_KEY", "sk-Environment99")
    table = '[tool.realunify.models.mine]\nadapter = "a:B"\napi_key = "sk-Of-a-Table99"\n'
    (tmp_path / "pyproject.toml").write_text(table)
    label = "sk-Environment99 sk-Of-a-Table99"
    checkpoint(tmp_path / ".realunify/runs", "2026-d", 3, label, model={"name": label, "source": label})
    assert main(["track", "--to=tensorboard:logs"]) == 0
    written = b"".join(file.read_bytes() for file in (tmp_path / "logs").rglob("*") if file.is_file())
    assert b"realunify/strict" in written
    assert b"sk-" not in written
