"""The protocol a judge fulfils, and the request it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """One yes/no question about one RGB picture.

    `question` is the benchmark's own text; `prompt` is the polling prompt with the question filled in, for judges that
    are language models. `seed` is 32 bits: it differs between repeats of the same poll and between nothing else.
    """

    image: Image
    question: str
    prompt: str
    seed: int = 0


class Judge(Protocol):
    """Answers polls. An optional `identity() -> Mapping[str, JSON value]` goes into run.json.

    An optional attribute `concurrent = True` says that `answer` may be called from several threads at once; the polls
    of a batch are then asked one by one, all in flight together. Without it `answer` gets them as one batch.
    """

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """One reply per request, in order, as free text. In place of a reply an Exception may stand: that poll's
        trouble alone."""
        ...
