"""What a suite brings: light listings, and the instances themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pytest_realunify.taxonomy import Axis


@dataclass(frozen=True, slots=True)
class Listing:
    """One instance as a suite lists it: enough to select and name cases, cheap enough for 100,000 of them."""

    id: str
    axis: Axis
    category: str
    subtask: str
    index: int
    protocols: tuple[str, ...]
    """The protocols this instance can be run under, in table order."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question a judge answers about a drawn picture, with its gold answer."""

    question: str
    answer: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class UEGInstance:
    """Draw from the prompt. `refine_prompt` asks to rewrite it first; `refined` is that rewriting's truth, if any."""

    id: str
    category: str
    subtask: str
    index: int
    prompt: str
    questions: tuple[Question, ...]
    refine_prompt: str | None = None
    refined: str | None = None
    axis: Literal["UEG"] = "UEG"


@dataclass(frozen=True, slots=True)
class GEUInstance:
    """Answer a question about `image`. `evaluation_prompt` is the text the model sees: question, options, request.

    `image` and `intermediate` (the ground-truth edited picture, if any) are references that the suite opens.
    """

    id: str
    category: str
    subtask: str
    index: int
    question: str
    options: tuple[str, ...]
    answer: str
    evaluation_prompt: str
    image: str
    edit_prompt: str | None = None
    intermediate: str | None = None
    axis: Literal["GEU"] = "GEU"


Instance = UEGInstance | GEUInstance


def multiple_choice_prompt(question: str, options: Sequence[str]) -> str:
    """The text a model is asked when the data brings none of its own."""
    lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", options, strict=False))
    return f"{question}\n\n{lines}\n\nAnswer with the letter of the right option."
