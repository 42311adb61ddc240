"""A ladder of questions from easy to hard, and where on it a model stands. Plain records: collecting needs no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pytest_realunify.taxonomy import Axis

Standing = Literal["within", "below", "beyond", "open"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """What is asked along one difficulty."""

    subtask: str
    axis: Axis
    protocol: str
    setting: str
    """The subtask's setting that grows from rung to rung, such as `size` of `maze`."""
    values: tuple[int, ...]
    """Of that setting: one per rung, at least two, the easiest first."""
    guess: float
    """Share of right answers by chance alone."""

    @property
    def id(self) -> str:
        """Such as `maze-direct`."""
        return f"{self.subtask}-{self.protocol}"

    def value_at(self, place: float) -> float:
        """The setting's value at a place of the axis from 0 to 1, ends cut."""
        first, last = self.values[0], self.values[-1]
        return first + (last - first) * min(1.0, max(0.0, place))


@dataclass(frozen=True, slots=True)
class Rung:
    """What is known at one difficulty."""

    value: int
    asked: int
    right: int
    expected: float
    """Share of right answers by the curve, with its 95 % band."""
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """Where a model stands on a ladder. Thresholds are values of the ladder's setting, within its range."""

    subtask: str
    protocol: str
    setting: str
    threshold: float
    """Where it gives half of the right answers that it gives, above chance, where all is easy."""
    low: float
    high: float
    standing: Standing
    """`below` the easiest rung and `beyond` the hardest with 95 % probability; `open`: the interval reaches an end, so
    that the threshold may lie outside."""
    narrow: bool
    """Whether the interval was narrow enough when the asking ended."""
    questions: int
    troubled: int
    """Questions that got no verdict, and count for nothing."""
    rungs: tuple[Rung, ...]

    @property
    def id(self) -> str:
        """The ladder's."""
        return f"{self.subtask}-{self.protocol}"
