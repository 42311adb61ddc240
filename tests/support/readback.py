"""What trackers and model pages hold of runs, as their own libraries read it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from pytest_realunify import Run
from wandbfile import read_wandb

Told = dict[str, dict[str, float]]
"""Scores by a run's label, then by name, such as `realunify/strict/direct/total`."""

STRICT = "realunify/strict/"


def of_runs(runs: list[Run]) -> Told:
    """What the runs themselves say."""
    return {
        run.label: {
            f"{STRICT}{row['protocol']}/{row['scope']}": row["value"]
            for row in run.table().rows()
            if row["score"] == "strict" and row["value"] is not None
        }
        for run in runs
    }


def of_tensorboard(root: Path) -> Told:
    """From event files; single precision."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found: Told = defaultdict(dict)
    for folder in {file.parent for file in root.rglob("events.out.tfevents.*")}:
        events: Any = EventAccumulator(str(folder))
        events.Reload()
        for tag in events.Tags()["scalars"]:
            for each in events.Scalars(tag) if tag.startswith(STRICT) else ():
                found[f"step-{each.step}"][tag] = each.value
    return dict(found)


def of_mlflow(uri: str, experiment: str = "realunify") -> Told:
    """From the store."""
    from mlflow.tracking import MlflowClient

    client: Any = MlflowClient(tracking_uri=uri)
    runs = client.search_runs([client.get_experiment_by_name(experiment).experiment_id])
    return {
        run.info.run_name: {name: value for name, value in run.data.metrics.items() if name.startswith(STRICT)}
        for run in runs
    }


def of_wandb(root: Path) -> Told:
    """From the files of offline runs."""
    runs = [read_wandb(file) for file in root.rglob("*.wandb")]
    return {
        run.name: {name: value for row in run.history for name, value in row.items() if name.startswith(STRICT)}
        for run in runs
    }


def of_model_page(repository: Path) -> dict[str, float]:
    """From `.eval_results`, between 0 and 1, named as above but for capitals."""
    import huggingface_hub
    import yaml

    text = (repository / ".eval_results/realunify.yaml").read_text(encoding="utf-8")
    entries: Any = huggingface_hub.parse_eval_result_entries(yaml.safe_load(text))
    found = {}
    for entry in entries:
        protocol, _, scope = entry.task_id.partition("_")
        found[f"{STRICT}{protocol}/{scope}"] = entry.value / 100
    return found
