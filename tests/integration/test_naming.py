"""How a model is named and found, and what a wrong name costs: two lines, exit code 4."""

from __future__ import annotations

import pytest

from toybench import Bench, folder_is_clean, one_line_errors

SESSION_MODEL = """
    import pytest
    from mymodels import Right

    @pytest.fixture(scope="session")
    def model():
        return Right()
"""


def test_a_teams_fixture_is_the_model(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(SESSION_MODEL)
    result = bench.run(*way)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["realunify: model conftest (fixture in *conftest.py), suite *"])


def test_a_hook_gives_a_factory(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        from mymodels import Right

        def pytest_realunify_model(config, name):
            return Right if name == "ours" else None
        """
    )
    result = bench.run("--model=ours", *way)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["realunify: model ours (hook), *"])


def test_a_table_in_pyproject_names_adapter_and_settings(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(
        tuned="""
        class Tuned:
            def __init__(self, letter):
                self.letter = letter

            def understand(self, requests):
                return [self.letter for _ in requests]
        """
    )
    bench.pytester.makepyprojecttoml(
        """
        [tool.realunify.models.always-b]
        adapter = "tuned:Tuned"
        letter = "B"
        """
    )
    result = bench.run("--model=always-b", "--realunify-protocol=direct", *way)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["realunify: model always-b (pyproject.toml), *"])


def test_every_option_has_an_ini_twin(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeini(
        """
        [pytest]
        realunify_model = mymodels:Right
        realunify_suite = official:data
        realunify_protocol = blind
        realunify_limit = 1
        realunify_run_dir = kept/here
        """
    )
    result = bench.pytester.runpytest_inprocess("--realunify", *way)
    result.assert_outcomes(passed=2)
    assert len(list((bench.path / "kept/here").glob("*/run.json"))) == 1


WRONG = {
    "model": (["--model=referense"], ["referense", "'reference'"]),
    "model's class": (["--model=mymodels:Rihgt"], ["Rihgt", "'Right'"]),
    "model's module": (["--model=mymodules:Right"], ["mymodules", "module"]),
    "no model": ([], ["--model=NAME", "reference"]),
    "suite": (["--model=reference", "--realunify-suite=procedual"], ["procedual", "'procedural'"]),
    "suite's folder": (["--model=reference", "--realunify-suite=official:nowhere"], ["nowhere"]),
    "protocol": (["--model=reference", "--realunify-protocol=direct,stepwize"], ["stepwize", "'stepwise'"]),
    "protocol of the suite": (["--model=mymodels:Right", "--realunify-protocol=oracle"], ["oracle", "direct"]),
    "report": (["--model=reference", "--realunify-report=htlm"], ["htlm", "'html'"]),
    "gate's protocol": (["--model=reference", "--realunify-gate=ueg:stepwize>=0.3"], ["stepwize", "'stepwise'"]),
    "recorded outputs": (["--model=recorded:nowhere"], ["nowhere"]),
    "hook": (["--model=raising-hook"], ["pytest_realunify_model", "boom"]),
    "limit": (["--model=reference", "--realunify-limit=some"], ["--realunify-limit", "whole number from 1", "some"]),
    "batch size": (["--model=reference", "--realunify-batch-size=0"], ["--realunify-batch-size", "whole number"]),
    "seed": (["--model=reference", "--realunify-seed=-1"], ["--realunify-seed", "whole number from 0"]),
    "resume": (["--model=reference", "--realunify-resume=last"], ["no run", ".realunify/runs"]),
    "difficulty": (
        ["--model=reference", "--realunify-suite=procedural", "--realunify-difficulty=mase.size=9"],
        ["mase", "'maze'"],
    ),
    "difficulty's setting": (
        ["--model=reference", "--realunify-suite=procedural", "--realunify-difficulty=maze.sise=9"],
        ["sise", "'size'"],
    ),
    "difficulty's value": (
        ["--model=reference", "--realunify-suite=procedural", "--realunify-difficulty=maze.size=900"],
        ["maze.size", "number from", "900"],
    ),
}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_ends_the_run_in_three_lines(bench: Bench, wrong: str, workers: list[str]) -> None:
    arguments, words = WRONG[wrong]
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        def pytest_realunify_model(name):
            if name == "raising-hook":
                raise ValueError("boom")
        """
    )
    result = bench.run(*arguments, *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert 1 <= len(lines) <= 3, lines
    assert all(word in "\n".join(lines) for word in words), lines
    assert folder_is_clean(bench.path)


def test_a_broken_pyproject_is_named(bench: Bench) -> None:
    bench.data("AB")
    (bench.path / "other.ini").write_text("[pytest]\n")  # pytest itself then leaves pyproject.toml alone
    (bench.path / "pyproject.toml").write_text("[tool.realunify\n", encoding="utf-8")
    result = bench.run("--model=mine", "-c", "other.ini")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "pyproject.toml is not valid TOML" in "\n".join(one_line_errors(result))


def test_an_object_without_verbs_is_no_model(bench: Bench, way: list[str]) -> None:
    bench.data("A")
    bench.pytester.makepyfile(odd="class Odd: pass\n")
    result = bench.run("--model=odd:Odd", "--realunify-protocol=direct", *way)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert bench.results == {}
    line = "a Odd is no model under test: it has none of understand, generate, edit"
    assert [each for each in result.outlines if each == line] == [line]


def test_a_resumed_run_keeps_its_options_and_refuses_others(bench: Bench) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", "--realunify-protocol=direct", "-p", "no:xdist").assert_outcomes(passed=2)
    again = bench.run("--realunify-resume=last", "-p", "no:xdist")
    again.assert_outcomes(passed=2)
    refused = bench.run("--realunify-resume=last", "--model=mymodels:Always")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    assert "differs from the run being resumed" in "\n".join(one_line_errors(refused))


def test_a_suite_that_changed_cannot_be_resumed(bench: Bench) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", "-p", "no:xdist")
    bench.data("BA")
    refused = bench.run("--realunify-resume=last")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    assert "fingerprint" in "\n".join(one_line_errors(refused))
