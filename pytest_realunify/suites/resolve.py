"""From `--realunify-suite` to a suite."""

from __future__ import annotations

from pathlib import Path

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Suite

KNOWN = ("procedural", "procedural:smoke", "procedural:full", "procedural:NUMBER", "official:PATH")


def check_name(name: str) -> None:
    """Raise UsageError unless `name` has the form of a suite's name."""
    kind, _, rest = name.partition(":")
    if kind == "procedural" and rest.isdecimal() and int(rest) > 0:
        return
    if name not in KNOWN[:3] and not (kind == "official" and rest):
        raise UsageError.unknown("suite (--realunify-suite)", name, KNOWN)


def resolve(
    name: str,
    *,
    root: Path,
    seed: int = 0,
    difficulty: str = "",
    verify: bool = True,
) -> Suite:
    """Make the suite. Paths are relative to `root`. `verify` reads the header of every official picture.

    Raises UsageError for a bad name, DataError for bad data.
    """
    check_name(name)
    kind, _, rest = name.partition(":")
    if kind == "official":
        from pytest_realunify.suites.official import OfficialSuite

        return OfficialSuite.load(root / Path(rest).expanduser(), verify=verify)
    from pytest_realunify.procedural.suite.difficulty import parse_difficulty
    from pytest_realunify.procedural.suite.suite import ProceduralSuite

    asked = parse_difficulty(difficulty)
    return ProceduralSuite(rest, seed, asked.settings, asked.stratum)
