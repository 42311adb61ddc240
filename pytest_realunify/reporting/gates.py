"""Gates, changed cases and findings as lines of plain text, as wide as there is room."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.decisions.diagnosis import Finding
from pytest_realunify.decisions.gates.changes import failing_first
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numerals import p_value, percent, points
from pytest_realunify.reporting.layout import PAGE, cut
from pytest_realunify.reporting.shared_reasons import Shared, shared_reasons
from pytest_realunify.taxonomy import CATEGORY
from pytest_realunify.text import harmless, padded, pasteable
from pytest_realunify.text import width as cells

NAME: Final = 37
"""As long as the longest name of a category with its protocol and its colon, and then some."""

SEE_MORE: Final = (
    "to see more: more cases (--realunify-suite=procedural:full), more runs in the baseline, --realunify-confirm=2",
    "how many find which drop: realunify plan --drop 10",
)
"""What to do about gates that see little."""

CHANGES: Final = 20
"""Changed cases listed in the terminal; the HTML report has them all."""

NAMED: Final = 8
"""Failed gates that are all named in the last line."""

SOME: Final = 3
"""Gates named where there are too many."""

_CATEGORIES: Final = re.compile(rf"\b({'|'.join(CATEGORY)})\b")


def gate_lines(decision: Decision, width: int = PAGE, verbosity: int = 0, run: str = "last") -> list[str]:
    """A line per gate with its figures, why it failed (once for all that fail for one reason), then what changed.

    `verbosity` below 0: the failed ones alone; above: all of everything. `run` is what the run is called in a command.
    """
    everything = verbosity > 0
    shown = [gate for gate in decision.gates if verbosity >= 0 or not gate.passed]
    shared = shared_reasons(shown)
    told = {gate.name for each in shared for gate in each.gates}
    table = _Table.fitting([gate.name for gate in shown], width)
    lines = [f"baseline: {harmless(decision.baseline)}"] if decision.baseline else []
    lines += [table.head] if shown else []
    for gate in shown:
        if everything or gate.name not in told or gate.value is not None:
            lines += table.rows(gate, reason=everything or gate.name not in told)
    lines += [line for each in shared for line in _together(each, everything)]
    if verbosity < 0:
        return lines
    if any(gate.detectable is not None for gate in decision.gates):
        lines.append("p: one-sided, of all gates together   finds: the drop seen in 4 of 5 runs, in points")
    most = len(decision.changed) if everything else CHANGES
    return [
        *lines,
        *changed_lines(
            failing_first(decision), "changed since the baseline", most, f": realunify show {run} --changed"
        ),
        *(f"note: {harmless(note)}" for note in decision.notes),
        *blind_lines(decision),
    ]


def _together(shared: Shared, everything: bool) -> list[str]:
    lines = [f"{len(shared.gates)} gates FAIL for one reason: {harmless(shared.reason)}"]
    return lines if everything else [*lines, f"  {some(shared.names)}"]


def some(names: Sequence[str], most: int = SOME) -> str:
    """The first of them, and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:SOME])} and {len(names) - SOME} more"


def failed_line(decision: Decision, everything: bool = False) -> str:
    """Which failed, those with a reason of their own first; empty where none did."""
    alike = {name for shared in shared_reasons(decision.gates) for name in shared.names}
    failed = sorted((gate.name for gate in decision.gates if not gate.passed), key=alike.__contains__)
    if not failed:
        return ""
    how_many = f"{len(failed)} of {len(decision.gates)}: " if len(failed) > NAMED else ""
    return f"GATES FAILED: {how_many}{some(failed, len(failed) if everything else NAMED)}"


def by_code(name: str) -> str:
    """A gate's name with its category's abbreviation, such as `MT:stepwise`."""
    return _CATEGORIES.sub(lambda found: CATEGORY[found[0]].abbreviation, name)


def blind_lines(decision: Decision) -> list[str]:
    """How many gates passed because they could not have failed, and what would change that; nothing where none did."""
    blind, passed = len(decision.blind), sum(gate.passed for gate in decision.gates)
    if not blind:
        return []
    gates, them = ("1 gate", "it") if passed == 1 else (f"{passed} gates", f"{blind} of them")
    return [f"{gates} passed; {them} could not see even a fall to 0", *SEE_MORE]


@dataclass(frozen=True)
class _Table:
    """Figures of gates, as many columns as there is room for."""

    name: int
    columns: Sequence[str]
    shown: Callable[[str], str]
    """How gates are called here."""

    @classmethod
    def fitting(cls, names: Sequence[str], width: int) -> _Table:
        """With abbreviations where categories' names have no room; without the last columns where they have none."""
        columns, verdict = list(_COLUMNS), len("  verdict")
        taken = verdict + sum(_COLUMNS.values()) + len(columns)
        room = min(width - taken, max([NAME, *map(cells, names)]))
        if max([0, *map(cells, names)]) <= room:
            return cls(room, columns, str)
        least = max([len("gate"), *(cells(by_code(name)) for name in names if not _RULE.search(name))])
        while columns and width - taken < least:
            taken -= _COLUMNS[columns.pop()] + 1
        return cls(max(4, min(width - taken, NAME)), columns, by_code)

    @property
    def head(self) -> str:
        return self._line("gate", {name: name for name in self.columns}, "verdict")

    def rows(self, gate: GateOutcome, reason: bool) -> list[str]:
        """The figures, and the reason where it says more than they do."""
        figures = {
            "value": _percent(gate.value),
            "base": _percent(gate.baseline),
            "diff": _points(gate.difference),
            "95% CI": _interval(gate.difference),
            "p": _p(gate.p),
            "finds": _percent(gate.detectable),
        }
        line = self._line(self.shown(gate.name), figures, "pass" if gate.passed else "FAIL")
        return (
            [line, f"  {harmless(gate.reason)}"] if reason and not (gate.passed and gate.value is not None) else [line]
        )

    def _line(self, name: str, figures: Mapping[str, str], verdict: str) -> str:
        shown = " ".join(f"{figures[each]:>{_COLUMNS[each]}}" for each in self.columns)
        return f"{padded(cut(harmless(name), self.name), self.name)} {shown}  {verdict}"


_COLUMNS: Final = {"value": 6, "base": 6, "diff": 7, "95% CI": 11, "p": 7, "finds": 6}
"""And their widths; the last is the first that may be left out."""

_RULE: Final = re.compile("[<>]")
"""Rules of a team's own may be long: they are cut."""


def changed_lines(changed: Sequence[Change], title: str, most: int = CHANGES, rest: str = "") -> list[str]:
    """At most so many, in the order given; `rest` says where all are."""
    if not changed:
        return []
    lines = [f"{title}: {_worse_and_better(changed)}", *(f"  {change_line(change)}" for change in changed[:most])]
    if hidden := changed[most:]:
        lines.append(f"  and {len(hidden)} more, hidden here ({_worse_and_better(hidden)}){rest}")
    return lines


def _worse_and_better(changed: Sequence[Change]) -> str:
    worse = sum(change.worse for change in changed)
    return f"{worse} worse, {len(changed) - worse} better"


def change_line(change: Change) -> str:
    """Such as `- mental_tracking-left-0002-direct: correct -> wrong`; a plus where it is better."""
    mark = "-" if change.worse else "+"
    flips = "" if change.steady else "  (known to flip)"
    return f"{mark} {pasteable(change.case)}: {change.before} -> {change.after}{flips}"


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """What the protocols side by side say, a line each; what says nothing is left to the longer reports."""
    telling = [finding for finding in findings if finding.matters]
    return [f"{CATEGORY[finding.category].abbreviation:<6} {finding.line}" for finding in telling]


def _percent(value: float | None) -> str:
    return "" if value is None else percent(value)


def _points(difference: Estimate | None) -> str:
    return "" if difference is None else points(difference.value)


def _interval(difference: Estimate | None) -> str:
    return "" if difference is None else f"{points(difference.low, 0)}..{points(difference.high, 0)}"


def _p(p: float | None) -> str:
    return "" if p is None else p_value(p)
