"""From the name a user types to something that builds the model. Resolving loads nothing heavy; `build` does."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import ModelError, UsageError

Factory = Callable[..., object]

ENTRY_POINTS: Final = "realunify.models"
WHAT: Final = "model (--model)"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model that can be built when it is first needed, on the worker that needs it."""

    name: str
    source: str
    """Where the name was found, for the report header: `built-in`, `pyproject.toml`, `hook`…"""
    factory: Factory
    settings: Mapping[str, Any] = field(default_factory=dict)

    def build(self) -> object:
        """Load the model. Raises whatever loading raises."""
        return self.factory(**self.settings)


def resolve(
    name: str,
    tables: Mapping[str, Mapping[str, Any]],
    hook: Callable[[str], object | None] = lambda name: None,
) -> ModelSpec:
    """Find `name` in this order: hook, pyproject table, entry point, built-in, `adapter:target`, `module:Class`.

    `tables` is `[tool.realunify.models]`. `hook` returns a factory, a ready model, or None. (A team's own `model`
    fixture comes before all of these and never gets here.) Raises UsageError with the known names.
    """
    if (hooked := hook(name)) is not None:
        return ModelSpec(name, "hook", hooked if callable(hooked) else lambda: hooked)
    if name in tables:
        return _from_table(name, tables[name])
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in points:
        return ModelSpec(name, "entry point", points[name].load())
    if name in BUILT_IN:
        return ModelSpec(name, "built-in", BUILT_IN[name])
    prefix, colon, target = name.partition(":")
    if colon and prefix in ADAPTERS:
        return ModelSpec(name, "adapter", ADAPTERS[prefix], {"target": target})
    if colon and target.isidentifier():
        return ModelSpec(name, "import", _imported(name))
    known = [*tables, *points, *BUILT_IN, *(f"{adapter}:PATH" for adapter in ADAPTERS), "package.module:Class"]
    raise UsageError.unknown(WHAT, name, known)


def _from_table(name: str, table: Mapping[str, Any]) -> ModelSpec:
    settings = dict(table)
    adapter = settings.pop("adapter", None)
    place = f"[tool.realunify.models.{name}]"
    if not isinstance(adapter, str):
        raise UsageError(f'{place} needs adapter = "…": one of {_known_adapters()}')
    if adapter in ADAPTERS:
        return ModelSpec(name, "pyproject.toml", ADAPTERS[adapter], settings)
    if adapter in BUILT_IN:
        return ModelSpec(name, "pyproject.toml", BUILT_IN[adapter], settings)
    if ":" in adapter:
        return ModelSpec(name, "pyproject.toml", _imported(adapter), settings)
    raise UsageError.unknown(f"adapter in {place}", adapter, [*ADAPTERS, *BUILT_IN, "package.module:Class"])


def _known_adapters() -> str:
    return ", ".join([*ADAPTERS, *BUILT_IN, "package.module:Class"])


def _imported(path: str) -> Factory:
    """A factory that imports on use. The module and the name are checked now, by reading and not by importing:
    a model's module imports torch, which the controller of a parallel run never needs (1.6 s and 250 MB)."""
    module, _, attribute = path.partition(":")
    names = _names_in(module)
    if names is not None and attribute not in names:
        raise UsageError.unknown(f"name in module {module!r} (--model)", attribute, names)

    def build(**settings: Any) -> object:
        found = getattr(importlib.import_module(module), attribute, None)
        if found is None:
            raise ModelError(f"module {module!r} has no {attribute!r}")
        return found(**settings) if callable(found) else found

    return build


def _names_in(module: str) -> list[str] | None:
    """Names a module's text binds at top level; None when that cannot be told without running it."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise UsageError(
            f"cannot find module {module!r} (--model); is its folder on the path? Try: python -c 'import {module}'"
        )
    if spec.origin is None or not spec.origin.endswith(".py"):
        return None
    names: list[str] = []
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.ImportFrom):
            names += [alias.asname or alias.name for alias in node.names]
        elif not isinstance(node, ast.Expr | ast.Import):
            return None  # an `if`, `try` or `with` may bind anything
    return None if "*" in names else names


def _reference(**settings: Any) -> object:
    from pytest_realunify.models.reference import Reference

    return Reference(**settings)


def _recorded(target: str) -> object:
    from pytest_realunify.models.recorded import Recorded

    return Recorded.load(Path(target))


BUILT_IN: Final[dict[str, Factory]] = {"reference": _reference}
ADAPTERS: Final[dict[str, Factory]] = {"recorded": _recorded}
"""Adapters take what follows the colon as `target`, and a table's other keys as settings."""
