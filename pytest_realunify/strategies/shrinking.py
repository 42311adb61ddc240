"""From an instance that a model fails to the smallest one it fails: hypothesis shrinks, and every question counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pytest_realunify.strategies.library import library
from pytest_realunify.strategies.twin import Place, easiest, knobs_of, place_at

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Fails = Callable[[Sequence[Place]], Sequence[bool]]

BUDGET: Final = 300
INDICES: Final = 8
"""Instances tried at a difficulty before it counts as passed."""

_OFTEN: Final = 16
"""A setting is drawn as it was so many times as often as easier: the search begins at what is known to fail."""


def smallest(place: Place, fails: Fails, budget: int = BUDGET, indices: int = INDICES) -> Place | None:
    """The easiest place found at which `fails` holds, or None where it does not hold at `place` itself.

    Easiest by `Place.effort`: setting by setting towards the easy end, none harder than `place` has it; then the lowest
    index; the seed stays. A difficulty fails where one of `indices` instances does (index 0, 1, …, and the place's
    own), since what a model fails at may not be in every one. `fails` is handed places it has not seen, one or several
    in a call, `budget` of them in all; when that is spent, the best so far is given. Whatever it raises is raised, and
    no place is asked about again. The same answers give the same place.
    """
    search = _Search(place, fails, budget, indices)
    if search.first(place) is None:
        return None
    found = place
    while True:  # hypothesis gives up after five minutes, which are soon gone where a model answers
        better = search.below(found)
        if better == found or search.is_over:
            return better
        found = better


class _Search:
    def __init__(self, place: Place, fails: Fails, budget: int, indices: int) -> None:
        self._fails = fails
        self._indices = sorted({*range(indices), place.index}) if indices > 1 else [place.index]
        self._kept_back = min(budget - 1, len(self._indices) - 1)
        """For the lowest index of what is found."""
        self._left = budget - self._kept_back
        self._failed: dict[Place, bool] = {}
        self._trouble: BaseException | None = None

    @property
    def is_over(self) -> bool:
        return self._left <= 0

    def first(self, place: Place) -> Place | None:
        """The place itself, where it fails."""
        found = self.failing([place])
        if self._trouble is not None:
            raise self._trouble
        return found

    def below(self, found: Place) -> Place:
        """The best that one search from here finds."""
        hypothesis = library()
        quiet = hypothesis.settings(
            max_examples=10 * _OFTEN,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
            suppress_health_check=list(hypothesis.HealthCheck),
            verbosity=hypothesis.Verbosity.quiet,
        )
        try:
            values = hypothesis.find(
                _no_harder(found),
                lambda values: self._is_failed(found, values),
                settings=quiet,
                random=random.Random(0),
            )
        except hypothesis.errors.NoSuchExample:  # the budget went before it came by where it began
            values = found.values
        if self._trouble is not None:
            raise self._trouble
        self._left += self._kept_back
        self._kept_back = 0
        best = self.failing(self._at(found, values))
        if self._trouble is not None:
            raise self._trouble
        return best or found

    def _is_failed(self, found: Place, values: tuple[tuple[str, int], ...]) -> bool:
        """Whether some instance of a difficulty fails. The index that failed before is asked first, and alone."""
        at = self._at(found, values)
        if any(self._failed.get(each) for each in at):
            return True
        own = next(each for each in at if each.index == found.index)
        return (self.failing([own]) or self.failing(at)) is not None

    def _at(self, found: Place, values: tuple[tuple[str, int], ...]) -> list[Place]:
        return [place_at(found.subtask, found.seed, index, **dict(values)) for index in self._indices]

    def failing(self, places: Sequence[Place]) -> Place | None:
        """The first of some that fails; what is not known of them is asked in one call, as far as the budget goes."""
        new = [each for each in places if each not in self._failed][: max(self._left, 0)]
        if new and self._trouble is None:
            self._left -= len(new)
            try:
                self._failed.update(zip(new, self._fails(new), strict=True))
            except BaseException as error:  # noqa: BLE001 (hypothesis would take it for what is looked for, and repeat it)
                self._trouble = error
        return next((each for each in places if self._failed.get(each)), None)


def _no_harder(place: Place) -> SearchStrategy[tuple[tuple[str, int], ...]]:
    from hypothesis import strategies as st

    knobs = knobs_of(place.subtask)
    return st.tuples(*(_towards(name, value, easiest(knobs[name])) for name, value in place.values))


def _towards(name: str, value: int, easy: int) -> SearchStrategy[tuple[str, int]]:
    from hypothesis import strategies as st

    away, sign = abs(value - easy), 1 if value >= easy else -1
    return st.integers(0, _OFTEN * (away + 1)).map(lambda drawn: (name, easy + sign * min(drawn, away)))
