"""A real, weight-free model of the procedural GEU world: computer vision on pixels, rules on the prompt's words.

It sees prompt text and pictures, never the instance. Understanding reads what a picture shows and simulates nothing,
so it is weak directly and strong after its own edit: the gap RealUnify looks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from pytest_realunify.models.base import Request
from pytest_realunify.models.reference import (
    attentional_focusing,
    cognitive_navigation,
    mental_reconstruction,
    mental_tracking,
)
from pytest_realunify.models.reference.prompts import options_of, pick

if TYPE_CHECKING:
    from PIL.Image import Image

FIELDS: tuple[ModuleType, ...] = (
    mental_reconstruction,
    mental_tracking,
    attentional_focusing,
    cognitive_navigation,
)


class Reference:
    """The built-in model `reference`."""

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """A reply such as "The answer is C."; a guess by the request's seed where nothing could be read."""
        return [_understand(request) for request in requests]

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """The first picture, edited; unchanged where the request is not understood."""
        return [_edit(request) for request in requests]

    def identity(self) -> Mapping[str, str]:
        """What baselines compare."""
        return {"adapter": "reference", "version": "1"}


def _field(prompt: str) -> ModuleType | None:
    return next((field for field in FIELDS if field.matches(prompt)), None)


def _understand(request: Request) -> str:
    field = _field(request.prompt)
    if field is None or not request.images:
        return f"The answer is {pick(None, options_of(request.prompt), request.seed)}."
    reply: str = field.understand(request.prompt, request.images[0], request.seed)
    return reply


def _edit(request: Request) -> Image:
    field = _field(request.prompt)
    if field is None:
        return request.images[0]
    picture: Image = field.edit(request.prompt, request.images[0], request.seed)
    return picture
