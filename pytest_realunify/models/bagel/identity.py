"""What a BAGEL is, before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.sources import versions_of
from pytest_realunify.extensions.weights import code_fingerprint, fingerprint
from pytest_realunify.models.bagel.settings import Settings

ADAPTER: Final = "bagel"
CODE: Final = ("modeling", "data", "inferencer.py")
"""What of the repository decides an answer."""
_LIBRARIES: Final = ("transformers", "torch", "flash-attn", "pillow")


def told(settings: Settings) -> dict[str, Any]:
    """What the weights and the code are, and what shapes their answers; of folders their content."""
    return {
        "adapter": ADAPTER,
        "weights": fingerprint(Path(settings.target).expanduser()),
        "checkpoint": settings.checkpoint,
        "code": code_fingerprint(Path(settings.repo).expanduser(), *CODE),
        "dtype": settings.quantization or "bfloat16",
        "versions": versions_of(*_LIBRARIES, *(["bitsandbytes"] if settings.quantization else [])),
        "call": public(settings.arguments),
    }


def told_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table."""
    return told(Settings.of(settings, "model bagel"))
