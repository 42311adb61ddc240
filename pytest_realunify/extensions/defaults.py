"""What a class of somebody else's has for a setting that nobody gave: read in its text, nothing is imported."""

from __future__ import annotations

import ast
import contextlib
from typing import Any

from pytest_realunify.extensions.sources import text_of


def defaults_of(path: str) -> dict[str, Any]:
    """Of `package.module:name`, the parameters that have a plain value as their default, by name: of a function its
    own, of a class those of its `__init__`, or the annotated fields of a dataclass. Empty where there is no such text.
    """
    module, _, name = path.partition(":")
    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        for node in ast.parse(text_of(module) or "").body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return _of_parameters(node)
            if isinstance(node, ast.ClassDef) and node.name == name:
                return _of_class(node)
    return {}


def _of_class(node: ast.ClassDef) -> dict[str, Any]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return _of_parameters(each)
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and each.value is not None]
    if not any("dataclass" in ast.unparse(each) for each in node.decorator_list):
        return {}
    return _plain({each.target.id: each.value for each in fields if isinstance(each.target, ast.Name)})


def _of_parameters(node: ast.FunctionDef) -> dict[str, Any]:
    given = node.args
    placed = [*given.posonlyargs, *given.args]
    with_default = placed[len(placed) - len(given.defaults) :]
    named = {each.arg: value for each, value in zip(with_default, given.defaults, strict=True)}
    return _plain(
        {**named, **{each.arg: value for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)}}
    )


def _plain(found: dict[str, Any]) -> dict[str, Any]:
    """Those that are literals."""
    told = {}
    for name, value in found.items():
        with contextlib.suppress(ValueError, TypeError, SyntaxError):
            told[name] = ast.literal_eval(value)
    return told
