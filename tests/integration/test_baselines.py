"""From runs to a committed file and back, as a team does it: run, look at the noise, save, judge a later run."""

from __future__ import annotations

import json

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.decisions.baseline import Baseline
from toybench import Bench

FILE = "realunify-baseline.json"


def test_a_baseline_is_the_same_however_the_run_was_made(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Always", "--realunify-repeats=2", "--realunify-protocol=direct", *way)
    assert main(["baseline", "save"]) == 0
    written = json.loads((bench.path / FILE).read_text(encoding="utf-8"))
    assert list(written["cases"].items()) == [
        ("mental_tracking-left-0000-direct", "2 correct (1 reply)"),
        ("mental_tracking-left-0002-direct", "2 wrong (1 reply)"),
        ("mental_tracking-right-0001-direct", "2 wrong (1 reply)"),
        ("mental_tracking-right-0003-direct", "2 wrong (1 reply)"),
    ]
    said = written["provenance"]
    assert said["suite"]["fingerprint"] == bench.folders[-1].facts()["suite"]["fingerprint"]
    assert (said["judge"], said["scorers"]) == (None, {"strict": 1, "parity": 1})
    assert (said["model"]["name"], said["model"]["identity"]["class"]) == ("mymodels:Always", "mymodels.Always")
    assert said["runs"] == [bench.folders[-1].id]


def test_runs_noise_baseline_and_gate_one_after_another(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.data()
    bench.write_table("gates", "min-scored = 4")
    for _ in range(2):
        bench.run("--model=mymodels:Right", "-p", "no:xdist")
    first, second = [folder.id for folder in bench.folders]
    assert main(["noise", first, second]) == 0
    assert main(["baseline", "save", first, second]) == 0
    assert Baseline.load(FILE).provenance["runs"] == [first, second]
    bench.run("--model=mymodels:Right", "-p", "no:xdist")
    assert main(["gate", f"--baseline={FILE}"]) == 0
    bench.run("--model=mymodels:Always", "-p", "no:xdist")
    capsys.readouterr()
    assert main(["gate", f"--baseline={FILE}"]) == 1
    printed = capsys.readouterr().out
    assert "note: the baseline is of model mymodels:Right, this run of mymodels:Always" in printed
    assert "2 of 4 gates failed" in printed


def test_a_run_of_other_data_is_refused_before_its_first_case(bench: Bench) -> None:
    bench.data("ABCD")
    bench.run("--model=mymodels:Right", "-p", "no:xdist")
    assert main(["baseline", "save"]) == 0
    bench.data("ABCDA")
    result = bench.run("--model=mymodels:Right", f"--realunify-baseline={FILE}", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            f"*baseline *{FILE} was made with suite official:data (fingerprint *), this run has official:data *:",
            "the instances are not the same, so verdicts cannot be compared.",
            f"*realunify baseline save last -o *{FILE}",
        ]
    )
    assert len(bench.folders) == 1
