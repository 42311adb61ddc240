"""MLflow: a server or a local store, whichever the library is told of; one MLflow run for a run of ours.

Within an MLflow run that is active here (a training loop's), or that MLFLOW_RUN_ID names, scores are added to that one.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pytest_realunify.extensions.public import without_credentials
from pytest_realunify.trackers.names import part
from pytest_realunify.trackers.surroundings import environment
from pytest_realunify.trackers.tracked import Tracked

EXPERIMENT: Final = "realunify"
TAG: Final = "realunify.run"

DEFAULTS: Final = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
}
"""Where the environment says nothing else: the library's own seven retries take minutes to say that nobody is there,
and it would tell between our lines that it makes tables."""

_LONGEST: Final = 500
"""Letters of a value; servers before 2.8 refuse a parameter of more."""


_DATABASES: Final = ("sqlite:", "postgresql", "mysql", "mssql")


def store_libraries(settings: Mapping[str, str]) -> tuple[str, ...]:
    """What a store that is a database wants besides: so is MLflow's own, where nothing names another. mlflow-skinny
    has neither, and says without them that it knows no such address."""
    told = settings.get("tracking_uri") or os.environ.get("MLFLOW_TRACKING_URI", "")
    if not settings.get("tracking_uri") and (loaded := sys.modules.get("mlflow")) is not None:
        told = loaded.get_tracking_uri()  # a script may have set it
    return ("sqlalchemy", "alembic") if not told or told.startswith(_DATABASES) else ()


@dataclass(frozen=True, slots=True)
class MLflow:
    """`tracking_uri` and `experiment`: empty where the library's own environment or defaults hold."""

    tracking_uri: str
    experiment: str

    @classmethod
    def made(cls, settings: Mapping[str, str], _: Path) -> MLflow:
        return cls(settings.get("tracking_uri", ""), settings.get("experiment", ""))

    def send(self, told: Tracked) -> str:
        """Where its run can be seen. Raises whatever the library does."""
        with environment(DEFAULTS):
            return self._sent(told)

    def _sent(self, told: Tracked) -> str:
        import mlflow
        from mlflow.tracking import MlflowClient

        uri = self.tracking_uri or mlflow.get_tracking_uri()
        client = MlflowClient(tracking_uri=uri)
        theirs = "" if self.tracking_uri or self.experiment else _active()
        run_id = theirs or self._own(client, told)
        _log(client, run_id, told, own=not theirs)
        if not theirs:
            client.set_terminated(run_id, "FINISHED", _milliseconds(told.finished))
        return place(uri, run_id)

    def _own(self, client: Any, told: Tracked) -> str:
        """The MLflow run of this run of ours: the one that holds it already, where it was sent before."""
        name = self.experiment or os.environ.get("MLFLOW_EXPERIMENT_NAME") or EXPERIMENT
        given = "" if self.experiment else os.environ.get("MLFLOW_EXPERIMENT_ID", "")
        found = client.get_experiment(given) if given else client.get_experiment_by_name(name)
        experiment: str = found.experiment_id if found else client.create_experiment(name)
        for run in client.search_runs([experiment], f"tags.`{TAG}` = '{part(told.run)}'", max_results=1):
            return str(run.info.run_id)
        run = client.create_run(experiment, start_time=_milliseconds(told.started), run_name=told.name)
        return str(run.info.run_id)


def place(uri: str, run_id: str) -> str:
    """Where it can be seen, without what opens the door."""
    return f"run {run_id} at {without_credentials(uri) if uri.startswith(('http:', 'https:')) else uri}"


def _active() -> str:
    """The id of an MLflow run that somebody else began, and will end; empty without one."""
    import mlflow

    run = mlflow.active_run()
    return str(run.info.run_id) if run else os.environ.get("MLFLOW_RUN_ID", "")


def _log(client: Any, run_id: str, told: Tracked, own: bool) -> None:
    """Parameters only where the run is ours: a second checkpoint within one run has others, which MLflow refuses."""
    from mlflow.entities import Metric, Param, RunTag

    when, step = _milliseconds(told.finished), told.step or 0
    tags = {TAG: part(told.run), "realunify.label": told.label, "realunify.page": told.page, "realunify.job": told.job}
    metrics = [Metric(name, value, when, step) for name, value in told.metrics.items()]
    params = [Param(f"realunify.{name}", value[:_LONGEST]) for name, value in told.params.items()]
    for start in range(0, len(metrics), 500):  # a request takes 1,000
        client.log_batch(run_id, metrics=metrics[start : start + 500])
    client.log_batch(
        run_id,
        params=params[:100] if own else [],  # likewise
        tags=[RunTag(name, value[:_LONGEST]) for name, value in tags.items() if value],
    )
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), told)
        client.log_artifacts(run_id, folder, None if own else f"realunify/{part(told.run)}")


def _write(folder: Path, told: Tracked) -> None:
    (folder / "report.md").write_text(told.text, encoding="utf-8", errors="replace")
    for case in told.worst:
        if case.picture is not None:
            (folder / "worst").mkdir(exist_ok=True)
            (folder / "worst" / f"{part(case.case)}.png").write_bytes(case.picture)


def _milliseconds(seconds: float | None) -> int:
    return round(1000 * (time.time() if seconds is None else seconds))
