"""Requests and answers as they travel between machines: text, numbers and bytes, and no class of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble

UNREADABLE: Final = "UnreadableError"
"""The kind of trouble with a picture that cannot be opened where the model is."""


def packed(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Requests as plain data; a picture is the bytes of a file."""
    from pytest_realunify.engine.ray.pictures import in_bytes

    return [
        {
            "prompt": request.prompt,
            "images": [in_bytes(image) for image in request.images],
            "seed": request.seed,
            "case": request.case,
        }
        for request in requests
    ]


def unpacked(requests: Sequence[Mapping[str, Any]]) -> list[Request | Trouble]:
    """The inverse of `packed`; trouble in the place of a request whose picture cannot be opened."""
    return [_unpacked(each) for each in requests]


def packed_answers(answers: Sequence[Any]) -> list[Any]:
    """What `Calls.answer` gives: text stays text, a picture becomes the bytes of a PNG, trouble a dict."""
    return [_packed_answer(answer) for answer in answers]


def unpacked_answers(answers: Sequence[Any]) -> list[Any]:
    """The inverse of `packed_answers`. Pictures are not decoded before somebody looks at their pixels."""
    return [_unpacked_answer(answer) for answer in answers]


def _unpacked(each: Mapping[str, Any]) -> Request | Trouble:
    from pytest_realunify.datafiles.pictures import UnreadableError
    from pytest_realunify.engine.ray.pictures import in_pixels

    try:
        images = tuple(in_pixels(data) for data in each["images"])
    except UnreadableError as error:
        return Trouble(UNREADABLE, f"an input picture {error}")
    return Request(each["prompt"], images, each["seed"], each["case"])


def _packed_answer(answer: Any) -> Any:
    from pytest_realunify.engine.ray.pictures import in_bytes

    if isinstance(answer, Trouble):
        return {"kind": answer.kind, "message": answer.message}
    return answer if isinstance(answer, str) else in_bytes(answer)


def _unpacked_answer(answer: Any) -> Any:
    from pytest_realunify.datafiles.carried import CarriedPicture

    if isinstance(answer, Mapping):
        return Trouble(answer["kind"], answer["message"])
    return answer if isinstance(answer, str) else CarriedPicture(answer)
