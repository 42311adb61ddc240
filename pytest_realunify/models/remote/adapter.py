"""A model in another interpreter, with the verbs of the one it stands for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from pytest_realunify.errors import ModelUnavailableError, RealUnifyError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.remote.answers import answers, asked
from pytest_realunify.models.remote.faults import InterpreterGoneError, raised, trouble_of
from pytest_realunify.models.remote.interpreter import PATIENCE, Interpreter
from pytest_realunify.models.remote.place import Place
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb

Answer = Callable[[Sequence[Request]], list[Any]]

IN_A_ROW: Final = 3
"""Requests that each took the process down alone, none answered between, before the model counts as lost."""


class RemoteModel:
    """Has the model's verbs, its identity, and its exceptions by their names. A process that dies is replaced when it
    is needed next; one call at a time, whichever thread asks."""

    closes_amid_calls = True
    """Another thread may close it, whatever it is at."""

    understand: Answer | None = None
    generate: Answer | None = None
    edit: Answer | None = None

    def __init__(self, place: Place, target: str, settings: Mapping[str, Any]) -> None:
        """Starts the interpreter and builds the model there: `target` is `package.module:Class`.

        Raises ModelError for an interpreter that cannot be used, and whatever building raised there.
        """
        self.place = place
        self._target = target
        self._settings = dict(settings)
        self._lock = threading.RLock()
        self._deaths = 0
        self._interpreter = Interpreter(place)
        told = self._built()
        self._identity: dict[str, Any] = told["identity"]
        self._versions: dict[str, str] = told["versions"]
        for verb in told["verbs"]:
            setattr(self, verb, partial(self._ask, verb))

    def identity(self) -> Mapping[str, Any]:
        """The model's own: where it runs is not what it is."""
        return self._identity

    def realunify_interpreters(self) -> dict[str, dict[str, str]]:
        """By place: the versions of Python and libraries there, once the model was loaded."""
        return {self.place.shown: self._versions}

    def realunify_facts(self) -> dict[str, dict[str, Any]]:
        """By place: versions, devices and memory there, as they are now."""
        with self._lock:
            answer, _ = self._interpreter.ask({"do": "facts"})
        return {self.place.shown: _unless_raised(answer)["facts"]}

    def realunify_ready(self, verb: Verb) -> None:
        """Start what is gone: before a call and its time limit. Raises ModelUnavailableError where that fails."""
        del verb
        with self._lock:
            if not self._interpreter.is_alive:
                self._revive()

    def close(self) -> None:
        """Closes the model there and ends its process; one that is still being asked, from another thread, is ended
        as it is."""
        if not self._lock.acquire(timeout=PATIENCE):
            self._interpreter.kill()
            return
        try:
            _unless_raised(self._interpreter.close())
        finally:
            self._lock.release()

    def _ask(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        with self._lock:
            self.realunify_ready(verb)
            header, given = asked(verb, requests)
            try:
                answer, pictures = self._interpreter.ask(header, given)
                if "lost" in answer:
                    self._interpreter.kill()
                    raise InterpreterGoneError(trouble_of(answer["lost"]))
            except InterpreterGoneError as gone:
                self._count(gone.trouble, len(requests))
                raise
            self._deaths = 0
        for request, usage in zip(requests, answer.get("usage", ()), strict=False):
            request.usage.update(usage)
        for request, notes in zip(requests, answer.get("notes", ()), strict=False):
            request.notes.update(notes)
        outputs: list[Any] = answers(_unless_raised(answer), pictures)
        return outputs

    def _count(self, trouble: Trouble, requests: int) -> None:
        self._deaths += requests == 1
        if self._deaths >= IN_A_ROW:
            last = f"the last so: {trouble.kind}: {trouble.message}"
            raise ModelUnavailableError(f"{self._deaths} cases in a row took {self.place.shown} down, {last}")

    def _revive(self) -> None:
        try:
            self._interpreter = Interpreter(self.place)
            self._built()
        except Exception as error:  # whatever loading raises now, it will raise again
            trouble = Trouble.of(error)
            why = trouble.message if isinstance(error, RealUnifyError) else f"{trouble.kind}: {trouble.message}"
            raise ModelUnavailableError(f"{self.place.shown} had to be started again, and cannot: {why}") from error

    def _built(self) -> dict[str, Any]:
        try:
            answer, _ = self._interpreter.ask({"do": "build", "target": self._target, "settings": self._settings})
            return _unless_raised(answer)
        except BaseException:
            self._interpreter.kill()
            raise


def _unless_raised(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer. Raises what was raised there instead."""
    if "raised" in answer:
        raise raised(answer["raised"])
    return answer
