"""The fact tables of the procedural suite: what is true in the world, in readable files under `cases/facts/`."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from pytest_realunify.case_folder import CASES


@cache
def facts(name: str) -> dict[str, Any]:
    """The tables of `cases/facts/NAME.toml`, such as `world_knowledge/food`. Every entry has a `source`."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads((CASES / "facts" / f"{name}.toml").read_text(encoding="utf-8"))
