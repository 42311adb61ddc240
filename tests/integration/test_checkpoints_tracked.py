"""benchmarks/checkpoints.py on a small scale: one loop, and four places that hold what its runs say."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pytest_realunify as ru
import readback
from checkpoints import Training
from pytest_realunify.cli.main import main
from pytest_realunify.reporting.html import write_trend
from pytest_realunify.reporting.trend import trend

for needed in ("tensorboard", "mlflow", "sqlalchemy", "huggingface_hub", "yaml"):
    pytest.importorskip(needed)
# MLflow imports it late, it takes the place of Python's own finder of packages, and pytester takes away what came late.
pytest.importorskip("importlib_metadata")
wandb: Any = pytest.importorskip("wandb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where three checkpoints were looked at; the third is broken."""
    folder = tmp_path_factory.mktemp("training")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries' own
        for name in ("MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME", "WANDB_RUN_ID", "WANDB_PROJECT"):
            patch.delenv(name, raising=False)
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder / 'mlflow.db'}")
        patch.setenv("WANDB_MODE", "offline")
        patch.setenv("WANDB_DIR", str(folder))
        patch.setenv("WANDB_SILENT", "true")
        patch.chdir(folder)
        wandb.teardown()
        training = Training(at=3, checkpoints=3, seed=10, left=0.0)
        only = "attentional_focusing or code_to_image"
        list(training.looked_at(suite="procedural:2", only=only, tracker="tensorboard,mlflow,wandb"))
        wandb.teardown()
        yield folder


def test_four_places_hold_what_the_runs_say(folder: Path) -> None:
    runs = ru.runs()
    assert [run.label for run in runs] == ["step-1000", "step-2000", "step-3000"]
    said = readback.of_runs(runs)
    assert all(len(scores) >= 4 for scores in said.values())
    assert readback.of_mlflow(f"sqlite:///{folder / 'mlflow.db'}") == said
    assert readback.of_wandb(folder) == said
    found = readback.of_tensorboard(folder)
    assert found.keys() == said.keys()
    for label, scores in said.items():
        assert found[label] == pytest.approx(scores, abs=1e-6)  # single precision
    for run in runs:
        page = folder / f"model-{run.label}"
        typed = ["export", run.id, "--format=hf-eval-results", "--scorer=strict", "--dataset=team/scores", "-o"]
        assert main([*typed, str(page)]) == 0
        expected = {name.lower(): value for name, value in said[run.label].items()}
        assert readback.of_model_page(page) == pytest.approx(expected, abs=1e-6)


def test_the_page_has_these_checkpoints_and_their_pictures(folder: Path) -> None:
    found = trend([run.stored.folder for run in ru.runs()])
    page = write_trend(found, folder / "trend.html").read_text(encoding="utf-8")
    assert 'title="run 3 step-3000"' in page
    assert sum(each.lost for each in found.turned if each.category == "attentional_focusing" and each.at == 2) > 0
    assert "data:image/webp;base64," in page
