"""Accuracies from whole pictures passed: Rogan and Gladen's formula per subtask, averaged, with its uncertainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Final

from pytest_realunify.numbers import stats
from pytest_realunify.numbers.calibration.evidence import KINDS
from pytest_realunify.numbers.calibration.passing import APART, Passing
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import Result
from pytest_realunify.taxonomy import CATEGORY, categories_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LENT: Final = 20
"""Failed cases as which the run's mix of wrong pictures weighs in a category, and the calibration's in the run."""

CARRIES: Final = 0.05
"""Error that another number of questions per case may put into a category's score of 100 %. With more questions a
right picture passes less often: by something between not at all and as if errors were independent. Half is taken."""


class RefusedError(Exception):
    """Why a score is not corrected."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One instance of the run under one protocol: shares of its repeats, so that these do not narrow an interval."""

    subtask: str
    questions: float
    passed: float
    one_off: float
    """Failed in one question."""


def drawings_of(results: Sequence[Result | Outline]) -> dict[str, list[Drawing]]:
    """By category."""
    repeats: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for result in results:
        off = sum(poll.answer != poll.expected for poll in result.polls)
        repeats[result.category, result.instance, result.subtask].append((len(result.polls), off))
    found: dict[str, list[Drawing]] = defaultdict(list)
    for (category, _, subtask), seen in repeats.items():
        found[category].append(
            Drawing(
                subtask,
                fmean(asked for asked, _ in seen),
                fmean(off == 0 for _, off in seen),
                fmean(off == 1 for _, off in seen),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    """An estimate, unclipped, and what is uncertain about it for two reasons that know nothing of one another."""

    value: float
    passed: Estimate
    """The share that passed, uncertain through the run's own chance."""
    stretch: float
    """Standard error of the value to that of the share."""
    draws: Floats
    """The estimate from each judge that the calibration leaves possible."""

    def interval(self) -> Estimate:
        """Distances squared and added (G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008)."""
        import numpy as np

        low, high = (float(each) for each in np.quantile(self.draws, (0.025, 0.975)))
        down = np.hypot(self.stretch * (self.passed.value - self.passed.low), max(0.0, self.value - low))
        up = np.hypot(self.stretch * (self.passed.high - self.passed.value), max(0.0, high - self.value))
        return Estimate(self.value, self.value - float(down), self.value + float(up))


def accuracies(drawings: Mapping[str, Sequence[Drawing]], judge: Passing) -> dict[str, Estimate]:
    """By UEG category, and `UEG` when every category has one; unclipped. Raises RefusedError."""
    single = _single([each for held in drawings.values() for each in held], judge, judge.single)
    scopes = {category: _category(category, held, judge, single) for category, held in drawings.items()}
    names = [category.name for category in categories_of("UEG")]
    if all(name in scopes for name in names):
        scopes["UEG"] = _average([(scopes[name], len(drawings[name])) for name in names])
    return {name: scope.interval() for name, scope in scopes.items()}


def _average(parts: Sequence[tuple[_Scope, int]]) -> _Scope:
    """Over categories, with their numbers of cases."""
    import numpy as np

    shares, sizes = [part.passed.value for part, _ in parts], [size for _, size in parts]
    variances = [(p := (share * n + 1) / (n + 2)) * (1 - p) / n for share, n in zip(shares, sizes, strict=True)]
    stretched = sum(v * part.stretch**2 for v, (part, _) in zip(variances, parts, strict=True))
    return _Scope(
        fmean(part.value for part, _ in parts),
        stats.mean_of_strata(shares, sizes),
        float(stretched / sum(variances)) ** 0.5,
        np.mean([part.draws for part, _ in parts], axis=0),
    )


def _category(category: str, drawings: Sequence[Drawing], judge: Passing, single: float) -> _Scope:
    """`single`: share of wrong pictures with one question off in the whole run."""
    import numpy as np

    held: dict[str, list[Drawing]] = defaultdict(list)
    for each in drawings:
        held[each.subtask].append(each)
    mix = _single(drawings, judge, single)
    value, strange = 0.0, 0.0
    rates = []
    draws = np.zeros(judge.kinds["right"].draws.shape[0])
    for subtask, mine in held.items():
        places, weight = judge.places(category, subtask), len(mine) / len(drawings)
        right, slipped, wrong = (judge.kinds[kind].point[places].mean() for kind in ("right", "slipped", "wrong"))
        missed = mix * slipped + (1 - mix) * wrong
        longer = fmean(each.questions for each in mine) / float(judge.questions[places].mean())
        strange += weight * (right**longer - right) / max(APART, right - missed) / 2
        right = right ** ((1 + longer) / 2)
        if right - missed <= APART:
            raise RefusedError(
                f"{subtask or category}: the judge passes {right:.0%} of right and {missed:.0%} of wrong pictures"
            )
        passed = fmean(each.passed for each in mine)
        value += weight * (passed - missed) / (right - missed)
        rates.append((weight, right, missed))
        rights, slips, wrongs = (judge.kinds[kind].draws[:, places].mean(axis=1) for kind in judge.kinds)
        rights = rights ** ((1 + longer) / 2)
        misses = mix * slips + (1 - mix) * wrongs
        draws += weight * (passed - misses) / np.maximum(rights - misses, APART / 2)
    if abs(strange) > CARRIES:
        raise RefusedError(
            f"{CATEGORY[category].abbreviation}: {fmean(each.questions for each in drawings):.1f} questions per case, "
            "too unlike the calibration's pictures for its rates of whole pictures to carry over"
        )
    share = stats.wilson(fmean(each.passed for each in drawings), len(drawings))
    return _Scope(float(value), share, _stretch(rates, min(1.0, max(0.0, float(value)))), draws)


def _stretch(rates: Sequence[tuple[float, float, float]], accuracy: float) -> float:
    """Standard error of the estimate to that of the share that passed. `rates` are weight, right, missed by subtask."""
    passed = [(weight, missed + accuracy * (right - missed), right - missed) for weight, right, missed in rates]
    share = sum(weight * each for weight, each, _ in passed)
    spread = sum(weight * each * (1 - each) / apart**2 for weight, each, apart in passed)
    least = min(1 / apart for _, _, apart in passed)
    return max(least, (spread / (share * (1 - share))) ** 0.5) if 0 < share < 1 else least


def _single(drawings: Sequence[Drawing], judge: Passing, otherwise: float) -> float:
    """Share of the wrong pictures that have one question off, from how failed ones failed.

    What failed is made up of right pictures, slipped and wrong ones, each failing in one question alone as often as in
    the calibration. `otherwise` is what it would be taken for without any case, and weighs as `LENT` failed ones.
    """
    right, slipped, wrong = (judge.mean(kind) for kind in KINDS)
    missed = otherwise * slipped + (1 - otherwise) * wrong
    count, passed = len(drawings), sum(each.passed for each in drawings)
    accuracy = min(1.0, max(0.0, (passed / count - missed) / max(APART, right - missed)))
    innocent = accuracy * (1 - right) * count
    failed = max(0.0, count - passed - innocent)
    one = sum(each.one_off for each in drawings) - innocent * judge.one["right"]
    apart = judge.one["slipped"] - judge.one["wrong"]
    if apart <= APART:
        return otherwise
    slips = min(failed, max(0.0, (one - failed * judge.one["wrong"]) / apart))
    # Those that failed, and as many more as were missed.
    slips, others = slips / max(APART, 1 - slipped), (failed - slips) / max(APART, 1 - wrong)
    return (slips + LENT * otherwise) / (slips + others + LENT)
