"""What code a thing is made of: the text of modules, and versions of libraries."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import sys
from importlib import metadata
from importlib.abc import InspectLoader
from pathlib import Path
from typing import Final, Iterable, Mapping

from pytest_realunify.extensions.weights import of_text

_STANDARD: Final = getattr(sys, "stdlib_module_names", ("abc", "builtins", "collections", "enum", "typing"))


def source_of(modules: Iterable[str]) -> str | None:
    """A sha256 over the text of these modules, but for Python's own; None where there is none to read."""
    own = dict.fromkeys(each for each in modules if each.partition(".")[0] not in ("", *_STANDARD))
    texts = {name: text for name in own for text in [text_of(name)] if text is not None}
    return of_text(*(each for name in sorted(texts) for each in (name, texts[name]))) if texts else None


def says_itself(module: str, name: str) -> bool:
    """Whether a class in this module, or one above it there, has an `identity`. Reads the text and imports nothing."""
    with contextlib.suppress(SyntaxError, ValueError):
        found = [node for node in ast.parse(text_of(module) or "").body if isinstance(node, ast.ClassDef)]
        return _has_identity(name, {node.name: node for node in found})
    return False


def versions_of(*distributions: str) -> dict[str, str]:
    """Of libraries, by their name; of a build for some device (`2.4.0+cu121`) the version alone. What is not installed
    is left out."""
    found: dict[str, str] = {}
    for name in distributions:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name).partition("+")[0]
    return found


def _has_identity(name: str, classes: Mapping[str, ast.ClassDef]) -> bool:
    node = classes.get(name)
    if node is None:
        return False
    if any(isinstance(each, ast.FunctionDef) and each.name == "identity" for each in node.body):
        return True
    left = {other: each for other, each in classes.items() if other != name}
    return any(_has_identity(base.id, left) for base in node.bases if isinstance(base, ast.Name))


def text_of(name: str) -> str | None:
    """Of a module, imported or not, and its packages neither: that of its file, for what rewrites assertions as it
    loads knows no text."""
    try:
        loaded = getattr(sys.modules.get(name), "__spec__", None)
        place = loaded.origin if loaded is not None else _place(name)
        if place is not None and place.endswith(".py") and Path(place).is_file():
            return str(importlib.util.decode_source(Path(place).read_bytes()))
        loader = getattr(loaded, "loader", None)
        return loader.get_source(name) if isinstance(loader, InspectLoader) else None
    except (ImportError, ValueError, AttributeError, OSError, SyntaxError):
        return None


def _place(name: str) -> str | None:
    top, *below = name.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None or not below:
        return spec.origin if spec is not None else None
    for folder in spec.submodule_search_locations or ():
        module = Path(folder).joinpath(*below)
        for file in (module.with_name(f"{module.name}.py"), module / "__init__.py"):
            if file.is_file():
                return str(file)
    return None
