"""From the name a user types to something that builds the model. Resolving loads nothing heavy; `build` does."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.models.base import supports
from pytest_realunify.taxonomy import VERBS

Factory = Callable[..., object]

ENTRY_POINTS: Final = "realunify.models"
WHAT: Final = "model (--model)"
_IMPORT_PATH: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


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
    tables: Mapping[str, object],
    hook: Callable[[str], object | None] = lambda _: None,
) -> ModelSpec:
    """Find `name` in this order: hook, pyproject table, entry point, built-in, `adapter:target`, `module:Class`.

    `tables` is `[tool.realunify.models]`. `hook` returns a factory, a ready model, or None. (A team's own `model`
    fixture comes before all of these and never gets here.) Raises UsageError with the known names.
    """
    if (hooked := hook(name)) is not None:
        return ModelSpec(name, "hook", lambda: _made(hooked, {}))
    if name in tables:
        return _from_table(name, tables[name])
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in points:
        return ModelSpec(name, "entry point", lambda: _made(points[name].load(), {}))
    if name in BUILT_IN:
        return ModelSpec(name, "built-in", BUILT_IN[name])
    prefix, colon, target = name.partition(":")
    if colon and prefix in ADAPTERS:
        return ModelSpec(name, "adapter", ADAPTERS[prefix], {"target": target})
    if _IMPORT_PATH.fullmatch(name):
        return ModelSpec(name, "import", _imported(name))
    known = [*tables, *points, *BUILT_IN, *(f"{adapter}:PATH" for adapter in ADAPTERS), "package.module:Class"]
    raise UsageError.unknown(WHAT, name, known)


def _made(found: object, settings: Mapping[str, Any]) -> object:
    """What a class or factory makes. A ready model stays itself, even one that can be called, as torch modules can."""
    if not callable(found) or (not isinstance(found, type) and any(supports(found, verb) for verb in VERBS)):
        return found
    return found(**settings)


def _from_table(name: str, table: object) -> ModelSpec:
    settings = dict(table) if isinstance(table, Mapping) else {}
    adapter = settings.pop("adapter", None)
    place = f"[tool.realunify.models.{name}]"
    if not isinstance(adapter, str):
        raise UsageError(f'{place} needs adapter = "…": one of {_known_adapters()}')
    if adapter in ADAPTERS:
        return ModelSpec(name, "pyproject.toml", ADAPTERS[adapter], settings)
    if adapter in BUILT_IN:
        return ModelSpec(name, "pyproject.toml", BUILT_IN[adapter], settings)
    if _IMPORT_PATH.fullmatch(adapter):
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
        return _made(found, settings)

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
    try:
        statements = ast.parse(Path(spec.origin).read_bytes()).body
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"module {module!r} (--model) is not valid Python: {error}\n{spec.origin}") from error
    names: list[str] = []
    for node in statements:
        bound = _bound(node)
        if bound is None:
            return None
        names += bound
    return None if {"*", "__getattr__"} & set(names) else names


def _bound(node: ast.stmt) -> list[str] | None:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        targets = [each for target in node.targets for each in ast.walk(target)]
        return [each.id for each in targets if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    # an `if`, `try` or `with` may bind anything
    return [] if isinstance(node, ast.Expr | ast.Import) else None


def _reference(**settings: Any) -> object:
    from pytest_realunify.models.reference import Reference

    return Reference(**settings)


def _recorded(target: str) -> object:
    from pytest_realunify.models.recorded import Recorded

    return Recorded.load(Path(target))


BUILT_IN: Final[dict[str, Factory]] = {"reference": _reference}
ADAPTERS: Final[dict[str, Factory]] = {"recorded": _recorded}
"""Adapters take what follows the colon as `target`, and a table's other keys as settings."""
