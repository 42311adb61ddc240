"""Every name of pytest and xdist that is used here and that they do not document. Each has a test that says what to do
when it goes: `tests/integration/test_borrowed.py`."""

from __future__ import annotations

import dataclasses
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pytest
    from execnet import XSpec

FIXTURE: Final = "FixtureFunctionDefinition"
"""What `@pytest.fixture` makes, from pytest 8.4 on. By name, so that nothing private is imported."""

OF_NO_PHASE: Final = "???"
"""`when` of a report on a process that died: xdist's of a worker, pytest-forked's of a test's own process."""

TO_BE_RERUN: Final = "rerun"
"""`outcome` that pytest-rerunfailures gives a failed report whose test it is about to run again."""


def one_line(line: str, location: tuple[str, int | None, str]) -> Any:
    """A `longrepr` that prints as one line, and that has what conftest files and plugins read off failed reports:
    `reprcrash` and `reprtraceback`. It travels from xdist's workers as pytest's own do."""
    from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback

    path, lineno, _ = location
    crash = ReprFileLocation(path or "", (lineno or 0) + 1, line)
    return ReprExceptionInfo(ReprTraceback([ReprEntryNative([f"{line}\n"])], None, style="native"), crash)


def rewritten(longrepr: Any, change: Callable[[str], str]) -> Any:
    """A report's `longrepr`, every text of it changed: its lines, those of exceptions that led to it, and of locals."""
    if isinstance(longrepr, str):
        return change(longrepr)
    if isinstance(longrepr, tuple):
        return tuple(change(each) if isinstance(each, str) else each for each in longrepr)
    chain = getattr(longrepr, "chain", None) or [(getattr(longrepr, "reprtraceback", None), None, None)]
    for traceback, crash, _ in [*chain, (None, getattr(longrepr, "reprcrash", None), None)]:
        if crash is not None:
            crash.message = change(crash.message)
        for entry in getattr(traceback, "reprentries", ()):
            for part in (entry, getattr(entry, "reprlocals", None)):
                if part is not None and hasattr(part, "lines"):
                    part.lines[:] = map(change, part.lines)
    return longrepr


def log_handlers(config: pytest.Config) -> list[logging.Handler]:
    """Those that pytest puts logs into: a report's, a test's, a file's, the terminal's."""
    plugin = config.pluginmanager.get_plugin("logging-plugin")
    names = ("caplog_handler", "report_handler", "log_file_handler", "log_cli_handler")
    return [handler for name in names if isinstance(handler := getattr(plugin, name, None), logging.Handler)]


def logs_live(config: pytest.Config) -> bool:
    """Whether pytest writes logs to the terminal as they come; without its logging plugin (`-p no:logging`) it has no
    such setting."""
    return config.pluginmanager.has_plugin("logging-plugin") and bool(config.getini("log_cli"))


def is_fixture(candidate: object, name: str) -> bool:
    """Whether an attribute of a module is a fixture that is asked for by this name."""
    # Which need not be its function's: @pytest.fixture(name="model").
    return type(candidate).__name__ == FIXTURE and getattr(candidate, "name", None) == name


def scope_and_params(fixture: object) -> tuple[str, object]:
    """Of a fixture as a module has it; where a pytest hides them, those of a good one."""
    marker = getattr(fixture, "_fixture_function_marker", None)
    scope = getattr(marker, "scope", "session")
    return scope if isinstance(scope, str) else "session", getattr(marker, "params", None)


def planned(metafunc: pytest.Metafunc) -> list[tuple[str, Mapping[str, object]]]:
    """The tests that are to be made of a function: what will stand in the brackets of each, and its parameters."""
    return [(call.id, call.params) for call in metafunc._calls]


def rename(metafunc: pytest.Metafunc, names: Sequence[str]) -> None:
    """What stands in the brackets of each, in order."""
    pairs = zip(metafunc._calls, names, strict=True)
    metafunc._calls[:] = [dataclasses.replace(call, _idlist=(name,)) for call, name in pairs]


def params_of(metafunc: pytest.Metafunc, name: str) -> tuple[str, Sequence[object] | None]:
    """File and parameters of the fixture that a function would get under this name; an empty file where it is none."""
    fixtures = metafunc._arg2fixturedefs.get(name)
    if not fixtures:
        return "", None
    found = fixtures[-1]
    code = getattr(inspect.unwrap(found.func), "__code__", None)
    return getattr(code, "co_filename", ""), found.params


def files_of(item: pytest.Function) -> dict[str, tuple[list[str], set[str]]]:
    """By name of what a test asks for, itself or through fixtures: the files of the fixtures that it might get under
    that name, and the names that these ask for."""
    found = {}
    for name, fixtures in item._fixtureinfo.name2fixturedefs.items():
        codes = [getattr(inspect.unwrap(each.func), "__code__", None) for each in fixtures]
        asked = {asked for each in fixtures for asked in each.argnames}
        found[name] = [getattr(code, "co_filename", "") for code in codes], asked
    return found


def own_request(item: pytest.Function) -> pytest.FixtureRequest:
    """What a test's fixtures are asked for by."""
    return item._request


def implementers(config: pytest.Config, hook: str) -> list[str]:
    """Modules of the plugins that implement a hook, the one called last first; wrappers come behind all others."""
    plugins = [each.plugin for each in getattr(config.hook, hook).get_hookimpls()]
    return [getattr(each, "__name__", None) or type(each).__module__ for each in plugins]


def asked_by(error: pytest.FixtureLookupError) -> list[tuple[str, str]]:
    """Name and file of the fixtures that led to one that is not there, outermost first."""
    found = []
    for each in error.fixturestack:  # pytest 8.4 has functions here, 9.2 what it makes of them
        fixture: Any = each
        function = inspect.unwrap(getattr(fixture, "func", fixture))
        code = getattr(function, "__code__", None)
        found.append((getattr(fixture, "argname", function.__name__), getattr(code, "co_filename", "")))
    return found


def share_hooks(config: pytest.Config, place: Path, folder: Path) -> None:
    """Have the conftest files of a folder, and of those above it, called for what lies at a place of its own, which is
    no file or an unvisited one."""
    plugins = config.pluginmanager
    files = [(Path(str(file)), each) for each in plugins.get_plugins() if (file := getattr(each, "__file__", None))]
    above = (folder, *folder.parents)
    reaching = [each for file, each in files if file.name == "conftest.py" and file.parent in above]
    for key in (place, place.parent) if place.is_file() else (place,):
        plugins._dirpath2confmods.setdefault(key, reaching)


def worker_specs(config: pytest.Config) -> list[XSpec]:
    """xdist's workers, as `-n` and `--tx` say."""
    from execnet import XSpec
    from xdist.workermanage import parse_tx_spec_config

    return [XSpec(text) for text in parse_tx_spec_config(config)]


def stop_workers(config: pytest.Config, reason: str) -> None:
    """Ends xdist's loop; workers finish what they have in hand. Raises `pytest.exit.Exception` while they are being
    started, for there is no loop then."""
    runner = config.pluginmanager.get_plugin("dsession")
    if runner is not None and not hasattr(runner, "shouldstop"):
        import pytest

        raise pytest.exit.Exception(reason, int(pytest.ExitCode.INTERRUPTED))
    if runner is not None and not runner.shouldstop:
        runner.shouldstop = reason


@contextmanager
def uncaptured(config: pytest.Config) -> Iterator[bool]:
    """Within, what is written reaches the terminal, also amid a test. Whether there is anything that captures."""
    capture = config.pluginmanager.get_plugin("capturemanager")
    if capture is None:
        yield False
        return
    with capture.global_and_fixture_disabled():
        yield True


def asks_again(config: pytest.Config) -> int | None:
    """How often pytest-rerunfailures runs a failed test again; None where it is not there, or not asked to."""
    if not config.pluginmanager.has_plugin("rerunfailures"):
        return None
    count = config.getoption("reruns", None)
    return int(config.getini("reruns") or 0) or None if count is None else int(count)


def is_forking(config: pytest.Config) -> bool:
    """Whether pytest-forked runs every test in a process of its own."""
    return bool(config.getoption("forked", False))
