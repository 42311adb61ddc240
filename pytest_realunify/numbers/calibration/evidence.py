"""What of a calibration corrects a score, how much it knows of whole pictures, and whether that will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.independence import contradiction
from pytest_realunify.numbers.calibration.pictures import Picture, Seen, seen
from pytest_realunify.numbers.calibration.record import CLEAN, Calibration
from pytest_realunify.records import from_json

ENOUGH: Final = 30
"""Right and wrong pictures each, without which nothing shows that errors are independent."""

ANSWERS_ALONE: Final = (
    "its calibration knows answers, not whole pictures in which errors may come together: measure again"
)

Kind = Literal["right", "slipped", "wrong"]
KINDS: Final[tuple[Kind, ...]] = ("right", "slipped", "wrong")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Kept in run.json. With pictures these correct, else answers; `refusal` is why they must not."""

    answers: Confusion
    pictures: tuple[Seen, ...] = ()
    refusal: str = ""

    @classmethod
    def of(cls, calibration: Calibration) -> Evidence:
        """The user's own labels where there are any, else clean rendered pictures."""
        clean = [row for row in calibration.rows if row.condition in CLEAN]
        rendered = [each for row in clean for each in seen(row.category, row.subtask, row.pictures)]
        answers = calibration.basis
        if calibration.labels is None:
            return cls(answers, tuple(rendered)) if rendered else cls.of_answers(answers)
        own = seen("", "", calibration.labelled)
        if own:
            return cls(answers, tuple(own))
        held = [picture for row in clean for picture in row.pictures]
        return cls.of_answers(answers, calibration.labelled, held, calibration.under(conditions=CLEAN))

    @classmethod
    def of_answers(
        cls,
        answers: Confusion,
        labelled: Sequence[Picture] = (),
        rendered: Sequence[Picture] = (),
        rates: Confusion | None = None,
    ) -> Evidence:
        """Questions alone. `rendered` pictures of the same judge, and `rates` of its answers about them, may show that
        its errors are no matter of single questions."""
        if not answers.fn and not answers.fp:
            return cls(answers)
        found = contradiction(labelled, answers)
        outcomes = [each for each in rendered if each.passed is not None]
        if rates is not None and not found:
            found = contradiction(outcomes, rates)
        if found:
            return cls(answers, refusal=f"errors are not independent: {found}")
        right = sum(not each.off for each in outcomes)
        known = min(right, len(outcomes) - right) >= ENOUGH
        return cls(answers, refusal="" if known else ANSWERS_ALONE)

    @classmethod
    def read(cls, data: Any) -> Evidence:
        """From run.json; format 1 kept counts of answers alone. Raises DataError for what is none of ours."""
        if isinstance(data, dict) and "answers" not in data:
            return cls.of_answers(from_json(Confusion, data))
        return from_json(cls, data)

    def count(self, kind: Kind) -> int:
        """Pictures of a kind that have an outcome."""
        return sum(getattr(each, kind) for each in self.pictures)
