"""Requests as they come over, and outputs as they go back."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

from pytest_realunify.interfaces import Request
from pytest_realunify.models.device_faults import loses_device
from pytest_realunify.models.remote.there.describing import told
from pytest_realunify.models.remote.wire import picture, pixels
from pytest_realunify.taxonomy import Verb


def requests_of(given: Sequence[Mapping[str, Any]], blobs: Sequence[bytes]) -> list[Request]:
    """What the model is handed: pictures decoded, RGB."""
    data = iter(blobs)
    return [
        Request(
            prompt=each["prompt"],
            images=tuple(picture(shape, next(data)) for shape in each["images"]),
            seed=each["seed"],
            case=each["case"],
            usage=dict(each["usage"]),
        )
        for each in given
    ]


def usage_of(requests: Sequence[Request]) -> list[dict[str, int]]:
    """What the model noted of each request, as far as it is counts."""
    return [
        {str(name): int(count) for name, count in request.usage.items() if isinstance(count, numbers.Integral)}
        for request in requests
    ]


def packed(verb: Verb, outputs: object, blobs: list[bytes]) -> dict[str, Any]:
    """`outputs` with one entry per output, `shape` where it is no list at all; `lost` where one of them tells of a
    device that is. Pixels go into `blobs`."""
    if not isinstance(outputs, (list, tuple)):
        return {"shape": _odd(outputs)}
    for output in outputs:
        if isinstance(output, Exception) and loses_device(output):
            return {"lost": told(output)}
    return {"outputs": [_packed(verb, output, blobs) for output in outputs]}


def _packed(verb: Verb, output: object, blobs: list[bytes]) -> dict[str, Any]:
    from PIL.Image import Image

    if isinstance(output, Exception):
        return {"error": told(output)}
    if verb == "understand" and isinstance(output, str):
        return {"text": str.__str__(output)}
    if verb != "understand" and isinstance(output, Image):
        try:
            shape, data = pixels(output)
        except Exception as error:  # noqa: BLE001 (a file opened lazily breaks here, with whatever its decoder raises)
            return {"broken": told(error)}
        blobs.append(data)
        return {"picture": shape}
    return {"odd": _odd(output)}


def _odd(output: object) -> dict[str, Any]:
    """What should not have come: None, a list of so many, or its type's name."""
    if isinstance(output, (list, tuple)):
        return {"list": len(output)}
    return {"type": None if output is None else type(output).__name__}
