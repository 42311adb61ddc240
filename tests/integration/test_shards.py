"""Parts of a run measured apart: together they are the run, and alone they decide nothing."""

from __future__ import annotations

import pytest

from pytest_realunify.cli.main import main
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.stored_run import StoredRun
from toybench import Bench, folder_is_clean, one_line_errors


def merge(bench: Bench, capsys: pytest.CaptureFixture[str]) -> StoredRun:
    """What the command makes of all runs so far."""
    capsys.readouterr()
    assert main(["merge", *[str(run.path) for run in bench.folders]]) == 0
    return StoredRun.load(bench.folders[-1])


def told(run: StoredRun) -> dict[str, tuple[str, str, str | None]]:
    return {each.case: (each.verdict.strict, each.verdict.parity, each.reply) for each in run.results.values()}


def test_merged_shards_are_the_whole_run(bench: Bench, way: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    bench.data()
    for number in (1, 2):
        assert bench.run("--model=mymodels:Always", f"--realunify-shard={number}/2", *way).ret == 0
    merged = merge(bench, capsys)
    bench.run("--model=mymodels:Always", *way)
    whole = StoredRun.load(bench.folders[-1])
    assert told(merged) == told(whole)
    assert merged.summary == whole.summary
    assert merged.selected == whole.selected == merged.facts["planned_by_protocol"]
    assert sorted(file.name for file in merged.folder.images.iterdir()) == sorted(
        file.name for file in whole.folder.images.iterdir()
    )


def test_a_shard_measures_and_does_not_decide(bench: Bench) -> None:
    """Its wrong answers fail no build: they are weighed where all of them are."""
    bench.data()
    result = bench.run("--model=mymodels:Always", "--realunify-shard=1/2", "--realunify-gate=geu:direct>=0.9")
    result.assert_outcomes(passed=4, xfailed=4)
    result.stdout.fnmatch_lines(["*shard 1/2 of 16 cases: measured here, judged once merged (realunify merge)"])
    facts = bench.folders[0].facts()
    assert facts["options"]["realunify_shard"] == "1/2"
    assert facts["selected_by_protocol"] == {"direct": 4, "stepwise": 4}
    assert facts["planned_by_protocol"] == {"direct": 8, "stepwise": 8}


def test_a_merged_run_with_cases_missing_can_be_resumed(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.data()
    for number in (1, 2):
        bench.run("--model=mymodels:Right", f"--realunify-shard={number}/2")
    cut = bench.folders[1].journal
    cut.write_bytes(b"".join(cut.read_bytes().splitlines(keepends=True)[:-3]))
    assert main(["merge", *[str(run.path) for run in bench.folders]]) == 4
    merged = bench.folders[-1]
    err = capsys.readouterr().err
    assert f"--realunify-resume={merged.id}" in err
    calls = len(bench.calls)
    assert bench.run(f"--realunify-resume={merged.id}").ret == 0
    assert RunFolder(merged.path).results().keys() == {(case, 0) for case in bench.verdicts}
    assert len(bench.verdicts) == 16
    assert len(bench.calls) - calls in range(3, 7), "each missing case is asked, and none of the others"


@pytest.mark.parametrize("shard", ["0/4", "5/4", "half"])
def test_what_is_no_shard_says_what_one_is(bench: Bench, shard: str) -> None:
    bench.data()
    result = bench.run("--model=mymodels:Right", f"--realunify-shard={shard}")
    assert result.ret == 4
    assert f"--realunify-shard takes I/N with I from 1 to N, such as 2/4, not '{shard}'" in one_line_errors(result)[0]
    assert folder_is_clean(bench.path)


def test_more_shards_than_cases_are_refused(bench: Bench) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "--realunify-shard=9/9")
    assert result.ret == 4
    assert "--realunify-shard=9/9 has no case: the run has 4, so name at most 4 shards" in one_line_errors(result)[0]


def test_a_shard_is_no_new_baseline(bench: Bench) -> None:
    bench.data()
    result = bench.run("--model=mymodels:Right", "--realunify-shard=1/2", "--realunify-update-baseline")
    assert result.ret == 4
    assert "shard 1/2 is no whole run" in one_line_errors(result)[0]
