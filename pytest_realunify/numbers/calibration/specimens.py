"""Pictures with known answers, one after another: rendered ones in every condition, or a person's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from pytest_realunify.interfaces import Question
from pytest_realunify.numbers.calibration.conditions import damaged
from pytest_realunify.numbers.calibration.labels import Labelled

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.procedural.suite.specimens import Specimen

LABELS: Final = "labels"
"""The condition, so to speak, of a person's own pictures."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture for the judge. The answers of `questions` are the truth about this very picture."""

    subtask: str
    condition: str
    image: Image
    questions: tuple[Question, ...]


class Specimens(Protocol):
    """A suite that can draw right and minimally wrong pictures of its instances."""

    @property
    def fingerprint(self) -> str:
        """Of the instances."""
        ...

    @property
    def drawn(self) -> Sequence[str]:
        """The subtasks of UEG, in table order."""
        ...

    def specimens(self, subtask: str, index: int) -> Sequence[Specimen]:
        """Pictures of one instance. Drawing happens when `Specimen.image` is called."""
        ...


@dataclass(frozen=True)
class Rendered:
    """The suite's specimens of the first `per_subtask` instances of every UEG subtask, in every condition."""

    suite: Specimens
    per_subtask: int
    conditions: tuple[str, ...]

    def __len__(self) -> int:
        return len(self._listed) * len(self.conditions)

    def __iter__(self) -> Iterator[Exhibit]:
        for address, subtask, specimen in self._listed:
            image = specimen.image()
            for condition in self.conditions:
                picture = damaged(image, condition, f"{address}/{condition}")
                yield Exhibit(subtask, condition, picture, specimen.questions)

    @cached_property
    def _listed(self) -> list[tuple[str, str, Specimen]]:
        return [
            (f"{subtask}/{index}/{place}", subtask, specimen)
            for subtask in self.suite.drawn
            for index in range(self.per_subtask)
            for place, specimen in enumerate(self.suite.specimens(subtask, index))
        ]


def labelled(pictures: Sequence[Labelled]) -> Iterator[Exhibit]:
    """A person's pictures, opened one by one. Raises DataError for one that cannot be decoded."""
    for each in pictures:
        yield Exhibit(LABELS, LABELS, each.picture.open(), each.questions)


def procedural(seed: int) -> Specimens:
    """The suite that draws the specimens."""
    from pytest_realunify.procedural.suite.suite import ProceduralSuite

    return ProceduralSuite(seed=seed)
