"""Two seeds: one chooses the instances, one begins the draws."""

from __future__ import annotations

import pytest

from judgebench import NO, YES, JudgeBench
from pytest_realunify.cli.main import main
from pytest_realunify.run.sample_seed import CI_RUN
from pytest_realunify.stored.stored_run import StoredRun
from toybench import Bench, one_line_errors

SAMPLER = """
import random

class Sampler:
    def understand(self, requests):
        return [f"{random.Random(each.seed).choice('ABCD')} as {each.seed} says" for each in requests]

    def edit(self, requests):
        return [each.images[0].rotate(each.seed % 360) for each in requests]
"""


@pytest.fixture
def sampled(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Eight instances under two protocols, and a model that samples."""
    for name in CI_RUN:
        monkeypatch.delenv(name, raising=False)
    bench.data()
    (bench.path / "sampler.py").write_text(SAMPLER)
    return bench


def replies(bench: Bench, *arguments: str) -> dict[str, tuple[object, ...]]:
    """All that a run's model put out."""
    bench.run("--model=sampler:Sampler", *arguments)
    return {
        case: (result.reply, *((step.output, step.prompt, step.inputs) for step in result.steps))
        for case, result in bench.results.items()
    }


def seed(bench: Bench) -> str:
    return str(bench.folders[-1].facts()["options"]["realunify_sample_seed"])


def test_every_run_draws_anew_from_the_same_instances(sampled: Bench, way: list[str]) -> None:
    first = replies(sampled, *way)
    before = sampled.folders[-1].facts()
    second = replies(sampled, *way)
    after = sampled.folders[-1].facts()
    assert first.keys() == second.keys()
    assert all(first[case] != second[case] for case in first)
    assert before["suite"] == after["suite"]
    assert before["options"].pop("realunify_sample_seed") != after["options"].pop("realunify_sample_seed")
    assert before["options"] == after["options"]


def test_a_run_can_be_repeated_to_the_bit(sampled: Bench, way: list[str]) -> None:
    first = replies(sampled, "-p", "no:xdist", "--realunify-repeats=2")
    again = replies(sampled, f"--realunify-sample-seed={seed(sampled)}", "--realunify-repeats=2", *way)
    assert len(first) == 32
    assert first == again
    other = replies(sampled, f"--realunify-sample-seed={int(seed(sampled)) + 1}", "--realunify-repeats=2", *way)
    assert all(first[case] != other[case] for case in first)


def test_a_resumed_run_draws_on_with_its_own_seed(sampled: Bench, way: list[str]) -> None:
    whole = replies(sampled, *way)
    before = seed(sampled)
    cut = sampled.folders[-1].journal
    cut.write_bytes(b"".join(cut.read_bytes().splitlines(keepends=True)[:5]))
    assert replies(sampled, "--realunify-resume", *way) == whole
    assert (seed(sampled), len(sampled.folders)) == (before, 1)
    result = sampled.run("--realunify-resume", f"--realunify-sample-seed={int(before) + 1}", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "--realunify-sample-seed=" in one_line_errors(result)[0]
    assert "differs from the run being resumed" in one_line_errors(result)[0]


def test_a_run_from_before_there_were_two_seeds_goes_on_with_the_suite_s(sampled: Bench) -> None:
    whole = replies(sampled, "--realunify-sample-seed=5", "--realunify-seed=5")
    folder = sampled.folders[-1]
    facts = folder.facts()
    del facts["options"]["realunify_sample_seed"]
    folder.write_facts(facts)
    folder.journal.write_bytes(b"".join(folder.journal.read_bytes().splitlines(keepends=True)[:5]))
    result = sampled.run("--realunify-resume", "--model=sampler:Sampler", "--realunify-sample-seed=6")
    assert "differs from the run being resumed, which has '5'" in one_line_errors(result)[0]
    assert replies(sampled, "--realunify-resume") == whole


def test_the_header_shows_both_seeds(sampled: Bench, way: list[str]) -> None:
    result = sampled.run("--model=sampler:Sampler", "--realunify-seed=3", "--realunify-sample-seed=77", *way)
    result.stdout.fnmatch_lines(["realunify: model *, suite * (fingerprint *, seed 3, sample seed 77)"])
    assert seed(sampled) == "77"


@pytest.mark.parametrize("given", ["-1", "x", "1.5"])
def test_what_is_no_seed_is_said_before_anything_starts(sampled: Bench, given: str) -> None:
    result = sampled.run("--model=sampler:Sampler", f"--realunify-sample-seed={given}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"--realunify-sample-seed takes a whole number from 0, not '{given}'" in one_line_errors(result)[0]


def test_the_options_are_explained_without_a_model(sampled: Bench) -> None:
    result = sampled.run("--help")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*--realunify-sample-seed=N*", "*--realunify-judge-cache-share=replies*"])


def shards(bench: Bench, *arguments: str) -> None:
    for number in (1, 2):
        bench.run("--model=sampler:Sampler", f"--realunify-shard={number}/2", *arguments)


def test_the_shards_of_a_run_share_their_seed_and_merge(
    sampled: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "123")
    shards(sampled)
    first, second = (run.facts()["options"]["realunify_sample_seed"] for run in sampled.folders)
    assert first == second != "0"
    assert main(["merge", *(str(run.path) for run in sampled.folders)]) == 0
    merged = StoredRun.load(sampled.folders[-1])
    told = {
        case: (each.reply, *((s.output, s.prompt, s.inputs) for s in each.steps))
        for case, each in sampled.results.items()
    }
    assert replies(sampled, f"--realunify-sample-seed={merged.facts['options']['realunify_sample_seed']}") == told
    capsys.readouterr()


def test_shards_that_share_0_say_so(sampled: Bench) -> None:
    note = "realunify: shards share sample seed 0: --realunify-sample-seed=N, the same for all, is for other draws"
    result = sampled.run("--model=sampler:Sampler", "--realunify-shard=1/2")
    result.stdout.fnmatch_lines([note])
    assert seed(sampled) == "0"
    sampled.run("--model=sampler:Sampler", "--realunify-shard=1/2", "--realunify-sample-seed=4").stdout.no_fnmatch_line(
        note
    )


def test_shards_of_different_seeds_are_no_run(sampled: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2):
        sampled.run("--model=sampler:Sampler", f"--realunify-shard={number}/2", f"--realunify-sample-seed={number}")
    assert main(["merge", *(str(run.path) for run in sampled.folders)]) == 4
    assert "differ in --realunify-sample-seed: '1' and '2'" in capsys.readouterr().err


def test_runs_of_other_draws_compare_and_gate(sampled: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    sampled.write_table("gates", "min-scored = 4")
    sampled.run("--model=sampler:Sampler", "--realunify-update-baseline", "--realunify-sample-seed=1")
    result = sampled.run(
        "--model=sampler:Sampler", "--realunify-baseline=realunify-baseline.json", "--realunify-sample-seed=2"
    )
    result.stdout.fnmatch_lines(["*mental_tracking:direct *"])
    assert main(["compare", *(run.id for run in sampled.folders)]) == 0
    assert main(["noise", *(run.id for run in sampled.folders)]) == 0
    capsys.readouterr()


def test_the_judge_draws_from_the_run_s_seed_too(judged: JudgeBench, way: list[str]) -> None:
    judged.draw([(YES, NO)])
    judged.pytester.makepyfile(
        seeing="""
        from pathlib import Path
        from myjudges import Reads

        class Seeing(Reads):
            def answer(self, requests):
                with (Path(__file__).parent / "seeds.txt").open("a") as log:
                    log.writelines(f"{request.seed}\\n" for request in requests)
                return super().answer(requests)
        """
    )
    for number in (1, 1, 2):
        how = ("--realunify-judge=seeing:Seeing", "--realunify-protocol=direct", f"--realunify-sample-seed={number}")
        judged.run("--model=painter:Paints", *how, *way)
    seeds = (judged.path / "seeds.txt").read_text().split()
    assert sorted(seeds[:2]) == sorted(seeds[2:4])
    assert not set(seeds[:4]) & set(seeds[4:])
