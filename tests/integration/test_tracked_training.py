"""`evaluate` within a training loop: scores join the loop's own MLflow and W&B runs, which stay open."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import pytest_realunify as ru
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Request
from toybench import Bench
from wandbfile import read_wandb

mlflow: Any = pytest.importorskip("mlflow")
# MLflow imports it late, it takes the place of Python's own finder of packages, and pytester takes away what came late.
pytest.importorskip("importlib_metadata")

SUITE = "official:data"


class Model:
    """Says one letter."""

    def __init__(self, letter: str) -> None:
        self.letter = letter

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return [self.letter for _ in requests]


@pytest.fixture(autouse=True)
def here(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the loop runs; of four letters two are A, one is B."""
    bench.data("AABC")
    monkeypatch.chdir(bench.path)
    for name in ("WANDB_RUN_ID", "WANDB_PROJECT", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME"):
        monkeypatch.delenv(name, raising=False)
    return bench.path


@pytest.fixture
def wandb(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    found = pytest.importorskip("wandb")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_DIR", str(here))
    monkeypatch.setenv("WANDB_SILENT", "true")
    found.teardown()
    yield found
    found.teardown()


@contextmanager
def _quiet() -> Iterator[None]:
    """The libraries' own warnings are not tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_scores_join_the_training_run_of_mlflow(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlalchemy")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{here / 'mlflow.db'}")
    with _quiet(), mlflow.start_run() as training:
        for step, letter in ((100, "B"), (200, "A")):
            mlflow.log_metric("loss", 1 / step, step=step)
            ru.evaluate(Model(letter), label=f"step-{step}", suite=SUITE, protocols="direct", tracker="mlflow")
        assert mlflow.active_run().info.run_id == training.info.run_id
        name = "realunify/strict/direct/mental_tracking"
        history = mlflow.tracking.MlflowClient().get_metric_history(training.info.run_id, name)
    assert [(point.step, point.value) for point in history] == [(100, 0.25), (200, 0.5)]


def test_scores_join_the_training_run_of_wandb(wandb: Any) -> None:
    with _quiet():
        training = wandb.init(project="training")
        for step, letter in ((100, "B"), (200, "A")):
            training.log({"loss": 1 / step}, step=step)
            ru.evaluate(Model(letter), label=f"step-{step}", suite=SUITE, protocols="direct", tracker="wandb")
        assert wandb.run is training
        training.finish()
        wandb.teardown()
    [file] = Path(training.settings.sync_dir).glob("*.wandb")
    rows = [row for row in read_wandb(file).history if "realunify/step" in row]
    name = "realunify/strict/direct/mental_tracking"
    assert [(row["realunify/step"], row[name]) for row in rows] == [(100, 0.25), (200, 0.5)]


def test_a_tracker_that_fails_is_a_warning_where_nothing_is_printed(here: Path) -> None:
    (here / "file").write_text("")
    with pytest.warns(RuntimeWarning, match="tensorboard tracker: not sent: .*; later: realunify track "):
        run = ru.evaluate(Model("A"), suite=SUITE, protocols="direct", tracker="tensorboard:file")
    assert run.done == 4


def test_a_mistyped_tracker_is_said_before_the_model_is_asked() -> None:
    with pytest.raises(UsageError, match="tensorbord"):
        ru.evaluate(Model("A"), suite=SUITE, protocols="direct", tracker="tensorbord")
    assert not ru.runs()
