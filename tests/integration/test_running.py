"""One run from the command line to the table."""

from __future__ import annotations

import json

import pytest

from toybench import Bench


def test_a_run_scores_every_case_and_prints_the_table(
    bench: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    bench.data("ABCDABCD")
    result = bench.run("--model=mymodels:Always", *way)
    result.assert_outcomes(passed=4, failed=12)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert len(bench.verdicts) == 16
    assert bench.verdicts["mental_tracking-left-0000-direct"] == "correct"
    assert bench.verdicts["mental_tracking-right-0001-stepwise"] == "wrong"
    result.stdout.fnmatch_lines(["*WK *CR *MR-I *LR *SR *C2I *UEG *MR-II *MT *AF *CN *GEU *Total*", "direct *25.0 *"])
    result.stdout.fnmatch_lines(["direct:   scored 8 of 8, unparsed 0 (0.0%), error 0, judge-invalid 0"])
    table = result.stdout.lines[[line.strip("= ") for line in result.stdout.lines].index("RealUnify") :]
    assert max(map(len, table)) <= 100


def test_the_header_names_model_suite_protocols_scorer_and_run(bench: Bench, way: list[str]) -> None:
    bench.data()
    result = bench.run("--model=mymodels:Right", *way)
    folder = bench.folders[-1]
    facts = folder.facts()
    suite, drawn = facts["suite"]["fingerprint"], facts["options"]["realunify_sample_seed"]
    result.stdout.fnmatch_lines(
        [
            f"realunify: model mymodels:Right (import), suite official:data (fingerprint {suite}, seed 0, *{drawn})",
            "realunify: protocols direct, stepwise; 16 cases; scorer strict, parity beside it",
            f"realunify: run .realunify/runs/{folder.id}",
        ]
    )


def test_a_wrong_answer_is_one_line_without_a_traceback(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Always", "--realunify-protocol=direct", *way)
    result.stdout.fnmatch_lines(
        ["'cases/test_geu.py::test_geu[[]mental_tracking-right-0001-direct]' expected B, got A: Question 1: which*"]
    )
    assert result.stdout.str().count("right-0001-direct") == 1
    for word in ("Traceback", "FAILURES", "AssertionError", "short test summary"):
        result.stdout.no_fnmatch_line(f"*{word}*")


def test_the_assertion_itself_tells_the_answer(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        def pytest_exception_interact(call):
            with open("seen.txt", "a") as file:
                file.write(str(call.excinfo.value))
        """
    )
    bench.run("--model=mymodels:Always", "--realunify-protocol=direct", *way)
    assert "expected B, got A: Question 1" in (bench.path / "seen.txt").read_text()


def test_a_model_without_edit_has_no_stepwise_score_rather_than_zero(bench: Bench, way: list[str]) -> None:
    bench.data("BB")
    result = bench.run("--model=mymodels:TextOnly", *way)
    result.assert_outcomes(passed=2, skipped=2)
    assert bench.verdicts["mental_tracking-left-0000-stepwise"] == "unsupported"
    assert "the model cannot edit" in bench.run("--realunify-resume", "-rs", *way).stdout.str()
    result.stdout.re_match_lines([r"stepwise +(- +){7}- +- +- +- +- +-$"])
    result.stdout.fnmatch_lines(["stepwise: scored 0 of 2*unsupported 2"])


def test_the_journal_holds_what_others_read(bench: Bench, way: list[str]) -> None:
    bench.data("C")
    bench.run("--model=mymodels:Right", "--realunify-protocol=stepwise", *way)
    folder = bench.folders[-1]
    (line,) = folder.journal.read_text().splitlines()
    record = json.loads(line)
    assert record["case"] == "mental_tracking-left-0000-stepwise"
    assert record["instance"] == "mental_tracking-left-0000"
    assert (record["axis"], record["category"], record["subtask"]) == ("GEU", "mental_tracking", "left")
    assert record["verdict"]["strict"] == record["verdict"]["parity"] == "correct"
    assert (record["expected"], record["reply"]) == ("C", "The answer is C.")
    edit, understand = record["steps"]
    assert (edit["verb"], edit["prompt"], understand["verb"]) == ("edit", "Turn picture 0.", "understand")
    assert understand["inputs"] == [edit["output"]]
    assert (folder.images / f"{edit['output']}.png").is_file()
    assert not (folder.images / f"{edit['inputs'][0]}.png").exists(), "licensed input pictures are never copied"
    facts = folder.facts()
    assert (facts["selected"], facts["selected_by_protocol"]) == (1, {"stepwise": 1})
    assert facts["model"]["identity"]["class"] == "mymodels.Right"
    assert facts["finished"] >= facts["started"]


def test_batches_are_full_and_of_one_kind(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCDABCDABCD")
    bench.pytester.makepyfile(
        sized="""
        from pathlib import Path
        from mymodels import Right

        class Sized(Right):
            def note(self, verb, requests):
                kinds = {request.case.rpartition("-")[2] for request in requests}
                with Path("sizes.txt").open("a") as log:
                    log.write(f"{verb} {len(requests)} {'/'.join(sorted(kinds))}\\n")
        """
    )
    bench.run("--model=sized:Sized", "--realunify-batch-size=4", *way)
    sizes = sorted((bench.path / "sizes.txt").read_text().splitlines())
    assert sizes == ["edit 4 stepwise"] * 4 + ["understand 4 direct"] * 4 + ["understand 4 stepwise"] * 4


def test_repeats_run_every_case_again_under_its_own_seed(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(
        seeded="""
        class Seeded:
            def understand(self, requests):
                return [f"seed {request.seed}" for request in requests]
        """
    )
    result = bench.run("--model=seeded:Seeded", "--realunify-repeats=3", "--realunify-protocol=direct", *way)
    result.assert_outcomes(failed=6)
    replies = {case: found.reply for case, found in bench.results.items()}
    assert len(set(replies.values())) == 6
    assert set(replies) == {
        f"mental_tracking-{name}-direct{repeat}"
        for name in ("left-0000", "right-0001")
        for repeat in ("", "-rep1", "-rep2")
    }


def test_blind_withholds_the_picture_and_official_data_has_no_oracle(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(
        peek="""
        class Peek:
            def understand(self, requests):
                return [str(request.images[0].getcolors()) + str(request.images[0].size) for request in requests]
        """
    )
    bench.run("--model=peek:Peek", "--realunify-protocol=all", *way)
    assert bench.results["mental_tracking-right-0001-blind"].reply == "[(384, (128, 128, 128))](24, 16)"
    assert bench.results["mental_tracking-right-0001-direct"].reply == "[(384, (10, 90, 200))](24, 16)"
    assert not any(case.endswith("oracle") for case in bench.results)


def test_limit_takes_the_first_instances_of_every_subtask(bench: Bench, way: list[str]) -> None:
    bench.data("ABCDABCD")
    bench.run("--model=mymodels:Right", "--realunify-limit=1", "--realunify-protocol=direct", *way)
    assert sorted(bench.results) == ["mental_tracking-left-0000-direct", "mental_tracking-right-0001-direct"]
