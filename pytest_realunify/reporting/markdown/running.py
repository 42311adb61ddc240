"""One run: is it good, how good, since when, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pytest_realunify.cards.card import block
from pytest_realunify.cards.sharing import shareable
from pytest_realunify.cards.writing import card_of
from pytest_realunify.decisions.diagnosis import Finding
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.numbers.summary import Summary
from pytest_realunify.reporting.consistency import HEAD, consistency_findings, consistency_rows
from pytest_realunify.reporting.costs import LEGEND as COST_LEGEND
from pytest_realunify.reporting.costs import cost_rows
from pytest_realunify.reporting.gates import blind_lines
from pytest_realunify.reporting.markdown.text import (
    code,
    details,
    escaped,
    labelled,
    p_value,
    percent,
    points,
    share,
    table,
    titled,
)
from pytest_realunify.reporting.score_table import COLUMNS
from pytest_realunify.reporting.terminal import counted_line, warnings
from pytest_realunify.reporting.unread import unread_lines
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.taxonomy import CHANCE

CHANGES: Final = 1000
"""Changed cases listed: GitHub takes a page of a megabyte, and drops a larger one."""

LEGEND: Final = (
    "In percent with 95 % intervals, scorer *strict*; *gap* is stepwise - direct in points, over the instances scored "
    f"under both; the chance level of GEU is {100 * CHANCE:.0f}. *parity* reads replies as the data set's own script "
    "does. A - is not run, or a verb that the model lacks."
)


def markdown(view: RunView) -> str:
    """The whole report, ending in a newline."""
    run = view.run
    lines = [
        f"## RealUnify: {escaped(run.model)} on {escaped(Comparability.of(run.facts).suite.name)}",
        "",
        *(f"> **{warning}**\n" for warning in warnings(run.summary)),
        *(_verdict(view.decision) if view.decision else []),
        *scores(run.summary),
        "",
        LEGEND,
        "",
        *_strata(run.summary),
        *(_gates(view.decision) if view.decision else []),
        *(_changed(view.decision.changed) if view.decision else []),
        *_findings(view.findings),
        *_costs(view),
        *_variants(view),
        *_facts(view),
        "",
        *_card(view),
    ]
    return "\n".join(lines) + "\n"


def scores(summary: Summary) -> list[str]:
    """A row per category, axis and total; a column per protocol."""
    strict, parity = summary.rows["strict"], summary.rows["parity"]
    gap = ["gap"] if summary.gap else []
    head = ["", *(row.protocol for row in strict), *gap, *(f"{row.protocol}, parity" for row in parity)]
    rows = [
        [
            titled(scope),
            *(percent(row.cells[scope].estimate) for row in strict),
            *(points(summary.gap.get(scope)) for _ in gap),
            *(share(cell.estimate.value) if (cell := row.cells[scope]).estimate else "-" for row in parity),
        ]
        for scope, _ in COLUMNS
    ]
    return table(head, rows)


def _variants(view: RunView) -> list[str]:
    """Nothing of a run without variants."""
    if (found := view.run.consistency) is None:
        return []
    rows = [list(row) for row in consistency_rows(found)]
    said = [f"- {escaped(line)}" for line in consistency_findings(found)]
    return ["### Variants", "", *table([*HEAD], rows), "", *said, ""]


def _strata(summary: Summary) -> list[str]:
    """Folded: a column per protocol and stratum. Nothing of a suite without strata."""
    if not summary.strata:
        return []
    head = ["", *(f"{row.protocol}, {row.stratum}" for row in summary.strata)]
    rows = [[titled(scope), *(percent(row.cells[scope].estimate) for row in summary.strata)] for scope, _ in COLUMNS]
    return [*details("By stratum: easy, medium and hard instances", table(head, rows)), ""]


# Gates ----------------------------------------------------------------------------------------------------------------


def _verdict(decision: Decision) -> list[str]:
    failed = [gate for gate in decision.gates if not gate.passed]
    blind = ["\\\n".join(map(escaped, blind_lines(decision))), ""] if decision.blind else []
    if not failed:
        return [f"✅ **All {len(decision.gates)} gates passed.**", "", *blind]
    lines = [f"❌ **{len(failed)} of {len(decision.gates)} gates failed.**", ""]
    return [*lines, *(f"- {code(gate.name)}: {escaped(gate.reason)}" for gate in failed), "", *blind]


def _gates(decision: Decision) -> list[str]:
    head = ["gate", "", "value", "baseline", "difference", "p", "finds"]
    lines = ["### Gates", ""]
    lines += [f"Baseline: {escaped(decision.baseline)}", ""] if decision.baseline else []
    lines += table(head, [_gate(gate) for gate in decision.gates], left=2)
    lines += ["", "*p* is one-sided, of all gates together; *finds* is the drop that the gate sees in 4 of 5 runs."]
    return [*lines, "", *(f"- {escaped(note)}" for note in decision.notes), *([""] if decision.notes else [])]


def _gate(gate: GateOutcome) -> list[str]:
    return [
        code(gate.name),
        "✅" if gate.passed else "❌",
        share(gate.value),
        share(gate.baseline),
        points(gate.difference) if gate.difference else "",
        p_value(gate.p),
        share(gate.detectable),
    ]


def _changed(changed: Sequence[Change]) -> list[str]:
    return [*changes(changed, "Changed since the baseline"), ""] if changed else []


def changes(changed: Sequence[Change], title: str) -> list[str]:
    """Folded; the worse ones first."""
    ordered = sorted(changed, key=lambda change: (not change.worse, not change.steady, change.case))
    worse = sum(change.worse for change in changed)
    head = ["case", "before", "after", ""]
    rows = [
        [code(change.case), escaped(change.before), escaped(change.after), _remark(change)]
        for change in ordered[:CHANGES]
    ]
    more = ["", f"and {len(ordered) - CHANGES} more"] if len(ordered) > CHANGES else []
    summary = f"{title}: {worse} worse, {len(changed) - worse} better"
    return details(summary, [*table(head, rows, left=4), *more])


def _remark(change: Change) -> str:
    return ("worse" if change.worse else "better") + ("" if change.steady else ", known to flip")


# Diagnosis and facts --------------------------------------------------------------------------------------------------


def _findings(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    telling = [finding for finding in findings if finding.matters]
    others = [finding for finding in findings if not finding.matters]
    lines = ["### Diagnosis", "", *(_finding(finding) for finding in telling)]
    if not telling:
        lines.append("No two protocols differ by more than chance may explain.")
    if others:
        lines += ["", *details(f"{len(others)} comparisons that say nothing sure", map(_finding, others))]
    return [*lines, ""]


def _finding(finding: Finding) -> str:
    return f"- {titled(finding.category)}, **{finding.name}**: {escaped(finding.line)}"


def _costs(view: RunView) -> list[str]:
    head, rows = cost_rows(view.run.costs)
    if not rows:
        return []
    told = [[*map(escaped, row)] for row in rows]
    return ["### Cost", "", *table([*map(escaped, head)], told), "", f"{COST_LEGEND[0].upper()}{COST_LEGEND[1:]}.", ""]


def _card(view: RunView) -> list[str]:
    """Folded, without verdicts by case: a page of a CI job is a megabyte at most. No name in it calls anybody."""
    told = block(shareable(card_of(view.run), verdicts=False)).replace("@", "\\u0040")
    text = told.rstrip("\n").split("\n")
    whole = f"With verdicts by case: {code(f'realunify card {view.run.id} -o card.md')}"
    return [*details("Card: what it takes to repeat this run", ["```toml", *text, "```", "", whole])]


def _facts(view: RunView) -> list[str]:
    run, tools = view.run, Comparability.of(view.run.facts)
    unread = unread_lines(run.summary, tools.judge.name if tools.judge else "")
    named = code(run.id) + labelled(run.label)
    judge = f", judge {escaped(tools.judge.text)}" if tools.judge else ""
    lines = [f"- {counted_line(protocol, run.summary)}" for protocol in run.summary.counts]
    lines += [f"- {escaped(line.strip())}" for line in unread]
    lines += [
        f"- suite {escaped(tools.suite.text)}{judge}, scorers {escaped(tools.scorers.text)}",
        f"- run {named}, started {escaped(run.started)}; one case: {code(f'realunify show {run.id} CASE')}",
    ]
    return lines
