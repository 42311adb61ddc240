"""A run that is sent to trackers when it ends: read back by their own libraries, never in the way of the verdict."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.api.run import Run
from pytest_realunify.cli.main import main
from toybench import Bench, folder_is_clean, one_line_errors

accumulators: Any = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
RIGHT = "--model=mymodels:Right"
HOOK = """
from pathlib import Path


def pytest_realunify_run_finished(config, run):
    page = (run.path / "report.html").exists()
    with Path("hooked.txt").open("a") as file:
        file.write(f"{run.id} {len(run.stored.results)} {run.finished is not None} {page}\\n")
    return f"told the team of {run.model}"
"""

TRACKERS = """
from pathlib import Path


def broken(run):
    raise ConnectionError("nobody is there")


def leaving(run):
    raise SystemExit(7)


def diary(run):
    Path("diary.txt").write_text(run.id)
"""


def installed(bench: Bench, group: str, line: str) -> None:
    """As pip would leave a package of that entry point."""
    info = bench.path / "ours-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ours\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{group}]\n{line}\n")
    bench.pytester.syspathinsert()


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    found = accumulators.EventAccumulator(str(folder))
    found.Reload()
    return {tag: [(each.step, round(each.value, 4)) for each in found.Scalars(tag)] for tag in found.Tags()["scalars"]}


def test_checkpoints_become_a_curve(bench: Bench, way: list[str]) -> None:
    bench.data("AABB")
    for step, model in ((100, "Always"), (200, "Right")):
        result = bench.run(
            f"--model=mymodels:{model}", f"--realunify-label=step-{step}", "--realunify-tracker=tensorboard:tb", *way
        )
        result.stdout.fnmatch_lines(["tensorboard tracker: tb/mymodels.*"])
    found = [scalars(folder)["realunify/strict/direct/mental_tracking"] for folder in (bench.path / "tb").iterdir()]
    assert sorted(found) == [[(100, 0.5)], [(200, 1.0)]]  # two models, two series


def test_one_model_s_checkpoints_share_a_curve(bench: Bench) -> None:
    bench.data("AABB")
    for step in (100, 200):
        time.sleep(1.1)  # its files are named by the second, then by a count whose 10 sorts before 9
        bench.run(RIGHT, f"--realunify-label=step-{step}", "--realunify-tracker=tensorboard:tb").assert_outcomes(
            passed=8
        )
    [folder] = (bench.path / "tb").iterdir()
    assert scalars(folder)["realunify/strict/stepwise/mental_tracking"] == [(100, 1.0), (200, 1.0)]


def test_a_team_s_hook_is_called_once_with_the_whole_run(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest(HOOK)
    result = bench.run(RIGHT, "--realunify-report=html", *way)
    result.assert_outcomes(passed=8)
    assert (bench.path / "hooked.txt").read_text() == f"{bench.folders[-1].id} 8 True True\n"
    result.stdout.fnmatch_lines(["html report: *", "told the team of mymodels:Right"])


@pytest.mark.parametrize("name", ["broken", "leaving"])
@pytest.mark.parametrize("model", ["Right", "Always"])
def test_a_tracker_that_fails_changes_no_verdict(bench: Bench, name: str, model: str, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(ourtrackers=TRACKERS)
    without = bench.run(f"--model=mymodels:{model}", *way)
    result = bench.run(f"--model=mymodels:{model}", f"--realunify-tracker=ourtrackers:{name},ourtrackers:diary", *way)
    assert (result.ret, result.parseoutcomes()) == (without.ret, without.parseoutcomes())
    result.stdout.fnmatch_lines([f"ourtrackers:{name} tracker: not sent: *; later: realunify track *"])
    assert (bench.path / "diary.txt").read_text() == bench.folders[-1].id


def test_a_hook_that_fails_changes_no_verdict(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.pytester.makeconftest("def pytest_realunify_run_finished(run):\n    raise KeyError('half done')\n")
    result = bench.run(RIGHT, *way)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["a pytest_realunify_run_finished hook raised KeyError: 'half done'*"])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tensorbord", "unknown tracker (--realunify-tracker): 'tensorbord'. Did you mean 'tensorboard'?"),
        ("ourtrackers:diray", "'diray'"),
        ("none,mlflow", "none and for some"),
        (",", "unknown tracker"),
    ],
)
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
def test_a_mistyped_name_ends_the_run_before_anything_begins(
    bench: Bench, typed: str, words: str, workers: list[str]
) -> None:
    bench.data("A")
    bench.pytester.makepyfile(ourtrackers=TRACKERS)
    result = bench.run(RIGHT, f"--realunify-tracker={typed}", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert words in " ".join(one_line_errors(result))
    assert folder_is_clean(bench.path)


def test_an_installed_package_s_tracker_is_found_by_its_name(bench: Bench, way: list[str]) -> None:
    bench.data("A")
    bench.pytester.makepyfile(ours=TRACKERS)
    installed(bench, "realunify.trackers", "diary = ours:diary")
    result = bench.run(RIGHT, "--realunify-tracker=diary", *way)
    result.stdout.fnmatch_lines(["diary tracker: sent"])
    assert (bench.path / "diary.txt").read_text() == bench.folders[-1].id


def test_gates_and_a_failed_build_are_sent_too(bench: Bench, way: list[str]) -> None:
    bench.data("AABB")
    gate = "--realunify-gate=mental_tracking:direct>=0.9"
    result = bench.run("--model=mymodels:Always", gate, "--realunify-tracker=tensorboard:tb", *way)
    assert result.ret == 1
    [folder] = (bench.path / "tb").iterdir()
    found = scalars(folder)
    assert found["realunify/gates/passed"] == [(0, 0.0)]
    assert found["realunify/gate/mental_tracking.direct.at-least.0.9"] == [(0, 0.0)]


def test_ini_names_trackers_and_none_switches_them_off(bench: Bench) -> None:
    bench.data("A")
    bench.pytester.makeini("[pytest]\nrealunify_tracker = tensorboard:tb\n")
    bench.run(RIGHT, "--realunify-tracker=none")
    assert not (bench.path / "tb").exists()
    bench.run(RIGHT)
    assert (bench.path / "tb").exists()


def test_half_a_run_is_sent_when_it_is_whole(bench: Bench) -> None:
    bench.data("ABCD")
    stopped = bench.run("--model=mymodels:Always", "--realunify-tracker=tensorboard:tb", "-x", "-n", "0")
    stopped.stdout.fnmatch_lines(["tensorboard tracker: not sent: * cases have no result yet; *"])
    assert not (bench.path / "tb").exists()
    bench.run("--realunify-resume")
    [folder] = (bench.path / "tb").iterdir()
    assert scalars(folder)["realunify/strict/direct/mental_tracking"] == [(0, 0.25)]


def test_no_secret_reaches_a_tracker(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.data("AB")
    monkeypatch.setenv("TEAM_API_KEY", "sk-Environment99")
    bench.pytester.makepyfile(
        leaky="from mymodels import Right\n\n\nclass Leaky(Right):\n    def identity(self):\n"
        "        return {'note': 'sk-Environment99', 'label': 'sk-Environment99', 'api_key': 'sk-Other99'}\n"
    )
    bench.run("--model=leaky:Leaky", "--realunify-tracker=tensorboard:tb").assert_outcomes(passed=4)
    written = b"".join(file.read_bytes() for file in (bench.path / "tb").rglob("*") if file.is_file())
    assert b"realunify/strict" in written
    assert b"sk-" not in written
    assert not list((bench.path / "tb").rglob("*sk-*"))


READ = """
import json, sys
from pathlib import Path

import huggingface_hub, yaml
from mlflow.tracking import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from wandbfile import read_wandb

found = {"tensorboard": {}, "mlflow": {}, "wandb": {}, "hub": {}}
for folder in filter(Path.is_dir, Path(".realunify/tensorboard").iterdir()):
    events = EventAccumulator(str(folder))
    events.Reload()
    for point in events.Scalars(sys.argv[1]):
        found["tensorboard"][point.step] = point.value
client = MlflowClient()
[experiment] = [each for each in client.search_experiments() if each.name == "realunify"]
for run in client.search_runs([experiment.experiment_id]):
    for point in client.get_metric_history(run.info.run_id, sys.argv[1]):
        found["mlflow"][point.step] = point.value
for file in Path("wandb").glob("offline-run-*/*.wandb"):
    for row in read_wandb(file).history:
        found["wandb"][row["realunify/step"]] = row[sys.argv[1]]
for folder in Path("hub").iterdir():
    entries = yaml.safe_load((folder / ".eval_results/realunify.yaml").read_text())
    [total] = [each for each in huggingface_hub.parse_eval_result_entries(entries) if each.task_id == "stepwise_total"]
    found["hub"][int(folder.name)] = total.value / 100
print(json.dumps(found))
"""

MODEL = """
[tool.realunify.models.{}]
adapter = "simulated"
profile = "exact"
understanding = {}
"""


def test_every_tracker_holds_the_scores_that_the_run_has(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("mlflow", "sqlalchemy", "wandb", "huggingface_hub", "yaml"):
        pytest.importorskip(library)
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{bench.path / 'mlflow.db'}")
    monkeypatch.setenv("MLFLOW_LOGGING_LEVEL", "WARNING")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "support"))
    bench.write_table("models", "".join(MODEL.format(name, share) for name, share in (("poor", 0.2), ("good", 0.9))))
    scores = {}
    for step, model in ((1000, "poor"), (2000, "good")):
        result = bench.run(
            f"--model={model}",
            "--realunify-suite=procedural:smoke",
            "--realunify-sample-seed=7",
            f"--realunify-label=step-{step}",
            "--realunify-tracker=tensorboard,mlflow,wandb",
            subprocess=True,
        )
        lines = ["tensorboard tracker: .realunify/*", "mlflow tracker: run *", "wandb tracker: wandb/*"]
        result.stdout.fnmatch_lines(lines)
        [row] = [
            each for each in Run.of(bench.folders[-1]).stored.summary.rows["strict"] if each.protocol == "stepwise"
        ]
        estimate = row.cells["total"].estimate
        assert estimate is not None
        scores[step] = estimate.value
        asked = ["--format=hf-eval-results", "--scorer=strict", "--dataset=a/b", "-o", f"hub/{step}"]
        assert main(["export", "last", *asked]) == 0
    assert 0 < scores[1000] < scores[2000] < 1
    read = bench.pytester.run(sys.executable, "-c", READ, "realunify/strict/stepwise/total")
    found = json.loads(read.stdout.lines[-1])
    for kept in ("tensorboard", "mlflow", "wandb", "hub"):
        assert {int(step): score for step, score in found[kept].items()} == pytest.approx(scores, abs=1e-6), kept
