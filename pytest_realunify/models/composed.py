"""The `composed` adapter: specialists as one model, each verb asked of the one that was named for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

from pytest_realunify.errors import ModelError, ModelUnavailableError, RealUnifyError, UsageError
from pytest_realunify.extensions.identity import Identity, identity_of
from pytest_realunify.extensions.importing import Factory
from pytest_realunify.extensions.specs import ModelSpec
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.libraries import library
from pytest_realunify.models.settings import checked
from pytest_realunify.models.spending import Purse
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb

ADAPTER: Final = "composed"
SERVED: Final = "openai"
"""The adapter that counts its calls as it makes them."""
EXAMPLE: Final = '[tool.realunify.models.NAME] with adapter = "composed", understand = "…" and generate = "…"'
_HEAVY: Final = ("transformers", "diffusers", "bagel", "torchumm")
"""Adapters whose settings and weights say what an identity says: it need not wait for the weights to be loaded."""


def parts_of(settings: Mapping[str, Any], place: str, find: Callable[[str], ModelSpec]) -> dict[Verb, ModelSpec]:
    """The model named for each verb. `find` resolves a name; `place` is where it was written. Raises UsageError."""
    named = checked(settings, dict.fromkeys(VERBS, str), place)
    if not named:
        raise UsageError(f"{place} names no model: {EXAMPLE}")
    return {verb: _part(verb, named[verb], place, find) for verb in VERBS if verb in named}


def spec_of(name: str, parts: Mapping[Verb, ModelSpec]) -> ModelSpec:
    """A model of these parts, as a table of that name asks for it."""

    def assemble(chosen: Sequence[ModelSpec]) -> Factory:
        by_verb = dict(zip(parts, chosen, strict=True))
        return lambda **_: Composed(by_verb)

    def told(_: Mapping[str, Any]) -> Identity:
        return {"adapter": ADAPTER, **{verb: identity_of(part) for verb, part in parts.items()}}

    named: dict[str, Any] = {verb: part.name for verb, part in parts.items()}
    widths = {verb: part.widths[verb] for verb, part in parts.items() if verb in part.widths}
    specs = tuple(parts.values())
    return ModelSpec(name, "pyproject.toml", assemble(specs), named, ADAPTER, specs, widths, assemble, told=told)


def _part(verb: Verb, name: str, place: str, find: Callable[[str], ModelSpec]) -> ModelSpec:
    try:
        return find(name)
    except UsageError as error:
        raise UsageError(f"{place}: {verb} = {name!r}: {error}") from error


def _built(verb: Verb, spec: ModelSpec) -> object:
    try:
        return spec.build()
    except Exception as error:  # whatever loading raises, it raises for every case
        trouble = Trouble.of(error)
        known = isinstance(error, RealUnifyError)  # it says already what is wrong, and what to do
        why = trouble.message if known else f"it cannot be loaded: {trouble.kind}: {trouble.message}"
        raise ModelUnavailableError(f"{verb} = {spec.name!r}: {why}") from error


def _dtype(spec: ModelSpec) -> str | None:
    """Where the table says none, torch knows which its device has."""
    if find_spec("torch") is None:
        return None
    from pytest_realunify.models.diffusers.identity import ADAPTER as DIFFUSERS
    from pytest_realunify.models.diffusers.identity import dtype_of
    from pytest_realunify.models.diffusers.settings import Settings

    return dtype_of(Settings.of(spec.settings, f"model {spec.name}"), library("torch", DIFFUSERS))


def _watch(part: object, seconds: float | None) -> None:
    if seconds is not None and callable(watch := getattr(part, "watch_outage", None)):
        watch(seconds)


def _watch_spending(part: Any, purse: Purse | None) -> None:
    if purse is not None:
        part.watch_spending(purse)


class Composed:
    """One model of several. A verb is there if a model was named for it.

    A part is built when its verb is first asked for; one that is named for several verbs is built once. One that cannot
    be built raises ModelUnavailableError: within a batch that is the model's end, as it would be before the first.
    """

    def __init__(self, parts: Mapping[Verb, ModelSpec]) -> None:
        self._parts = dict(parts)
        self._built: dict[str, object] = {}
        self._lock = threading.RLock()
        self._outage: float | None = None
        self._purse: Purse | None = None
        for verb in VERBS:
            setattr(self, verb, self._asker(verb) if verb in self._parts else None)

    @property
    def concurrent(self) -> bool:
        """Whether every part may be asked from several threads at once. Builds parts until one may not."""
        return all(getattr(self._part(verb), "concurrent", False) for verb in self._parts)

    def identity(self) -> Mapping[str, Any]:
        """What each part is. A part that loads weights is not built to be asked: its settings and files tell, so that a
        run that never draws does not load the one that draws."""
        return {"adapter": ADAPTER, **{verb: self._told(verb) for verb in self._parts}}

    def realunify_ready(self, verb: Verb) -> None:
        """Builds the part that a verb was named for, and lets it start what it must, before a call and its time
        limit."""
        part = self._part(verb)
        if callable(ready := getattr(part, "realunify_ready", None)):
            ready(verb)

    def watch_outage(self, seconds: float) -> None:
        """Lets the parts wait for their servers, where they have any."""
        with self._lock:
            self._outage = seconds
            for part in self._built.values():
                _watch(part, seconds)

    def watch_spending(self, purse: Purse) -> frozenset[Verb]:
        """As the parts that ask a server do; the verbs of which that holds. Builds no part: which will is known."""
        self._purse = purse
        with self._lock:
            served = {verb: spec for verb, spec in self._parts.items() if spec.kind == SERVED}
            for name in {spec.name for spec in served.values()} & self._built.keys():
                _watch_spending(self._built[name], purse)
        return frozenset(served)

    def realunify_interpreters(self) -> dict[str, dict[str, str]]:
        """Versions by place, of the parts that are built and have an interpreter of their own."""
        return self._told_by_parts("realunify_interpreters")

    def realunify_facts(self) -> dict[str, dict[str, Any]]:
        """Versions, devices and memory of the same."""
        return self._told_by_parts("realunify_facts")

    def close(self) -> None:
        """Closes the parts that can be closed."""
        for model in self._built.values():
            if callable(close := getattr(model, "close", None)):
                close()

    def _told_by_parts(self, method: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for part in list(self._built.values()):
            found |= getattr(part, method, dict)()
        return found

    def _asker(self, verb: Verb) -> Callable[[Sequence[Request]], list[Any]]:
        def ask(requests: Sequence[Request]) -> list[Any]:
            part = self._part(verb)
            if not supports(part, verb):
                raise ModelError(f"{verb} = {self._parts[verb].name!r}: a {type(part).__name__} cannot {verb}")
            answers: list[Any] = getattr(part, verb)(requests)
            return answers

        return ask

    def _part(self, verb: Verb) -> object:
        spec = self._parts[verb]
        with self._lock:
            if spec.name not in self._built:
                self._built[spec.name] = _built(verb, spec)
                _watch(self._built[spec.name], self._outage)
                if spec.kind == SERVED:
                    _watch_spending(self._built[spec.name], self._purse)
            return self._built[spec.name]

    def _told(self, verb: Verb) -> Identity:
        spec = self._parts[verb]
        if spec.kind not in _HEAVY:
            return identity_of(self._part(verb), spec)
        here = spec.kind == "diffusers" and not spec.elsewhere
        return {**identity_of(spec), **({"dtype": _dtype(spec)} if here else {})}
