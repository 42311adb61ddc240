"""Asking recorded outputs, for their tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.recorded import Recorded

GEU = "mental_tracking-right-000{}-{}"
UEG = "world_knowledge-000{}-{}"


def reply(model: Recorded, case: str, prompt: str = "") -> str:
    return model.understand([Request(prompt, case=case)])[0]


def shade(pictures: list[Any]) -> int:
    return int(pictures[0].getpixel((0, 0))[0])


def refusal(folder: Path, *pictures: Path) -> str:
    with pytest.raises(DataError) as caught:
        Recorded.load(folder, pictures)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def missing(model: Recorded, case: str) -> bool:
    try:
        reply(model, case)
    except DataError as error:
        return "no recorded output" in str(error)
    return False
