"""What the user may have meant: classes in the modules of the working directory, read and never imported."""

from __future__ import annotations

import ast
import contextlib
import difflib
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

DEEPEST: Final = 4
MOST_FILES: Final = 500
LONGEST: Final = 500_000
"""Folders below the working directory, files looked at, bytes of one: a name is to be suggested in a moment."""

_NOBODY_S: Final = frozenset({"node_modules", "site-packages", "__pycache__", "build", "dist"})


def nearest(typed: str, methods: Collection[str], here: Path) -> str:
    """Of the classes below `here` that have any of these methods, the one that `typed` comes nearest to, as
    `module:Class`; empty where none is near. `typed` may be a class, a module, a file, or both with a slip."""
    known = list(dict.fromkeys(_classes(here, methods)))
    wanted = typed.replace("::", ":").replace(".py", "").replace(os.sep, ".").lstrip(".")
    lower = {each.lower(): each for each in reversed(known)}
    for guess in (wanted, ":".join(wanted.rsplit(".", 1))):
        if guess.lower() in lower:
            return lower[guess.lower()]
    if fitting := [each for each in known if _fits(wanted, each)]:
        return difflib.get_close_matches(wanted, fitting, n=1, cutoff=0)[0]
    close = difflib.get_close_matches(wanted.lower(), lower, n=1, cutoff=0.7)
    return lower[close[0]] if close else ""


def _fits(wanted: str, known: str) -> bool:
    """Whether one half is as typed, and nothing else was; or both halves are near to it."""
    module, _, name = known.lower().partition(":")
    before, colon, after = wanted.lower().partition(":")
    last = module.rpartition(".")[2]
    if not colon:
        return before == name or f".{module}".endswith(f".{before}")
    return (f".{module}".endswith(f".{before}") or _near(before, module) or _near(before, last)) and (
        after == name or _near(after, name)
    )


def _near(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= 0.7


def _classes(here: Path, methods: Collection[str]) -> Iterator[str]:
    for file in _files(here):
        text = _text(file)
        if any(f"def {method}" in text for method in methods):
            with contextlib.suppress(ValueError, SyntaxError, RecursionError):
                yield from (f"{_module(file, here)}:{name}" for name in _with_any(ast.parse(text), methods))


def _text(file: Path) -> str:
    """Empty where it cannot be read, or is longer than anybody writes."""
    try:
        return file.read_text(encoding="utf-8") if file.stat().st_size <= LONGEST else ""
    except (OSError, ValueError):
        return ""


def _with_any(tree: ast.Module, methods: Collection[str]) -> Iterator[str]:
    """Classes at top level, or within an `if` or `try` there, that have any; and those that say they are like one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            own = {each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if own & set(methods) or bases & found:
                found.add(node.name)
                yield node.name


def _files(here: Path) -> Iterator[Path]:
    """Of Python, the nearest folders first."""
    left, waiting = MOST_FILES, [here]
    for _ in range(DEEPEST + 1):
        below: list[Path] = []
        for folder in waiting:
            names, folders = _within(folder)
            yield from (folder / name for name in names[:left])
            left -= len(names[:left])
            below += folders
        waiting = below if left else []


def _within(folder: Path) -> tuple[Sequence[str], Sequence[Path]]:
    """Its files of Python, and the folders in it that may be the user's own."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return (), ()
    plain = [entry for entry in entries if not entry.name.startswith(".")]
    names = [entry.name for entry in plain if entry.name.endswith(".py") and entry.is_file()]
    folders = [Path(entry.path) for entry in plain if entry.is_dir(follow_symlinks=False)]
    return names, [each for each in folders if each.name not in _NOBODY_S and not (each / "pyvenv.cfg").exists()]


def _module(file: Path, here: Path) -> str:
    """By the deepest folder on the path that it lies in, else from the working directory."""
    roots = [Path(each) for each in sys.path if each and Path(each).is_absolute()]
    own = [each for each in roots if file.is_relative_to(each) and each.is_relative_to(here)]
    root = max(own, key=lambda each: len(each.parts), default=here)
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
