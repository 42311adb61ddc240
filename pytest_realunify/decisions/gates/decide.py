"""All gates of one run, from its results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.baseline import Baseline
from pytest_realunify.decisions.gates import asked, soundness
from pytest_realunify.decisions.gates.changes import changes
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.mustpass import MustPass
from pytest_realunify.decisions.gates.outcome import Decision, GateOutcome
from pytest_realunify.decisions.gates.paired import holm
from pytest_realunify.decisions.gates.regression import Regression, regressions
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.numbers.summary import summarise
from pytest_realunify.records import Result


def decide(
    results: Iterable[Result], selected: Mapping[str, int], baseline: Baseline | None, settings: GateSettings
) -> Decision:
    """`selected` is the number of cases per protocol that the run set out to do, repeats counted."""
    results = list(results)
    comparison = Comparison.of(baseline, results) if baseline else None
    missing = comparison.missing if comparison else ()
    return Decision(
        gates=(
            *(_family(comparison, settings) if comparison else ()),
            *_asked(results, selected, comparison, settings),
            soundness.completeness(results, selected, missing),
            soundness.errors(results, selected, settings.error_budget),
        ),
        changed=tuple(changes(comparison)) if comparison else (),
        baseline=baseline.headline if baseline else None,
        notes=tuple(_notes(comparison)) if comparison else (),
    )


def _family(comparison: Comparison, settings: GateSettings) -> Iterator[GateOutcome]:
    """Gates that chance can fail: together they do so in at most a share of `alpha` builds."""
    gates: list[Regression | MustPass] = list(regressions(comparison, settings))
    if steady := noise.must_pass(comparison.baseline):
        gates.append(MustPass(steady, comparison.now))
    answered = {gate.name: gate.p for gate in gates if gate.p is not None}
    corrected = dict(zip(answered, holm(list(answered.values()), settings.alpha), strict=True))
    for gate in gates:
        yield gate.outcome(corrected.get(gate.name), settings.alpha, len(answered))


def _asked(
    results: Sequence[Result], selected: Mapping[str, int], comparison: Comparison | None, settings: GateSettings
) -> Iterator[GateOutcome]:
    summary = summarise(results, selected) if settings.rules else None
    for rule in settings.rules:
        if rule.kind == "margin" and comparison:
            yield asked.margin(rule, comparison, settings)
        elif rule.kind == "margin" or summary is None:
            yield GateOutcome(rule.text, "margin", False, "there is no baseline: add --realunify-baseline=FILE")
        else:
            yield asked.floor(rule, summary, settings)


def _notes(comparison: Comparison) -> Iterator[str]:
    new = [case for case in comparison.now if case not in comparison.baseline.cases]
    if new:
        yield f"{len(new)} cases are not in the baseline, and no regression gate looks at them"
    if not noise.flip_rates(comparison.baseline):
        yield (
            "the baseline has one verdict per case, so how often cases flip by chance is guessed from this comparison; "
            "`realunify noise RUN RUN` measures it"
        )
