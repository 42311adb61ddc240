"""How often a judge passes each kind of picture: right ones, those with one question off, those with several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING, Final

from pytest_realunify.numbers.calibration.evidence import KINDS, Evidence, Kind
from pytest_realunify.numbers.calibration.rates import Rates, fitted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

APART: Final = 0.1
"""How much more often right pictures must pass than wrong ones, in nearly all judges that the calibration leaves
possible: nearer to a coin, the corrected score can be anything."""

FEW: Final = 5
"""Wrong pictures of a kind (one question off, several) below which the two kinds are not told apart."""


@dataclass(frozen=True, slots=True)
class Passing:
    """How often each kind of picture passes, by stratum of the calibration."""

    strata: tuple[tuple[str, str], ...]
    """Category and subtask."""
    questions: Floats
    """Per right picture."""
    kinds: Mapping[Kind, Rates]
    """`right`, `slipped` (one question off) and `wrong` (several)."""
    single: float
    """Share of the calibration's wrong pictures that have one question off."""
    one: Mapping[Kind, float]
    """Share of the failed pictures of a kind that fail in one question alone."""

    @classmethod
    @lru_cache(maxsize=4)  # asked for once per protocol
    def of(cls, evidence: Evidence, number: int, seed: int) -> Passing:
        import numpy as np

        strata = tuple(dict.fromkeys((each.category, each.subtask) for each in evidence.pictures))
        held = {
            stratum: [each for each in evidence.pictures if (each.category, each.subtask) == stratum]
            for stratum in strata
        }
        counts: dict[Kind, list[list[tuple[int, int]]]] = {
            "right": [[(each.right, each.right_passed) for each in held[one]] for one in strata],
            "slipped": [[(each.slipped, each.slipped_passed) for each in held[one]] for one in strata],
            "wrong": [[(each.wrong, each.wrong_passed) for each in held[one]] for one in strata],
        }
        slipped, wrong = evidence.count("slipped"), evidence.count("wrong")
        if min(slipped, wrong) < FEW:
            both = [
                [(each.slipped + each.wrong, each.slipped_passed + each.wrong_passed) for each in held[one]]
                for one in strata
            ]
            counts["slipped"] = counts["wrong"] = both
        kinds: dict[Kind, Rates] = {}
        for place, (kind, counted) in enumerate(counts.items()):
            same = next((known for name, known in kinds.items() if counts[name] is counted), None)
            kinds[kind] = same or fitted(counted, np.random.default_rng([seed, place]), number)
        questions = [fmean(each.questions for each in held[one]) for one in strata]
        one = {kind: _share_of_one(evidence, kind) for kind in KINDS}
        return cls(strata, np.array(questions), kinds, slipped / (slipped + wrong), one)

    def mean(self, kind: Kind) -> float:
        """Share passed over strata."""
        return float(self.kinds[kind].point.mean())

    @property
    def missed(self) -> float:
        """Share of wrong pictures passed, in the calibration's mix."""
        return self.single * self.mean("slipped") + (1 - self.single) * self.mean("wrong")

    def told(self) -> str:
        """Such as `95.0% of right and 4.0% of wrong pictures`."""
        return f"{self.mean('right'):.1%} of right and {self.missed:.1%} of wrong pictures"

    def apart(self) -> Floats:
        """By how much the shares differ on average, in each judge that is possible."""
        missed = self.single * self.kinds["slipped"].draws + (1 - self.single) * self.kinds["wrong"].draws
        apart: Floats = (self.kinds["right"].draws - missed).mean(axis=1)
        return apart

    def places(self, category: str, subtask: str) -> list[int]:
        """Strata that speak for a subtask: its own, else its category's, else all."""
        own = [at for at, (_, name) in enumerate(self.strata) if name and name == subtask]
        return own or [at for at, (name, _) in enumerate(self.strata) if name == category] or [*range(len(self.strata))]


def _share_of_one(evidence: Evidence, kind: Kind) -> float:
    """With one pseudo-picture either way."""
    failed = evidence.count(kind) - sum(getattr(each, f"{kind}_passed") for each in evidence.pictures)
    return float((sum(getattr(each, f"{kind}_one") for each in evidence.pictures) + 1) / (failed + 2))
