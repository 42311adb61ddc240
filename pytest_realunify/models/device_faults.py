"""Errors after which a process can do nothing more on its device, and only a fresh process can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LASTING: Final = (
    "illegal memory access",
    "device-side assert",
    "unspecified launch failure",
    "launch timed out",
    "illegal instruction",
    "misaligned address",
    "operation not supported on global/shared address space",
    "invalid program counter",
    "hardware stack error",
    "uncorrectable ecc error",
    "uncorrectable nvlink error",
)
"""Of the errors in the CUDA runtime's list, those that leave the process "in an inconsistent state", by their texts;
HIP words its own alike. Out of memory is none of them."""


def loses_device(error: BaseException) -> bool:
    """Whether the error, or one it was raised from, is of that kind. By text: PyTorch has no class for it."""
    return any(_is_lasting(str(each).lower()) for each in _chain(error))


def _is_lasting(text: str) -> bool:
    return ("cuda" in text or "hip" in text) and any(words in text for words in LASTING)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
