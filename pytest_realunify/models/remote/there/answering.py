"""Requests as they come over, and outputs as they go back."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request, too_large
from pytest_realunify.models.device_faults import loses_device
from pytest_realunify.models.remote.there.describing import told
from pytest_realunify.models.remote.wire import plain
from pytest_realunify.taxonomy import Verb

if TYPE_CHECKING:
    from PIL.Image import Image


def requests_of(given: Sequence[Mapping[str, Any]], pictures: Sequence[Image]) -> list[Request]:
    """What the model is handed; each takes so many pictures as its `images` says."""
    left = iter(pictures)
    return [
        Request(
            prompt=each["prompt"],
            images=tuple(next(left) for _ in range(each["images"])),
            seed=each["seed"],
            case=each["case"],
            usage=dict(each["usage"]),
            notes=dict(each["notes"]),
            room=each["room"],
        )
        for each in given
    ]


def usage_of(requests: Sequence[Request]) -> list[dict[str, int]]:
    """What the model noted of each request, as far as it is counts."""
    return [
        {str(name): int(count) for name, count in request.usage.items() if isinstance(count, numbers.Integral)}
        for request in requests
    ]


def notes_of(requests: Sequence[Request]) -> list[dict[str, str]]:
    """Likewise what it said of each in words."""
    return [
        {str(name): str.__str__(said) for name, said in request.notes.items() if isinstance(said, str)}
        for request in requests
    ]


def packed(verb: Verb, outputs: object, pictures: list[Image]) -> dict[str, Any]:
    """`outputs` with one entry per output, `shape` where it is no list at all; `lost` where one of them tells of a
    device that is. What it drew goes into `pictures`."""
    if not isinstance(outputs, (list, tuple)):
        return {"shape": _odd(outputs)}
    for output in outputs:
        if isinstance(output, Exception) and loses_device(output):
            return {"lost": told(output)}
    return {"outputs": [_packed(verb, output, pictures) for output in outputs]}


def _packed(verb: Verb, output: object, pictures: list[Image]) -> dict[str, Any]:
    from PIL.Image import Image

    if isinstance(output, Exception):
        return {"error": told(output)}
    if verb == "understand" and isinstance(output, str):
        return {"text": str.__str__(output)}
    if verb != "understand" and isinstance(output, Image):
        said = too_large(*output.size)
        if said:
            return {"error": told(ModelError(f"{verb} returned a picture of {said}"))}
        try:
            pictures.append(plain(output))
        except Exception as error:  # noqa: BLE001 (a file opened lazily breaks here, with whatever its decoder raises)
            return {"broken": told(error)}
        return {"picture": True}
    return {"odd": _odd(output)}


def _odd(output: object) -> dict[str, Any]:
    """What should not have come: None, a list of so many, or its type's name."""
    if isinstance(output, (list, tuple)):
        return {"list": len(output)}
    return {"type": None if output is None else type(output).__name__}
