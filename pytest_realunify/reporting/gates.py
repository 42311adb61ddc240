"""Gates, changed cases and findings as lines of plain text at 100 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.decisions.diagnosis import Finding
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.taxonomy import CATEGORY
from pytest_realunify.text import harmless, pasteable, shortened

NAME: Final = 37
"""As long as the longest name of a category with its protocol and its colon, and then some."""

SEE_MORE: Final = (
    "to see more: more cases (--realunify-suite=procedural:full), more runs in the baseline, --realunify-confirm=2",
    "how many find which drop: realunify plan --drop 10",
)
"""What to do about gates that see little."""

CHANGES: Final = 20
"""Changed cases listed in the terminal; the Markdown and HTML reports have them all."""


def gate_lines(decision: Decision) -> list[str]:
    """A line per gate with its figures, the reason under each that failed, then what changed."""
    lines = [f"baseline: {harmless(decision.baseline)}"] if decision.baseline else []
    lines += [
        f"{'gate':<{NAME}} {'value':>6} {'base':>6} {'diff':>7} {'95% CI':>11} {'p':>7} {'finds':>6}  verdict",
        *(line for gate in decision.gates for line in _gate(gate)),
    ]
    if any(gate.detectable is not None for gate in decision.gates):
        lines.append("p: one-sided, of all gates together   finds: the drop seen in 4 of 5 runs, in points")
    return [
        *lines,
        *changed_lines(decision.changed, "changed since the baseline"),
        *(f"note: {harmless(note)}" for note in decision.notes),
        *blind_lines(decision),
    ]


def blind_lines(decision: Decision) -> list[str]:
    """How many gates passed because they could not have failed, and what would change that; nothing where none did."""
    blind, passed = len(decision.blind), sum(gate.passed for gate in decision.gates)
    if not blind:
        return []
    gates, them = ("1 gate", "it") if passed == 1 else (f"{passed} gates", f"{blind} of them")
    return [f"{gates} passed; {them} could not see even a fall to 0", *SEE_MORE]


def _gate(gate: GateOutcome) -> list[str]:
    cells = [
        f"{shortened(gate.name, NAME):<{NAME}}",
        f"{_percent(gate.value):>6}",
        f"{_percent(gate.baseline):>6}",
        f"{_points(gate.difference):>7}",
        f"{_interval(gate.difference):>11}",
        f"{_p(gate.p):>7}",
        f"{_percent(gate.detectable):>6}",
    ]
    line = " ".join(cells) + f"  {'pass' if gate.passed else 'FAIL'}"
    return [line] if gate.passed and gate.value is not None else [line, f"  {harmless(gate.reason)}"]


def changed_lines(changed: Sequence[Change], title: str) -> list[str]:
    """The worse ones first, at most CHANGES of them."""
    if not changed:
        return []
    worse = [change for change in changed if change.worse]
    lines = [f"{title}: {len(worse)} worse, {len(changed) - len(worse)} better"]
    ordered = sorted(changed, key=lambda change: (not change.worse, not change.steady, change.case))
    lines += [f"  {_change(change)}" for change in ordered[:CHANGES]]
    if len(ordered) > CHANGES:
        lines.append(f"  and {len(ordered) - CHANGES} more")
    return lines


def _change(change: Change) -> str:
    mark = "-" if change.worse else "+"
    flips = "" if change.steady else "  (known to flip)"
    return f"{mark} {pasteable(change.case)}: {change.before} -> {change.after}{flips}"


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """What the protocols side by side say, a line each; what says nothing is left to the longer reports."""
    telling = [finding for finding in findings if finding.matters]
    return [f"{CATEGORY[finding.category].abbreviation:<6} {finding.line}" for finding in telling]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f}"


def _points(difference: Estimate | None) -> str:
    return "" if difference is None else f"{100 * difference.value:+.1f}"


def _interval(difference: Estimate | None) -> str:
    return "" if difference is None else f"{100 * difference.low:+.0f}..{100 * difference.high:+.0f}"


def _p(p: float | None) -> str:
    if p is None:
        return ""
    return f"{p:.3f}" if p >= 0.001 else f"{p:.0e}"
