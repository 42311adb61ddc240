"""What a model raised, as plain JSON: enough for the other side to raise the like."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from pytest_realunify.models.device_faults import loses_device

ERRORS = "pytest_realunify.errors"


def told(error: BaseException) -> dict[str, Any]:
    """`names` of its class and that class's own, without Python's common ones; `message` in one line, `where` it was
    raised; `ours` where it is one of our errors; `fatal` where it is no Exception; `lost` where it loses the device."""
    kind = type(error)
    common = (object, BaseException, Exception)
    text = _text(error)
    return {
        "names": [str(each.__name__) for each in kind.__mro__ if each not in common] or [str(kind.__name__)],
        "ours": next((each.__name__ for each in kind.__mro__ if each.__module__ == ERRORS), None),
        "message": " ".join(text.split()) or str(kind.__name__),
        "where": _where(error),
        "fatal": not isinstance(error, Exception),
        "lost": isinstance(error, Exception) and _loses_device(error),
    }


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 (an exception's text is code of the model's too)
        return f"its text cannot be had: {type(second).__name__}"


def _loses_device(error: Exception) -> bool:
    try:
        return loses_device(error)
    except Exception:  # noqa: BLE001 (as above)
        return False


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
