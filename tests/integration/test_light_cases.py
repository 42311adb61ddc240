"""What a case costs beside its model: nothing is made that nobody looks at, and whoever looks finds it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from pytest_realunify.worker.given import NAMES
from toybench import Bench

REPORTING = {
    "jinja2",
    "urllib.request",
    "pytest_realunify.api.run",
    "pytest_realunify.controller.controller",
    "pytest_realunify.decisions.baseline",
    "pytest_realunify.engine.ray.pool",
    "pytest_realunify.numbers.summary",
    "pytest_realunify.reporting.html",
    "pytest_realunify.trackers.finding",
}

DIRECT = ["--model=mymodels:Right", "--realunify-protocol=direct"]


class Recorder:
    """Counts fixtures as they are made. By its module it is one of pytest's own, which are blind to what they are."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        self.made[fixturedef.argname] += 1


Recorder.__module__ = "_pytest.recording"


def test_no_fixture_is_made_for_a_case_where_nobody_looks(bench: Bench) -> None:
    bench.data("ABCDABCD")
    recorder = Recorder()
    typed = ["--realunify", "--realunify-suite=official:data", "--realunify-report=none", *DIRECT]
    bench.pytester.inline_run(*typed, "-p", "no:xdist", "-p", "no:randomly", plugins=[recorder]).assertoutcome(passed=8)
    assert not recorder.made.keys() & {*NAMES}
    assert recorder.made["model"] == recorder.made["realunify_engine"] == 1


def test_whoever_looks_sees_them_all(bench: Bench, way: list[str]) -> None:
    bench.data("AB")
    bench.pytester.makeconftest("""
        def pytest_fixture_setup(fixturedef, request):
            with (request.config.rootpath / "made.txt").open("a") as file:
                file.write(f"{fixturedef.argname}\\n")
    """)
    bench.run(*DIRECT, *way).assert_outcomes(passed=2)
    made = Counter((bench.path / "made.txt").read_text().split())
    assert {name: made[name] for name in NAMES} == dict.fromkeys(NAMES, 2)


def test_pytest_shows_them_where_it_is_asked_to(bench: Bench) -> None:
    bench.data("A")
    result = bench.run(*DIRECT, "-p", "no:xdist", "--setup-show")
    result.stdout.fnmatch_lines([f"*SETUP    F {name}*" for name in NAMES])


@pytest.mark.parametrize(
    "conftest",
    [
        """
        @pytest.fixture(autouse=True)
        def theirs(instance, note):
            note(instance.id)
        """,
        """
        @pytest.fixture(autouse=True)
        def theirs(request, note):
            note(request.getfixturevalue("instance").id)
        """,
        """
        @pytest.hookimpl(trylast=True)
        def pytest_runtest_setup(item):
            _note(item.config, item.funcargs["instance"].id)
        """,
        """
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_setup(item):
            yield
            _note(item.config, item.funcargs["instance"].id)
        """,
        """
        def pytest_runtest_call(item):
            _note(item.config, item.funcargs["instance"].id)
        """,
    ],
    ids=["a fixture", "a fixture, late", "a hook behind pytest's", "a hook around it", "before the test"],
)
def test_a_team_gets_at_what_a_case_is_given(bench: Bench, conftest: str, way: list[str]) -> None:
    bench.data("AB")
    common = """
import pytest

def _note(config, text):
    with (config.rootpath / "noted.txt").open("a") as file:
        file.write(f"{text}\\n")

@pytest.fixture
def note(request):
    return lambda text: _note(request.config, text)
"""
    bench.pytester.makeconftest(common + "\n".join(line[8:] for line in conftest.splitlines()))
    bench.run(*DIRECT, *way).assert_outcomes(passed=2)
    assert len({*(bench.path / "noted.txt").read_text().split()}) == 2
    assert {*bench.verdicts.values()} == {"correct"}


def test_a_team_s_own_fixtures_come_first(bench: Bench) -> None:
    """What reads an instance may want what they set."""
    bench.data("A")
    bench.pytester.makeconftest("""
        import pytest
        from pytest_realunify.worker.batches import BatchRunner

        @pytest.fixture(autouse=True)
        def theirs(monkeypatch):
            instance = BatchRunner.instance
            def read(self, case):
                (self.plan.root / "read.txt").write_text("with theirs")
                return instance(self, case)
            monkeypatch.setattr(BatchRunner, "instance", read)
    """)
    bench.run(*DIRECT, "-p", "no:xdist").assert_outcomes(passed=1)
    assert (bench.path / "read.txt").read_text() == "with theirs"


def test_what_only_runs_cases_loads_nothing_that_reports() -> None:
    code = "import sys, pytest_realunify.controller.activation; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {*done.stdout.split()}
    assert "pytest_realunify.worker.fixtures" in loaded
    assert loaded.isdisjoint(REPORTING)


def test_no_traceback_is_drawn_up_of_a_wrong_answer_and_any_other_failure_has_its_own(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.data("ABCD")
    drawn_up: list[str] = []
    plain = pytest.Function.repr_failure

    def noted(item: pytest.Function, excinfo: Any) -> Any:
        drawn_up.append(type(excinfo.value).__name__)
        return plain(item, excinfo)

    monkeypatch.setattr(pytest.Function, "repr_failure", noted)
    arguments = ["--model=mymodels:Always", DIRECT[1], "-p", "no:xdist"]
    result = bench.run(*arguments)
    result.assert_outcomes(passed=1, failed=3)
    assert drawn_up == []
    bench.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture(autouse=True)
        def tidy():
            yield
            assert False, "untidy at the end"
        """
    )
    bench.run(*arguments).stdout.fnmatch_lines(['*assert False, "untidy at the end"*', "E * untidy at the end"])
