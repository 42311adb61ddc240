"""The same correction where only answers are known, not whole pictures: as if errors were independent given the truth.

Rogan and Gladen (Am. J. Epidemiol. 107, 1978), question by question. Whether a reply matches its gold answer is 0 or 1;
from the judge's sensitivity and specificity follows a number whose expectation is the true 0 or 1. Judge errors being
independent, the product of these numbers over a case's questions expects 1 where all truly match and 0
elsewhere, so their mean over cases is an unbiased accuracy. It may lie outside 0 to 1, as one case's number may.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.outlines import Asked, Outline
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import SCORED, Poll, Result
from pytest_realunify.taxonomy import categories_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES: Final = 2_000
SURE: Final = 0.975
"""Share of possible judges that must be better than a coin. Nearer to a coin the corrected score can be anything."""

Pattern = tuple[int, int, int, int]
"""A case's polls: gold yes matched, gold yes not matched, gold no matched, gold no not matched."""

Instance = tuple[Pattern, ...]
"""The patterns of an instance's repeats, sorted: what may be resampled, and what is alike."""


def pattern(polls: Iterable[Poll | Asked]) -> Pattern:
    """Of a case whose polls all have an answer."""
    seen = Counter((poll.expected, poll.answer == poll.expected) for poll in polls)
    return seen["yes", True], seen["yes", False], seen["no", True], seen["no", False]


def check(judge: Confusion) -> None:
    """Raise UsageError for a calibration that cannot correct anything: one truth is missing, the judge is no better
    than a coin, or so few questions were answered that it may well be none."""
    sensitivity, specificity = judge.sensitivity, judge.specificity
    if sensitivity is None or specificity is None:
        lacking = "yes" if sensitivity is None else "no"
        raise UsageError(f"the calibration has no answer to a question whose truth is {lacking}: it corrects nothing")
    rates = f"sensitivity {sensitivity.value:.1%} and specificity {specificity.value:.1%}"
    if sensitivity.value + specificity.value <= 1:
        raise UsageError(
            f"the judge is no better than a coin: {rates} add up to at most 100 %.\n"
            "No score can be corrected for it: choose another judge."
        )
    if _better_than_a_coin(*_drawn_rates(judge, RESAMPLES, 0)).sum() < SURE * RESAMPLES:
        raise UsageError(
            f"{rates} from {judge.answered} answers leave it open whether the judge is better than a coin.\n"
            "Calibrate on more pictures"
        )


def corrected(
    results: Iterable[Result | Outline], judge: Confusion, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, Estimate]:
    """Accuracy by UEG category, and `UEG` when every category has one, with 95 % bootstrap intervals; unclipped.

    `results` are one protocol's; only scored UEG cases count. Raises UsageError as `check` does.
    """
    check(judge)
    by_category = _instances(results)
    point = _Errors.measured(judge)
    spread = _Errors.drawn(judge, resamples, seed)
    values = {name: float(_mean(held, point)[0]) for name, held in by_category.items()}
    draws = {name: _resampled(held, spread, f"{seed}/{name}") for name, held in by_category.items()}
    names = [category.name for category in categories_of("UEG")]
    if all(name in values for name in names):
        values["UEG"] = sum(values[name] for name in names) / len(names)
        draws["UEG"] = sum((draws[name] for name in names[1:]), draws[names[0]]) / len(names)
    return {name: _estimate(values[name], draws[name]) for name in values}


def _instances(results: Iterable[Result | Outline]) -> dict[str, list[Instance]]:
    repeats: dict[str, dict[str, list[Pattern]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        if result.axis == "UEG" and result.verdict.strict in SCORED and result.polls:
            repeats[result.category][result.instance].append(pattern(result.polls))
    return {name: [tuple(sorted(found)) for found in held.values()] for name, held in repeats.items()}


@dataclass(frozen=True, slots=True)
class _Errors:
    """Judges, one a row: what a poll of each of a pattern's four kinds is worth. Shape (judges, 4)."""

    worth: Floats

    @classmethod
    def of(cls, sensitivity: Floats, specificity: Floats) -> _Errors:
        import numpy as np

        better = sensitivity + specificity - 1
        kinds = (specificity, specificity - 1, sensitivity, sensitivity - 1)
        return cls(np.stack(kinds, axis=1) / better[:, None])

    @classmethod
    def measured(cls, judge: Confusion) -> _Errors:
        """The judge as the calibration saw it."""
        import numpy as np

        rates = (judge.tp / (judge.tp + judge.fn), judge.tn / (judge.tn + judge.fp))
        return cls.of(np.array(rates[:1]), np.array(rates[1:]))

    @classmethod
    def drawn(cls, judge: Confusion, number: int, seed: int) -> _Errors:
        """Judges that the calibration leaves possible, without the few that are no better than a coin."""
        import numpy as np

        sensitivity, specificity = _drawn_rates(judge, number, seed)
        places = np.resize(np.flatnonzero(_better_than_a_coin(sensitivity, specificity)), number)
        return cls.of(sensitivity[places], specificity[places])

    def values(self, instances: Sequence[Instance]) -> Floats:
        """What each instance is worth to each judge: the mean over its repeats. Shape (judges, instances)."""
        import numpy as np

        columns = [
            np.mean([np.prod(self.worth ** np.array(each), axis=1) for each in repeats], axis=0)
            for repeats in instances
        ]
        return np.stack(columns, axis=1)


def _drawn_rates(judge: Confusion, number: int, seed: int) -> tuple[Floats, Floats]:
    """Sensitivities and specificities from Jeffreys' posterior, which keeps a faultless judge uncertain."""
    import numpy as np

    chance = np.random.default_rng(seed)
    return chance.beta(judge.tp + 0.5, judge.fn + 0.5, number), chance.beta(judge.tn + 0.5, judge.fp + 0.5, number)


def _better_than_a_coin(sensitivity: Floats, specificity: Floats) -> NDArray[np.bool_]:
    better: NDArray[np.bool_] = sensitivity + specificity > 1
    return better


def _mean(instances: Sequence[Instance], judges: _Errors) -> Floats:
    alike = Counter(instances)
    counted: Floats = judges.values(list(alike)) @ list(alike.values())
    return counted / len(instances)


def _resampled(instances: Sequence[Instance], judges: _Errors, seed: str) -> Floats:
    """The accuracy in one resample of the instances per judge.

    With one pseudo-instance either way, as in `stats.mean_of_strata`: a small category that is all right or all wrong
    has nothing to vary. Instances of one pattern are alike, so a multinomial draw resamples them all.
    """
    import numpy as np

    alike: Mapping[Instance, int] = Counter(instances)
    values = judges.values(list(alike))
    number = len(values)
    padded = np.hstack([values, np.ones((number, 1)), np.zeros((number, 1))])
    counts = np.array([*alike.values(), 1, 1])
    chance = np.random.default_rng(list(seed.encode()))
    weights = chance.multinomial(counts.sum(), counts / counts.sum(), number)
    means: Floats = (padded * weights).sum(axis=1) / counts.sum()
    return means


def _estimate(value: float, draws: Floats) -> Estimate:
    import numpy as np

    low, high = np.quantile(draws, (0.025, 0.975))
    return Estimate(value, min(float(low), value), max(float(high), value))
