"""The protocol a model under test fulfils, and the request it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pytest_realunify.taxonomy import Verb

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to do: text to answer, a picture to draw, or pictures to edit.

    `images` are RGB pictures in the order the prompt speaks of them, empty for text alone.
    `seed` is 32 bits, derived from the case and its repeat: the same on any worker and in any order.
    `case` names the case for logs and for replaying recorded outputs; answering from it would be cheating.
    `usage` is for the model to fill: what the request cost, such as `{"output_tokens": 1290}`. The step keeps it.
    """

    prompt: str
    images: tuple[Image, ...] = ()
    seed: int = 0
    case: str = ""
    usage: dict[str, int] = field(default_factory=dict, compare=False)


class Understands(Protocol):
    """Text out."""

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """One reply per request, in order."""
        ...


class UnifiedModel(Understands, Protocol):
    """A model under test. Every verb takes a batch and returns as many results, in order.

    In place of a result an Exception may stand: that request's trouble alone; its neighbours are not asked again.
    `edit` is optional: without it GEU stepwise is unsupported (shown as `-`), never 0. So is `generate` for UEG.
    An optional `identity() -> Mapping[str, JSON value]` goes into run.json and is what baselines compare. An optional
    `close()` is called when nothing more will be asked.
    """

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """One RGB picture per request, in order."""
        ...

    # def edit(self, requests: Sequence[Request]) -> list[Image]: one RGB picture per request, in order.


def supports(model: object, verb: Verb) -> bool:
    """Whether the model has the verb at all. A verb set to None counts as absent."""
    return callable(getattr(model, verb, None))
