"""pytest's own ways of choosing what to run, and where it is run from."""

from __future__ import annotations

import pytest

from official_data import write_rows
from toybench import Bench, folder_is_clean, toy_row


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-k", "0003"], {"right-0003-direct", "right-0003-stepwise"}),
        (["-k", "left and stepwise"], {"left-0000-stepwise", "left-0002-stepwise"}),
        (["-m", "mental_tracking and stepwise and right"], {"right-0001-stepwise", "right-0003-stepwise"}),
        (["-m", "GEU and not stepwise and left"], {"left-0000-direct", "left-0002-direct"}),
        (
            ["cases/test_geu.py::test_geu[mental_tracking-left-0002-direct]"],
            {"left-0002-direct"},
        ),
        (
            ["--deselect=cases/test_geu.py::test_geu[mental_tracking-left", "-k", "direct"],
            {"right-0001-direct", "right-0003-direct"},
        ),
    ],
    ids=["-k", "-k and", "-m", "-m not", "node id", "--deselect"],
)
def test_cases_are_chosen_as_any_tests_are(
    bench: Bench, way: list[str], arguments: list[str], expected: set[str]
) -> None:
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", "--strict-markers", *arguments, *way)
    assert result.ret == 0
    assert set(bench.results) == {f"mental_tracking-{name}" for name in expected}


def test_last_failed_runs_the_wrong_ones_alone(bench: Bench, way: list[str]) -> None:
    bench.data("AABA")
    bench.run("--model=mymodels:Always", *way)
    result = bench.run("--model=mymodels:Always", "--lf", *way)
    result.assert_outcomes(failed=2, deselected=6 if way != ["-n", "2"] else 0)
    assert set(bench.results) == {"mental_tracking-left-0002-direct", "mental_tracking-left-0002-stepwise"}


def test_exitfirst_stops_at_the_first_wrong_answer(bench: Bench, way: list[str]) -> None:
    bench.data("BBBBBBBB")
    result = bench.run("--model=mymodels:Always", "-x", "--realunify-protocol=direct", *way)
    assert result.ret != 0
    assert 1 <= len(bench.results) < 8


def test_verdicts_do_not_depend_on_order_or_workers(bench: Bench) -> None:
    bench.data("ABCDABCDABCD")
    ways = [["-n", "0"], ["-n", "1"], ["-n", "2"], ["-n", "3"], ["-p", "randomly", "-p", "no:xdist"]]
    seen = []
    for way in ways:
        arguments = ["--model=mymodels:Always", *way]
        bench.pytester.runpytest_inprocess("--realunify", "--realunify-suite=official:data", *arguments)
        seen.append(bench.verdicts)
    assert all(verdicts == seen[0] for verdicts in seen[1:])
    assert len(seen[0]) == 24


def test_the_hooks_of_the_teams_conftest_see_the_cases(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest(
        """
        import pytest

        def pytest_runtest_setup(item):
            if "0001" in item.name:
                pytest.skip("not on this machine")
        """
    )
    bench.run("--model=mymodels:Right", *way).assert_outcomes(passed=2, skipped=2)


def test_foreign_tests_run_beside_the_cases(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(test_mine="def test_mine(): pass\ndef test_broken(): assert 1 == 2\n")
    result = bench.run("--model=mymodels:Right", "test_mine.py", "cases/test_geu.py", *way)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["*= FAILURES =*", "*assert 1 == 2*", "FAILED test_mine.py::test_broken*"])


def test_a_path_of_ones_own_means_ones_own_tests(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(test_mine="def test_mine(): pass\n")
    bench.run("--model=mymodels:Right", "test_mine.py", *way).assert_outcomes(passed=1)


def test_with_nothing_of_ours_selected_no_run_is_kept(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makepyfile(test_mine="def test_mine(): pass\n")
    result = bench.run("--model=mymodels:Right", "test_mine.py", *way)
    result.stdout.no_fnmatch_line("*= RealUnify =*")
    assert bench.folders == []


def test_paths_start_where_pytest_was_started_and_else_at_the_rootdir(
    bench: Bench, way: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.data("AB", steps=False)
    rows = [{**toy_row(index, "A", "mental_tracking"), "response": "A"} for index in range(2)]
    write_rows(bench.path / "below/outputs", "GEU_direct", rows)
    bench.pytester.makeini("[pytest]\nrealunify_model = recorded:outputs\nrealunify_protocol = direct\n")
    monkeypatch.chdir(bench.path / "below")
    bench.run("--rootdir=..", *way).assert_outcomes(passed=1, failed=1)


def test_another_distribution_mode_is_said_to_split_batches(bench: Bench) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "-n", "2", "--dist=loadfile")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["realunify: --dist=loadfile splits batches: one case per call"])


@pytest.mark.parametrize("option", ["--setup-plan", "--setup-only"])
def test_showing_fixtures_runs_nothing(bench: Bench, option: str) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", option, "-p", "no:xdist")
    assert result.ret == 0
    assert bench.folders == []


def test_collect_only_lists_and_writes_nothing(bench: Bench) -> None:
    bench.data("AB")
    result = bench.run("--model=mymodels:Right", "--collect-only", "-q")
    result.stdout.fnmatch_lines(["cases/test_geu.py::test_geu[[]mental_tracking-left-0000-direct]"])
    assert folder_is_clean(bench.path)


def test_without_the_option_the_plugin_is_inert(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_mine="""
        import pytest, sys

        def test_nothing_of_ours_is_loaded(request):
            ours = request.config.pluginmanager.get_plugin("realunify-worker")
            assert "pytest_realunify.controller.controller" not in sys.modules or ours is None
            with pytest.raises(pytest.FixtureLookupError):
                request.getfixturevalue("model")
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*ealunify:*")
    assert folder_is_clean(pytester.path)


def test_a_conftest_that_owns_the_short_option_keeps_it(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest("def pytest_addoption(parser): parser.addoption('--model', default='theirs')")
    result = bench.run("--realunify-model=mymodels:Right", "--model=other", *way)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["realunify: another plugin owns --model here: name the model with --realunify-model"])
    assert result.stdout.str().count("another plugin owns") == 1
