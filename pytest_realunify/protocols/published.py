"""The protocols, as the paper states them: generator functions that yield a step and receive its outcome.

The engine answers what they yield and advances many cases at once, so the same text runs batched. A picture is
either a suite's reference (text) or what an earlier step drew.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from pytest_realunify.interfaces import GEUInstance, UEGInstance
from pytest_realunify.protocols.asks import Ask, Edit, Generate, Outcome, Protocol, Understand, Withheld
from pytest_realunify.taxonomy import Axis


def draw_directly(case: UEGInstance) -> Generator[Ask, Outcome, Outcome]:
    """UEG direct: draw from the prompt."""
    return (yield Generate(case.prompt))


def refine_then_draw(case: UEGInstance) -> Generator[Ask, Outcome, Outcome]:
    """UEG stepwise: understand first, then draw from the refined prompt alone."""
    refined = yield Understand(_needed(case.refine_prompt))
    return (yield Generate(refined))


def draw_from_truth(case: UEGInstance) -> Generator[Ask, Outcome, Outcome]:
    """UEG oracle: draw from the ground-truth refined prompt."""
    return (yield Generate(_needed(case.refined)))


def answer_directly(case: GEUInstance) -> Generator[Ask, Outcome, Outcome]:
    """GEU direct: answer from image and question."""
    return (yield Understand(case.evaluation_prompt, case.image))


def edit_then_answer(case: GEUInstance) -> Generator[Ask, Outcome, Outcome]:
    """GEU stepwise: edit the image first, then answer from the edited image alone."""
    edited = yield Edit(_needed(case.edit_prompt), case.image)
    return (yield Understand(case.evaluation_prompt, edited))


def answer_from_truth(case: GEUInstance) -> Generator[Ask, Outcome, Outcome]:
    """GEU oracle: answer from the ground-truth edited image."""
    return (yield Understand(case.evaluation_prompt, _needed(case.intermediate)))


def answer_blind(case: GEUInstance) -> Generator[Ask, Outcome, Outcome]:
    """GEU blind: answer with the image withheld, which shows how much is language prior."""
    return (yield Understand(case.evaluation_prompt, Withheld(case.image)))


BY_NAME: Final[dict[Axis, dict[str, Protocol]]] = {
    "UEG": {"direct": draw_directly, "stepwise": refine_then_draw, "oracle": draw_from_truth},
    "GEU": {
        "direct": answer_directly,
        "stepwise": edit_then_answer,
        "oracle": answer_from_truth,
        "blind": answer_blind,
    },
}


def _needed(field: str | None) -> str:
    assert field is not None, "the suite listed a protocol for which the instance has no field"
    return field
