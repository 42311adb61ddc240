"""What the answers could have been: in another order of each case's verdicts, or the other way round.

An *unchanged* model answers a case anew at every run: every order of a case's verdicts is as likely as any other. A
model that *wanders* (trained on between runs, and decoding greedily) is not unchanged: cases go over to right or wrong
and stay there for many runs, as many one way as the other if it became no worse: each case's answers are as likely with
the other sign. Where there are few such choices all are made, else some are drawn.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.trend.contrasts import Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

DRAWS: Final = 999
"""Choices drawn where there are more: p is told to one in a thousand, and at .05 to a point and a half either way."""

SEED: Final = 20_260_102
"""A page says the same whenever it is made."""

_AT_ONCE: Final = 1_000_000
"""Verdicts put in order at a time: 8 MB."""


@dataclass(frozen=True)
class Chances:
    """Choices that are as likely as what happened."""

    sums: Values
    """Choices x courses x questions: answers, added up over the cases."""
    exact: bool
    """Whether these are all; what happened is one of them then."""


def observed(groups: Sequence[Asked], shape: tuple[int, int]) -> Values:
    """Courses x questions: sums of answers as they are."""
    import numpy as np

    sums = np.zeros(shape)
    for group in groups:
        sums[group.course] += group.answers.sum(axis=0)
    return sums


def other_orders(groups: Sequence[Asked], shape: tuple[int, int], draws: int) -> Chances:
    """If the model is unchanged. `shape`: courses and questions."""
    import numpy as np

    by_case = [Counter(values.tolist()) for group in groups for values in group.values]
    if _fits(map(_how_many, by_case), draws):
        every = [_grouped(chosen, groups) for chosen in product(*map(list, map(_orders, by_case)))]
        sums = np.zeros((len(every), *shape))
        for number, group in enumerate(groups):
            sums[:, group.course] += np.array([order[number].sum(axis=0) for order in every]) @ group.weights
        return Chances(sums, exact=True)
    generator = np.random.default_rng(SEED)
    sums = np.zeros((draws, *shape))
    for group in groups:
        sums[:, group.course] += np.concatenate(list(_drawn(group, draws, generator))) @ group.weights
    return Chances(sums, exact=False)


def other_signs(groups: Sequence[Asked], shape: tuple[int, int], draws: int) -> Chances:
    """If it wanders. `shape` as above."""
    import numpy as np

    cases = sum(len(group.values) for group in groups)
    exact = _fits([2] * cases, draws)
    every = [np.array(list(product((1.0, -1.0), repeat=cases)))] if exact else _signs(cases, draws)
    return Chances(np.concatenate([_turned(signs, groups, shape) for signs in every]), exact)


def _signs(cases: int, draws: int) -> Iterator[Values]:
    """Draws x cases, some at a time."""
    import numpy as np

    generator, step = np.random.default_rng(SEED + 1), max(1, _AT_ONCE // cases)
    for start in range(0, draws, step):
        yield generator.choice([1.0, -1.0], (min(step, draws - start), cases))


def _turned(signs: Values, groups: Sequence[Asked], shape: tuple[int, int]) -> Values:
    """Choices x courses x questions."""
    import numpy as np

    sums, first = np.zeros((len(signs), *shape)), 0
    for group in groups:
        sums[:, group.course] += signs[:, first : first + len(group.values)] @ group.answers
        first += len(group.values)
    return sums


def _drawn(group: Asked, draws: int, generator: np.random.Generator) -> Iterator[Values]:
    """Orders x runs, some at a time: verdicts added up over the cases."""
    import numpy as np

    cases, runs = group.values.shape
    step = max(1, _AT_ONCE // (cases * runs))
    for start in range(0, draws, step):
        shape = min(step, draws - start), cases, runs
        order = np.argsort(generator.random(shape, dtype=np.float32), axis=-1)
        yield np.take_along_axis(np.broadcast_to(group.values, shape), order, axis=-1).sum(axis=1)


def _fits(choices: Iterable[int], draws: int) -> bool:
    """Whether there are no more of them together than would be drawn."""
    total = 1
    for number in choices:
        total *= number
        if total > draws:
            return False
    return True


def _how_many(values: Counter[float]) -> int:
    """Different orders."""
    return math.factorial(values.total()) // math.prod(math.factorial(count) for count in values.values())


def _orders(values: Counter[float]) -> Iterator[tuple[float, ...]]:
    if not values.total():
        yield ()
    for value in sorted(+values):
        yield from ((value, *rest) for rest in _orders(values - Counter([value])))


def _grouped(cases: Sequence[tuple[float, ...]], groups: Sequence[Asked]) -> list[Values]:
    import numpy as np

    left = iter(cases)
    return [np.array(list(islice(left, len(group.values)))) for group in groups]
