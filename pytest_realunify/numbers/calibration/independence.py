"""Whether a judge errs question by question, or whole pictures at a time: counts of pictures against its rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.pictures import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALPHA: Final = 0.05
"""Chance to find a contradiction where there is none, over all comparisons at most."""

DRAWS: Final = 20_000


def contradiction(pictures: Sequence[Picture], answers: Confusion) -> str:
    """What picture counts say against errors that are independent given the truth; empty where nothing does.

    Right pictures passed, wrong pictures passed, and pictures answered without an error are counted, each against its
    distribution under sensitivity and specificity from `answers` (drawn from Jeffreys' posterior, for they too are
    estimated): two-sided, Bonferroni over what could be counted. Pictures of one question say nothing.
    """
    groups: list[tuple[str, list[Picture], Callable[[Picture], bool | None], Callable[[Picture], _Shape]]] = [
        (
            "right pictures were passed",
            [each for each in pictures if each.passed is not None and not each.off],
            lambda each: each.passed,
            _passing,
        ),
        (
            "wrong pictures were passed",
            [each for each in pictures if each.passed is not None and each.off],
            lambda each: each.passed,
            _passing,
        ),
        (
            "pictures were answered without an error",
            [each for each in pictures if each.true is not None],
            lambda each: each.true,
            _answering,
        ),
    ]
    told = [(name, held, outcome, shape) for name, held, outcome, shape in groups if _tells(held)]
    for place, (name, held, outcome, shape) in enumerate(told):
        found = sum(bool(outcome(each)) for each in held)
        expected = _distribution([shape(each) for each in held], answers, place)
        share = min((expected <= found).mean(), (expected >= found).mean())
        if 2 * share * len(told) < ALPHA:
            return f"{found} of {len(held)} {name}, {expected.mean():.0f} would be if each answer erred by itself"
    return ""


_Shape = tuple[int, int, int, int]
"""How many questions must be answered rightly where yes is true, wrongly there, rightly where no is true, wrongly."""


def _passing(picture: Picture) -> _Shape:
    """Every wanted answer."""
    return picture.yes - picture.yes_off, picture.no_off, picture.no - picture.no_off, picture.yes_off


def _answering(picture: Picture) -> _Shape:
    """Every true answer."""
    return picture.yes - picture.yes_off + picture.no_off, 0, picture.no - picture.no_off + picture.yes_off, 0


def _tells(pictures: Sequence[Picture]) -> bool:
    return any(each.questions > 1 for each in pictures)


def _distribution(shapes: Sequence[_Shape], answers: Confusion, seed: int) -> Floats:
    """Of the number of pictures of which all comes as it must."""
    import numpy as np

    chance = np.random.default_rng(seed)
    yes = chance.beta(answers.tp + 0.5, answers.fn + 0.5, DRAWS)
    no = chance.beta(answers.tn + 0.5, answers.fp + 0.5, DRAWS)
    total = np.zeros(DRAWS)
    for (a, b, c, d), number in Counter(shapes).items():
        total += chance.binomial(number, yes**a * (1 - yes) ** b * no**c * (1 - no) ** d)
    return total
