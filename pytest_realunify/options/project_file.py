"""The `[tool.realunify.*]` tables of a project's pyproject.toml."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pytest_realunify.errors import UsageError


def tables(file: Path, kind: str) -> dict[str, Any]:
    """`[tool.realunify.KIND]` of `file`, empty without one. Raises UsageError when it is not TOML, or no table."""
    if not file.is_file():
        return {}
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        found: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error
    tables: dict[str, Any] = found
    for key in ("tool", "realunify", kind):
        found = tables.get(key, {})
        if not isinstance(found, dict):
            raise UsageError(f"{file}: `{key}` in [tool.realunify.{kind}] is not a table but {found!r}")
        tables = found
    return tables
