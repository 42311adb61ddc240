"""From `package.module:Class` to something that builds it, checked by reading the module and not by importing it."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Final

from pytest_realunify.errors import RealUnifyError, UsageError, did_you_mean

Factory = Callable[..., object]

IMPORT_PATH: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")


class NoModuleError(UsageError):
    """There is no such module: perhaps a name of another kind was meant."""


def imported(path: str, option: str, missing: type[RealUnifyError]) -> Callable[[], object]:
    """Something that imports on use and returns what the path names.

    The module and the name are checked now, by reading: a model's module imports torch, which the controller of a
    parallel run never needs (1.6 s and 250 MB). `option` is the one to name in a UsageError; `missing` is raised
    where only the import can tell that there is no such name.
    """
    module, _, attribute = path.partition(":")
    names = _names_in(module, option)
    if names is not None and attribute not in names:
        raise UsageError.unknown(f"name in module {module!r} ({option})", attribute, names)

    def load() -> object:
        there = importlib.import_module(module)
        found = getattr(there, attribute, None)
        if found is None:
            raise missing(f"module {module!r} has no {attribute!r}.{did_you_mean(attribute, dir(there))}")
        return found

    return load


def check_here(path: str, option: str) -> None:
    """What can be told of a name in another interpreter's module: its spelling, where the module lies here too.

    Imports nothing, not even the packages above it: their libraries may be there and not here.
    """
    module, _, attribute = path.partition(":")
    if "." in module:
        return
    with contextlib.suppress(NoModuleError):
        names = _names_in(module, option)
        if names is not None and attribute not in names:
            raise UsageError.unknown(f"name in module {module!r} ({option})", attribute, names)


def made(found: object, settings: Mapping[str, Any], ready: Callable[[object], bool]) -> object:
    """What a class or factory makes. A ready object stays itself, even one that can be called, as torch modules can."""
    if not callable(found) or (not isinstance(found, type) and ready(found)):
        return found
    return found(**settings)


def _names_in(module: str, option: str) -> list[str] | None:
    """Names a module's text binds at top level; None when that cannot be told without running it."""
    try:
        spec = _spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        raise NoModuleError(
            f"cannot find module {module!r} ({option}); is its folder on the path? Try: python -c 'import {module}'"
        )
    if spec.origin is None or not spec.origin.endswith(".py"):
        return None
    try:
        statements = ast.parse(Path(spec.origin).read_bytes()).body
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"module {module!r} ({option}) is not valid Python: {error}\n{spec.origin}") from error
    names: list[str] = []
    for node in statements:
        bound = _bound(node)
        if bound is None:
            return None
        names += bound
    return None if {"*", "__getattr__"} & set(names) else names


def _spec(module: str) -> importlib.machinery.ModuleSpec | None:
    """As of `importlib.util.find_spec`, which imports the packages above: only where these have ways of their own."""
    parts = module.split(".")
    if module in sys.modules:
        return importlib.util.find_spec(module)
    spec = importlib.util.find_spec(parts[0])
    for depth in range(1, len(parts)):
        if spec is None or spec.submodule_search_locations is None:
            return None
        above, places = spec, list(spec.submodule_search_locations)
        spec = importlib.machinery.PathFinder.find_spec(parts[depth], places)
        if spec is None:
            return importlib.util.find_spec(module) if _has_ways_of_its_own(above) else None
    return spec


def _has_ways_of_its_own(package: importlib.machinery.ModuleSpec) -> bool:
    """Whether it may hold modules that lie elsewhere."""
    if package.origin is None:  # a folder without __init__.py
        return False
    text = Path(package.origin).read_bytes() if package.origin.endswith(".py") else b"__path__"
    return b"__path__" in text or b"sys.modules" in text


def _bound(node: ast.stmt) -> list[str] | None:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        targets = [each for target in node.targets for each in ast.walk(target)]
        return [each.id for each in targets if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    # an `if`, `try` or `with` may bind anything
    return [] if isinstance(node, (ast.Expr, ast.Import)) else None
