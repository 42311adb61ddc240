"""With what a run was measured, as its run.json says it. Runs that differ here do not compare, or with a warning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Instrument = Literal["suite", "judge", "scorers"]

FIRST_SCORERS: Final = {"strict": 1, "parity": 1}
"""Of runs stored before run.json named them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A suite, a judge, or both scorers."""

    name: str
    fingerprint: str

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
        return cls(_tool(facts["suite"]), _tool(facts["judge"]) if facts.get("judge") else None, Tool(scorers, ""))

    def changes(self, later: Comparability) -> Iterator[tuple[Instrument, Tool, Tool]]:
        """What is another in `later`. A judge is one only where both have one: else there is no UEG to differ in."""
        if self.suite.fingerprint != later.suite.fingerprint:
            yield "suite", self.suite, later.suite
        if self.judge and later.judge and self.judge.fingerprint != later.judge.fingerprint:
            yield "judge", self.judge, later.judge
        if self.scorers != later.scorers:
            yield "scorers", self.scorers, later.scorers


def _tool(facts: Mapping[str, Any]) -> Tool:
    return Tool(str(facts.get("name", "")), str(facts.get("fingerprint", "")))
