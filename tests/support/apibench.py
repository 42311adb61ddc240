"""A stored run of one case, with pictures, as scripts and notebooks load it."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any, Final

from PIL import Image

import pytest_realunify as ru
from pytest_realunify.records import Step
from runbench import made, stored

NAME: Final = "mental_tracking-x-0000-stepwise"


def png(colour: str, size: tuple[int, int] = (6, 4)) -> bytes:
    """Of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


RED, BLUE = png("red"), png("blue")
FIRST, SECOND = (hashlib.sha256(data).hexdigest() for data in (RED, BLUE))
STEPS = (
    Step("edit", "Recolour it.", (FIRST,), SECOND, 1.0),
    Step("understand", "Which?", (FIRST, SECOND), "B", 0.5),
)


def loaded(root: Path, steps: tuple[Step, ...] = STEPS, **other: Any) -> ru.Run:
    """The one case is wrong; `other` are fields of its result."""
    run = stored(root, "one", [made("mental_tracking", 0, "wrong", "stepwise", steps=steps, **other)])
    for data in (RED, BLUE):
        run.folder.picture(hashlib.sha256(data).hexdigest()).write_bytes(data)
    return ru.load(run.folder.path)
