"""A ladder being climbed: which questions come next, when it is known enough, and what it then says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pytest_realunify.numbers.frontier.ladder import Frontier, Ladder, Rung, Standing
from pytest_realunify.numbers.frontier.posterior import Posterior

BUDGET: Final = 60
"""Questions."""
STEP: Final = 6
"""Questions asked at a time."""
NARROW: Final = 0.2
"""Of the axis: an interval as wide as this, or as one rung, is narrow enough."""
SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Question:
    """One of a ladder's, by its number from 0 in the order of asking."""

    number: int
    rung: int


class Climb:
    """Questions out, answers in. What is asked follows from ladder, seed and answers alone."""

    def __init__(self, ladder: Ladder, seed: int = 0, budget: int = BUDGET, step: int = STEP) -> None:
        self.ladder = ladder
        self.budget = budget
        first, last = ladder.values[0], ladder.values[-1]
        self._seed = f"{ladder.subtask}/{ladder.protocol}/{seed}"
        self._step = step
        self._posterior = Posterior([(each - first) / (last - first) for each in ladder.values], ladder.guess)
        self._gap = max(b - a for a, b in zip(ladder.values, ladder.values[1:], strict=False)) / (last - first)
        self._counts = [[0, 0] for _ in ladder.values]
        self.asked = 0
        self.troubled = 0

    def next(self) -> list[Question]:
        """What to ask at once; empty where it is known enough, or nothing is left of the budget."""
        size = min(self._step, self.budget - self.asked)
        if size <= 0 or self.is_narrow:
            return []
        rungs = self._posterior.batch(size, f"{self._seed}/{self.asked}")
        questions = [Question(self.asked + place, rung) for place, rung in enumerate(rungs)]
        self.asked += size
        return questions

    def take(self, questions: Sequence[Question], right: Sequence[bool | None]) -> None:
        """The answers to what `next` gave; None counts for nothing."""
        for question, answer in zip(questions, right, strict=True):
            if answer is None:
                self.troubled += 1
                continue
            self._posterior.add(question.rung, answer)
            self._counts[question.rung][0] += 1
            self._counts[question.rung][1] += answer

    @property
    def width(self) -> float:
        """Of the interval, as a share of the axis, what lies outside cut off."""
        told = self._posterior.interval
        return min(1.0, max(0.0, told.high)) - min(1.0, max(0.0, told.low))

    @property
    def standing(self) -> Standing:
        """Of the threshold, as of now."""
        told = self._posterior.interval
        if told.below >= SURE:
            return "below"
        if told.beyond >= SURE:
            return "beyond"
        return "open" if told.low < 0 or told.high > 1 else "within"

    @property
    def is_narrow(self) -> bool:
        """Whether more questions are not needed."""
        standing = self.standing
        return standing in ("below", "beyond") or (standing == "within" and self.width <= max(NARROW, self._gap))

    @property
    def frontier(self) -> Frontier:
        """What is known by now."""
        ladder, told = self.ladder, self._posterior.interval
        expected, low, high = self._posterior.curve()
        rungs = tuple(
            Rung(value, asked, right, *(round(float(each[place]), 4) for each in (expected, low, high)))
            for place, (value, (asked, right)) in enumerate(zip(ladder.values, self._counts, strict=True))
        )
        threshold, least, most = (round(ladder.value_at(each), 3) for each in (told.value, told.low, told.high))
        return Frontier(
            subtask=ladder.subtask,
            protocol=ladder.protocol,
            setting=ladder.setting,
            threshold=threshold,
            low=least,
            high=most,
            standing=self.standing,
            narrow=self.is_narrow,
            questions=self.asked,
            troubled=self.troubled,
            rungs=rungs,
        )
