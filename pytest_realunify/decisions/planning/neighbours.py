"""What the other gates of a build leave to one of them: levels of unchanged families, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.gates.doubt import DOUBTFUL
from pytest_realunify.decisions.gates.family import NEAR, Block, Family, Test
from pytest_realunify.decisions.gates.permutation import Null, Pair, shift, total_chances
from pytest_realunify.decisions.gates.regression import SCOPES
from pytest_realunify.decisions.noise import STEADY, fails_next
from pytest_realunify.decisions.planning.builds import Levels
from pytest_realunify.taxonomy import CATEGORY, PROTOCOLS

if TYPE_CHECKING:
    import numpy as np

DRAWS: Final = 400
"""Cases a category over all families that are drawn, of which there are one to four: the larger, the more alike."""


@dataclass(frozen=True)
class Gates:
    """Those of a build: a category's under each protocol, and pooled ones."""

    categories: tuple[str, ...] = tuple(CATEGORY)
    protocols: tuple[str, ...] = PROTOCOLS[:2]
    alpha: float = 0.05
    flip: float = 0.05
    """The chance that one verdict is not what the model usually does."""

    @property
    def served(self) -> Mapping[str, list[str]]:
        """Categories by protocol: UEG has no blind one."""
        return {
            protocol: [name for name in self.categories if protocol != "blind" or CATEGORY[name].axis == "GEU"]
            for protocol in self.protocols
        }

    @property
    def number(self) -> int:
        """Of gates of a category under a protocol."""
        return sum(map(len, self.served.values()))


@dataclass(frozen=True)
class Neighbours:
    """Unchanged families of so many cases a gate and so many runs in the baseline."""

    levels: tuple[Levels, ...]
    asked_again: float
    """Share of the cases that a second look asks again, of those whose category did not change."""


@lru_cache(maxsize=256)
def neighbours(gates: Gates, cases: int, runs: int, drop: float = 0.0) -> Neighbours:
    """Where the first category lost `drop`: its own test is one of the family, and many of its cases differ then."""
    import numpy as np

    rng = np.random.default_rng([cases, runs])
    families = [_family(gates, cases, runs, drop, rng) for _ in range(min(4, max(1, DRAWS // cases)))]
    levels = tuple(Levels(_level(family, gates.alpha), DOUBTFUL) for family in families)
    return Neighbours(levels, fmean(map(_asked_again, families, levels)))


def _level(family: Family, alpha: float) -> float:
    """The uncorrected p up to which the first test is found. A test whose p is just that adds all of it to what the
    others do by chance, and not only as much as it has attainable values below."""
    first = next(iter(family.blocks[0].tests.values()))
    low, high = 0.0, alpha
    while high - low > NEAR * alpha:
        middle = (low + high) / 2
        chance = family.chance_below(middle) + middle - first.chance_below(middle)
        low, high = (middle, high) if chance <= alpha else (low, middle)
    return low


def _family(gates: Gates, cases: int, runs: int, drop: float, rng: np.random.Generator) -> Family:
    blocks: list[Block] = []
    steady: list[tuple[float, bool]] = []
    turned = drop / (1 - 2 * gates.flip)
    for protocol, categories in gates.served.items():
        tests: dict[str, Test] = {}
        for category in categories:
            usual = rng.random(cases) < 0.5  # which half makes no difference to the test of a category
            seen = (rng.random((runs + 1, cases)) < gates.flip) ^ usual
            if not blocks and not tests:
                lost = rng.random(cases) < turned
                seen[:, lost] = rng.random((runs + 1, lost.sum())) >= gates.flip
                seen[-1, lost] ^= True
            tests[category] = Test(f"{category}:{protocol}", *shift(_pairs(seen)))
            steady += _steady(seen)
        if tests:
            names = {scope: f"{scope}:{protocol}" for scope in SCOPES}
            blocks.append(Block(tests, dict.fromkeys(tests, cases), names))
    return Family(blocks, _must_pass(steady))


def _pairs(seen: np.typing.NDArray[np.bool_]) -> Iterator[Pair]:
    """From verdicts by run and case, the last run being the new one."""
    for column in seen.T.astype(int) * WHOLE:
        *before, after = map(int, column)
        yield Pair("", tuple(before), (after,))


def _steady(seen: np.typing.NDArray[np.bool_]) -> Iterator[tuple[float, bool]]:
    """Of cases that must pass, the bound of their chance to fail, and whether they fail now."""
    *before, after = seen
    runs, cases = len(before), len(after)
    passes = sum(each.astype(int) for each in before)
    passed, once = int((passes == runs).sum()), int((passes == runs - 1).sum())
    if runs > 1 and passed and (bound := fails_next(runs, cases, passed, once)) <= STEADY:
        yield from ((bound, not now) for now in after[passes == runs])


def _must_pass(steady: Sequence[tuple[float, bool]]) -> list[Test]:
    import numpy as np

    if not steady:
        return []
    bounds = sorted({bound for bound, _ in steady})
    alike = ((np.array([1 - bound, bound]), sum(each == bound for each, _ in steady)) for bound in bounds)
    failures = total_chances(alike)
    return [Test("must-pass", Null(-len(steady), failures[::-1], 1.0), -sum(failed for _, failed in steady))]


def _asked_again(family: Family, levels: Levels) -> float:
    """Where a category's own gate is in doubt; that an average alone is in doubt is rare."""
    tests = [test for block in family.blocks for test in block.tests.values()]
    return fmean(test.chance_below(levels.doubted) for test in tests)
