"""What travels to another interpreter is written for an old one, and brings all it needs along."""

from __future__ import annotations

import ast
import fnmatch
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest

from checkout import ROOT
from interpreters import oldest
from pytest_realunify.models.remote import travelling
from pytest_realunify.models.remote.launching import OLDEST

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NEWER: Final = frozenset({"graphlib", "tomllib", "zoneinfo"})
"""Modules of the standard library that Python 3.8 lacks."""
NEWER_METHODS: Final = frozenset({"removeprefix", "removesuffix", "is_relative_to", "with_stem", "batched", "pairwise"})
CONFIG: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())
IMPORTS_ALL: Final = """
import importlib, json, sys
sources, boot = json.loads(sys.stdin.readline()), json.loads(sys.stdin.readline())
there = {"__name__": "there"}
exec(compile(boot, "boot.py", "exec"), there)
sys.meta_path.insert(0, there["Travelled"](sources))
for name in sources:
    importlib.import_module(name)
try:
    import pytest_realunify.engine
except ModuleNotFoundError as error:
    print(error)
print(sorted(set(sys.modules) & {"pytest", "msgspec", "numpy", "PIL"}))
"""
every_module = pytest.mark.parametrize("name", travelling.MODULES)


def tree(name: str) -> ast.Module:
    return ast.parse(travelling.sources()[name], feature_version=OLDEST)


def imports(name: str) -> Iterator[str]:
    """Whatever a module imports, also within functions and for type checkers alone."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: a relative import"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names if f"{module}.{alias.name}" in known())


def known() -> set[str]:
    """Every module of the package."""
    files = (ROOT / "pytest_realunify").rglob("*.py")
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files}


@every_module
def test_whatever_it_imports_travels_too_or_is_there_anyway(name: str) -> None:
    for wanted in imports(name):
        top = wanted.partition(".")[0]
        if top == "pytest_realunify":
            assert wanted in travelling.MODULES, f"{name} imports {wanted}, which stays at home"
        else:
            assert top == "PIL" or (top in sys.stdlib_module_names and top not in NEWER), f"{name} imports {wanted}"


@every_module
def test_it_uses_nothing_that_the_oldest_python_lacks(name: str) -> None:
    for node in ast.walk(tree(name)):
        where = f"{name}, line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            words = {keyword.arg for keyword in node.keywords}
            assert not (called == "dataclass" and words & {"slots", "kw_only"}), where
            assert not (called == "zip" and "strict" in words), where
            assert called not in NEWER_METHODS, where
            unions = [each for each in ast.walk(node) if isinstance(each, ast.BinOp)] if called == "isinstance" else []
            assert not any(isinstance(each.op, ast.BitOr) for each in unions), where


def test_packages_travel_whole_above_what_travels() -> None:
    names = set(travelling.MODULES)
    above = {name.rpartition(".")[0] for name in names if "." in name}
    assert above <= names
    assert all(target.partition(":")[0] in names for target in travelling.ADAPTERS.values())


def test_the_contract_of_import_linter_names_the_same_modules() -> None:
    [contract] = [each for each in CONFIG["tool"]["importlinter"]["contracts"] if "travels" in each["name"]]
    assert contract["source_modules"] == sorted(travelling.MODULES)


@every_module
def test_ruff_knows_that_it_is_for_an_old_python(name: str) -> None:
    base = ROOT / name.replace(".", "/")
    file = (base / "__init__.py" if base.is_dir() else base.with_suffix(".py")).relative_to(ROOT).as_posix()
    patterns = CONFIG["tool"]["ruff"]["per-file-target-version"]
    assert any(fnmatch.fnmatch(file, each) for pattern in patterns for each in expanded(pattern)), file


def expanded(pattern: str) -> list[str]:
    """`a/{b,c}.py` as `a/b.py` and `a/c.py`."""
    parts = [part.split(",") for part in pattern.replace("}", "{").split("{")]
    return ["".join(words) for words in itertools.product(*parts)]


def test_the_oldest_interpreter_at_hand_imports_all_of_it_and_nothing_else_of_ours() -> None:
    python, version = oldest() or (None, ())
    assert python is not None, "at least the one that runs this"
    sources = travelling.sources()
    done = subprocess.run(
        [python, "-I", "-W", "error", "-c", IMPORTS_ALL],
        input="\n".join([json.dumps(sources), json.dumps(sources[travelling.BOOT])]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "", f"under Python {version}"
    assert done.stdout.splitlines() == [
        "pytest_realunify.engine is not among what travels to another interpreter",
        "[]",
    ]
