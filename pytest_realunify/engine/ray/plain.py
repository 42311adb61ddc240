"""Requests and answers as they travel between machines: text, numbers and arrays, and no class of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pytest_realunify.models.base import Request
from pytest_realunify.records import Trouble

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image


def packed(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Requests as plain data; a picture is an array of height x width x 3 bytes."""
    return [
        {
            "prompt": request.prompt,
            "images": [_array(image) for image in request.images],
            "seed": request.seed,
            "case": request.case,
        }
        for request in requests
    ]


def unpacked(requests: Sequence[Mapping[str, Any]]) -> list[Request]:
    """The inverse of `packed`."""
    return [
        Request(each["prompt"], tuple(_image(array) for array in each["images"]), each["seed"], each["case"])
        for each in requests
    ]


def packed_answers(answers: Sequence[Any]) -> list[Any]:
    """What `Calls.answer` gives: text stays text, a picture becomes an array, trouble a dict."""
    return [_packed_answer(answer) for answer in answers]


def unpacked_answers(answers: Sequence[Any]) -> list[Any]:
    """The inverse of `packed_answers`."""
    return [_unpacked_answer(answer) for answer in answers]


def _packed_answer(answer: Any) -> Any:
    if isinstance(answer, Trouble):
        return {"kind": answer.kind, "message": answer.message}
    return answer if isinstance(answer, str) else _array(answer)


def _unpacked_answer(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return Trouble(answer["kind"], answer["message"])
    return answer if isinstance(answer, str) else _image(answer)


def _array(image: Image) -> NDArray[np.uint8]:
    import numpy as np

    return np.asarray(image if image.mode == "RGB" else image.convert("RGB"))


def _image(array: NDArray[np.uint8]) -> Image:
    from PIL import Image as Pillow

    return Pillow.fromarray(array)
