"""The UEG score a perfect judge would have given, from what this judge said and how it treats whole pictures.

Rogan and Gladen (Am. J. Epidemiol. 107, 1978), picture by picture: a case is passed with one chance when its picture is
right and with another when it is wrong. Both are counted, per subtask, on pictures whose truth is known, so that errors
may go together within a picture, differ between subtasks, and depend on whether the picture is right. Wrong pictures
are told apart by whether one or several questions are off, and weighed as the run's own wrong pictures are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.calibration import by_picture, by_question
from pytest_realunify.numbers.calibration.by_picture import RefusedError
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.calibration.passing import APART, Passing
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.records import SCORED, Result
from pytest_realunify.taxonomy import CATEGORY

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES: Final = 2_000
SURE: Final = 0.975
FAR: Final = 1.5
"""Widths of its interval by which an estimate may lie outside 0 to 100 % before calibration and run contradict."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of one protocol's scores: corrected ones, or why there are none."""

    scores: Mapping[str, Estimate] = field(default_factory=dict)
    """Accuracy by UEG category, and `UEG` when every category has one, each with its 95 % interval, within 0 to 1."""
    outside: Mapping[str, float] = field(default_factory=dict)
    """The estimates that had to be clipped, as they were before."""
    refusal: str = ""


def check(evidence: Evidence, *, resamples: int = RESAMPLES, seed: int = 0) -> None:
    """Raise UsageError for a calibration that cannot correct anything: one kind of picture (or of answer) is missing,
    or the judge is, or may well be, no better than a coin."""
    if not evidence.pictures:
        by_question.check(evidence.answers)
        return
    right, missed = evidence.count("right"), evidence.count("slipped") + evidence.count("wrong")
    if not right or not missed:
        lacking = "right" if not right else "wrong"
        raise UsageError(f"the calibration has no {lacking} picture with a verdict: it corrects nothing")
    judge = Passing.of(evidence, resamples, seed)
    told = f"it passes {judge.told()} (of {right} and {missed})"
    if judge.mean("right") <= judge.missed:
        raise UsageError(
            f"the judge is no better than a coin: {told}.\nNo score can be corrected for it: choose another judge."
        )
    if (judge.apart() > APART).mean() < SURE:
        raise UsageError(
            f"{told}, which leaves it open whether the judge tells them apart.\nCalibrate on more pictures"
        )


def corrected(
    results: Iterable[Result | Outline], evidence: Evidence, *, resamples: int = RESAMPLES, seed: int = 0
) -> Correction:
    """`results` are one protocol's; only scored UEG cases count. Raises UsageError as `check` does."""
    check(evidence, resamples=resamples, seed=seed)
    judged = [r for r in results if r.axis == "UEG" and r.verdict.strict in SCORED and r.polls]
    if not judged:
        return Correction()
    if evidence.refusal:
        return Correction(refusal=evidence.refusal)
    try:
        if not evidence.pictures:
            return _told(by_question.corrected(judged, evidence.answers, resamples=resamples, seed=seed))
        judge = Passing.of(evidence, resamples, seed)
        return _told(by_picture.accuracies(by_picture.drawings_of(judged), judge))
    except RefusedError as reason:
        return Correction(refusal=str(reason))


def _told(unclipped: Mapping[str, Estimate]) -> Correction:
    """Clipped; refused where what the run shows cannot be under the rates that the calibration gives."""
    for name, found in unclipped.items():
        down, up = found.value - found.low, found.high - found.value
        if found.value - FAR * down > 1 or found.value + FAR * up < 0:
            shown = CATEGORY[name].abbreviation if name in CATEGORY else name
            raise RefusedError(
                f"{shown} would be {100 * found.value:.1f} before clipping (95 % interval {100 * found.low:.0f} to "
                f"{100 * found.high:.0f}): in this run the judge errs otherwise than in its calibration"
            )
    scores = {name: Estimate(*map(_clipped, (e.value, e.low, e.high))) for name, e in unclipped.items()}
    return Correction(scores, {name: e.value for name, e in unclipped.items() if not 0 <= round(e.value, 9) <= 1})


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))
