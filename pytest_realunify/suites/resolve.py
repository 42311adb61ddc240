"""From `--realunify-suite` to a suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.doors import Door, Found
from pytest_realunify.interfaces import Suite, SuiteRequest

DOOR: Final = Door("suites", "--realunify-suite")
KNOWN: Final = (
    "procedural",
    "procedural:smoke",
    "procedural:full",
    "procedural:NUMBER",
    "official:PATH",
    "hub:OWNER/NAME",
    "parquet:PATH",
)
OWN: Final = "package.module:function"


def resolve(
    name: str,
    *,
    root: Path,
    seed: int = 0,
    difficulty: str = "",
    verify: bool = True,
    tables: Mapping[str, object] | None = None,
    hook: Callable[[str], object | None] = lambda _: None,
) -> Suite:
    """Make the suite. Paths are relative to `root`. `verify` reads the header of every official picture. `tables` is
    `[tool.realunify.suites]`; `hook` returns a factory for a name, or None.

    Raises UsageError for a bad name, DataError for bad data.
    """
    kind, _, rest = name.partition(":")
    if kind == "official" and rest:
        from pytest_realunify.suites.official import OfficialSuite

        return OfficialSuite.load(root / Path(rest).expanduser(), verify=verify)
    if kind == "parquet" and rest:
        from pytest_realunify.suites.parquet import ParquetSuite

        return ParquetSuite.load(root / Path(rest).expanduser())
    if kind == "hub" and rest:
        from pytest_realunify.suites.hub import hub_suite

        return hub_suite(rest, verify=verify)
    if name in KNOWN[:3] or (kind == "procedural" and rest.isdecimal() and int(rest) > 0):
        from pytest_realunify.procedural.suite.difficulty import parse_difficulty
        from pytest_realunify.procedural.suite.suite import ProceduralSuite

        asked = parse_difficulty(difficulty)
        return ProceduralSuite(rest, seed, asked.settings, asked.stratum)
    found, target = _brought(name, tables or {}, hook)
    if found is None or kind in ("procedural", "official", "hub", "parquet"):
        known = [*KNOWN, *DOOR.names(tables or {}), OWN]
        raise UsageError.unknown("suite (--realunify-suite)", name, known)
    if difficulty:
        raise UsageError(f"--realunify-difficulty is for the procedural suite; settings of {kind} stand in its table")
    from pytest_realunify.suites.brought import made

    return made(found, SuiteRequest(name, target, root, seed, found.settings, verify))


def _brought(name: str, tables: Mapping[str, object], hook: Callable[[str], object | None]) -> tuple[Found | None, str]:
    """By `NAME` or `NAME:TARGET`; an import path holds a colon of its own."""
    kind, _, target = name.partition(":")
    if (found := DOOR.find(kind, tables, hook(kind))) is not None:
        return found, target
    module, _, rest = name.partition(":")
    attribute, _, target = rest.partition(":")
    return DOOR.find(f"{module}:{attribute}", tables), target
