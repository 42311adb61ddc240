"""An adapter of ours in an interpreter that has nothing of ours: its text goes over with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from interpreters import like_this_one
from thereandhere import nameless, tables
from toybench import Bench

pytest.importorskip("torch")  # here, and not in a test: pytester would have it imported twice
pytest.importorskip("accelerate")

import bagelstandin

SEED: Final = "--realunify-sample-seed=0"
"""Both draw alike."""

WITH_TORCH: Final = "REALUNIFY_TEST_PYTHON_WITH_TORCH"
"""An environment variable: an interpreter with torch, accelerate and safetensors, of other versions perhaps."""


def test_a_stand_in_of_bagel_there_is_the_one_here(bench: Bench, tmp_path: Path) -> None:
    bench.data("ABCD")
    places = (
        f'repo = "{bagelstandin.repository(bench.path / "Bagel")}"\n'
        f'target = "{bagelstandin.checkpoint(bench.path / "BAGEL-7B-MoT")}"\n'
        "allow_cpu = true"
    )
    tables(bench, "bagel", os.environ.get(WITH_TORCH) or str(like_this_one(tmp_path / "env")), places)
    bench.run("--model=here", SEED, "-p", "no:xdist", subprocess=True).assert_outcomes(failed=8)
    here = bench.results
    bench.run("--model=there", SEED, "-n", "2", subprocess=True).assert_outcomes(failed=8)
    assert nameless(bench.results) == nameless(here)
    assert any(step.verb == "edit" and step.output for result in here.values() for step in result.steps)
    first, second = (folder.facts()["model"]["identity"] for folder in bench.folders)
    assert first == second
