"""`benchmarks/gpu.py` at toy size, on the CPU: both ways ask the same, and all is reported. No figure is judged."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import gpu
import gpuwatch
import tinymodels


def test_both_ways_answer_the_same_requests_and_the_last_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    gpu.main(["--size=toy", "--device=cpu", "--images=1", "--answers=2", "--batch-size=3", "--rounds=1"])
    *table, last = capsys.readouterr().out.splitlines()
    found = json.loads(last)
    assert [line.split()[:2] for line in table[-2:]] == [["images", "3"], ["answers", "4"]]
    assert found["answers"]["alike"] == found["answers"]["count"] == 4
    assert found["images"]["count"] == 3
    for what in ("images", "answers"):
        assert found[what]["ratio"] > 0
        assert 0 < found[what]["plugin"]["outside_calls"] < 1
        assert found[what]["plugin"].keys() - found[what]["loop"].keys() == {"outside_calls"}


def test_idle_is_what_is_left_of_the_samples() -> None:
    assert gpuwatch.Watched([100.0, 50.0, 90.0, 60.0]).idle == pytest.approx(0.25)
    assert gpuwatch.Watched().idle is None


def test_the_large_model_has_a_billion_parameters() -> None:
    torch = pytest.importorskip("torch")
    with torch.device("meta"):
        model, _ = tinymodels.janus_of(gpu.LARGE)
    assert 0.9e9 < sum(each.numel() for each in model.parameters()) < 1.1e9
