"""TensorBoard: what its own reader finds in the event files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.trackers.tensorboard import TensorBoard
from pytest_realunify.trackers.tracked import tracked
from trackbench import checkpoint, gated

accumulators: Any = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")

STEPS = {1000: 2, 2000: 4, 3000: 3}
"""Of checkpoints, with how many cases in six are right."""


def read(folder: Path) -> Any:
    found = accumulators.EventAccumulator(str(folder), size_guidance={"images": 0, "tensors": 0, "scalars": 0})
    found.Reload()
    return found


def test_checkpoints_are_points_of_one_curve(tmp_path: Path) -> None:
    board = TensorBoard.made({}, tmp_path)
    told = [tracked(checkpoint(tmp_path / "runs", f"r{step}", hits, f"step-{step}")) for step, hits in STEPS.items()]
    assert len({board.send(each) for each in told}) == 1
    [folder, ignored] = sorted((tmp_path / ".realunify/tensorboard").iterdir(), reverse=True)
    assert ignored.name == ".gitignore"
    found = read(folder)
    assert set(found.Tags()["scalars"]) == set(told[0].metrics)
    for name in told[0].metrics:
        expected = [(step, round(each.metrics[name], 4)) for step, each in zip(STEPS, told, strict=True)]
        assert [(point.step, round(point.value, 4)) for point in found.Scalars(name)] == expected


def test_points_lie_at_the_time_of_the_run(tmp_path: Path) -> None:
    told = tracked(checkpoint(tmp_path, "one", 3, "step-5"))
    [point] = read(Path(TensorBoard.made({}, tmp_path).send(told))).Scalars("realunify/strict/stepwise/total")
    assert point.wall_time == pytest.approx(1767326645.678, abs=1e-3)  # `date -u -d 2026-01-02T04:04:05.678 +%s.%N`


def test_wrong_cases_are_pictures_with_their_sizes(tmp_path: Path) -> None:
    told = tracked(checkpoint(tmp_path, "one", 3, "step-5"))
    found = read(Path(TensorBoard.made({}, tmp_path).send(told)))
    assert set(found.Tags()["images"]) == {f"realunify/worst/{case.case}" for case in told.worst}
    for case in told.worst:
        [image] = found.Images(f"realunify/worst/{case.case}")
        assert (image.step, image.width, image.height) == (5, 30, 20)
        assert image.encoded_image_string == case.picture
        assert found.summary_metadata[f"realunify/worst/{case.case}"].summary_description == case.told


def test_the_report_is_a_text(tmp_path: Path) -> None:
    told = tracked(gated(checkpoint(tmp_path, "one", 3)))
    found = read(Path(TensorBoard.made({}, tmp_path).send(told)))
    [text] = found.Tensors("realunify/report")
    assert text.tensor_proto.string_val[0].decode() == told.text
    assert "- `mental_tracking:stepwise`: fell" in told.text
    assert found.summary_metadata["realunify/report"].plugin_data.plugin_name == "text"


def test_a_run_without_a_step_has_a_folder_of_its_own_below_the_one_that_is_typed(tmp_path: Path) -> None:
    board = TensorBoard.made({"log_dir": "logs/tb"}, tmp_path)
    for name in ("one", "two"):
        assert Path(board.send(tracked(checkpoint(tmp_path, name, 3)))) == tmp_path / "logs/tb" / name


@pytest.mark.parametrize("name", ["../../out", "..", "/etc"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    run = checkpoint(tmp_path / "runs", "one", 3, "step-1", model={"name": name, "source": "x"})
    board = TensorBoard.made({"log_dir": "logs"}, tmp_path)
    assert Path(board.send(tracked(run))).resolve().parent == tmp_path.resolve() / "logs"
