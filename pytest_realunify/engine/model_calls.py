"""Calling the batch-first model so that only the item that is at fault pays for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.spending import Spender, Till, Unlimited, watch_spending
from pytest_realunify.engine.watchdog import Watch, unwatched
from pytest_realunify.errors import ExpiredError, ModelError, ModelUnavailableError
from pytest_realunify.interfaces import Request, too_large
from pytest_realunify.models.device_faults import loses_device
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb
from pytest_realunify.text import encodable

if TYPE_CHECKING:
    from PIL.Image import Image


class Answers(Protocol):
    """Whoever answers batches of requests."""

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: text or an RGB picture, or the Trouble that remained when it was asked alone."""
        ...


class Calls:
    """Cuts requests into batches, retries a failing batch in halves, remembers a size that did not fit in memory."""

    def __init__(
        self,
        model: object,
        batch_size: int | Mapping[Verb, int],
        watch: Watch = unwatched,
        purse: Spender | None = None,
    ) -> None:
        """`batch_size` may differ by verb."""
        self.model = model
        self._till = watch_spending(model, purse) if purse is not None else Till(Unlimited())
        self._watch = watch
        self.limit: dict[Verb, int] = (
            dict.fromkeys(VERBS, batch_size) if isinstance(batch_size, int) else dict(batch_size)
        )
        self._starved_alone = 0

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: text or an RGB picture, or the Trouble that remained when it was asked alone.

        Raises ModelUnavailableError and DeviceLostError, after which no request has an answer.
        """
        answers: list[Any] = []
        while len(answers) < len(requests):
            part = requests[len(answers) : len(answers) + self.limit[verb]]
            answers += self._in_halves(verb, part)
        return answers

    def _in_halves(self, verb: Verb, part: Sequence[Request]) -> list[Any]:
        """Of those that may be asked; the others are told why not."""
        room = self._till.room(verb, len(part))
        if room == len(part):
            return self._asked(verb, part)
        return (self._asked(verb, part[:room]) if room else []) + [self._till.refused()] * (len(part) - room)

    def _asked(self, verb: Verb, part: Sequence[Request]) -> list[Any]:
        self._make_ready(verb)
        alone = False
        try:
            with self._till.counted(verb, [request.usage for request in part]), self._watch(len(part)):
                outputs = getattr(self.model, verb)(part)
            if not isinstance(outputs, list | tuple) or len(outputs) != len(part):
                raise ModelError(f"{verb} returned {_described(outputs)} for {len(part)} requests")
        except ModelUnavailableError:
            raise
        except InterpreterGoneError as gone:
            trouble, starved, alone = gone.trouble, False, True
        except ExpiredError as expired:
            trouble, starved = Trouble("timeout", f"{verb}: {expired}"), False
        except Exception as error:  # noqa: BLE001 (a model may raise anything; the cause goes into the record)
            trouble, starved = Trouble.of(error), is_out_of_memory(error)
            _check_device(error, trouble, len(part))
        else:
            _check_devices(outputs)
            return [_checked(verb, output) for output in outputs]
        # Not inside the except block: there the exception still holds the model's frames, and with them the memory
        # that the retry needs (PyTorch FAQ, "My out of memory exception handler can't allocate memory").
        half = len(part) // 2
        if not half:
            self._starved_alone += starved
            return [trouble]
        if alone:  # each time costs a start: twice at most, as with a worker that dies
            return [answer for request in part for answer in self._in_halves(verb, [request])]
        return self._after(starved, verb, part)

    def _make_ready(self, verb: Verb) -> None:
        """What a model must start before it can be asked is none of the call's time: an interpreter that is gone, say.
        Looked up on the class: an object that answers to every name has none."""
        if callable(getattr(type(self.model), "realunify_ready", None)):
            self.model.realunify_ready(verb)  # type: ignore[attr-defined]

    def _after(self, starved: bool, verb: Verb, part: Sequence[Request]) -> list[Any]:
        half = len(part) // 2
        before = self._starved_alone
        answers = self._in_halves(verb, part[:half]) + self._in_halves(verb, part[half:])
        if starved and self._starved_alone == before:  # one item too large for any batch says nothing about the size
            self.limit[verb] = min(self.limit[verb], half)
        return answers


def is_out_of_memory(error: BaseException) -> bool:
    """By name, so that torch need not be imported: `torch.OutOfMemoryError`, `MemoryError`, or CUDA's wording."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"OutOfMemoryError", "MemoryError"}) or "out of memory" in str(error).lower()


def _check_device(error: Exception, trouble: Trouble, requests: int) -> None:
    if loses_device(error):
        raise DeviceLostError(trouble, requests)


def _check_devices(outputs: Sequence[object]) -> None:
    """Errors that stand in place of results tell of it too."""
    for output in outputs:
        if isinstance(output, Exception):
            _check_device(output, Trouble.of(output), len(outputs))


def _checked(verb: Verb, output: object) -> Any:
    from PIL.Image import Image

    if isinstance(output, Exception):
        return Trouble.of(output)
    if verb == "understand":
        return encodable(output) if isinstance(output, str) else _unfit(verb, output, "text (str)")
    if not isinstance(output, Image):
        return _unfit(verb, output, "a picture (PIL.Image.Image)")
    if said := too_large(*output.size):  # known before it is decoded, encoded or stored
        return Trouble("ModelError", f"{verb} returned a picture of {said}")
    try:
        output.load()
        picture = _opaque(output)
    except Exception as error:  # noqa: BLE001 (a file opened lazily breaks here, with whatever its decoder raises)
        return Trouble("ModelError", f"{verb} returned a picture that cannot be decoded: {Trouble.of(error).message}")
    if not all(picture.size):
        return Trouble("ModelError", f"{verb} returned an empty picture: {picture.width} x {picture.height}")
    return picture


def _opaque(picture: Image) -> Image:
    """RGB; what is transparent shows white, as a viewer would show it, and not what happens to lie beneath."""
    from PIL import Image as Pillow

    if picture.mode == "RGB":
        return picture
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Pillow.alpha_composite(Pillow.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _unfit(verb: Verb, output: object, expected: str) -> Trouble:
    return Trouble("ModelError", f"{verb} returned {_described(output)}, expected {expected}")


def _described(output: object) -> str:
    if isinstance(output, list | tuple):
        return f"{len(output)} results"
    return "None" if output is None else f"an object of type {type(output).__name__}"
