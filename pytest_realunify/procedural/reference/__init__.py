"""A real, weight-free model of the procedural world: computer vision on pixels, rules on the prompt's words.

It sees prompt text and pictures, never the instance. Understanding reads what a picture shows and simulates nothing,
and drawing follows the words and thinks nothing: both are weak directly, and strong once its own other half has helped.
That gap is what RealUnify looks for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from pytest_realunify.interfaces import Request
from pytest_realunify.procedural.reference import (
    attentional_focusing,
    cognitive_navigation,
    mental_reconstruction,
    mental_tracking,
    refining,
)
from pytest_realunify.procedural.reference.prompts import options_of, pick

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
        """A reply such as "The answer is C.", or a request put into explicit words. Where nothing could be read: a
        guess, or the request as it was."""
        return [_understand(_steadied(request)) for request in requests]

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """What the prompt literally says: an explicit scene exactly, of anything else the shapes it mentions."""
        from pytest_realunify.procedural.world.painting import paint
        from pytest_realunify.procedural.world.reading import literally

        return [paint(literally(request.prompt)) for request in requests]

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """The first picture, edited; unchanged where the request is not understood."""
        return [_edit(_steadied(request)) for request in requests]

    def identity(self) -> Mapping[str, str]:
        """What baselines compare."""
        return {"adapter": "reference", "version": "4"}


def _steadied(request: Request) -> Request:
    """With a seed that follows from its words: the model of exactness answers the same request the same, whatever the
    run's sample seed is, as a greedy model does."""
    digest = hashlib.sha256(request.prompt.encode("utf-8", "replace")).digest()
    return replace(request, seed=int.from_bytes(digest[:4], "big"))


def field_of(prompt: str) -> ModuleType | None:
    """What of GEU the prompt is about."""
    return next((field for field in FIELDS if field.matches(prompt)), None)


def _understand(request: Request) -> str:
    if not request.images and refining.matches(request.prompt):
        return refining.refine(request.prompt)
    field = field_of(request.prompt)
    if field is None or not request.images:
        return f"The answer is {pick(None, options_of(request.prompt), request.seed)}."
    reply: str = field.understand(request.prompt, request.images[0], request.seed)
    return reply


def _edit(request: Request) -> Image:
    field = field_of(request.prompt)
    if field is None:
        return request.images[0]
    picture: Image = field.edit(request.prompt, request.images[0], request.seed)
    return picture
