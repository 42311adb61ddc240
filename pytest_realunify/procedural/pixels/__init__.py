"""The `pixels` judge: answers yes/no questions about flat-shape pictures by looking at the pixels alone."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.pixels.deciding import decide
from pytest_realunify.procedural.pixels.questions import parse
from pytest_realunify.procedural.pixels.version import VERSION

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.interfaces import JudgeRequest
    from pytest_realunify.procedural.pixels.sight import Seen

__all__ = ["VERSION", "Pixels"]

# Worded so that neither scorer reads a verdict: parity takes "no" even from inside "cannot" and "unknown".
OTHER_QUESTION: Final = "unclear: the question is outside the flat-shape world"
_REMEMBERED: Final = 1024
"""Pictures, of which only what was seen is kept, a few KB each. The questions of one come close together; pictures that
are alike do not: of the 460 that the reference model draws in the main job 310 differ, and direct ones come long before
stepwise ones."""


class Pixels:
    """Looks, and says `yes`, `no`, or why it cannot tell. Knows the question and the picture and nothing else."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, Seen] = OrderedDict()

    def identity(self) -> Mapping[str, str]:
        """Name and version."""
        return {"judge": "pixels", "version": VERSION}

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """One reply per request, in order."""
        looked: dict[int, Seen] = {}  # by identity, which holds while the requests are at hand: pixels are hashed once
        return [self._reply(request, looked) for request in requests]

    def _reply(self, request: JudgeRequest, looked: dict[int, Seen]) -> str:
        query = parse(request.question)
        if query is None:
            return OTHER_QUESTION
        if (seen := looked.get(id(request.image))) is None:
            seen = looked[id(request.image)] = self._look(request.image)
        return seen.trouble or decide(query, seen.sightings)

    def _look(self, image: Image) -> Seen:
        from pytest_realunify.procedural.pixels.sight import look

        picture = image.convert("RGB")
        key = hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()
        if key not in self._seen:
            self._seen[key] = look(picture)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        self._seen.move_to_end(key)
        return self._seen[key]
