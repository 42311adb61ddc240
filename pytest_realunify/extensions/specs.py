"""A model that was found by its name and is not built yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.identity import unbuilt
from pytest_realunify.extensions.importing import Factory
from pytest_realunify.taxonomy import Verb

WIDTH: Final = "concurrency"
"""The setting of a served model that says how many of its calls may be in flight at once."""

VERSIONS: Final = "versions"
"""The key of an identity under which stand those of libraries."""

DEVICELESS: Final = frozenset({"reference", "reference-degraded", "simulated", "recorded", "openai"})
"""What builds a model that needs no GPU of this machine."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a hook may give: a ready model or judge that stays its owner's. It is asked, and never closed."""

    thing: object


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model that can be built when it is first needed, on the worker that needs it."""

    name: str
    source: str
    """Where the name was found, for the report header: `built-in`, `pyproject.toml`, `hook`…"""
    factory: Factory
    settings: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    """What builds it, as it would be typed: adapter, built-in or `package.module:Class`. Empty for a hook's."""
    parts: tuple[ModelSpec, ...] = ()
    """What it is composed of."""
    widths: Mapping[Verb, int] = field(default_factory=dict)
    """By verb, how many requests whoever serves it may have in flight at once; not of what runs here."""
    assemble: Callable[[Sequence[ModelSpec]], Factory] | None = None
    """Of a composed one: the factory over its parts, in their order."""
    elsewhere: Mapping[str, Any] = field(default_factory=dict)
    """The table's keys that name an interpreter of its own, such as `python` and `ssh`; empty: it runs in this one."""
    told: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """From the settings to what an adapter can say of the model before it is loaded; None of a class of others."""
    lent: bool = False
    """Whether it stays its owner's, and is never closed."""

    def among(self, workers: int) -> ModelSpec:
        """For one of so many workers: its share of what may be in flight, at least one."""
        parts = tuple(part.among(workers) for part in self.parts)
        settings = dict(self.settings)
        if self.widths and not self.parts:
            settings[WIDTH] = share(max(self.widths.values()), workers)
        factory = self.assemble(parts) if self.assemble is not None else self.factory
        return replace(self, settings=settings, parts=parts, factory=factory)

    def build(self) -> object:
        """Load the model. Raises whatever loading raises."""
        return self.factory(**self.settings)

    def identity(self) -> Mapping[str, Any]:
        """What the model is, as far as settings, files and sources tell: nothing is loaded. Of one in an interpreter of
        its own without versions, which are that one's. Raises UsageError for files that cannot be read."""
        if self.told is None:
            return unbuilt(self.kind, self.settings)
        try:
            known = dict(self.told(self.settings))
        except OSError as error:
            raise UsageError(f"model {self.name!r}: {error.filename}: {error.strerror or error}") from error
        return {key: each for key, each in known.items() if key != VERSIONS} if self.elsewhere else known

    @property
    def where(self) -> str:
        """The interpreters it has besides this one, as the user wrote them; empty: none."""
        own = [str(self.elsewhere[key]) for key in ("python", "ssh") if key in self.elsewhere]
        own = [*own[:-1], own[-1].split()[-1]] if "ssh" in self.elsewhere else own  # without ssh's options
        there = [" on ".join(own), *(part.where for part in self.parts)]
        return ", ".join(dict.fromkeys(each for each in there if each))

    @property
    def devices_there(self) -> tuple[str, ...]:
        """Those of another machine that the table lists, for workers to share out; of a composed model its parts'."""
        own = tuple(map(str, self.elsewhere.get("devices", ())))
        return own or next((part.devices_there for part in self.parts if part.devices_there), ())

    @property
    def uses_device(self) -> bool:
        """Whether it may want a GPU of this machine. A class of the team's may; what only a table, a server or another
        machine needs does not."""
        if self.parts:
            return any(part.uses_device for part in self.parts)
        return self.kind not in DEVICELESS and "ssh" not in self.elsewhere


def share(whole: int, workers: int) -> int:
    """Of one of so many workers, at least one: together they have no more than the whole, unless they are more."""
    return max(1, whole // max(1, workers))
