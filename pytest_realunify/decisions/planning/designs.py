"""The smallest designs that find a drop, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from pytest_realunify.decisions.gates.doubt import DOUBTFUL
from pytest_realunify.decisions.planning.builds import Design, share_found
from pytest_realunify.decisions.planning.neighbours import Gates, neighbours

SIZES: Final = (10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 120, 150, 200, 250, 300, 400, 500, 700, 1000)
"""Cases of a category that are tried."""

RUNS: Final = (1, 3, 5)
"""In the baseline."""

CONFIRM: Final = (0, 2)

BUILDS: Final = 2000
"""Drawn for a promise: it has a standard error of 0.9 points at 80 %."""

MARGIN: Final = 0.1
"""What a formula says of so much less than is asked for, even uncorrected, needs no drawing to be given up."""

CALLS: Final = {"direct": 1, "stepwise": 2, "oracle": 1, "blind": 1}
"""Of the model, for a case."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a team wants to find."""

    drop: float
    """Of accuracy, in one category under one protocol."""
    power: float
    """In so many of the builds."""
    gates: Gates


@dataclass(frozen=True, slots=True)
class Plan:
    """One design, what it finds and what it costs."""

    design: Design
    found: float
    """Share of builds of a model that fell, whose gate says so."""
    baseline: int
    """Verdicts that the baseline takes, once."""
    verdicts: float
    """That a build of an unchanged model takes, on average."""
    calls: float
    """Of the model, for those."""


def plans(question: Question) -> Iterator[tuple[int, int, Plan | None]]:
    """For every number of runs and of second looks the smallest design; None where even the largest does not do."""
    flips = question.gates.flip > 0  # else every run is a copy of every other
    for runs in RUNS if flips else RUNS[:1]:
        hopeless = _power(question, SIZES[-1], runs, max(DOUBTFUL, question.gates.alpha)) < question.power - MARGIN
        place = len(SIZES) if hopeless else _guessed(question, runs)
        for confirm in CONFIRM if flips else CONFIRM[:1]:
            if not hopeless:
                place = _smallest(question, runs, confirm, min(place, len(SIZES) - 1))
            yield runs, confirm, plan(question, Design(SIZES[place], runs, confirm)) if place < len(SIZES) else None


def _smallest(question: Question, runs: int, confirm: int, start: int) -> int:
    """Its place in SIZES, or one beyond the last, from a guess: more cases find more."""

    def does(place: int) -> bool:
        return found(question, Design(SIZES[place], runs, confirm)) >= question.power

    place = start
    if does(place):
        while place > 0 and does(place - 1):
            place -= 1
        return place
    return next((larger for larger in range(place + 1, len(SIZES)) if does(larger)), len(SIZES))


def _guessed(question: Question, runs: int) -> int:
    """Near the smallest size, by a formula, at a level as it is where gates see much."""
    level = question.gates.alpha / max(1.0, 0.7 * question.gates.number)
    near = (place for place, size in enumerate(SIZES) if _power(question, size, runs, level) > question.power)
    return next(near, len(SIZES) - 1)


def _power(question: Question, cases: int, runs: int, level: float) -> float:
    """About: sums over cases as if they were normal."""
    flip, drop = question.gates.flip, question.drop
    turned, noise = drop / (1 - 2 * flip), flip * (1 - flip) * (1 + 1 / runs)
    limit = NormalDist().inv_cdf(1 - level) * ((1 - turned) * noise + turned / runs) ** 0.5
    spread = (noise + turned * (1 - turned) * (1 - 2 * flip) ** 2) ** 0.5
    return NormalDist().cdf((drop * cases**0.5 - limit) / max(spread, 1e-9))


@lru_cache(maxsize=256)
def found(question: Question, design: Design) -> float:
    """The share of builds that find the drop."""
    gates = question.gates
    levels = neighbours(gates, design.cases, design.runs, question.drop).levels
    return share_found(design, question.drop, gates.flip, levels, BUILDS, seed=0)


def plan(question: Question, design: Design) -> Plan:
    """With its costs."""
    gates = question.gates
    again = neighbours(gates, design.cases, design.runs, question.drop).asked_again
    times = 1 + design.confirm * again
    asked = sum(design.cases * CALLS[protocol] for protocol, categories in gates.served.items() for _ in categories)
    return Plan(
        design,
        found(question, design),
        baseline=design.runs * design.cases * gates.number,
        verdicts=times * design.cases * gates.number,
        calls=times * asked,
    )
