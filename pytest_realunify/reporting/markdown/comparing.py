"""Two runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from pytest_realunify.records import State
from pytest_realunify.reporting.comparison import Comparison
from pytest_realunify.reporting.markdown.running import changes
from pytest_realunify.reporting.markdown.text import code, escaped, labelled, p_value, points, share, table, titled
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.stored_run import StoredRun
from pytest_realunify.text import number_of

STATES: Final[tuple[State, ...]] = get_args(State)

LEGEND: Final = (
    "Difference in points over the instances that both runs scored, with its paired 95 % interval; *p* is that of an "
    "exact two-sided sign test, not corrected for the number of rows: one in twenty is below 0.05 by chance."
)


def comparison_markdown(comparison: Comparison) -> str:
    """The whole report, ending in a newline."""
    before, after = comparison.before, comparison.after
    suite = Comparability.of(after.facts).suite.name
    lines = [
        f"## RealUnify: {escaped(after.model)} against {escaped(before.model)}",
        "",
        f"Before: run {_named(before)}. After: run {_named(after)}. Suite {escaped(suite)}.",
        "",
        *(f"> {escaped(note)}\n" for note in comparison.notes),
    ]
    for protocol, matrix in comparison.flips.items():
        lines += [f"### {protocol}", "", *_differences(comparison, protocol), "", *_flips(matrix), ""]
    lines += [LEGEND, ""]
    if comparison.changed:
        lines += [*changes(comparison.changed, "Changed cases"), ""]
    for run, alone in ((before, comparison.only_before), (after, comparison.only_after)):
        lines += [f"- {number_of(len(alone), 'case is', 'cases are')} in run {code(run.id)} alone"] if alone else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _named(run: StoredRun) -> str:
    return code(run.id) + labelled(run.label)


def _differences(comparison: Comparison, protocol: str) -> list[str]:
    head = ["", "before", "after", "difference", "p", "fell", "rose", "instances"]
    rows = [
        [
            titled(each.scope),
            share(each.before),
            share(each.after),
            points(each.change),
            p_value(each.p),
            str(each.worse),
            str(each.better),
            str(each.instances),
        ]
        for each in comparison.differences
        if each.protocol == protocol
    ]
    return table(head, rows)


def _flips(matrix: Mapping[tuple[State, State], int]) -> list[str]:
    """States before down the side, after across; only those that occur."""
    down = [state for state in STATES if any(before == state for before, _ in matrix)]
    across = [state for state in STATES if any(after == state for _, after in matrix)]
    rows = [[before, *(str(matrix.get((before, after), 0)) for after in across)] for before in down]
    return table(["before \\\\ after", *across], rows)
