"""Batches of requests in halves, so that only the one that is at fault pays: of models and of judges alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb

R = TypeVar("R")
A = TypeVar("A")

WHOLE: Final = 1_000_000
"""A batch without limit."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that answered none of its requests, the first so many of those offered."""

    trouble: Trouble
    requests: int
    starved: bool = False
    """Whether memory did not suffice."""
    again: Literal["halves", "alone"] = "halves"
    """How its requests are asked again, where there were several."""


class Halves(Generic[R, A]):
    """Cuts requests into batches, retries a failing batch in halves, remembers a size that did not fit in memory."""

    def __init__(self, limit: Mapping[Verb, int], ask: Callable[[Verb, Sequence[R]], Sequence[A] | Failed]) -> None:
        """`ask` makes one call for the requests offered, or for the first of them: what it answers is as many."""
        self.limit = dict(limit)
        self._ask = ask
        self._starved_alone = 0

    def answer(self, verb: Verb, requests: Sequence[R]) -> list[A | Trouble]:
        """Per request, in order: an answer, or the trouble that remained when it was asked alone."""
        answers: list[A | Trouble] = []
        while len(answers) < len(requests):
            part = requests[len(answers) : len(answers) + self.limit[verb]]
            answers += self._in_halves(verb, part)
        return answers

    def _in_halves(self, verb: Verb, part: Sequence[R]) -> list[A | Trouble]:
        answers: list[A | Trouble] = []
        while len(answers) < len(part):
            offered = part[len(answers) :]
            # Asked again outside the call's except block: there its exception still holds frames, and with them the
            # memory that the retry needs (PyTorch FAQ, "My out of memory exception handler can't allocate memory").
            found = self._ask(verb, offered)
            answers += self._after(verb, offered[: found.requests], found) if isinstance(found, Failed) else found
        return answers

    def _after(self, verb: Verb, part: Sequence[R], failed: Failed) -> list[A | Trouble]:
        half = len(part) // 2
        if not half:
            self._starved_alone += failed.starved
            return [failed.trouble]
        if failed.again == "alone":
            return [answer for request in part for answer in self._in_halves(verb, [request])]
        before = self._starved_alone
        answers = self._in_halves(verb, part[:half]) + self._in_halves(verb, part[half:])
        if failed.starved and self._starved_alone == before:  # one item too large for any batch tells nothing of it
            self.limit[verb] = min(self.limit[verb], half)
        return answers


def is_out_of_memory(error: BaseException) -> bool:
    """By name, so that torch need not be imported: `torch.OutOfMemoryError`, `MemoryError`, or CUDA's wording."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OutOfMemoryError", "MemoryError"}) or "out of memory" in str(error).lower()
