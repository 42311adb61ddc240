"""A team's own `instance`, `protocol`, `perform` or `score`: it gives what a case can use, or the run ends and says
which fixture of which file does not. A team may have had one of that name for years, for other tests."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from typing import Any, Final

import pytest

from pytest_realunify.borrowed import asked_by
from pytest_realunify.errors import FixtureError
from pytest_realunify.interfaces import GEUInstance, Instance, UEGInstance
from pytest_realunify.records import Attempt
from pytest_realunify.run.team_fixture import shown
from pytest_realunify.text import shortened
from pytest_realunify.worker import fixtures
from pytest_realunify.worker.collecting import CaseFile

WHAT: Final = {
    "instance": "a GEUInstance or UEGInstance, such as dataclasses.replace(instance, …)",
    "protocol": "a generator function of an instance, which yields what to ask and returns the last outcome",
    "perform": "a function of protocol and instance that returns an Attempt, as ours does",
    "score": "a function of attempt and instance that returns the verdict of ours",
}

Function = Callable[..., Any]


class FixtureChecks:
    """Registered in every process that runs cases."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        """Of the fixture that a case gets last under each name."""
        self._known: Function | None = None
        """The last protocol that returned what it should."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        name = fixturedef.argname
        if name not in WHAT or not isinstance(request.node.getparent(pytest.Module), CaseFile | None):
            return (yield)
        code = getattr(inspect.unwrap(fixturedef.func), "__code__", None)
        file = getattr(code, "co_filename", "")
        try:
            made = yield
        except AttributeError as error:
            if "param" not in str(error) or hasattr(request, "param"):
                raise
            where = shown(file, request.config)
            raise FixtureError(_message(name, where, "asks for request.param, which it has not in a case")) from error
        if file != fixtures.__file__:
            self._files[name] = shown(file, request.config)
        return made

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """What one fixture lacks, it lacks in every case."""
        try:
            return (yield)
        except pytest.FixtureLookupError as error:
            if not isinstance(item.parent, CaseFile):
                raise
            for name, file in asked_by(error):
                if name in WHAT:
                    why = f"asks for {error.argname!r}, which cases do not see"
                    raise FixtureError(_message(name, shown(file, item.config), why)) from error
            raise

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> None:
        """Just before a case runs: what it was given."""
        if not isinstance(pyfuncitem.parent, CaseFile):
            return
        given = pyfuncitem.funcargs
        for name in WHAT:
            if name in self._files:
                given[name] = self._checked(name, given, pyfuncitem.parent.name)

    def _checked(self, name: str, given: Mapping[str, Any], case_file: str) -> Any:
        value = given[name]
        if name == "instance":
            kind = GEUInstance if "geu" in case_file else UEGInstance
            if not isinstance(value, kind):
                self._refuse(name, value)
            return value
        if not callable(value):
            self._refuse(name, value)
        if name == "protocol":
            self._check_protocol(value, given["instance"])
            return value
        return self._performing(value) if name == "perform" else self._scoring(value)

    def _check_protocol(self, protocol: Function, instance: Instance) -> None:
        """One that is no generator function may return a generator all the same: it is asked once."""
        if inspect.isgeneratorfunction(inspect.unwrap(protocol)) or protocol is self._known:
            return
        made = protocol(instance)
        if not inspect.isgenerator(made):
            self._refuse("protocol", made, "a function that returns ")
        made.close()
        self._known = protocol

    def _performing(self, perform: Function) -> Function:
        def performed(protocol: object, instance: Instance) -> object:
            attempt = perform(protocol, instance)
            if not isinstance(attempt, Attempt):
                self._refuse("perform", attempt, "a function that returns ")
            return attempt

        return performed

    def _scoring(self, score: Function) -> Function:
        def scored(attempt: Attempt, instance: Instance) -> object:
            said = score(attempt, instance)
            if not isinstance(said, str):
                self._refuse("score", said, "a function that returns ")
            return said

        return scored

    def _refuse(self, name: str, value: object, how: str = "") -> None:
        given = f"{how}{shortened(repr(value), 60)} ({type(value).__name__})"
        raise FixtureError(_message(name, self._files[name], f"gives {given}"))


def _message(name: str, file: str, what: str) -> str:
    return (
        f"the `{name}` fixture of {file} {what}; a case needs {WHAT[name]}. "
        "Give it another name, or put it into a conftest.py below the rootdir's, which cases do not see"
    )
