"""Requests on their way to another interpreter, and what comes back in the place of the model's outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_realunify.interfaces import Request
from pytest_realunify.models.remote.faults import raised
from pytest_realunify.taxonomy import Verb

if TYPE_CHECKING:
    from PIL.Image import Image


def asked(verb: Verb, requests: Sequence[Request]) -> tuple[dict[str, Any], list[Image]]:
    """One message for a batch."""
    pictures = [_rgb(image) for request in requests for image in request.images]
    return {"do": "ask", "verb": verb, "requests": [_packed(request) for request in requests]}, pictures


def answers(answer: Mapping[str, Any], pictures: Sequence[Image]) -> Any:
    """What the model returned: text, pictures, exceptions in the place of results; of anything else its kind."""
    if "shape" in answer:
        return _odd(answer["shape"])
    left = iter(pictures)
    return [_unpacked(each, left) for each in answer["outputs"]]


def _rgb(image: Image) -> Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _packed(request: Request) -> dict[str, Any]:
    return {
        "prompt": request.prompt,
        "images": len(request.images),
        "seed": request.seed,
        "case": request.case,
        "usage": request.usage,
        "notes": request.notes,
        "room": request.room,
    }


def _unpacked(each: Mapping[str, Any], pictures: Iterator[Image]) -> Any:
    if "text" in each:
        return each["text"]
    if "picture" in each:
        return next(pictures)
    if "error" in each:
        return raised(each["error"])
    return _broken(raised(each["broken"])) if "broken" in each else _odd(each["odd"])


def _odd(kind: Mapping[str, Any]) -> Any:
    """Something of that kind, for the engine to say that it is none of what it expects."""
    if "list" in kind:
        return [None] * int(kind["list"])
    return None if kind["type"] is None else type(str(kind["type"]), (), {})()


def _broken(error: BaseException) -> Image:
    """A picture that raises when it is looked at, as it did there."""
    from PIL.Image import Image

    class Broken(Image):
        def load(self) -> Any:
            raise error

    return Broken()
