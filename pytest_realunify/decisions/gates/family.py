"""Many gates at once: how likely is it that the most extreme of them looks like this, if nothing changed?

Each gate's attainable p-values are known, so this chance is computed and not bounded (discrete min-P: P. H. Westfall
and S. S. Young, Resampling-Based Multiple Testing, 1993; R. E. Tarone, Biometrics 46, 1990). A gate that can hardly see
anything costs the others next to nothing, where Holm's correction charges it as one of many. Cases of different
categories and protocols turn independently if nothing changed; pooled gates look at the same cases as those of
categories, and the chance that none of them all is so extreme follows from convolving what the categories' tests leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.gates.permutation import Null, convolved
from pytest_realunify.taxonomy import AXES, CATEGORY, categories_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pytest_realunify.decisions.gates.permutation import Chances

GRID: Final = 16_384
"""Steps over the whole range of a pooled sum, where categories of unlike sizes share no grid of their own."""

EXACT_BELOW: Final = 0.2
"""Uncorrected p-values above this are corrected by a bound: nothing is decided there."""


NEAR: Final = 1e-4
"""A level is told to so small a part of alpha."""


@dataclass(frozen=True)
class Test:
    """One gate's question: is the sum this low by chance?"""

    name: str
    null: Null
    observed: int

    @cached_property
    def p(self) -> float:
        """One-sided and exact, uncorrected: the chance of so low a sum or a lower one."""
        return self.null.at_most(self.observed)

    @property
    def two_sided(self) -> float:
        """Twice the smaller of both tails."""
        return min(1.0, 2 * min(self.p, self.null.at_least(self.observed)))

    def chance_below(self, level: float) -> float:
        """How likely its p is at most `level`, if nothing changed."""
        return self.null.at_most(self.null.critical(level))


@dataclass(frozen=True)
class Block:
    """Tests of one protocol: by category, and pooled over an axis or all of them, each category weighing alike."""

    tests: Mapping[str, Test]
    """By category."""
    cases: Mapping[str, int]
    """Of each category: a pooled sum is a mean of the categories' means."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What pooled gates are called, by `UEG`, `GEU` and `total`; those to be asked."""

    @cached_property
    def pooled(self) -> dict[str, Test]:
        """By scope; of those whose categories are all there."""
        found = {}
        for scope, name in self.names.items():
            members = _members(scope)
            if len(members) > 1 and all(member in self.tests for member in members):
                least, chances = self._sum(members, {})
                observed = sum(self._steps(member, self.tests[member].observed) for member in members)
                found[scope] = Test(name, Null(least, chances, self._unit), observed)
        return found

    def members(self, scope: str) -> list[str]:
        """The categories that a pooled gate looks at."""
        return _members(scope)

    @property
    def all(self) -> list[Test]:
        """Categories, then pooled."""
        return [*self.tests.values(), *self.pooled.values()]

    def chance_below(self, level: float, alive: frozenset[str]) -> float:
        """How likely the p of any test named in `alive` is at most `level`, if nothing changed."""
        import numpy as np

        cut = {category: test.null.critical(level) for category, test in self.tests.items() if test.name in alive}
        pooled = {scope: test for scope, test in self.pooled.items() if test.name in alive}
        if not pooled:
            return 1.0 - float(np.prod([1.0 - self.tests[name].chance_below(level) for name in cut]))
        left: tuple[int, Chances] = (0, np.ones(1))
        for axis in AXES:
            members = [name for name in self.tests if CATEGORY[name].axis == axis]
            part = _kept(self._sum(members, cut), pooled.get(axis), level)
            left = left[0] + part[0], convolved(left[1], part[1])
        return 1.0 - float(_kept(left, pooled.get("total"), level)[1].sum())

    def bound(self, level: float, alive: frozenset[str]) -> float:
        """No less than `chance_below`, and quick."""
        import numpy as np

        none = [1.0 - test.chance_below(level) for test in self.tests.values() if test.name in alive]
        pooled = [test.chance_below(level) for test in self.pooled.values() if test.name in alive]
        return 1.0 - float(np.prod(none)) + sum(pooled)

    def _sum(self, members: Sequence[str], cut: Mapping[str, int]) -> tuple[int, Chances]:
        """On the common grid; of categories in `cut` without what their own tests find too low."""
        import numpy as np

        least, chances = 0, np.ones(1)
        for member in members:
            null = self.tests[member].null
            kept = null.chances.copy()
            if member in cut:
                kept[: max(0, cut[member] - null.least + 1)] = 0.0
            low, spread = self._regridded(member, kept)
            least, chances = least + low, convolved(chances, spread)
        return least, chances

    def _regridded(self, member: str, chances: Chances) -> tuple[int, Chances]:
        import numpy as np

        places = self._places[member]
        spread = np.zeros(int(places[-1] - places[0]) + 1)
        np.add.at(spread, places - places[0], chances)
        return int(places[0]), spread

    @cached_property
    def _places(self) -> dict[str, NDArray[np.int64]]:
        """Where each sum of a category's lies on the common grid."""
        import numpy as np

        found = {}
        for member, test in self.tests.items():
            values = np.arange(test.null.least, test.null.least + len(test.null.chances))
            found[member] = np.rint(values * (self._worth(member) / self._unit)).astype(np.int64)
        return found

    def _steps(self, member: str, value: int) -> int:
        return int(self._places[member][value - self.tests[member].null.least])

    def _worth(self, member: str) -> float:
        """What one step of a category's sum adds to a sum of category means."""
        return self.tests[member].null.step / self.cases[member]

    @cached_property
    def _unit(self) -> float:
        """The step of the common grid: the categories' own where they are alike."""
        worths = [self._worth(member) for member in self.tests]
        if max(worths) - min(worths) < 1e-12:
            return worths[0]
        whole = sum(self._worth(name) * len(test.null.chances) for name, test in self.tests.items())
        return min(*worths, whole / GRID) if whole else 1.0


@dataclass(frozen=True)
class Family:
    """All tests that chance can fail, corrected together."""

    blocks: Sequence[Block]
    others: Sequence[Test] = ()
    """Tests whose dependence on the rest is not known: their chances are added."""

    def corrected(self) -> dict[str, float]:
        """By name: the chance that any of the tests is so extreme, if nothing changed; step by step without those that
        are more extreme, as these are then known to be no chance. Above EXACT_BELOW a bound."""
        tests = sorted([*(test for block in self.blocks for test in block.all), *self.others], key=lambda test: test.p)
        alive = frozenset(test.name for test in tests)
        found: dict[str, float] = {}
        so_far = 0.0
        for test in tests:
            so_far = min(1.0, max(so_far, self.chance_below(test.p, alive)))
            found[test.name] = so_far
            alive -= {test.name}
        return found

    def chance_below(self, level: float, alive: Iterable[str] | None = None) -> float:
        """How likely the p of any of these tests (by default all) is at most `level`, if nothing changed."""
        names = frozenset(alive if alive is not None else (test.name for test in self._tests))
        added = sum(test.chance_below(level) for test in self.others if test.name in names)
        bound = sum(block.bound(level, names) for block in self.blocks) + added
        if level > EXACT_BELOW or bound <= 0:
            return min(1.0, bound)
        return min(1.0, sum(block.chance_below(level, names) for block in self.blocks) + added)

    def level(self, alpha: float) -> float:
        """The uncorrected p up to which a single test is found, for `alpha` over all: for telling what can be seen.

        A test whose p is just that counts whole beside what the others (here their average) do by chance.
        """
        tests = len(self._tests)
        others = 1 - 1 / tests if tests else 0.0
        low, high = 0.0, alpha
        while high - low > NEAR * alpha:
            middle = (low + high) / 2
            low, high = (middle, high) if middle + others * self.chance_below(middle) <= alpha else (low, middle)
        return low

    @property
    def _tests(self) -> list[Test]:
        return [*(test for block in self.blocks for test in block.all), *self.others]


def _kept(total: tuple[int, Chances], test: Test | None, level: float) -> tuple[int, Chances]:
    """Without what a pooled test finds too low."""
    if test is None:
        return total
    least, chances = total
    kept = chances.copy()
    kept[: max(0, test.null.critical(level) - least + 1)] = 0.0
    return least, kept


def _members(scope: str) -> list[str]:
    if scope in AXES:
        return [category.name for category in categories_of(scope)]
    return list(CATEGORY)
