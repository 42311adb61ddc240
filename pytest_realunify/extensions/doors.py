"""Doors for what others bring: a hook, a table of pyproject.toml, an entry point, an import path, in this order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.extensions.importing import IMPORT_PATH, NoModuleError, imported


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for; nothing of it is imported yet."""

    name: str
    source: str
    """Where it was found, for the report header: `hook`, `pyproject.toml`, `entry point`, `import`."""
    load: Callable[[], Any]
    """Imports it. Raises whatever importing raises, and `missing` where its module has no such name."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The other keys of its table."""


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of thing that others may bring."""

    kind: str
    """As in `[tool.realunify.KIND]` and the entry point group `realunify.KIND`."""
    option: str
    """That names one, for errors, such as `--realunify-protocol`."""
    missing: type[RealUnifyError] = UsageError
    """Raised where only the import can tell that a module has no such name."""

    @property
    def group(self) -> str:
        """Of entry points."""
        return f"realunify.{self.kind}"

    def find(self, name: str, tables: Mapping[str, object], hooked: object | None = None) -> Found | None:
        """None where nobody knows the name. Raises UsageError for a table that says nothing, and for an import path
        whose module has no such name.

        `tables` is `[tool.realunify.KIND]`, whose values are import paths, or tables with `adapter` and settings;
        `hooked` is what a hook gave for this name.
        """
        if hooked is not None:
            return Found(name, "hook", lambda: hooked)
        if name in tables:
            return self._from_table(name, tables[name])
        if (point := self._points().get(name)) is not None:
            return Found(name, "entry point", point.load)
        if IMPORT_PATH.fullmatch(name):
            return self._imported(name)
        return None

    def names(self, tables: Mapping[str, object]) -> list[str]:
        """What may be typed, for errors and help."""
        return [*tables, *self._points()]

    def _points(self) -> dict[str, EntryPoint]:
        return {point.name: point for point in entry_points(group=self.group)}

    def _from_table(self, name: str, table: object) -> Found:
        place = f"[tool.realunify.{self.kind}]"
        settings = dict(table) if isinstance(table, Mapping) else {"adapter": table}
        adapter = settings.pop("adapter", None)
        if not isinstance(adapter, str) or not IMPORT_PATH.fullmatch(adapter):
            raise UsageError(
                f"{name} in {place} is {table!r}, which names nothing.\n"
                f'Write {name} = "package.module:name", or a table [tool.realunify.{self.kind}.{name}] with adapter'
            )
        return Found(name, "pyproject.toml", imported(adapter, f"{name} in {place}", self.missing), settings)

    def _imported(self, name: str) -> Found | None:
        try:
            return Found(name, "import", imported(name, self.option, self.missing))
        except NoModuleError:  # `procedurel:7` looks like a module and a name too
            return None
