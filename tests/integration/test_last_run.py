"""Which run is the last, of runs that pytest made."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.api.loading import load
from pytest_realunify.stored import finish_order
from pytest_realunify.stored.finding import last_begun, last_run
from toybench import Bench

MODEL = "--model=mymodels:Right"


def test_the_last_run_is_the_one_that_ended_last_also_where_it_was_gone_on_with(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    for _ in range(2):
        bench.run(MODEL, *way)
    first, second = bench.folders
    root = first.path.parent
    assert last_run(root).id == second.id
    took = first.facts()["seconds"]
    bench.run(f"--realunify-resume={first.id}", *way)
    assert last_run(root).id == first.id
    assert last_begun(root, "last").id == second.id, "what a resume without a name goes on with"
    assert first.facts()["seconds"] > took > 0, "all sessions count"
    (root / second.id / "run.json").touch()
    assert load(run_dir=root).id == first.id


def test_what_selects_nothing_or_begins_nothing_is_not_noted(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.run(MODEL, *way)
    [run] = bench.folders
    bench.run(MODEL, "-k", "nothing_of_this_name", *way)
    bench.run("--model=mymodels:Nobody", *way)
    noted = (run.path.parent / finish_order.FILE).read_text().split()
    assert noted == [run.id]


BROKEN = """
class Broken:
    def __init__(self):
        raise RuntimeError("no weights")
"""


def test_a_model_that_could_not_be_loaded_leaves_no_last_run(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.run(MODEL, *way)
    [run] = bench.folders
    bench.pytester.makepyfile(unloadable=BROKEN)
    assert bench.run("--model=unloadable:Broken", *way).ret == pytest.ExitCode.INTERRUPTED
    assert last_run(run.path.parent).id == run.id


def test_an_order_that_cannot_be_kept_costs_nothing_else(bench: Bench, tmp_path: Path) -> None:
    bench.data("AB")
    (bench.path / ".realunify/runs").mkdir(parents=True)
    (bench.path / ".realunify/runs" / finish_order.FILE).symlink_to(tmp_path / "elsewhere")
    assert bench.run(MODEL, "-p", "no:xdist").ret == pytest.ExitCode.OK
    [run] = bench.folders
    assert last_run(run.path.parent).id == run.id
    assert not (tmp_path / "elsewhere").exists()
