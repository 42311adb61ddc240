"""The judge of the procedural suite with a tremor, as a sampled language model has one: `noisy_judge:Noisy`."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import Pixels

FLIPPED: Final = 0.01
"""Of replies, anew for every vote and every draw of a case."""
_OTHER: Final = {"yes": "no", "no": "yes"}


class Noisy:
    """`pixels`, one reply in a hundred the other way round."""

    def __init__(self, flipped: float = FLIPPED) -> None:
        self.flipped = flipped
        self._pixels = Pixels()

    def identity(self) -> Mapping[str, object]:
        """What it adds to whom."""
        return {**self._pixels.identity(), "flipped": self.flipped}

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """One reply per request, in order."""
        replies = self._pixels.answer(requests)
        return [self._said(reply, request.seed) for reply, request in zip(replies, requests, strict=True)]

    def _said(self, reply: str, seed: int) -> str:
        turned = random.Random(f"tremor/{seed}").random() < self.flipped
        return _OTHER.get(reply, reply) if turned else reply
