"""MLflow: what its own client finds in a local store."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.trackers.mlflow import TAG, MLflow
from pytest_realunify.trackers.tracked import Tracked, tracked
from trackbench import checkpoint

mlflow: Any = pytest.importorskip("mlflow")
# Whole, and before pytester runs anything here: it forgets modules that were imported within, and SQLAlchemy's mappers
# do not bear to be imported again.
pytest.importorskip("mlflow.store.tracking.sqlalchemy_store")
from mlflow.tracking import MlflowClient  # noqa: E402


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a store of its own, named by the environment, as users name theirs."""
    uri = f"sqlite:///{tmp_path / 'mlflow.db'}"
    for name in ("MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME", "MLFLOW_EXPERIMENT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)  # its artifacts lie beside it
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, as when a run is sent
        yield uri


@pytest.fixture
def told(tmp_path: Path) -> Tracked:
    return tracked(checkpoint(tmp_path / "runs", "one", 3, "step-8000"))


def client(store: str) -> Any:
    return MlflowClient(tracking_uri=store)


def runs(store: str, experiment: str = "realunify") -> list[Any]:
    found = client(store).get_experiment_by_name(experiment)
    return list(client(store).search_runs([found.experiment_id]))


def test_every_number_is_found_at_the_checkpoint_s_step(store: str, told: Tracked) -> None:
    MLflow.made({}, Path()).send(told)
    [run] = runs(store)
    assert run.data.metrics == pytest.approx(told.metrics)
    for name in told.metrics:
        [point] = client(store).get_metric_history(run.info.run_id, name)
        assert (point.step, point.timestamp) == (8000, 1767326645678)
    assert (run.info.run_name, run.info.status) == ("step-8000", "FINISHED")


def test_what_the_run_was_made_of_and_its_wrong_cases_are_there(store: str, told: Tracked, tmp_path: Path) -> None:
    MLflow.made({}, Path()).send(told)
    [run] = runs(store)
    assert run.data.params["realunify.suite"] == "procedural (fingerprint 000000000000)"
    assert run.data.tags[TAG] == "one"
    assert {name for name in run.data.tags if name.startswith("mlflow.")} <= {"mlflow.runName"}  # no command, no user
    listed = client(store).list_artifacts(run.info.run_id)
    assert {each.path for each in listed} == {"report.md", "worst"}
    fetched = Path(client(store).download_artifacts(run.info.run_id, "", str(tmp_path)))
    assert (fetched / "report.md").read_text() == told.text
    assert {each.stem: each.read_bytes() for each in (fetched / "worst").iterdir()} == {
        case.case: case.picture for case in told.worst
    }


def test_a_run_that_is_sent_twice_is_there_once(store: str, told: Tracked) -> None:
    for _ in range(2):
        MLflow.made({}, Path()).send(told)
    [run] = runs(store)
    assert len(client(store).get_metric_history(run.info.run_id, "realunify/gap/GEU")) == 1


def test_checkpoints_join_the_training_run_that_is_active(store: str, tmp_path: Path) -> None:
    steps = {100: 2, 200: 4}
    with mlflow.start_run(run_name="training") as active:
        mlflow.log_metric("loss", 0.5, step=1)
        for step, hits in steps.items():
            MLflow.made({}, Path()).send(tracked(checkpoint(tmp_path / "runs", f"r{step}", hits, f"step-{step}")))
        assert mlflow.active_run().info.run_id == active.info.run_id
    history = client(store).get_metric_history(active.info.run_id, "realunify/strict/stepwise/total")
    assert [(point.step, round(point.value, 4)) for point in history] == [(100, 0.3333), (200, 0.6667)]
    assert client(store).get_run(active.info.run_id).data.params == {}
    assert client(store).get_experiment_by_name("realunify") is None


def test_a_run_named_by_the_environment_is_joined(store: str, told: Tracked, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = client(store).create_run("0").info.run_id
    monkeypatch.setenv("MLFLOW_RUN_ID", theirs)
    MLflow.made({}, Path()).send(told)
    assert client(store).get_run(theirs).data.metrics == pytest.approx(told.metrics)


def test_an_experiment_that_is_named_is_used(store: str, told: Tracked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "nightly")
    MLflow.made({}, Path()).send(told)
    MLflow.made({"experiment": "typed"}, Path()).send(told)
    assert (len(runs(store, "nightly")), len(runs(store, "typed"))) == (1, 1)
    assert client(store).get_experiment_by_name("realunify") is None


def test_the_place_that_is_said_has_no_login() -> None:
    from pytest_realunify.trackers.mlflow import place

    assert place("https://me:hush@host:5000/mlflow?token=x", "abc") == "run abc at https://host:5000/mlflow"
    assert place("sqlite:///mlflow.db", "abc") == "run abc at sqlite:///mlflow.db"
    assert place("mlruns", "abc") == "run abc at mlruns"
