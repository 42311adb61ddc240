"""What `pytest --realunify` prints: header, a line per wrong answer, the table. Plain text at 100 columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.engine.batches import readable
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.numbers.summary import ERROR_BUDGET, Cell, Row, Summary
from pytest_realunify.reporting.calibration import calibration_line, correction_lines
from pytest_realunify.reporting.gates import gate_lines
from pytest_realunify.reporting.lines import finish_counts
from pytest_realunify.reporting.strata import stratum_lines
from pytest_realunify.reporting.unread import unread_lines
from pytest_realunify.run.choosing import NAME_A_JUDGE
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.taxonomy import AXES, CHANCE, Axis, categories_of, in_table_order
from pytest_realunify.text import harmless, pasteable, shortened

LABEL: Final = 9
WIDTH: Final = 7
"""Thirteen columns of seven and a label of nine make exactly 100."""


def _headings(axis: Axis) -> list[tuple[str, str]]:
    return [*((category.name, category.abbreviation) for category in categories_of(axis)), (axis, axis)]


SAID: Final = 40
"""Letters of what was wrong, at least, behind a case's id."""

COLUMNS: Final = (*(column for axis in AXES for column in _headings(axis)), ("total", "Total"))
"""Name in a row's cells, and what stands above."""


def header(plan: RunPlan, fixture_file: str | None, unsure: str = "") -> list[str]:
    """Model, suite with fingerprint, protocols, scorer, judge, run folder; then what the user should know once.

    `unsure`: what may leave no case, and so no run."""
    source = plan.model.source if plan.model else f"fixture in {fixture_file}"
    source += f", in {plan.model.where}" if plan.model and plan.model.where else ""
    rows = [
        f"model {plan.model_name} ({source}), {_suite(plan)}",
        f"protocols {', '.join(plan.protocols)}; {_cases(plan)}; scorer strict, parity beside it",
        *_judge(plan),
        f"run {shown(plan, plan.folder.path)}" + _remark(plan, unsure),
        *notes(plan),
    ]
    return [f"realunify: {row}" for row in rows]


def _remark(plan: RunPlan, unsure: str) -> str:
    said = [unsure] if unsure and not plan.resumed else []
    said += [f"label {plan.settings.label}"] if plan.settings.label else []
    said += ["resumed"] if plan.resumed else []
    return f" ({', '.join(said)})" if said else ""


def _suite(plan: RunPlan) -> str:
    seeds = f"seed {plan.settings.seed}, sample seed {plan.settings.sample_seed}"
    return f"suite {plan.suite.name} (fingerprint {plan.suite.fingerprint}, {seeds})"


def _cases(plan: RunPlan) -> str:
    more = f", {plan.settings.confirm} times more where a gate is in doubt" if plan.later else ""
    return f"{len(plan.cases) - len(plan.later)} cases{more}"


def _judge(plan: RunPlan) -> list[str]:
    if plan.judge is None or not plan.is_judged:
        return []
    votes = f", {plan.settings.judge_repeats} votes per question" if plan.settings.judge_repeats > 1 else ""
    line = f"judge {plan.judge.name} ({plan.judge.source}, fingerprint {plan.judge_fingerprint}){votes}"
    return [line, *([hint] if (hint := plan.judge.hint) else [])]


def notes(plan: RunPlan) -> list[str]:
    """Things said once, in the header."""
    said = list(plan.suite.notes)
    if (shard := plan.settings.shard) is not None:
        whole = sum(plan.planned.values())
        said.append(f"shard {shard.text} of {whole} cases: measured here, judged once merged (realunify merge)")
        if plan.settings.sample_seed == 0:
            said.append("shards share sample seed 0: --realunify-sample-seed=N, the same for all, is for other draws")
    if plan.settings.confirm and not plan.gating.compares:
        said.append(f"no second look {_why_not(plan)}")
    if not plan.settings.owns_model_flag:
        said.append("another plugin owns --model here: name the model with --realunify-model")
    if plan.judge is None and (drawn := sum(listing.axis == "UEG" for listing in plan.listings)):
        said.append(f"{drawn} UEG instances loaded but not run: {NAME_A_JUDGE}")
    return said


def _why_not(plan: RunPlan) -> str:
    if plan.settings.shard is not None:
        return "in a shard: realunify gate --confirm takes one at the merged run"
    if plan.gating.updates:
        return "while a baseline is written: nothing is compared"
    return "without --realunify-baseline=FILE: only gates that compare can be in doubt"


def print_wrong(reporter: pytest.TerminalReporter, reports: Sequence[pytest.TestReport]) -> None:
    """One line each: id, expected, got, question."""
    if not reports or reporter.config.getoption("tbstyle", "auto") == "no":
        return
    reporter.write_sep("=", "wrong answers")
    width = reporter.config.get_terminal_writer().fullwidth
    for report in reports:
        name = pasteable(readable(report.nodeid))  # whole, however narrow the terminal
        write_line(reporter, f"{name} {shortened(str(report.longrepr), max(width - len(name) - 1, SAID))}")


def write_line(reporter: pytest.TerminalReporter, line: str, **look: bool) -> None:
    """Whoever wrote a part of it. Everything that we print goes through here."""
    reporter.write_line(harmless(line), **look)


def print_summary(reporter: pytest.TerminalReporter, summary: Summary, plan: RunPlan) -> None:
    """The table of the paper with what a reader needs to trust it."""
    reporter.write_sep("=", "RealUnify")
    for line in table(summary):
        write_line(reporter, line)
    reporter.write_line("")
    for line in footnotes(summary, plan):
        write_line(reporter, line)
    for line in warnings(summary):
        write_line(reporter, line, red=True, bold=True)


def warnings(summary: Summary) -> list[str]:
    """Why the numbers are not to be trusted, if so."""
    lines = [f"RUN NOT COMPLETE: {summary.missing} cases did not finish"] if summary.missing else []
    if summary.invalid is not None:
        share, budget = f"{summary.invalid:.1%}", f"{ERROR_BUDGET:.0%}"
        lines.append(f"RUN NOT VALID: {share} of the cases {summary.without_verdict}, the budget is {budget}")
    return lines


def print_section(reporter: pytest.TerminalReporter, title: str, lines: Sequence[str]) -> None:
    """Nothing where there are no lines."""
    if lines:
        reporter.write_sep("-", title)
    for line in lines:
        write_line(reporter, line)


def print_gates(reporter: pytest.TerminalReporter, decision: Decision | None) -> None:
    """Each gate with its figures; the last line is the verdict."""
    if decision is None:
        reporter.write_line("gates: not judged, the run ended early", red=True, bold=True)
        return
    print_section(reporter, "gates", gate_lines(decision))
    failed = [gate.name for gate in decision.gates if not gate.passed]
    if failed:
        write_line(reporter, f"GATES FAILED: {', '.join(failed)}", red=True, bold=True)
    else:
        reporter.write_line(f"gates passed: {len(decision.gates)} of {len(decision.gates)}", green=True)


def table(summary: Summary) -> list[str]:
    """Accuracy in percent: strict with its 95 % interval, the gap with its own, parity, and strict by stratum."""
    lines = [columned("", lambda name: dict(COLUMNS)[name])]
    for row in summary.rows["strict"]:
        lines += [_row(row.protocol, row), _intervals(row)]
    if summary.gap:
        lines += [
            columned("gap", lambda name: _points(summary.gap.get(name))),
            # On two lines: side by side, `-100,-58` fills a column and runs into its neighbour.
            columned("  CI low", lambda name: f"{100 * gap.low:+.0f}" if (gap := summary.gap.get(name)) else ""),
            columned("  CI high", lambda name: f"{100 * gap.high:+.0f}" if (gap := summary.gap.get(name)) else ""),
        ]
    corrected = {protocol: found.scores for protocol, found in summary.corrected.items() if found.scores}
    if corrected:
        lines.append("UEG corrected for judge error")
    for protocol, scores in corrected.items():
        lines += _corrected(protocol, scores)
    lines.append("parity scorer")
    lines += [_row(row.protocol, row) for row in summary.rows["parity"]]
    return [*lines, *stratum_lines(summary)]


def footnotes(summary: Summary, plan: RunPlan) -> list[str]:
    """How many were scored, what was left out, where the run lies."""
    lines = [counted_line(name, summary) for name in in_table_order(summary.counts)]
    if "direct" in summary.counts and "stepwise" in summary.counts:
        lines.append("gap: stepwise - direct in points, over the instances scored under both")
    lines.append(f"chance: GEU {100 * CHANCE:.1f}   -: not run, or the model lacks the verb")
    lines += judge_lines(summary, plan)
    return [*lines, f"run: {shown(plan, plan.folder.path)}", "one case: realunify show last CASE"]


def judge_lines(summary: Summary, plan: RunPlan) -> list[str]:
    """Who judged, how often it was asked, how often it contradicted itself. Empty where nothing was drawn."""
    if plan.judge is None or not plan.is_judged:
        return []
    polls, votes = summary.polls, plan.settings.judge_repeats
    line = f"judge: {plan.judge.name} (fingerprint {plan.judge_fingerprint}), {polls.polls} polls"
    if polls.flip_rate is not None:
        line += f" of {votes} votes, flip rate {polls.flip_rate:.1%}"
    if polls.copied:
        line += f"; {polls.copied} of them copied from other runs or repeats"
    known = plan.calibration
    if polls.by:
        line += f"; answered by {', '.join(f'{who} {count}' for who, count in polls.by.items())}"
    lines = [line, *unread_lines(summary, plan.judge.name)]
    lines += [calibration_line(known.calibration, known.source)] if known else []
    return [*lines, *correction_lines(summary.corrected)]


def counted_line(protocol: str, summary: Summary) -> str:
    """Such as `direct:   scored 320 of 320, unparsed 0 (0.0%), error 0, judge-invalid 0`."""
    counts = summary.counts[protocol]
    unparsed = counts.states["unparsed"]
    parts = [f"scored {counts.scored} of {counts.selected}"]
    parts.append(f"unparsed {unparsed} ({unparsed / max(1, counts.scored):.1%})")
    parts += [f"{state} {counts.states[state]}" for state in ("error", "judge-invalid")]
    parts += [f"{state} {n}" for state, n in counts.states.items() if state == "unsupported" and n]
    if missing := counts.selected - counts.finished:
        parts.append(f"not finished {missing}")
    parts += finish_counts(counts.finishes)
    return f"{protocol + ':':<{LABEL}} {', '.join(parts)}"


def _row(label: str, row: Row) -> str:
    return columned(label, lambda name: _percent(row.cells[name]))


def columned(label: str, cell: Callable[[str], str]) -> str:
    """One line of the table; `cell` says what stands under a column's name."""
    return f"{label:<{LABEL}}" + "".join(f"{cell(name):>{WIDTH}}" for name, _ in COLUMNS)


def _intervals(row: Row) -> str:
    return columned("  95% CI", lambda name: _interval(row.cells[name]))


def _percent(cell: Cell) -> str:
    return f"{100 * cell.estimate.value:.1f}" if cell.estimate else "-"


def _interval(cell: Cell) -> str:
    return f"{100 * cell.estimate.low:.0f}-{100 * cell.estimate.high:.0f}" if cell.estimate else ""


def _corrected(protocol: str, scores: Mapping[str, Estimate]) -> list[str]:
    cells = {name: Cell(estimate) for name, estimate in scores.items()}
    drawn = {category.name for category in categories_of("UEG")} | {"UEG"}
    return [
        columned(protocol, lambda name: _percent(cells.get(name, Cell())) if name in drawn else ""),
        columned("  95% CI", lambda name: _interval(cells.get(name, Cell()))),
    ]


def _points(gap: Estimate | None) -> str:
    return f"{100 * gap.value:+.1f}" if gap else "-"


def shown(plan: RunPlan, path: Path) -> str:
    """Relative to the rootdir where it lies within."""
    return str(path.relative_to(plan.settings.root)) if path.is_relative_to(plan.settings.root) else str(path)
