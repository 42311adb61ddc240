"""Whether the scores of a run are those of a card, within what chance allows between two runs of one model.

Where both have the same cases these are compared one by one, as gates do (`decisions.gates.permutation`): if nothing
changed, a case's verdicts might as well be the other side's, and what two runs of a sampler differ by is in that. Where
cases do not match, both are samples, compared by Fisher's exact test (R. A. Fisher, 1935). All categories and averages
are corrected for one another (`decisions.gates.family`), once as drops and once as gains.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from pytest_realunify.cards.card import Card
from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.family import Block, Family, Test
from pytest_realunify.decisions.gates.permutation import Null, Pair, shift
from pytest_realunify.numbers import stats
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.taxonomy import AXES, CATEGORY, categories_of, in_table_order

ALPHA: Final = 0.05
"""Of all tests together: two runs of one model are said to disagree once in twenty times at most."""

SCOPES: Final = (*AXES, "total")


@dataclass(frozen=True, slots=True)
class Scored:
    """A category, or an average of them, under one protocol on both sides."""

    scope: str
    protocol: str
    card: float
    run: float
    difference: Estimate
    """run - card, with its 95 % interval."""
    cases: tuple[int, int]
    """That were scored in the card and in the run; of pairs both are the same."""
    paired: bool
    p: float
    """Two-sided, of all tests together."""

    @property
    def disagrees(self) -> bool:
        return self.p <= ALPHA


@dataclass(frozen=True, slots=True)
class Sample:
    """What one side has of a category, where cases do not match."""

    right: int
    """Rounded where repeats differ: of their mean by case, which makes the test cautious."""
    scored: int


@dataclass(frozen=True)
class Compared:
    """One category under one protocol before it is corrected."""

    place: Place
    pairs: Sequence[Pair]
    """Empty: `samples` are compared."""
    samples: tuple[Sample, Sample] | None

    @property
    def test(self) -> Test:
        """For a drop."""
        name = ":".join(self.place)
        if self.samples is None:
            return Test(name, *shift(self.pairs))
        return Test(name, *_fisher(*self.samples))

    @property
    def weight(self) -> int:
        """By which a sum becomes a mean."""
        return len(self.pairs) or 1

    @property
    def rates(self) -> tuple[float, float]:
        if self.samples is None:
            return fmean(pair.rates[0] for pair in self.pairs), fmean(pair.rates[1] for pair in self.pairs)
        return self.samples[0].right / self.samples[0].scored, self.samples[1].right / self.samples[1].scored

    @property
    def cases(self) -> tuple[int, int]:
        if self.samples is None:
            return len(self.pairs), len(self.pairs)
        return self.samples[0].scored, self.samples[1].scored


def agreement(card: Card, told: Evidence, run: Evidence, same_suite: bool) -> list[Scored]:
    """`told` are the card's verdicts. Protocol by protocol, categories and then averages of those that both have."""
    found = list(_compared(card, told, run, same_suite))
    corrected = _corrected(found)
    return [
        each for protocol in in_table_order(one.place[1] for one in found) for each in _of(protocol, found, corrected)
    ]


def _compared(card: Card, told: Evidence, run: Evidence, same_suite: bool) -> Iterator[Compared]:
    paired = Comparison(told, run).pairs if same_suite else {}
    published = {(each.scope, each.protocol): each for each in card.score if each.scorer == "strict"} or {
        (each.scope, each.protocol): each for each in card.score
    }
    for protocol in in_table_order(protocol for _, protocol in run.places):
        for category in CATEGORY:
            place = (category, protocol)
            if place not in run.places:
                continue
            if pairs := paired.get(place):
                yield Compared(place, pairs, None)
                continue
            mine = _sample(run, place)
            its = _sample(told, place) if place in told.places else _published(published, place)
            if mine and its:
                yield Compared(place, (), (its, mine))


def _sample(evidence: Evidence, place: Place) -> Sample | None:
    cases = [evidence.of_run(case) for case in evidence.places[place]]
    shares = [runs[0].correct / runs[0].scored for runs in cases if runs]
    return Sample(round(math.fsum(shares)), len(shares)) if shares else None


def _published(scores: Mapping[Place, object], place: Place) -> Sample | None:
    from pytest_realunify.cards.card import Score

    told = scores.get(place)
    if not isinstance(told, Score) or not told.scored:
        return None
    return Sample(round(told.value * told.scored), told.scored)


# Chance ---------------------------------------------------------------------------------------------------------------


def _fisher(before: Sample, now: Sample) -> tuple[Null, int]:
    """Of how many of all that are right fall on the new side, counted from about the middle: one more is worth one case
    of each side."""
    import numpy as np

    every, right = before.scored + now.scored, before.right + now.right
    least, most = max(0, right - before.scored), min(now.scored, right)
    logs = [
        _log_choose(now.scored, number) + _log_choose(before.scored, right - number) - _log_choose(every, right)
        for number in range(least, most + 1)
    ]
    chances = np.exp(np.array(logs))
    middle = round(right * now.scored / every)
    null = Null(least - middle, chances / chances.sum(), 1 / before.scored + 1 / now.scored)
    return null, now.right - middle


def _log_choose(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def _corrected(found: Sequence[Compared]) -> dict[str, float]:
    """Two-sided, by the names of tests."""
    drops, gains = (_family(found, gains).corrected() for gains in (False, True))
    return {name: min(1.0, 2 * min(drops[name], gains[name])) for name in drops}


def _family(found: Sequence[Compared], gains: bool) -> Family:
    blocks = []
    for protocol in in_table_order(each.place[1] for each in found):
        mine = {each.place[0]: each for each in found if each.place[1] == protocol}
        tests = {category: _turned(each.test) if gains else each.test for category, each in mine.items()}
        weights = {category: each.weight for category, each in mine.items()}
        blocks.append(Block(tests, weights, {scope: f"{scope}:{protocol}" for scope in SCOPES}))
    return Family(blocks)


def _turned(test: Test) -> Test:
    """The same question about a gain."""
    null = test.null
    highest = null.least + len(null.chances) - 1
    return Test(test.name, Null(-highest, null.chances[::-1].copy(), null.step), -test.observed)


# Numbers --------------------------------------------------------------------------------------------------------------


def _of(protocol: str, found: Sequence[Compared], corrected: Mapping[str, float]) -> Iterator[Scored]:
    mine = {each.place[0]: each for each in found if each.place[1] == protocol}
    for category, each in mine.items():
        yield _scored(category, protocol, [each], corrected)
    for scope in SCOPES:
        members = [each.name for each in (categories_of(scope) if scope in AXES else CATEGORY.values())]
        if f"{scope}:{protocol}" in corrected:
            yield _scored(scope, protocol, [mine[name] for name in members], corrected)


def _scored(scope: str, protocol: str, parts: Sequence[Compared], corrected: Mapping[str, float]) -> Scored:
    card, run = (fmean(part.rates[side] for part in parts) for side in (0, 1))
    paired = all(part.samples is None for part in parts)
    return Scored(
        scope=scope,
        protocol=protocol,
        card=card,
        run=run,
        difference=stats.mean_difference([[pair.rates for pair in part.pairs] for part in parts])
        if paired
        else _newcombe([part.rates for part in parts], [part.cases for part in parts], run - card),
        cases=(sum(part.cases[0] for part in parts), sum(part.cases[1] for part in parts)),
        paired=paired,
        p=corrected[f"{scope}:{protocol}"],
    )


def _newcombe(rates: Sequence[tuple[float, float]], cases: Sequence[tuple[int, int]], value: float) -> Estimate:
    """Of two independent means, from the interval of each (R. G. Newcombe, Statistics in Medicine 17, 1998)."""
    before, now = (
        stats.mean_of_strata([rate[side] for rate in rates], [count[side] for count in cases]) for side in (0, 1)
    )
    below = math.hypot(now.value - now.low, before.high - before.value)
    above = math.hypot(now.high - now.value, before.value - before.low)
    return Estimate(value, max(-1.0, value - below), min(1.0, value + above))
