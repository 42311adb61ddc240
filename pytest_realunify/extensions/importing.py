"""From `package.module:Class` to something that builds it, checked by reading the module and not by importing it."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Final

from pytest_realunify.errors import RealUnifyError, UsageError

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
        found = getattr(importlib.import_module(module), attribute, None)
        if found is None:
            raise missing(f"module {module!r} has no {attribute!r}")
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
        spec = importlib.util.find_spec(module)
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
