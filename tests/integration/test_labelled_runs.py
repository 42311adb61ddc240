"""A run's label: typed, from the model, kept when the run is gone on with, the same of all its shards."""

from __future__ import annotations

import pytest

from pytest_realunify.cli.main import main
from toybench import Bench, one_line_errors

CHECKPOINT = """
from mymodels import Right


class Checkpoint(Right):
    def identity(self):
        return {"weights": "w", "label": "step-8000"}

"""


def label(bench: Bench) -> object:
    return bench.folders[-1].facts()["label"]


def test_a_label_that_was_typed_is_the_run_s(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "--realunify-label= step-8000 ", *way)
    assert result.ret == 0
    assert label(bench) == "step-8000"
    result.stdout.fnmatch_lines(["realunify: run * (label step-8000)"])


def test_a_model_may_say_which_checkpoint_it_is(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(labelled=CHECKPOINT)
    assert bench.run("--model=labelled:Checkpoint", *way).ret == 0
    assert label(bench) == "step-8000"
    assert bench.run("--model=labelled:Checkpoint", "--realunify-label=best", *way).ret == 0
    assert label(bench) == "best"
    assert bench.folders[-1].facts()["model"]["identity"]["label"] == "step-8000"


def test_a_run_without_a_label_has_none(bench: Bench) -> None:
    bench.data("AB")
    assert bench.run("--model=mymodels:Right").ret == 0
    assert label(bench) == ""


def test_a_resumed_run_keeps_its_label_and_takes_another_that_is_typed(bench: Bench) -> None:
    bench.data("ABCD")
    assert bench.run("--model=mymodels:Right", "--realunify-label=early", "-k", "direct", "-p", "no:xdist").ret == 0
    assert bench.run("--realunify-resume", "-p", "no:xdist").ret == 0
    assert (len(bench.folders), label(bench)) == (1, "early")
    assert bench.run("--realunify-resume", "--realunify-label=late", "-p", "no:xdist").ret == 0
    assert label(bench) == "late"
    assert bench.run("--realunify-resume", "-p", "no:xdist").ret == 0
    assert label(bench) == "late"


def test_a_label_that_would_not_print_is_refused_before_anything_starts(bench: Bench) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "--realunify-label=a\nb")
    assert result.ret == 4
    assert one_line_errors(result)[0].startswith("ERROR: --realunify-label takes a name on one line")
    assert bench.folders == []


def test_shards_of_one_checkpoint_become_its_run_and_those_of_two_do_not(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.data("ABCD")
    common = ("--model=mymodels:Right", "--realunify-sample-seed=1", "-p", "no:xdist")
    for shard, text in (("1/2", "step-1"), ("2/2", "step-1"), ("2/2", "step-2")):
        assert bench.run(*common, f"--realunify-shard={shard}", f"--realunify-label={text}").ret == 0
    monkeypatch.chdir(bench.path)
    first, second, other = (folder.id for folder in bench.folders)
    assert main(["merge", first, other]) == 4
    assert "differ in label: step-1 and step-2" in capsys.readouterr().err
    assert main(["merge", first, second]) == 0
    assert label(bench) == "step-1"
