"""The fact tables of the procedural suite: what is true in the world, in readable files under `cases/facts/`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = Path(__file__).parent
CASES: Final = next(folder for folder in (PACKAGE / "cases", PACKAGE.parent / "cases") if folder.is_dir())
"""In a wheel the case files lie inside the package, in a checkout beside it."""


@cache
def facts(name: str) -> dict[str, Any]:
    """The tables of `cases/facts/NAME.toml`, such as `world_knowledge/food`. Every entry has a `source`."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads((CASES / "facts" / f"{name}.toml").read_text(encoding="utf-8"))
