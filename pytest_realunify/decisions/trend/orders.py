"""Every order of a case's verdicts is as likely as any other, if nothing changed: orders drawn, or all of them.

Sums over cases are kept by course (category and protocol). Which side of 0 a case's answer lies on is kept apart, for
`page` tells from the cases that rose how far cases wander without a decline, and the other way round.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from pytest_realunify.decisions.trend.contrasts import Asked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

DRAWS: Final = 999
"""Orders drawn where there are more: p is then told to one in a thousand, and at .05 to half a point either way."""

SEED: Final = 20_260_102
"""A page says the same whenever it is made."""

_AT_ONCE: Final = 500_000
"""Verdicts put in order at a time: 4 MB."""


@dataclass(frozen=True)
class Sums:
    """Over the cases of each course. Arrays are orders x courses x questions."""

    answers: Values
    risen: Values
    """Of squared answers above 0."""
    fallen: Values
    """Of those below."""
    largest: Values
    """The largest squared answer of any case."""

    @classmethod
    def zero(cls, orders: int, courses: int, questions: int) -> Sums:
        import numpy as np

        return cls(*(np.zeros((orders, courses, questions)) for _ in range(4)))

    def add(self, rows: slice, course: int, answers: Values) -> None:
        """`answers`: orders x cases x questions."""
        import numpy as np

        squares = answers**2
        risen = np.einsum("ocq,ocq->oq", squares, answers > 0)
        self.answers[rows, course] += answers.sum(axis=1)
        self.risen[rows, course] += risen
        self.fallen[rows, course] += squares.sum(axis=1) - risen
        np.maximum(self.largest[rows, course], squares.max(axis=1), out=self.largest[rows, course])


def observed(groups: Sequence[Asked], courses: int, questions: int) -> Sums:
    """Of the order that happened: one."""
    sums = Sums.zero(1, courses, questions)
    for group in groups:
        sums.add(slice(0, 1), group.course, group.answers[None])
    return sums


def if_unchanged(groups: Sequence[Asked], courses: int, questions: int) -> tuple[Sums, bool]:
    """Of orders that were as likely, and whether these are all there are."""
    import numpy as np

    every = _all_orders(groups, DRAWS)
    if every is not None:
        found = list(every)
        sums = Sums.zero(len(found), courses, questions)
        for number, group in enumerate(groups):
            values = np.stack([order[number] for order in found])
            sums.add(slice(0, len(found)), group.course, values @ group.weights)
        return sums, True

    generator = np.random.default_rng(SEED)
    sums = Sums.zero(DRAWS, courses, questions)
    for group in groups:
        for rows, values in _drawn(group, generator):
            sums.add(rows, group.course, values @ group.weights)
    return sums, False


def _drawn(group: Asked, generator: np.random.Generator) -> Iterator[tuple[slice, Values]]:
    """Orders x cases x runs, some at a time."""
    import numpy as np

    cases, runs = group.values.shape
    step = max(1, _AT_ONCE // (cases * runs))
    for start in range(0, DRAWS, step):
        count = min(step, DRAWS - start)
        order = np.argsort(generator.random((count, cases, runs), dtype=np.float32), axis=-1)
        values = np.take_along_axis(np.broadcast_to(group.values, order.shape), order, axis=-1)
        yield slice(start, start + count), values


def _all_orders(groups: Sequence[Asked], most: int) -> Iterator[list[Values]] | None:
    """The values of every group, in every different order of every case; None where there are more than `most`."""
    by_case = [Counter(values.tolist()) for group in groups for values in group.values]
    total = 1
    for values in by_case:
        total *= _how_many(values)
        if total > most:
            return None
    return (_grouped(chosen, groups) for chosen in product(*map(list, map(_orders, by_case))))


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
