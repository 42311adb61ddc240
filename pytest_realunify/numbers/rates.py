"""From verdicts to each instance's share of right answers, by category: what accuracies and gaps are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import SCORED, State

Rates = dict[str, dict[str, float]]
"""Category -> instance -> share of its repeats that are correct."""


class Outcome(Protocol):
    """What of a result the strict accuracy needs."""

    @property
    def instance(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def protocol(self) -> str: ...
    @property
    def verdict(self) -> Marked: ...


class Marked(Protocol):
    """A verdict of which one scorer is known."""

    @property
    def strict(self) -> State: ...


def strict_rates(results: Iterable[Outcome], protocol: str) -> Rates:
    """Of the scored cases under a protocol."""
    return _rates((r, r.verdict.strict) for r in results if r.protocol == protocol and r.verdict.strict in SCORED)


def parity_rates(part: Iterable[Outline]) -> Rates:
    """Of cases that the model has the verbs for."""
    # As the data set's script intends: a failed item counts as not correct; only a missing verb leaves the row.
    return _rates((r, r.verdict.parity) for r in part if r.verdict.parity != "unsupported")


def _rates(verdicts: Iterable[tuple[Outcome, State]]) -> Rates:
    repeats: dict[str, dict[str, tuple[bool, ...]]] = defaultdict(dict)
    for result, state in verdicts:
        earlier = repeats[result.category].get(result.instance, ())
        repeats[result.category][result.instance] = earlier + ((True,) if state == "correct" else (False,))
    return {
        category: {instance: sum(hits) / len(hits) for instance, hits in by_instance.items()}
        for category, by_instance in repeats.items()
    }
