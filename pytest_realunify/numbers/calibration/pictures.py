"""What became of each picture under the rule of a run: it passes when every answer is the wanted one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne
from typing import Annotated, NamedTuple

import msgspec

from pytest_realunify.interfaces import Question
from pytest_realunify.records import Poll

Count = Annotated[int, msgspec.Meta(ge=0)]


class Picture(NamedTuple):
    """One judged picture; in a file a list of these seven.

    A question is off where the true answer about this picture is not the wanted one (the one that the picture asked for
    would have): a picture with none off is right. `true` and `unlike` are None where a question has no verdict, and
    `unlike` also where nobody said which answers are wanted; then `yes` and `no` count true answers.
    """

    instance: Count
    """Pictures of one instance are asked the same questions."""
    yes: Count
    """Questions whose wanted answer is yes."""
    yes_off: Count
    """Of those, the ones off."""
    no: Count
    no_off: Count
    true: bool | None
    """Whether the judge answered every question as it truly is."""
    unlike: Count | None
    """Answers of the judge that are not the wanted ones."""

    @classmethod
    def judged(
        cls, instance: int, questions: Sequence[Question], wanted: Sequence[str] | None, polls: Sequence[Poll]
    ) -> Picture:
        """The answers of `questions` are the truth about the picture; `wanted` are what a right one would have."""
        golds = [each.answer for each in questions] if wanted is None else list(wanted)
        off = [gold != each.answer for gold, each in zip(golds, questions, strict=True)]
        answers = [poll.answer for poll in polls]
        whole = len(answers) == len(questions) and None not in answers
        return cls(
            instance,
            golds.count("yes"),
            sum(each for each, gold in zip(off, golds, strict=True) if gold == "yes"),
            golds.count("no"),
            sum(each for each, gold in zip(off, golds, strict=True) if gold == "no"),
            answers == [each.answer for each in questions] if whole else None,
            sum(map(ne, answers, golds)) if whole and wanted is not None else None,
        )

    @property
    def passed(self) -> bool | None:
        """Whether the judge gave every wanted answer."""
        return self.unlike == 0 if self.unlike is not None else None

    @property
    def questions(self) -> int:
        """How many were asked."""
        return self.yes + self.no

    @property
    def off(self) -> int:
        """How many questions show that it is wrong."""
        return self.yes_off + self.no_off


class Seen(NamedTuple):
    """One instance's pictures that have an outcome, by kind: right, one question off (slipped), several off (wrong).

    Of each kind how many there are, how many passed, and how many failed in one question alone.
    """

    category: str
    """Empty where it is not known, as is `subtask` for a person's own pictures."""
    subtask: str
    instance: Count
    questions: Count
    """About each picture."""
    right: Count = 0
    right_passed: Count = 0
    right_one: Count = 0
    slipped: Count = 0
    slipped_passed: Count = 0
    slipped_one: Count = 0
    wrong: Count = 0
    wrong_passed: Count = 0
    wrong_one: Count = 0


def seen(category: str, subtask: str, pictures: Sequence[Picture]) -> list[Seen]:
    """By instance (and by number of questions, should it differ between pictures of one)."""
    found: dict[tuple[int, int], list[int]] = {}
    for picture in pictures:
        if picture.passed is not None:
            counts = found.setdefault((picture.instance, picture.questions), [0] * 9)
            place = 3 * min(picture.off, 2)
            counts[place] += 1
            counts[place + 1] += picture.unlike == 0
            counts[place + 2] += picture.unlike == 1
    return [Seen(category, subtask, *key, *counts) for key, counts in found.items()]


def impossible(picture: Picture) -> str:
    """What contradicts itself in a picture read from a file; empty for nothing."""
    if picture.yes_off > picture.yes or picture.no_off > picture.no:
        return f"has more questions off than asked: {list(picture)}"
    if not picture.questions:
        return "has no question"
    if picture.unlike is None:
        return ""
    if picture.true is None:
        return "has an outcome, and yet a question without a verdict"
    if (
        picture.unlike > picture.questions
        or (picture.true and picture.unlike != picture.off)
        or (not picture.true and not picture.off and not picture.unlike)
    ):
        return (
            f"cannot be: {picture.questions} questions, {picture.off} of them off, {picture.unlike} answers unlike the "
            f"wanted ones, all answers true: {picture.true}"
        )
    return ""
