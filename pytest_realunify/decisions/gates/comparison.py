"""A run (or several) and its baseline side by side: which cases can be compared, by category x protocol."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pytest_realunify.decisions import noise
from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.decisions.gates.permutation import Pair
from pytest_realunify.taxonomy import CATEGORY


@dataclass(frozen=True)
class Comparison:
    """Built once per decision."""

    before: Evidence
    """Of the baseline."""
    now: Evidence

    @cached_property
    def places(self) -> dict[Place, list[str]]:
        """The baseline's cases in the order of a table, without verbs that the model lacked then already."""
        return {
            place: cases
            for place, cases in self.before.places.items()
            if not all(self.before.cases[case].unsupported for case in cases)
        }

    @cached_property
    def pairs(self) -> dict[Place, list[Pair]]:
        """Cases scored on both sides, for every one of `places`."""
        return {
            place: [
                Pair(case, old, new)
                for case in cases
                if (old := self.before.scores(case)) and (new := self.now.scores(case))
            ]
            for place, cases in self.places.items()
        }

    @cached_property
    def lit(self) -> dict[Place, list[Pair]]:
        """Whether cases have a verdict at all, run by run: of those that have one in the baseline and were run."""
        return {
            place: [
                Pair(case, _lit(self.before, case), _lit(self.now, case))
                for case in cases
                if self.before.cases[case].scored and _ran(self.now, case)
            ]
            for place, cases in self.places.items()
        }

    @cached_property
    def missing(self) -> list[str]:
        """Cases of the baseline that this run has no result for."""
        return [case for case in self.before.cases if case not in self.now.cases]

    @cached_property
    def flips(self) -> dict[Place, float]:
        """The chance that two runs of a case differ without a change of the model."""
        known = noise.flip_rates(self.before)
        return {place: known[place].rate.value if place in known else self._seen(place) for place in self.places}

    def _seen(self, place: Place) -> float:
        """From cases that got better, twice over, over axis and protocol together: a drop does not add to them, and
        single categories have too few. One more than seen, for no model is known never to flip."""
        axis, protocol = CATEGORY[place[0]].axis, place[1]
        alike = [
            pair
            for (category, other), pairs in self.pairs.items()
            if CATEGORY[category].axis == axis and other == protocol
            for pair in pairs
        ]
        better = sum(new > old for old, new in (pair.rates for pair in alike))
        return min(0.5, (2 * better + 1) / (len(alike) + 1))


def usual_runs(pairs: Sequence[Pair]) -> tuple[int, int]:
    """How many scores most cases have before and now; `pairs` not empty."""
    [(usual, _)] = Counter((len(pair.before), len(pair.after)) for pair in pairs).most_common(1)
    return usual


def _lit(evidence: Evidence, case: str) -> tuple[int, ...]:
    record = evidence.cases[case]
    return tuple([WHOLE if run.scored else 0 for run in record.runs if run is not None and not run.unsupported])


def _ran(evidence: Evidence, case: str) -> bool:
    return case in evidence.cases and bool(_lit(evidence, case))
