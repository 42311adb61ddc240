"""Whether a run should become a baseline."""

from __future__ import annotations

from collections import Counter

from pytest_realunify.stored import coverage
from pytest_realunify.stored.stored_run import StoredRun


def unfit(run: StoredRun) -> str | None:
    """Why it should not, and what to type instead; None where nothing speaks against it."""
    summary = run.summary
    if not run.results:
        return f"run {run.id} has no results"
    if shard := run.facts["options"].get("realunify_shard"):
        return f"run {run.id} is shard {shard} of one; make one run of all with realunify merge RUN…"
    if summary.missing:
        again = f"finish it with pytest --realunify --realunify-resume={run.id}"
        return f"run {run.id} has no result for {summary.missing} of {sum(run.selected.values())} cases; {again}"
    if summary.invalid is not None:
        share = f"{100 * summary.invalid:.1f} %"
        again = f"run them again with pytest --realunify --realunify-resume={run.id}"
        return f"{share} of run {run.id} ended in error or judge-invalid, more than the budget allows; {again}"
    return partial(run)


def partial(run: StoredRun) -> str | None:
    """Of a run of some of its suite's cases, which gates later see nothing of the others of."""
    whole, lacking = coverage.planned(run.facts), coverage.left_out(run.facts)
    if lacking:
        where = ", ".join(f"{count} of {whole[protocol]} {protocol}" for protocol, count in lacking.items())
        again = "run the whole suite, without -k, -m, --lf and names of cases"
        return f"run {run.id} left out a part of its suite ({where}), and no gate will look at it; {again}"
    limit = str(run.facts["options"].get("realunify_limit") or "")
    if limit.isdecimal() and _most_of_a_subtask(run) >= int(limit):
        again = "run the whole suite, without --realunify-limit"
        return f"run {run.id} took at most {limit} instances of every subtask, and no gate will look at others; {again}"
    return None


def _most_of_a_subtask(run: StoredRun) -> int:
    """Instances of the subtask that has most of them."""
    instances = {(each.category, each.subtask, each.instance) for each in run.outlines.values()}
    return max(Counter(instance[:2] for instance in instances).values(), default=0)
