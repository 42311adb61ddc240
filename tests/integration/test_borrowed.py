"""What is used of pytest and xdist without being documented there. Where one of these fails on a new version of them,
the line above its assertion says what to do in `pytest_realunify/borrowed.py`."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

import pytest

from pytest_realunify import borrowed


def test_a_failure_of_one_line_has_a_crash_and_prints_as_its_line() -> None:
    # Goes ReprExceptionInfo and its parts: any object with `reprcrash` (path, lineno, message), `reprtraceback` and
    # `toterminal(tw)` will do in this process; what xdist carries is in TestReport._to_json.
    made = borrowed.one_line("expected A, got B", ("cases/test_geu.py", 4, "test_geu"))
    assert str(made) == "expected A, got B"
    assert (made.reprcrash.path, made.reprcrash.lineno, made.reprcrash.message) == (
        "cases/test_geu.py",
        5,
        "expected A, got B",
    )


def test_it_travels_from_a_worker_as_it_is(pytestconfig: pytest.Config) -> None:
    # Else: send the line in `report.realunify`, and make the object on the controller.
    location = ("cases/test_geu.py", None, "test_geu")
    report = pytest.TestReport("a", location, {}, "failed", borrowed.one_line("line", location), "call")
    hook: Any = pytestconfig.hook
    data = hook.pytest_report_to_serializable(config=pytestconfig, report=report)
    back: Any = hook.pytest_report_from_serializable(config=pytestconfig, data=data)
    assert str(back.longrepr) == "line"
    assert back.longrepr.reprcrash.message == "line"


@pytest.fixture(name="seen", scope="module", params=[1])
def named() -> None:
    """A fixture as a module has it."""


def test_every_text_of_a_failure_can_be_changed(pytester: pytest.Pytester) -> None:
    """Where lines of an exception, of those that led to it or of locals stay as they are, look into `rewritten`."""
    pytester.makepyfile("""
        def test_a():
            secret = "abc-123"
            try:
                raise OSError(secret)
            except OSError as error:
                raise ValueError(f"told {secret}") from error
    """)
    pytester.makeconftest("""
        import pytest
        from pytest_realunify.borrowed import rewritten

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport():
            report = yield
            report.longrepr = rewritten(report.longrepr, lambda text: text.replace("abc-123", "***"))
            return report
    """)
    result = pytester.runpytest("-l", "-p", "no:realunify", "-vv")
    result.stdout.fnmatch_lines(["*OSError: ***", "*ValueError: told ***"])
    assert "told abc-123" not in result.stdout.str()
    assert "secret     = '***'" in result.stdout.str()


def test_where_logs_go_is_known(pytester: pytest.Pytester) -> None:
    """Where pytest's logging plugin is another, look into `log_handlers`."""
    pytester.makepyfile("""
        from pytest_realunify.borrowed import log_handlers

        def test_a(pytestconfig):
            names = {type(each).__name__ for each in log_handlers(pytestconfig)}
            assert names >= {"LogCaptureHandler", "_LiveLoggingNullHandler"}, names
            assert len(log_handlers(pytestconfig)) == 4
    """)
    pytester.runpytest("-p", "no:realunify").assert_outcomes(passed=1)


@pytest.mark.parametrize(("typed", "live"), [((), False), (("-o", "log_cli=1"), True), (("-p", "no:logging"), False)])
def test_whether_logs_are_live_is_known(pytester: pytest.Pytester, typed: tuple[str, ...], live: bool) -> None:
    """Where pytest's logging plugin is another, look into `logs_live`: the running line would be written over."""
    pytester.makepyfile(f"""
        from pytest_realunify.borrowed import logs_live

        def test_a(pytestconfig):
            assert logs_live(pytestconfig) is {live}
    """)
    pytester.runpytest("-p", "no:realunify", *typed).assert_outcomes(passed=1)


def test_a_fixture_of_a_module_is_known_by_the_name_it_is_asked_for() -> None:
    # Else: see what `@pytest.fixture` returns now. A `model` fixture that is not found is taken for none at all.
    assert borrowed.is_fixture(named, "seen")
    assert not borrowed.is_fixture(named, "named")
    assert not borrowed.is_fixture(print, "print")


def test_its_scope_and_params_are_known() -> None:
    # Else: leave the check out; pytest refuses a wrong scope case by case.
    assert borrowed.scope_and_params(named) == ("module", (1,))
    assert borrowed.scope_and_params(object()) == ("session", None)


def test_workers_are_known_before_they_start(pytester: pytest.Pytester) -> None:
    # Else: see where xdist turns `--tx` into specs (workermanage.NodeManager); devices are handed out by them.
    config = pytester.parseconfigure("-p", "xdist", "--tx=2*popen", "--dist=load")
    assert [spec.popen for spec in borrowed.worker_specs(config)] == [True, True]


def test_xdist_s_loop_ends_when_it_is_told_to(pytester: pytest.Pytester) -> None:
    # Else: see what DSession.pytest_runtestloop looks at. A crash loop goes on for ever without it.
    from xdist.dsession import DSession

    config = pytester.parseconfig("-p", "xdist")
    runner = DSession(config)
    runner.shouldstop = False  # as it has it once its workers are told to start
    config.pluginmanager.register(runner, "dsession")
    borrowed.stop_workers(config, "first")
    borrowed.stop_workers(config, "second")
    assert runner.shouldstop == "first"
    assert "self.shouldstop" in inspect.getsource(DSession.pytest_runtestloop)


def test_what_is_written_amid_a_test_reaches_the_terminal(pytester: pytest.Pytester) -> None:
    # Else: write to a copy of file descriptor 1 made in pytest_configure.
    pytester.makepyfile(
        """
        from pytest_realunify.borrowed import uncaptured

        def test_a(pytestconfig):
            with uncaptured(pytestconfig) as captures:
                print("amid", captures)
        """
    )
    pytester.runpytest_inprocess("-p", "no:randomly").stdout.fnmatch_lines(["*amid True*"])


def test_xdist_reports_a_dead_worker_without_a_phase(pytester: pytest.Pytester) -> None:
    # Else: tell it by pytest_handlecrashitem alone (controller/crashes.py), and see pytest-forked's own.
    pytester.makepyfile("import os\n\ndef test_a():\n    os._exit(1)\n")
    pytester.makeconftest(
        """
        def pytest_handlecrashitem(report):
            report.marked = True

        def pytest_runtest_logreport(report):
            if hasattr(report, "marked"):
                print("when", report.when, report.node.gateway.id)
        """
    )
    result = pytester.runpytest_subprocess("-n1", "-p", "no:randomly", "--max-worker-restart=0")
    result.stdout.fnmatch_lines([f"*when {borrowed.OF_NO_PHASE.replace('?', '[?]')} gw0*"])


def test_how_often_a_test_is_run_again_is_known(pytester: pytest.Pytester) -> None:
    # Else: see pytest_rerunfailures.get_reruns_count and its marker `flaky`.
    module: ModuleType = pytest.importorskip("pytest_rerunfailures")
    assert borrowed.asks_again(pytester.parseconfigure("--reruns=3")) == 3
    assert borrowed.asks_again(pytester.parseconfigure()) is None
    assert borrowed.asks_again(pytester.parseconfigure("-p", "no:rerunfailures")) is None
    report = pytest.TestReport("a", ("a", 1, "a"), {}, borrowed.TO_BE_RERUN, None, "call")  # type: ignore[arg-type]
    assert module.pytest_report_teststatus(report)[0] == "rerun"


def test_whether_tests_are_forked_is_known(pytester: pytest.Pytester) -> None:
    # Else: see pytest_forked's option.
    pytest.importorskip("pytest_forked")
    assert borrowed.is_forking(pytester.parseconfigure("--forked"))
    assert not borrowed.is_forking(pytester.parseconfigure())


def test_what_a_function_is_parametrized_with_is_known_and_renamed(pytester: pytest.Pytester) -> None:
    """Where it is not, look into `planned`, `rename` and `params_of`: without them a team's parameters stand in ids."""
    pytester.makeconftest("""
        import pytest
        from pytest_realunify import borrowed

        @pytest.fixture(params=["fp16"])
        def precision(request):
            return request.param

        @pytest.hookimpl(wrapper=True)
        def pytest_generate_tests(metafunc):
            metafunc.parametrize("instance", ["a", "b"])
            yield
            assert sorted(params["instance"] for _, params in borrowed.planned(metafunc)) == ["a", "b"]
            assert all("fp16" in name for name, _ in borrowed.planned(metafunc))
            file, params = borrowed.params_of(metafunc, "precision")
            assert file.endswith("conftest.py")
            assert list(params) == ["fp16"]
            assert borrowed.params_of(metafunc, "nobody") == ("", None)
            borrowed.rename(metafunc, [params["instance"] for _, params in borrowed.planned(metafunc)])
    """)
    pytester.makepyfile(test_a="def test_a(instance, precision): pass")
    result = pytester.runpytest("-p", "no:realunify", "-p", "no:randomly", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["test_a.py::test_a[[]a] PASSED*", "test_a.py::test_a[[]b] PASSED*"])


def test_hooks_of_a_conftest_are_shared_with_a_place_that_is_no_file(pytester: pytest.Pytester) -> None:
    """Where they are not, look into `share_hooks`: a team's conftest no longer sees the cases."""
    pytester.makeconftest("""
        import pytest
        from pytest_realunify import borrowed

        def pytest_collection_modifyitems(config, items):
            place = config.rootpath / "cases" / "nowhere.py"
            borrowed.share_hooks(config, place, config.rootpath)
            for item in items:
                item.path = place

        def pytest_runtest_setup(item):
            pytest.skip("seen")
    """)
    pytester.makepyfile(test_a="def test_a(): pass")
    pytester.runpytest("-p", "no:realunify").assert_outcomes(skipped=1)


def test_who_asked_for_a_fixture_that_is_not_there_is_known(pytester: pytest.Pytester) -> None:
    """Where it is not, look into `asked_by`."""
    pytester.makeconftest("""
        import pytest
        from pytest_realunify import borrowed

        @pytest.fixture
        def inner(nowhere): pass

        @pytest.fixture
        def outer(inner): pass

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_setup():
            try:
                return (yield)
            except pytest.FixtureLookupError as error:
                told = [(name, file.rpartition("/")[2]) for name, file in borrowed.asked_by(error)]
                assert ("inner", "conftest.py") in told, told
                pytest.skip("known")
    """)
    pytester.makepyfile(test_a="def test_a(outer): pass")
    pytester.runpytest("-p", "no:realunify").assert_outcomes(skipped=1)


def test_what_a_test_has_already_is_no_fixture_to_be_made(pytester: pytest.Pytester) -> None:
    """Where pytest makes it all the same, `worker.given` has no effect and may go. Where the other names are unknown,
    look at what an item knows of its fixtures (`files_of`), and whom it asks for them (`own_request`)."""
    pytester.makeconftest("""
        import pytest
        from pytest_realunify import borrowed

        @pytest.fixture
        def seen(request):
            raise AssertionError("made all the same")

        @pytest.fixture
        def other(more):
            return more

        @pytest.fixture
        def more():
            return 7

        @pytest.hookimpl(wrapper=True, trylast=True)
        def pytest_runtest_setup(item):
            found = borrowed.files_of(item)
            assert {name: asked for name, (_, asked) in found.items()} == {
                "seen": {"request"}, "other": {"more"}, "more": set()}
            assert found["seen"][0] == [__file__]
            item.funcargs["seen"] = 1
            yield
            item.funcargs["seen"] = borrowed.own_request(item).getfixturevalue("more")
    """)
    pytester.makepyfile("def test_a(seen, other): assert (seen, other) == (7, 7)")
    pytester.runpytest("-p", "no:randomly", "-p", "no:realunify").assert_outcomes(passed=1)


def test_who_implements_a_hook_is_known(pytestconfig: pytest.Config) -> None:
    """Else `worker.given` cannot tell who looks at fixtures: let it say that somebody does."""
    assert "_pytest.runner" in borrowed.implementers(pytestconfig, "pytest_runtest_setup")
    assert borrowed.implementers(pytestconfig, "pytest_fixture_setup")[0] == "_pytest.fixtures"
