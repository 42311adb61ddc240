"""The answer of `realunify plan`, line by line as it is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pytest_realunify.decisions.planning.builds import Design
from pytest_realunify.decisions.planning.designs import SIZES, Plan, Question, found, plans
from pytest_realunify.taxonomy import AXES, categories_of

FULL: Final = 100
"""Cases a category of `procedural:full`, and of the paper."""

HEAD: Final = (
    "baseline            cases a  finds  verdicts,  verdicts,    calls,  100 cases",
    "    runs  confirm  category  it in   baseline    a build   a build find it in",
)


def plan_lines(question: Question, source: str) -> Iterator[str]:
    """What is asked for, a row for each design that finds it, and the one that costs least."""
    yield from _asked(question, source)
    yield from HEAD
    kept: list[Plan] = []
    for runs, confirm, plan in plans(question):
        full = f"{100 * found(question, Design(FULL, runs, confirm)):.0f} %"
        if plan is None:
            yield f"{runs:>8} {confirm:>8} {f'> {SIZES[-1]:,}':>9} {'':>6} {'':>10} {'':>10} {'':>9} {full:>10}"
            continue
        kept.append(plan)
        yield (
            f"{runs:>8} {confirm:>8} {plan.design.cases:>9,} {f'{100 * plan.found:.0f} %':>6} {plan.baseline:>10,} "
            f"{plan.verdicts:>10,.0f} {plan.calls:>9,.0f} {full:>10}"
        )
    if not question.gates.flip:
        yield "a model that never flips says the same in every run: further runs and second looks add nothing"
    yield from _cheapest(kept)
    yield "a build: of an unchanged model, on average; calls: of the model, without a judge's;"
    yield f"confirm: --realunify-confirm; {FULL} cases a category are --realunify-suite=procedural:full"


def _asked(question: Question, source: str) -> Iterator[str]:
    gates = question.gates
    pooled = sum(
        sum(all(category.name in names for category in categories_of(axis)) for axis in AXES)
        + all(category.name in names for axis in AXES for category in categories_of(axis))
        for names in gates.served.values()
    )
    yield (
        f"to find a fall of {100 * question.drop:g} points in one category under one protocol in "
        f"{100 * question.power:g} % of builds,"
    )
    yield (
        f"among {gates.number} gates ({', '.join(gates.protocols)}) and {pooled} pooled ones, of which an unchanged "
        f"model fails {100 * gates.alpha:g} % of builds at most"
    )
    yield f"verdicts off by chance: {100 * gates.flip:.2g} % ({source})"


def _cheapest(kept: list[Plan]) -> Iterator[str]:
    if not kept:
        yield "none of these finds it: ask for a larger --drop or a smaller --power, or see to what flips"
        return
    least = min(kept, key=lambda plan: (plan.verdicts, plan.baseline))
    confirm = f" and --realunify-confirm={least.design.confirm}" if least.design.confirm else ""
    runs = "1 run" if least.design.runs == 1 else f"{least.design.runs} separate runs"
    yield f"least a build: {least.design.cases} cases a category, {runs} in the baseline{confirm}"
