"""What a project sets by pytest's own files: it holds where nothing is typed, and so for a card's command too."""

from __future__ import annotations

import configparser
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.options.table import OPTIONS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TOML: Final = (
    ("pytest.toml", ("pytest",)),
    (".pytest.toml", ("pytest",)),
    ("pyproject.toml", ("tool", "pytest")),
    ("pyproject.toml", ("tool", "pytest", "ini_options")),
)
_INI: Final = (("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))
_KEYS: Final = {option.key: option.name for option in OPTIONS}


def own_options(project: Path) -> dict[str, str]:
    """By option, what a file in `project` says, whichever it is. Raises UsageError for one that cannot be read."""
    found: dict[str, str] = {}
    for name, path in _TOML:
        found |= _told(_within(_toml(project / name), path))
    for name, section in _INI:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(project / name, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            raise UsageError(f"{project / name} cannot be read: {' '.join(str(error).split())}") from error
        found |= _told(dict(parser.items(section)) if parser.has_section(section) else {})
    return found


def _toml(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error


def _within(table: Any, path: tuple[str, ...]) -> Mapping[str, Any]:
    for name in path:
        table = table.get(name, {}) if isinstance(table, dict) else {}
    return table if isinstance(table, dict) else {}


def _told(table: Mapping[str, Any]) -> dict[str, str]:
    return {
        _KEYS[key]: ",".join(map(str, value)) if isinstance(value, list) else str(value).strip()
        for key, value in table.items()
        if key in _KEYS
    }
