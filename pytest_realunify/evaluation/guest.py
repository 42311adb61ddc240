"""The plugin that one session of pytest gets its objects from: model, suite, judge and protocols that are loaded."""

from __future__ import annotations

import functools
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

from pytest_realunify.errors import JudgeError, RealUnifyError, UsageError
from pytest_realunify.extensions.specs import Lent
from pytest_realunify.interfaces import supports
from pytest_realunify.run.unsent import UNSENT
from pytest_realunify.stored.journal import RunFolder


@dataclass(eq=False)
class Guest:
    """Made for one session. What was a name already stays one."""

    model: object
    name: str
    suite: object
    protocols: str | Iterable[object]
    judge: object
    folder: RunFolder | None = None
    """Where the run lies, once that is known."""
    refused: BaseException | None = None
    """Why it never began."""
    broken: BaseException | None = None
    """What ended it that is none of ours: Ctrl-C, a fault of pytest or of a plugin."""
    stopped: str = ""
    """Why it ended early."""
    unsent: list[str] = field(default_factory=list)
    """What trackers did not get, a line each."""
    _steps: dict[str, object] = field(default_factory=dict)
    _protocols: str = ""

    def __post_init__(self) -> None:
        typed = self.protocols.split(",") if isinstance(self.protocols, str) else self.protocols
        given = [*typed]
        own = [each for each in given if not isinstance(each, str)]
        self._steps = {_name_of(each): each for each in own}
        self._protocols = ",".join(each if isinstance(each, str) else _name_of(each) for each in given)
        if len(self._steps) < len(own):
            raise UsageError(f"protocols (evaluate): two of them are called alike, in {self._protocols}")
        if self.name and isinstance(self.model, str):
            raise UsageError(f"name (evaluate) is for an object: this model is named {self.model!r} already")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By option, what pytest is told: names by which it asks the hooks below."""
        suite = self.suite if isinstance(self.suite, str) else _name_of(self.suite)
        given = {"model": self._model, "suite": suite, "protocol": self._protocols}
        return {**given, **({} if self.judge is None else {"judge": self._judge})}

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self.unsent = config.stash.get(UNSENT, [])

    @property
    def given(self) -> list[object]:
        """The objects that hold networks, perhaps."""
        return [each for each in (self.model, self.suite, self.judge) if not isinstance(each, (str, type, type(None)))]

    @property
    def _model(self) -> str:
        return self.name or (self.model if isinstance(self.model, str) else _name_of(self.model))

    @property
    def _looks(self) -> bool:
        """Whether the judge is a model that is to be asked as one."""
        return not isinstance(self.judge, (str, type)) and not hasattr(self.judge, "answer")

    @property
    def _judge(self) -> str:
        """Raises JudgeError. Of a model with its name: then the two never run at once (`worker.loaded`)."""
        if isinstance(self.judge, str):
            return self.judge
        if not self._looks:
            return _name_of(self.judge)
        if not supports(self.judge, "understand"):
            raise JudgeError(f"a {type(self.judge).__name__} is no judge: it has neither answer nor understand")
        return f"vlm:{self._looking}"

    @property
    def _looking(self) -> str:
        """The judging model's name, another than that of another model under test."""
        if self.judge is self.model:
            return self._model
        name = _name_of(self.judge)
        return f"{name}-judge" if name == self._model else name

    # What pytest asks -------------------------------------------------------------------------------------------------

    def pytest_realunify_model(self, name: str) -> object | None:
        if name == self._model and not isinstance(self.model, str):
            return _lent(self.model)
        return _lent(self.judge) if self.judge is not None and self._looks and name == self._looking else None

    def pytest_realunify_judge(self, name: str) -> object | None:
        mine = self.judge is not None and not isinstance(self.judge, str) and not self._looks
        return _lent(self.judge) if mine and name == _name_of(self.judge) else None

    def pytest_realunify_suite(self, name: str) -> object | None:
        if isinstance(self.suite, str) or name != _name_of(self.suite):
            return None
        return self.suite if isinstance(self.suite, type) else lambda _: self.suite

    def pytest_realunify_protocol(self, name: str) -> object | None:
        return self._steps.get(name)

    # How it goes ------------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_cmdline_main(self) -> Generator[None, object, object]:
        try:
            return (yield)
        except pytest.UsageError as error:
            known = error.__cause__ if isinstance(error.__cause__, RealUnifyError) else None
            self.refused = known or UsageError(str(error))
            raise

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        controller: Any = config.pluginmanager.get_plugin("realunify-controller")
        self.folder = controller.record.folder
        letting_go: Any = config.pluginmanager.get_plugin("realunify-letting-go")
        letting_go.is_guest = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        if isinstance(excinfo.value, KeyboardInterrupt) and not isinstance(excinfo.value, pytest.Session.Interrupted):
            self.broken = excinfo.value

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.broken = excinfo.value

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.stopped = str(session.shouldstop or session.shouldfail or "")


def _lent(given: object) -> object:
    """A class or factory as it is: what it makes is ours to close."""
    makes = isinstance(given, functools.partial) or hasattr(given, "__qualname__")
    return given if makes else Lent(given)


def _name_of(given: object) -> str:
    """Of a class or function its own, of an object its class's."""
    named = given if hasattr(given, "__qualname__") else type(given)
    return str(getattr(named, "__name__", type(given).__name__))
