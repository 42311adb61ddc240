"""Cases measure, gates judge: what a run with a baseline or with rules prints, reports and exits with."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from toybench import Bench, one_line_errors

WORSE = """
import os
from mymodels import Right


class Worse(Right):
    def understand(self, requests):
        if "BROKEN" in os.environ and any("-0003-direct" in request.case for request in requests):
            if os.environ["BROKEN"] == "dies":
                os._exit(9)
            raise RuntimeError("no such layer")
        return super().understand(requests)

    def answer(self, request):
        return "A" if "WORSE" in os.environ else super().answer(request)
"""
FILE = "realunify-baseline.json"


@pytest.fixture
def gated(bench: Bench) -> Bench:
    """Eight instances under two protocols, gates for so few, and a baseline of a model that knows them all."""
    bench.data()
    bench.write_table("gates", "min-scored = 4")
    (bench.path / "worse.py").write_text(WORSE)
    result = bench.run("--model=worse:Worse", "--realunify-update-baseline", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    result.stdout.fnmatch_lines([f"baseline written: {FILE}"])
    return bench


def against(bench: Bench, *arguments: str) -> pytest.RunResult:
    return bench.run("--model=worse:Worse", f"--realunify-baseline={FILE}", *arguments)


def test_an_unchanged_model_passes(gated: Bench, way: list[str]) -> None:
    result = against(gated, *way)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=20)
    result.stdout.fnmatch_lines(["*mental_tracking:direct*100.0*100.0*pass", "gates passed: 4 of 4"])


def test_a_worse_model_fails_by_its_gates_alone(gated: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORSE", "1")
    result = against(gated, "--junitxml=junit.xml", *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=6, failed=2, xfailed=12)
    result.stdout.fnmatch_lines(
        [
            "FAILED gates::mental_tracking:direct*",
            "*mental_tracking:direct * 25.0  100.0   -75.0 *FAIL",
            "changed since the baseline: 12 worse, 0 better",
            "*- mental_tracking-left-0002-direct: correct -> wrong",
            "GATES FAILED: mental_tracking:direct, mental_tracking:stepwise",
        ]
    )
    suite = ET.parse(gated.path / "junit.xml").getroot()[0]  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == (
        "20", "2", "0", "12"
    )  # fmt: skip
    named = {(case.get("classname"), case.get("name")) for case in suite if case.find("failure") is not None}
    assert named == {("gates", "mental_tracking:direct"), ("gates", "mental_tracking:stepwise")}


def test_the_run_keeps_what_its_gates_said(gated: Bench) -> None:
    assert against(gated).ret == pytest.ExitCode.OK
    kept = json.loads((gated.folders[-1].path / "gates.json").read_text())
    assert [gate["name"] for gate in kept["gates"]] == [
        "mental_tracking:direct",
        "mental_tracking:stepwise",
        "completeness",
        "errors",
    ]
    assert all(gate["passed"] for gate in kept["gates"])


def test_strict_cases_keep_pytest_s_plain_failures(
    gated: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORSE", "1")
    result = against(gated, "--realunify-strict-cases", *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=6, failed=14)
    result.stdout.fnmatch_lines(["*wrong answers*", "*GATES FAILED*"])


def test_known_failures_and_new_ones_say_so(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORSE", "1")
    against(gated, "-rx").stdout.fnmatch_lines(["XFAIL*0002-direct*new; expected C, got A*"])
    assert gated.run("--model=worse:Worse", "--realunify-update-baseline").ret == pytest.ExitCode.OK
    result = against(gated, "-rx")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["XFAIL*0002-direct*known: the baseline has it too; expected C, got A*"])


def test_trouble_is_weighed_against_its_budget(gated: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKEN", "raises")
    result = against(gated, *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=19, failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["dark:*pass", "errors *FAIL", "*GATES FAILED: errors"])
    gated.write_table("gates", "min-scored = 4\nerror-budget = 0.1")
    result = against(gated, *way)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=20, xfailed=1)


def test_a_worker_s_death_is_weighed_too(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    gated.write_table("gates", "min-scored = 4\nerror-budget = 0.1")
    monkeypatch.setenv("BROKEN", "dies")
    result = against(gated, "-n", "2", "--realunify-batch-size=2")
    result.assert_outcomes(passed=20, xfailed=1)
    assert result.ret == pytest.ExitCode.OK


def test_a_team_s_test_that_kills_its_worker_is_no_expected_failure(gated: Bench) -> None:
    (gated.path / "test_theirs.py").write_text("import os\n\n\ndef test_theirs():\n    os._exit(9)\n")
    result = against(gated, "-n", "2", "test_theirs.py", "cases")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=20, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_theirs.py::test_theirs*", "gates passed: 4 of 4"])


def test_gates_leave_pytest_s_lines_of_cases_alone(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORSE", "1")
    for how in ("-v", "--color=no"):
        result = against(gated, "-p", "no:xdist", "-x", how)
        cases, _, after = result.stdout.str().partition("= short test summary info =")
        assert not [line for line in cases.splitlines() if line.startswith("gates")]
        assert cases.count("100%") == 1
        assert "= FAILURES =" not in cases, "the section of the gates says why they failed"
        assert "FAILED gates::mental_tracking:direct" in after
        assert "stopping after" not in after


def test_a_part_of_the_suite_never_passes(gated: Bench, way: list[str]) -> None:
    result = against(gated, "-k", "left", *way)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["completeness*FAIL", "*8 *-k*", "*GATES FAILED:*completeness*"])


def test_a_run_that_ends_early_is_not_judged(gated: Bench) -> None:
    (gated.path / "test_theirs.py").write_text("def test_theirs():\n    assert False\n")
    result = against(gated, "-x", "-p", "no:xdist", "test_theirs.py", "cases")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*gates: not judged, the run ended early"])


def test_rules_alone_are_gates_too(bench: Bench, way: list[str]) -> None:
    bench.data()
    bench.write_table("gates", 'min-scored = 4\nrules = ["mental_tracking:stepwise>=0.9"]')
    arguments = ["--model=mymodels:Always", "--realunify-gate=mental_tracking:direct>=20%", *way]
    result = bench.run(*arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=7, failed=1, xfailed=12)
    result.stdout.fnmatch_lines(["mental_tracking:stepwise>=0.9 *25.0*FAIL", "mental_tracking:direct>=0.2 *25.0*pass"])


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\nrealunify_gate =\n  GEU:direct>=20%\n  mental_tracking:direct>=20%\n"),
        ("pytest.ini", "[pytest]\nrealunify_gate = GEU:direct>=20%, mental_tracking:direct>=20%\n"),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\nrealunify_gate = ["GEU:direct>=20%", "mental_tracking:direct>=20%"]\n',
        ),
    ],
)
def test_rules_in_a_project_s_file_may_be_a_list(bench: Bench, file: str, text: str) -> None:
    bench.data()
    (bench.path / file).write_text(text)
    result = bench.run("--model=mymodels:Always", "-rx")
    result.stdout.fnmatch_lines(
        ["XFAIL*0001-direct* - expected B, got A*", "GEU:direct>=0.2 *", "*tracking:direct>=0.2 *"]
    )


def test_a_resumed_run_is_judged_whole(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKEN", "raises")
    assert against(gated).ret == pytest.ExitCode.TESTS_FAILED
    monkeypatch.delenv("BROKEN")
    result = gated.run("--realunify-resume", "--realunify-suite=official:data")
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=20)


def test_an_update_of_what_is_not_whole_is_not_written(gated: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (gated.path / FILE).read_text()
    monkeypatch.setenv("BROKEN", "raises")
    monkeypatch.setenv("WORSE", "1")
    result = against(gated, "--realunify-update-baseline")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert (gated.path / FILE).read_text() == before
    monkeypatch.delenv("BROKEN")
    result = against(gated, "--realunify-update-baseline")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["changed since the baseline: 12 worse, 0 better", f"baseline written: {FILE}"])
    assert (gated.path / FILE).read_text() != before


def test_an_update_says_how_many_runs_it_drops_and_what_is_another(gated: Bench, way: list[str]) -> None:
    for weights in ("v1", "v1", "v2"):
        (gated.path / "weighed.py").write_text(
            "from worse import Worse\n\nclass Weighed(Worse):\n"
            f"    def identity(self):\n        return {{'weights': '{weights}'}}\n"
        )
        result = gated.run(
            "--model=weighed:Weighed",
            "--realunify-update-baseline",
            "--realunify-baseline=w.json",
            *way,
            subprocess=True,
        )
        assert result.ret == pytest.ExitCode.OK
        dropped = [line for line in result.outlines if "dropped" in line]
        assert bool(dropped) is (weights == "v2")
    result.stdout.fnmatch_lines(["*2 of 2 runs in the baseline are dropped: weights (v2, was v1)*"])


def test_an_update_never_drops_cases_unseen(gated: Bench) -> None:
    """`Worse` has no identity, so its runs replace one another."""
    before = (gated.path / FILE).read_text()
    result = against(gated, "--realunify-update-baseline", "-k", "left")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*completeness*FAIL", f"*no baseline written: 8 cases*or remove {FILE}*"])
    assert (gated.path / FILE).read_text() == before


def test_a_baseline_that_cannot_be_written_fails_the_run_and_says_what_to_type(bench: Bench) -> None:
    bench.data()
    result = bench.run(
        "--model=mymodels:Right", "--realunify-update-baseline", "--realunify-baseline=data/GEU_direct.json/b"
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=17, failed=1)
    result.stdout.fnmatch_lines(["  no baseline written: cannot write *realunify baseline save 2*"])


def test_an_update_of_another_suite_says_how_to_start_anew(gated: Bench) -> None:
    gated.data("DCBADCBA")
    result = gated.run("--model=worse:Worse", "--realunify-update-baseline")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert one_line_errors(result)[-1].startswith("To start anew with --realunify-update-baseline, remove ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--realunify-gate=mental_trakking:direct>=0.3"], "Did you mean 'mental_tracking'?"),
        (["--realunify-baseline=refrence"], "Did you mean 'reference'?"),
        (["--realunify-baseline=reference"], "verdicts cannot be compared"),
        (["--realunify-gate=GEU:direct-0.02"], "--realunify-baseline"),
        (["--realunify-baseline=reference", "--realunify-update-baseline"], "ships with the plugin"),
    ],
)
def test_what_cannot_be_judged_is_refused_before_anything_runs(
    bench: Bench, way: list[str], arguments: list[str], told: str
) -> None:
    bench.data()
    result = bench.run("--model=mymodels:Right", *arguments, *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert any(told in line for line in lines), lines
    assert len(lines) <= 3
    assert not bench.folders


def test_a_table_with_a_typo_is_refused(bench: Bench) -> None:
    bench.data()
    bench.write_table("gates", "min-score = 4")
    result = bench.run("--model=mymodels:Right")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert any("Did you mean 'min-scored'?" in line for line in one_line_errors(result))
