"""A model that was found by its name and is not built yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.extensions.importing import Factory

DEVICELESS: Final = frozenset({"reference", "reference-degraded", "recorded", "openai"})
"""What builds a model that needs no GPU of this machine."""


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
    elsewhere: Mapping[str, Any] = field(default_factory=dict)
    """The table's keys that name an interpreter of its own, such as `python` and `ssh`; empty: it runs in this one."""

    def build(self) -> object:
        """Load the model. Raises whatever loading raises."""
        return self.factory(**self.settings)

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
