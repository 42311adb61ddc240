"""Pictures with known answers, one after another: rendered ones in every condition, or a person's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Question
from pytest_realunify.numbers.calibration.conditions import damaged
from pytest_realunify.numbers.calibration.labels import Labelled

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.procedural.styles.specimens import Specimen as StyleSpecimen
    from pytest_realunify.procedural.suite.specimens import Specimen

STYLES: Final = "styles"
"""The condition of pictures in other hands than the suite's own."""
LABELS: Final = "labels"
"""The condition, so to speak, of a person's own pictures."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture for the judge. The answers of `questions` are the truth about this very picture."""

    subtask: str
    condition: str
    image: Image
    questions: tuple[Question, ...]
    wanted: tuple[str, ...] | None = None
    """The answers that a right picture would have; None where nobody said."""
    instance: int = 0
    """Within its subtask. Pictures of one instance are asked the same questions."""
    category: str = ""


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
        return sum(map(len, self._listed.values())) * len(self.conditions)

    def __iter__(self) -> Iterator[Exhibit]:
        for subtask in self.suite.drawn:
            category = category_of(subtask)
            for index in range(self.per_subtask):
                held = self._listed[subtask, index]
                wanted = _wanted(held)
                for place, specimen in enumerate(held):
                    image = specimen.image()
                    for condition in self.conditions:
                        picture = damaged(image, condition, f"{subtask}/{index}/{place}/{condition}")
                        yield Exhibit(subtask, condition, picture, specimen.questions, wanted, index, category)

    @cached_property
    def _listed(self) -> dict[tuple[str, int], Sequence[Specimen]]:
        return {
            (subtask, index): self.suite.specimens(subtask, index)
            for subtask in self.suite.drawn
            for index in range(self.per_subtask)
        }


def _wanted(held: Sequence[Specimen]) -> tuple[str, ...] | None:
    """The truth about the picture that shows what the instance asks for."""
    return next((tuple(each.answer for each in one.questions) for one in held if one.positive), None)


def category_of(subtask: str) -> str:
    """Of a subtask of the suite; empty for one that it does not have."""
    from pytest_realunify.procedural.suite.registry import subtasks

    found = subtasks().get(subtask)
    return found.category if found is not None else ""


def labelled(pictures: Sequence[Labelled]) -> Iterator[Exhibit]:
    """A person's pictures, opened one by one. Raises DataError for one that cannot be decoded.

    Pictures that are asked the same questions are of one instance; what has a group stands in it as in a subtask.
    """
    instances: dict[frozenset[str], int] = {}
    for each in pictures:
        instance = instances.setdefault(frozenset(each.answers), len(instances))
        yield Exhibit(each.group or LABELS, LABELS, each.picture.open(), each.questions, each.wanted, instance)


def styled(seed: int) -> list[tuple[str, StyleSpecimen]]:
    """Pictures of every kind in every style and strength, right and wrong ones, each with the name of its style: those
    that `pixels` was not tuned on. Nothing is drawn yet. Raises UsageError without the painter's library."""
    from importlib.util import find_spec

    from pytest_realunify.procedural.styles.groups import name_of
    from pytest_realunify.procedural.styles.specimens import specimens

    if find_spec("resvg_py") is None:
        raise UsageError(
            "--styles draws SVG with resvg_py, which is not installed: pip install 'pytest-realunify[judge]'"
        )
    return [(name_of(each.group, each.strength), each) for each in specimens("held-out", [seed])]


def exhibited(held: Sequence[tuple[str, StyleSpecimen]]) -> Iterator[Exhibit]:
    """One by one, drawn when it comes to them."""
    for number, (name, each) in enumerate(held):
        asked = zip(each.questions, each.truths, strict=True)
        questions = tuple(Question(query.text, "yes" if truth else "no") for query, truth in asked)
        wanted = tuple("yes" if truth else "no" for truth in each.expected)
        yield Exhibit(name, STYLES, each.image(), questions, wanted, number)


def procedural(seed: int) -> Specimens:
    """The suite that draws the specimens."""
    from pytest_realunify.procedural.suite.suite import ProceduralSuite

    return ProceduralSuite(seed=seed)
