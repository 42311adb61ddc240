"""Every case is one test and one result, whatever a team's plugins and conftest files parametrize."""

from __future__ import annotations

import pytest

from pytest_realunify.case_folder import CASES as FOLDER
from toybench import Bench

DIRECT = "--realunify-protocol=direct"
RIGHT = "--model=mymodels:Right"
CASES = {"mental_tracking-left-0000-direct", "mental_tracking-right-0001-direct"}

PRECISION = """
    import pytest

    @pytest.fixture(autouse=True, params={params}{scope})
    def precision(request):
        return request.param
    """

GENERATED = """
    import pytest

    @pytest.fixture(autouse=True)
    def seed(request):
        return request.param

    def pytest_generate_tests(metafunc):
        if "seed" in metafunc.fixturenames:
            metafunc.parametrize("seed", {values}, indirect=True)
    """


@pytest.fixture
def toy(bench: Bench) -> Bench:
    bench.data("AB", steps=False)
    return bench


@pytest.mark.parametrize(
    ("conftest", "who"),
    [
        (PRECISION.format(params='["fp16", "fp32", "int8"]', scope=""), "`precision` (conftest.py)"),
        (PRECISION.format(params='["fp16", "fp32", "int8"]', scope=", scope='session'"), "`precision` (conftest.py)"),
        (GENERATED.format(values="[1, 2, 3]"), "`seed` (conftest.py)"),
    ],
    ids=["autouse fixture", "of the session", "pytest_generate_tests"],
)
def test_what_would_multiply_every_case_is_one_error_that_names_it(
    toy: Bench, way: list[str], conftest: str, who: str
) -> None:
    toy.pytester.makeconftest(conftest)
    result = toy.run(RIGHT, DIRECT, *way)
    assert result.ret not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert result.parseoutcomes()["errors"] == 1
    lines = [line for line in result.stdout.lines if line.startswith(who)]
    assert lines == [f"{who} would run every case 3 times, of which one could count."]
    result.stdout.fnmatch_lines(["Type --realunify-repeats=3 to have them all counted, each with its own seed;*"])
    assert toy.folders == []


def test_one_error_for_both_axes(bench: Bench, way: list[str]) -> None:
    bench.pytester.makeconftest(PRECISION.format(params="[1, 2]", scope=""))
    result = bench.run("--model=reference", "--realunify-suite=procedural:1", DIRECT, *way)
    assert result.stdout.str().count("would run every case 2 times") == (2 if way == ["-n", "2"] else 1)
    assert result.parseoutcomes()["errors"] == 1
    assert bench.folders == []


def test_pytest_repeat_is_told_of_repeats(toy: Bench, way: list[str]) -> None:
    pytest.importorskip("pytest_repeat")
    result = toy.run(RIGHT, DIRECT, "--count=2", *way)
    assert result.ret not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)
    result.stdout.fnmatch_lines(
        [
            "--count (pytest-repeat) would run every case 2 times, of which one could count.",
            "Type --realunify-repeats=2 to have them all counted, each with its own seed;*",
        ]
    )
    toy.run(RIGHT, DIRECT, "--realunify-repeats=2", "--count=1", *way).assert_outcomes(passed=4)


@pytest.mark.parametrize(
    "conftest",
    [PRECISION.format(params='["fp16"]', scope=""), GENERATED.format(values="['one']")],
    ids=["autouse fixture", "pytest_generate_tests"],
)
def test_a_parameter_of_one_value_leaves_a_case_what_it_is(toy: Bench, way: list[str], conftest: str) -> None:
    toy.pytester.makeconftest(conftest)
    result = toy.run("--model=mymodels:Always", DIRECT, *way)
    assert result.parseoutcomes() == {"passed": 1, "failed": 1}
    assert toy.verdicts == dict(zip(sorted(CASES), ("correct", "wrong"), strict=True))
    assert "'cases/test_geu.py::test_geu[mental_tracking-right-0001-direct]' expected B" in result.stdout.str()
    assert len(toy.calls) == 2


def test_every_worker_for_itself_is_refused(toy: Bench) -> None:
    result = toy.run(RIGHT, DIRECT, "--dist=each", "--tx=2*popen")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --dist=each runs every case once on each worker*", "*--realunify-repeats=K*"])


def test_a_test_of_the_team_s_that_is_called_like_a_case_is_none(toy: Bench, way: list[str]) -> None:
    """Its failure is its own, and no result of the case; nor does its skip skip the case."""
    toy.pytester.makepyfile(
        test_known="""
        import pytest

        @pytest.mark.parametrize("name", ["mental_tracking-left-0000-direct", "mental_tracking-right-0001-direct"])
        def test_known(name):
            assert "left" not in name
            pytest.skip("later")
        """
    )
    result = toy.run(RIGHT, DIRECT, ".", *way)
    assert result.parseoutcomes() == {"passed": 2, "failed": 1, "skipped": 1}
    assert toy.verdicts == dict.fromkeys(sorted(CASES), "correct")
    assert len(toy.folders[-1].journal.read_text().splitlines()) == 2


def test_case_files_in_a_checkout_are_collected_once(toy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER.parent)
    monkeypatch.syspath_prepend(toy.path)
    others = [each.name for each in FOLDER.parent.iterdir() if each.is_dir() and each != FOLDER]
    result = toy.run(
        *(RIGHT, DIRECT, ".", *(f"--ignore={name}" for name in others)),
        *(f"--realunify-suite=official:{toy.path}/data", f"--realunify-run-dir={toy.path}/.realunify/runs"),
        *("--rootdir=.", "-c", "/dev/null", "-p", "no:xdist", "-p", "no:cacheprovider"),
    )
    result.assert_outcomes(passed=2)
    assert set(toy.verdicts) == CASES


def test_a_mark_of_ours_on_a_test_of_the_team_s_is_refused(toy: Bench, way: list[str]) -> None:
    toy.pytester.makepyfile(
        test_copy="""
        import pytest

        @pytest.mark.realunify("GEU")
        def test_copy(instance): pass
        """
    )
    result = toy.run(RIGHT, DIRECT, ".", *way)
    assert result.parseoutcomes()["errors"] == 1
    result.stdout.fnmatch_lines(["test_copy.py::test_copy bears the mark `realunify`, which is for*"])
