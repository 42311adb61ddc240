"""With what a run was measured, as its run.json says it. Runs that differ here do not compare, or with a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from pytest_realunify.extensions.identity import differences
from pytest_realunify.interfaces import Suite

Instrument = Literal["suite", "judge", "scorers"]

FIRST_SCORERS: Final = {"strict": 1, "parity": 1}
"""Of runs stored before run.json named them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A suite, a judge, or both scorers."""

    name: str
    fingerprint: str
    version: int | None = None
    """Of a suite that counts its own."""
    identity: Mapping[str, Any] | None = field(default=None, compare=False)
    """What a judge said of itself, once it was built."""

    @property
    def text(self) -> str:
        return f"{self.name} (fingerprint {self.fingerprint})" if self.fingerprint else self.name


@dataclass(frozen=True, slots=True)
class Comparability:
    """All that measures."""

    suite: Tool
    judge: Tool | None
    """None: nothing was judged."""
    scorers: Tool

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Comparability:
        """From run.json."""
        versions = facts.get("scorers") or FIRST_SCORERS
        scorers = ", ".join(f"{name} {versions[name]}" for name in sorted(versions, reverse=True))
        return cls(suite_tool(facts["suite"]), _tool(facts["judge"]) if facts.get("judge") else None, Tool(scorers, ""))

    def changes(self, later: Comparability) -> Iterator[tuple[Instrument, Tool, Tool]]:
        """What is another in `later`. A judge is one only where both have one: else there is no UEG to differ in."""
        if self.suite.fingerprint != later.suite.fingerprint:
            yield "suite", *told_apart(self.suite, later.suite)
        if self.judge and later.judge:
            changed = ", ".join(differences(self.judge.identity, later.judge.identity))
            if self.judge.fingerprint != later.judge.fingerprint:
                yield "judge", self.judge, later.judge
            elif changed:
                yield "judge", self.judge, replace(later.judge, name=f"{later.judge.name} with another {changed}")
        if self.scorers != later.scorers:
            yield "scorers", self.scorers, later.scorers


def suite_facts(suite: Suite) -> dict[str, Any]:
    """What run.json says of it."""
    version = getattr(suite, "version", None)
    counted = {"version": version} if isinstance(version, int) else {}
    return {"name": suite.name, "fingerprint": suite.fingerprint, **counted}


def suite_tool(facts: Mapping[str, Any]) -> Tool:
    """From run.json. The procedural suite did not count in its first version."""
    tool, counted = _tool(facts), facts.get("version")
    first = 1 if tool.name.partition(":")[0] == "procedural" else None
    return replace(tool, version=counted if isinstance(counted, int) else first)


def suite_since(facts: Mapping[str, Any], suite: Suite) -> str | None:
    """What became of the suite of a run.json, in words; None where it is as it was."""
    before, now = told_apart(suite_tool(facts), suite_tool(suite_facts(suite)))
    if before.fingerprint == now.fingerprint:
        return None
    return f"suite {before.text}, which now is {now.text}"


def told_apart(one: Tool, other: Tool) -> tuple[Tool, Tool]:
    """The same two: named with their versions, where these differ, which says why the fingerprints do."""
    if not (one.version and other.version) or one.version == other.version:
        return one, other
    first, second = (replace(tool, name=f"{tool.name} version {tool.version}") for tool in (one, other))
    return first, second


def _tool(facts: Mapping[str, Any]) -> Tool:
    identity = facts.get("identity")
    told = identity if isinstance(identity, Mapping) else None
    return Tool(str(facts.get("name", "")), str(facts.get("fingerprint", "")), identity=told)
