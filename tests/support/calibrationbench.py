"""A suite of two-coloured cards with known answers, and judges that are right, wrong, silent or away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pytest_realunify.interfaces import JudgeRequest, Question
from pytest_realunify.procedural.suite.specimens import Specimen

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = {"red": (220, 30, 30), "blue": (30, 30, 220)}


def card(colour: str, index: int) -> Image:
    """One colour all over, its size telling the index: no two cards are alike."""
    from PIL import Image as Pillow

    return Pillow.new("RGB", (16 + index, 16), COLOURS[colour])


class Cards:
    """Per instance a red card, which is right, and a blue one, which is wrong."""

    fingerprint = "cards0000000"
    drawn = tuple(f"cards_of_kind_{number}" for number in range(23))

    def specimens(self, subtask: str, index: int) -> Sequence[Specimen]:
        """Two."""
        del subtask
        return [_specimen("red", index), _specimen("blue", index)]


def _specimen(colour: str, index: int) -> Specimen:
    questions = tuple(Question(f"Is it {name}?", "yes" if name == colour else "no") for name in COLOURS)
    return Specimen(f"{colour} card", colour == "red", partial(card, colour, index), questions)


def truth(request: JudgeRequest) -> str:
    """What an attentive judge replies: the middle pixel is stronger in red or in blue."""
    red, _, blue = request.image.getpixel((8, 8))  # type: ignore[misc]  # an RGB picture's pixel is a triple
    return "yes" if ("red" if red > blue else "blue") in request.question else "no"


class Attentive:
    """Right every time."""

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """Yes or no."""
        return [truth(each) for each in requests]


class Eager:
    """Says yes, whatever it is asked."""

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """Yes."""
        return ["Yes."] * len(requests)


class Shy:
    """Right about red, and says nothing about blue."""

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """Yes, no or neither."""
        return [truth(each) if "red" in each.question else "cannot tell" for each in requests]


class Moody:
    """Fails at every question about blue."""

    concurrent = True

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """Yes or no, if at all."""
        if any("blue" in each.question for each in requests):
            raise RuntimeError("not blue again")
        return [truth(each) for each in requests]


class Away:
    """Cannot be asked."""

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """Raises."""
        raise ConnectionError(f"nobody at home for {len(requests)} questions")
