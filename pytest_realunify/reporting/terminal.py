"""What `pytest --realunify` prints: header, a line per wrong answer, the table. Plain text, as wide as the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.engine.batches import readable
from pytest_realunify.numbers.error_budget import ERROR_BUDGET
from pytest_realunify.numbers.summary import Summary
from pytest_realunify.reporting.calibration import calibration_line, correction_lines
from pytest_realunify.reporting.gates import failed_line, gate_lines
from pytest_realunify.reporting.layout import cut, wrapped
from pytest_realunify.reporting.legend import legend_lines
from pytest_realunify.reporting.lines import finish_counts
from pytest_realunify.reporting.score_table import LABEL, averages, axes_shown, table
from pytest_realunify.reporting.unread import unread_lines
from pytest_realunify.run.choosing import NAME_A_JUDGE
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.taxonomy import CHANCE, in_table_order
from pytest_realunify.text import harmless, number_of, padded, pasteable
from pytest_realunify.text import width as cells


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
    if plan.is_served:
        most = max(plan.batch_sizes(1).values())
        calls = f"up to {most} calls of {plan.model_name} are in flight at once" if most > 1 else "one call at a time"
        said.append(f"{calls}; -n is not needed for that")
    if not plan.settings.owns_model_flag:
        said.append("another plugin owns --model here: name the model with --realunify-model")
    return [*said, *_unjudged(plan)]


def _unjudged(plan: RunPlan) -> list[str]:
    """Said in the header, and again where it is seen what is missing."""
    drawn = sum(listing.axis == "UEG" for listing in plan.listings)
    if not drawn or plan.judge is not None:
        return []
    return [f"{number_of(drawn, 'UEG instance')} loaded but not run: {NAME_A_JUDGE}"]


def _why_not(plan: RunPlan) -> str:
    if plan.settings.shard is not None:
        return "in a shard: realunify gate --confirm takes one at the merged run"
    if plan.gating.updates:
        return "while a baseline is written: nothing is compared"
    return "without --realunify-baseline=FILE: only gates that compare can be in doubt"


def print_wrong(reporter: pytest.TerminalReporter, reports: Sequence[pytest.TestReport]) -> None:
    """Each with expected, got and question: on one line, or on two where the terminal is too narrow for that."""
    if not reports or reporter.config.getoption("tbstyle", "auto") == "no" or reporter.verbosity < -1:
        return
    reporter.write_sep("=", "wrong answers")
    width = width_of(reporter)
    for report in reports:
        name = pasteable(readable(report.nodeid))
        for line in wrong_lines(name, str(report.longrepr), width, reporter.verbosity > 0):
            reporter.write_line(line)  # it fits as it is


def wrong_lines(name: str, told: str, width: int, whole: bool = False) -> list[str]:
    """A case and what was wrong. The name is never cut, for it is to be pasted; the rest is unless `whole`."""
    told = harmless(" ".join(told.split()))
    room = width - cells(name) - 1
    if room >= cells(told) or (room >= ROOM and not whole):
        return [f"{name} {cut(told, room)}"]
    return [name, *(wrapped(f"  {told}", width) if whole else [f"  {cut(told, width - 2)}"])]


ROOM: Final = 48
"""Cells behind a case's name in which it can be said what was wrong with it."""


def width_of(reporter: pytest.TerminalReporter) -> int:
    """Columns of what pytest writes to."""
    return reporter.config.get_terminal_writer().fullwidth


def write_line(reporter: pytest.TerminalReporter, line: str, **look: bool) -> None:
    """Whoever wrote a part of it. Everything that we print goes through here, and fits where it can be parted."""
    for part in wrapped(harmless(line), width_of(reporter)):
        reporter.write_line(part, **look)


def print_summary(
    reporter: pytest.TerminalReporter, summary: Summary, plan: RunPlan, decision: Decision | None
) -> None:
    """The table of the paper with what a reader needs to trust it; with `-q` less of it, with `-qq` a line."""
    verbosity, width = reporter.verbosity, width_of(reporter)
    reporter.write_sep("=", "RealUnify")
    lines = averages(summary) if verbosity < -1 else table(summary, width, brief=verbosity < 0)
    if verbosity >= 0:
        lines += ["", *legend_lines(axes_shown(summary, decision, width), width)]
    lines += [] if verbosity < -1 else ["", *footnotes(summary, plan, brief=verbosity < 0), *_unjudged(plan)]
    for line in lines:
        write_line(reporter, line)
    for line in warnings(summary):
        write_line(reporter, line, red=True, bold=True)


def warnings(summary: Summary) -> list[str]:
    """Why the numbers are not to be trusted, if so."""
    cases = "1 case" if summary.missing == 1 else f"{summary.missing} cases"
    lines = [f"RUN NOT COMPLETE: {cases} did not finish"] if summary.missing else []
    if summary.invalid is not None:
        share, budget = f"{summary.invalid:.1%}", f"{ERROR_BUDGET:.0%}"
        lines.append(f"RUN NOT VALID: {share} of the cases {summary.without_verdict}, the budget is {budget}")
    return lines


def print_go_on(reporter: pytest.TerminalReporter, plan: RunPlan) -> None:
    """What to type for the rest of a run that ended early."""
    run_dir = reporter.config.getoption("realunify_run_dir")
    place = f" --realunify-run-dir={shlex.quote(run_dir)}" if run_dir else ""
    write_line(
        reporter, f"finished cases are kept, to go on: pytest --realunify --realunify-resume={plan.folder.id}{place}"
    )


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
    if reporter.verbosity >= -1:
        print_section(reporter, "gates", gate_lines(decision, width_of(reporter), reporter.verbosity))
    if failed := failed_line(decision, everything=reporter.verbosity > 0):
        write_line(reporter, failed, red=True, bold=True)
    else:
        reporter.write_line(f"gates passed: {len(decision.gates)} of {len(decision.gates)}", green=True)


def footnotes(summary: Summary, plan: RunPlan, brief: bool = False) -> list[str]:
    """How many were scored, what was left out, where the run lies. `brief`: no explanations."""
    lines = [counted_line(name, summary) for name in in_table_order(summary.counts)]
    if brief:
        return [*lines, f"run: {shown(plan, plan.folder.path)}"]
    if "direct" in summary.counts and "stepwise" in summary.counts:
        lines.append("gap: stepwise - direct in points, over the instances scored under both")
    lines.append(f"chance: GEU {100 * CHANCE:.1f}   -: not run, or the model lacks the verb")
    lines += judge_lines(summary, plan)
    return [*lines, f"run: {shown(plan, plan.folder.path)}", "one case: realunify show last CASE"]


def judge_lines(summary: Summary, plan: RunPlan) -> list[str]:
    """Who judged, how often it was asked, how often it contradicted itself. Empty where nothing was drawn."""
    if plan.judge is None or not plan.is_judged or (summary.axes and "UEG" not in summary.axes):
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
    return f"{padded(protocol + ':', LABEL)} {', '.join(parts)}"


def shown(plan: RunPlan, path: Path) -> str:
    """Relative to the rootdir where it lies within."""
    return str(path.relative_to(plan.settings.root)) if path.is_relative_to(plan.settings.root) else str(path)
