"""What a team's directory and a team's model bring along: fixtures elsewhere, folders in the way, odd texts."""

from __future__ import annotations

import pytest

from toybench import Bench, folder_is_clean, one_line_errors, toy_row

FIXTURE = """
    import pytest

    @pytest.fixture{how}
    def model({takes}):
        import mymodels
        return mymodels.Right()
"""


def fixture_below(bench: Bench) -> None:
    """`tests/conftest.py`: pytest loads it at the start, for the tests in that folder."""
    bench.pytester.mkdir("tests")
    bench.pytester.makepyfile(**{"tests/conftest": FIXTURE.format(how="", takes="request")})


def test_a_model_fixture_of_a_folder_below_leaves_the_typed_model_alone(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    fixture_below(bench)
    result = bench.run("--model=mymodels:Always", *way)
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["realunify: model mymodels:Always (import), *"])


def test_a_model_fixture_of_a_folder_below_is_named_where_no_model_is_typed(bench: Bench) -> None:
    bench.data("AB")
    fixture_below(bench)
    result = bench.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert len(lines) == 3
    assert "--model=NAME" in lines[0]
    assert "conftest.py is out of the cases' reach" in lines[2]


@pytest.mark.parametrize(
    ("how", "word"), [("", "'function'"), ("(scope='module')", "'module'"), ("(scope='session', params=[1])", "params")]
)
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
def test_a_model_fixture_that_cannot_serve_a_run_is_refused(
    bench: Bench, how: str, word: str, workers: list[str]
) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(FIXTURE.format(how=how, takes=""))
    result = bench.run(*workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    lines = one_line_errors(result)
    assert len(lines) <= 3
    assert word in lines[0]
    assert folder_is_clean(bench.path)


def test_a_fixture_is_known_by_the_name_it_is_asked_for_by(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    named = FIXTURE.format(how="(scope='session', name='model')", takes="").replace("def model", "def ours")
    other = FIXTURE.format(how="(name='other')", takes="").replace("Right", "Always")
    bench.pytester.makeconftest(named + other)
    result = bench.run(*way)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["realunify: model conftest (fixture in *conftest.py), suite *"])


def test_a_team_s_names_for_tests_do_not_hide_the_cases(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeini("[pytest]\npython_functions = check_*\npython_files = check_*.py\n")
    bench.run("--model=mymodels:Right", *way).assert_outcomes(passed=4)


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "n2"])
def test_a_run_folder_that_cannot_be_made_is_a_usage_error(bench: Bench, workers: list[str]) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "--realunify-run-dir=mymodels.py", *workers)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "mymodels.py" in one_line_errors(result)[0]
    assert "--realunify-run-dir" in one_line_errors(result)[1]
    assert bench.calls == []


@pytest.mark.parametrize("file", ["journal.jsonl", "run.json"])
def test_a_run_that_was_damaged_is_not_resumed(bench: Bench, way: list[str], file: str) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", "-p", "no:xdist")
    damaged = bench.folders[-1].path / file
    damaged.write_text('{"format": 1}\n', encoding="utf-8")
    result = bench.run("--realunify-resume", *way)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert file in one_line_errors(result)[0]
    assert damaged.read_text() == '{"format": 1}\n'


def test_what_a_model_says_of_itself_need_not_be_json(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(
        typed="""
        from pathlib import PurePosixPath
        from mymodels import Right

        class Typed(Right):
            def identity(self):
                return {"checkpoint": PurePosixPath("a/b"), "steps": (1, 2), 3: None}
        """
    )
    bench.run("--model=typed:Typed", *way).assert_outcomes(passed=4)
    identity = bench.folders[-1].facts()["model"]["identity"]
    assert identity == {"checkpoint": "a/b", "steps": [1, 2], "3": None}


def test_what_a_terminal_would_obey_is_shown_as_text(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    rows = [toy_row(index, letter, "mental_tracking") for index, letter in enumerate("AB")]
    bench.write("GEU_direct", [{**row, "question": f"\x1b[31m{row['question']}"} for row in rows])
    bench.pytester.makepyfile(
        loud=r"""
        class Loud:
            def understand(self, requests):
                if len(requests) > 1 or "0000" in requests[0].case:
                    raise ValueError("\x1b[2J" + "\x07" * 5 + "\u202e and " + "very " * 1000 + "long")
                return ["\x1b"]
        """
    )
    result = bench.run("--model=loud:Loud", "--realunify-protocol=direct", "--color=no", *way)
    result.assert_outcomes(failed=2)
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stdout.str())
    result.stdout.fnmatch_lines(["*: ValueError: \\x1b[[]2J\\x07*", "*got no answer in '\\x1b': \\x1b[[]31mQ*"])
    assert max(map(len, result.stdout.lines)) < 1200
