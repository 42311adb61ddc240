"""A second look at runs that have ended: merged ones, and those whose model is elsewhere."""

from __future__ import annotations

import json

import pytest
from lookbench import FILE, MODEL, drawn, once, plant, with_baseline

from pytest_realunify.cli.main import main
from toybench import Bench


@pytest.fixture
def gated(bench: Bench) -> Bench:
    return with_baseline(bench)


def told(runs: list[str], *arguments: str) -> list[str]:
    """A command of ours, on runs."""
    return ["gate", *runs, f"--baseline={FILE}", *arguments]


def test_a_run_merged_from_shards_is_confirmed_by_the_command(
    gated: Bench, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:randomly --realunify-report=none")
    plant(gated, 7, draws=1)
    shards = []
    for number in (1, 2):
        gated.run("--model=dropping:Drops", f"--realunify-shard={number}/2", "-p", "no:xdist")
        shards.append(gated.folders[-1].id)
    assert main(told(shards[-1:], "--confirm=2")) == 4
    assert "is shard 2/2 of one: make one run of all with realunify merge" in capfd.readouterr().err
    assert main(["merge", *shards]) == 0
    merged = gated.folders[-1]
    assert main(told([merged.id])) == 1, "without a second look the drop stands"
    capfd.readouterr()
    assert main(told([merged.id], "--confirm=2")) == 0
    out = capfd.readouterr().out
    assert f"run: {merged.id} goes on: pytest --realunify --realunify-resume=" in out
    assert "second look: 16 more verdicts, 2 a case, on mental_tracking:direct" in out
    assert len(merged.results()) == 32
    assert drawn(gated) == once() + once(("direct",)) + once(("direct",))


def test_a_run_whose_model_cannot_be_had_here_is_not_confirmed(gated: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    plant(gated, 7)
    gated.run("--model=dropping:Drops", "-p", "no:xdist")
    (gated.path / "dropping.py").rename(gated.path / "elsewhere.py")
    assert main(told(["last"], "--confirm=2")) == 4
    err = capfd.readouterr().err
    assert "could not be asked again" in err
    assert "Where its model dropping:Drops can be had" in err
    assert main(["gate", "last", "--gate=geu:direct>=0.1", "--confirm=2"]) == 4
    assert "--confirm needs --baseline=FILE" in capfd.readouterr().err


def test_a_run_is_not_confirmed_with_another_model_of_that_name(
    gated: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    for weights in ("ab12", "cd34"):
        told_by = f"\n    def identity(self):\n        return {{'weights': '{weights}'}}\n"
        (gated.path / "dropping.py").write_text(MODEL + told_by)
        if weights == "ab12":
            plant(gated, 7)
            gated.run("--model=dropping:Drops", "-p", "no:xdist", subprocess=True)
    assert main(told(["last"], "--confirm=2")) == 4
    out, err = capfd.readouterr()
    assert "was of another model: weights (cd34, was ab12)" in out
    assert "could not be asked again" in err
    assert len(gated.results) == 16, "no verdict is another model's"


def test_runs_of_one_model_are_judged_together(gated: Bench, capfd: pytest.CaptureFixture[str]) -> None:
    """None of three is enough to fail, and together they are."""
    plant(gated, 4)
    for _ in range(3):
        gated.run("--model=dropping:Drops", "-p", "no:xdist")
    names = [run.id for run in gated.folders[1:]]
    assert [main(told([name])) for name in names] == [0, 0, 0]
    capfd.readouterr()
    assert main(told(names[::-1])) == 1
    out = capfd.readouterr().out
    assert f"run: {names[-1]}" in out
    assert f"judged together with {names[0]}, {names[1]}: they count in what compares with the baseline" in out
    kept = json.loads((gated.folders[-1].path / "gates.json").read_text())
    assert [change["after"] for change in kept["changed"]] == ["3 wrong"] * 4
    assert main(told(names, "--confirm=2")) == 4
    assert "goes on with one run, and 3 are named" in capfd.readouterr().err
    gated.run("--model=mymodels:Right", "-p", "no:xdist")
    assert main(told([names[0], gated.folders[-1].id])) == 4
    assert "differ in model" in capfd.readouterr().err
