"""Calling the batch-first model so that only the item that is at fault pays for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_realunify.errors import ModelError
from pytest_realunify.models.base import Request
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb


class Calls:
    """Cuts requests into batches, retries a failing batch in halves, remembers a size that did not fit in memory."""

    def __init__(self, model: object, batch_size: int) -> None:
        self.model = model
        self.limit: dict[Verb, int] = dict.fromkeys(VERBS, batch_size)

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: text or an RGB picture, or the Trouble that remained when it was asked alone."""
        answers: list[Any] = []
        while len(answers) < len(requests):
            part = requests[len(answers) : len(answers) + self.limit[verb]]
            answers += self._in_halves(verb, part)
        return answers

    def _in_halves(self, verb: Verb, part: Sequence[Request]) -> list[Any]:
        try:
            outputs = getattr(self.model, verb)(part)
            if not isinstance(outputs, list | tuple) or len(outputs) != len(part):
                raise ModelError(f"{verb} returned {_described(outputs)} for {len(part)} requests")
        except Exception as error:  # noqa: BLE001 (a model may raise anything; the cause goes into the record)
            return self._after(error, verb, part)
        return [_checked(verb, output) for output in outputs]

    def _after(self, error: Exception, verb: Verb, part: Sequence[Request]) -> list[Any]:
        half = len(part) // 2
        if is_out_of_memory(error):
            self.limit[verb] = max(1, min(self.limit[verb], half))
        if not half:
            return [Trouble.of(error)]
        return self._in_halves(verb, part[:half]) + self._in_halves(verb, part[half:])


def is_out_of_memory(error: BaseException) -> bool:
    """By name, so that torch need not be imported: `torch.OutOfMemoryError`, `MemoryError`, or CUDA's wording."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OutOfMemoryError", "MemoryError"}) or "out of memory" in str(error).lower()


def _checked(verb: Verb, output: object) -> Any:
    from PIL.Image import Image

    if verb == "understand":
        return output if isinstance(output, str) else _unfit(verb, output, "text (str)")
    if not isinstance(output, Image):
        return _unfit(verb, output, "a picture (PIL.Image.Image)")
    return output.convert("RGB") if output.mode != "RGB" else output


def _unfit(verb: Verb, output: object, expected: str) -> Trouble:
    return Trouble("ModelError", f"{verb} returned {_described(output)}, expected {expected}")


def _described(output: object) -> str:
    if isinstance(output, list | tuple):
        return f"{len(output)} results"
    return "None" if output is None else f"an object of type {type(output).__name__}"
