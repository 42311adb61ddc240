"""All gates of one run, from its results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.evidence import Evidence, repeats_line
from pytest_realunify.decisions.gates import asked, soundness
from pytest_realunify.decisions.gates.changes import changes
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.decisions.gates.regression import pooled
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.decisions.gates.together import Together
from pytest_realunify.numbers.consistency import Consistency
from pytest_realunify.numbers.outlines import Outline, outlined
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.options.gate_rules import CONSISTENCY
from pytest_realunify.records import Result

Runs = Sequence[Iterable[Result | Outline]]


def decide(
    results: Iterable[Result | Outline],
    selected: Mapping[str, int],
    baseline: Baseline | None,
    settings: GateSettings,
    others: Runs = (),
    consistency: Consistency | None = None,
) -> Decision:
    """`consistency` is what came of the run's variants.

    `selected` is the number of cases per protocol that the run set out to do, repeats counted; `others` are the
    results of further runs of the same model, which are compared with the baseline too."""
    runs = [outlined(each) for each in (results, *others)]
    outlines = runs[0]
    comparison = Comparison(baseline.evidence, Evidence.of_runs(runs)) if baseline else None
    missing = comparison.missing if comparison else ()
    return Decision(
        gates=(
            *(chance_gates(comparison, settings) if comparison else ()),
            *_asked(outlines, selected, comparison, settings, consistency),
            soundness.completeness(outlines, selected, missing),
            soundness.errors(outlines, selected, settings.error_budget),
        ),
        changed=tuple(changes(comparison)) if comparison else (),
        baseline=baseline.headline if baseline else None,
        notes=tuple(_notes(comparison, runs)) if comparison else (),
    )


def chance_gates(comparison: Comparison, settings: GateSettings) -> Iterator[GateOutcome]:
    """Gates that chance can fail: together they do so in at most a share of `alpha` builds."""
    together = Together(comparison, settings)
    corrected, level = together.family.corrected(), together.family.level(settings.alpha)
    yield from (gate.outcome(corrected.get(gate.name), settings.alpha, level) for gate in together.regressions)
    pairs = {(place[0], place[1]): found for place, found in comparison.pairs.items()}
    for block in together.blocks:
        protocol = next(iter(block.tests.values())).name.rpartition(":")[2]
        mine = {category: pairs[category, protocol] for category in block.tests}
        yield from pooled(block, mine, corrected, settings.alpha)
    yield from (gate.outcome(corrected[gate.name], settings.alpha) for gate in together.dark if gate.dark)
    if together.must:
        yield together.must.outcome(corrected.get(together.must.name), settings.alpha, level)


def _asked(
    outlines: Sequence[Outline],
    selected: Mapping[str, int],
    comparison: Comparison | None,
    settings: GateSettings,
    consistency: Consistency | None,
) -> Iterator[GateOutcome]:
    summary = summarise(outlines, selected) if settings.rules else None
    for rule in settings.rules:
        if rule.scope == CONSISTENCY:
            yield asked.agreement(rule, consistency, settings)
        elif rule.kind == "margin" and comparison:
            yield asked.margin(rule, comparison, settings)
        elif rule.kind == "margin" or summary is None:
            yield GateOutcome(rule.text, "margin", False, "there is no baseline: add --realunify-baseline=FILE")
        else:
            yield asked.floor(rule, summary, settings)


def _notes(comparison: Comparison, runs: Sequence[Sequence[Outline]]) -> Iterator[str]:
    new = [case for case in comparison.now.cases if case not in comparison.before.cases]
    if new:
        yield f"{len(new)} cases are not in the baseline, and no regression gate looks at them"
    for outlines in runs:
        if told := repeats_line(outlines):
            yield told
    yield from _about_baseline(comparison)


def _about_baseline(comparison: Comparison) -> Iterator[str]:
    """How many of its runs say something of their own."""
    runs, distinct = comparison.before.runs, comparison.before.distinct
    copied = [place for place in comparison.places if len(distinct[place]) < runs]
    if runs > 1 and copied:
        fewest = min(len(distinct[place]) for place in copied)
        yield (
            f"of the baseline's {runs} runs only {fewest} say something of their own in {len(copied)} of "
            f"{len(comparison.places)} categories x protocols: the others are copies, reply by reply"
        )
    if not noise.flip_rates(comparison.before):
        yield (
            "the baseline is one run, so how often cases flip between runs is guessed from this comparison; "
            "three separate runs tell: realunify baseline save RUN RUN RUN"
        )
