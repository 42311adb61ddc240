"""The protocols, as the paper states them: generator functions that yield a step and receive its outcome.

The engine answers what they yield and advances many cases at once, so the same text runs batched. A picture is
either a suite's reference (text) or what an earlier step drew.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.interfaces import GEUInstance, UEGInstance
from pytest_realunify.taxonomy import Axis

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture a step produced, with the sha256 of its stored PNG."""

    image: Image
    sha256: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A plain grey picture of the size of the one referred to."""

    reference: str


Picture = str | Drawn | Withheld


@dataclass(frozen=True, slots=True)
class Understand:
    """Text from a prompt and, for GEU, a picture. The outcome is a `str`."""

    prompt: str
    image: Picture | None = None
    verb: Final = "understand"


@dataclass(frozen=True, slots=True)
class Generate:
    """A picture from a prompt alone. The outcome is a `Drawn`."""

    prompt: str
    image: None = None
    verb: Final = "generate"


@dataclass(frozen=True, slots=True)
class Edit:
    """A picture from a prompt and a picture. The outcome is a `Drawn`."""

    prompt: str
    image: Picture
    verb: Final = "edit"


Ask = Understand | Generate | Edit
Outcome = Any  # str or Drawn, by the verb: a generator's send type cannot depend on what it yielded
Protocol = Callable[[Any], Generator[Ask, Outcome, Outcome]]


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
