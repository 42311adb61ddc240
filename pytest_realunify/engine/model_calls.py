"""Calling the batch-first model so that only the item that is at fault pays for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Final, Protocol

from pytest_realunify.engine.halves import Failed, Halves, is_out_of_memory
from pytest_realunify.engine.lost_device import DeviceLostError
from pytest_realunify.engine.spending import Spender, Till, Unlimited, watch_spending
from pytest_realunify.engine.watchdog import Watch, unwatched
from pytest_realunify.errors import ExpiredError, ModelError, ModelUnavailableError
from pytest_realunify.interfaces import Request, not_awaited, too_large
from pytest_realunify.models.device_faults import loses_device
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb
from pytest_realunify.text import encodable
from pytest_realunify.unsaid import without_secrets

if TYPE_CHECKING:
    from PIL.Image import Image


_STRIP: Final = 4_000_000
"""Pixels that are laid on white at a time."""


Within = Callable[[int, Callable[[], Any]], Any]
"""Makes a call for so many requests. Raises ExpiredError where it takes too long."""


class Answers(Protocol):
    """Whoever answers batches of requests."""

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: text or an RGB picture, or the Trouble that remained when it was asked alone."""
        ...


class Calls:
    """Asks the model, in batches that are halved where they fail, and checks what it answers."""

    def __init__(
        self,
        model: object,
        batch_size: int | Mapping[Verb, int],
        watch: Watch = unwatched,
        purse: Spender | None = None,
        turn: AbstractContextManager[object] | None = None,
        within: Within | None = None,
    ) -> None:
        """`batch_size` may differ by verb. `turn` is held during calls, by whoever must not run at the same time.
        `within` makes calls where `watch` cannot reach them: in other threads than the main one."""
        self.model = model
        self._till = watch_spending(model, purse) if purse is not None else Till(Unlimited())
        self._watch = watch
        self._turn = turn or nullcontext()
        self._within = within or _at_once
        sizes = dict.fromkeys(VERBS, batch_size) if isinstance(batch_size, int) else batch_size
        self._halves = Halves[Request, Any](sizes, self._asked)

    @property
    def limit(self) -> Mapping[Verb, int]:
        """Requests of one call: less than was asked for once that much did not fit in memory."""
        return self._halves.limit

    def answer(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: text or an RGB picture, or the Trouble that remained when it was asked alone.

        Raises ModelUnavailableError and DeviceLostError, after which no request has an answer.
        """
        return self._halves.answer(verb, requests)

    def _asked(self, verb: Verb, offered: Sequence[Request]) -> Sequence[Any] | Failed:
        """One call, of those that may be asked; where none may, they are told why not."""
        room = self._till.room(verb, len(offered))
        if not room:
            return [self._till.refused()] * len(offered)
        part = offered[:room]
        self._make_ready(verb)
        try:
            outputs = self._called(verb, part)
            _check_plain(self.model, verb, outputs)
            if not isinstance(outputs, list | tuple) or len(outputs) != len(part):
                raise ModelError(f"{verb} returned {_described(outputs)} for {len(part)} requests")
        except ModelUnavailableError:
            raise
        except InterpreterGoneError as gone:  # each time costs a start: twice at most, as with a worker that dies
            return Failed(gone.trouble, len(part), again="alone")
        except ExpiredError as expired:
            return Failed(Trouble("timeout", f"{verb}: {expired}"), len(part))
        except Exception as error:  # noqa: BLE001 (a model may raise anything; the cause goes into the record)
            trouble = Trouble.of(error)
            _check_device(error, trouble, len(part))
            return Failed(trouble, len(part), is_out_of_memory(error))
        _check_devices(outputs)
        return [_checked(verb, output) for output in outputs]

    def _called(self, verb: Verb, part: Sequence[Request]) -> Any:
        with self._turn, self._till.counted(verb, [request.usage for request in part]), self._watch(len(part)):
            return self._within(len(part), lambda: getattr(self.model, verb)(part))

    def _make_ready(self, verb: Verb) -> None:
        """What a model must start before it can be asked is none of the call's time: an interpreter that is gone, say.
        Looked up on the class: an object that answers to every name has none."""
        if callable(getattr(type(self.model), "realunify_ready", None)):
            self.model.realunify_ready(verb)  # type: ignore[attr-defined]


def _at_once(requests: int, call: Callable[[], Any]) -> Any:
    del requests
    return call()


def _check_plain(model: object, verb: Verb, outputs: object) -> None:
    """A model that answers with a coroutine does so whatever is asked of it."""
    if inspect.iscoroutine(outputs):
        outputs.close()  # or Python warns that it was never awaited
        raise ModelUnavailableError(not_awaited(f"{type(model).__name__}.{verb}", verb))
    if inspect.isasyncgen(outputs):
        raise ModelUnavailableError(not_awaited(f"{type(model).__name__}.{verb}", verb))


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

    from pytest_realunify.datafiles.carried import file_of

    if isinstance(output, Exception):
        return Trouble.of(output)
    if verb == "understand":
        return encodable(without_secrets(output)) if isinstance(output, str) else _unfit(verb, output, "text (str)")
    if not isinstance(output, Image):
        return _unfit(verb, output, "a picture (PIL.Image.Image)")
    if said := too_large(*output.size):  # known before it is decoded, encoded or stored
        return Trouble("ModelError", f"{verb} returned a picture of {said}")
    if file_of(output) is not None:  # RGB, and known to be whole without being decoded
        return output
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
    opaque = Pillow.new("RGB", picture.size, "white")
    rows = max(1, _STRIP // max(1, picture.width))  # a copy of the largest picture allowed is 400 MB
    for top in range(0, max(1, picture.height), rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height))).convert("RGBA")
        laid = Pillow.alpha_composite(Pillow.new("RGBA", strip.size, "white"), strip)
        opaque.paste(laid.convert("RGB"), (0, top))
    return opaque


def _unfit(verb: Verb, output: object, expected: str) -> Trouble:
    return Trouble("ModelError", f"{verb} returned {_described(output)}, expected {expected}")


def _described(output: object) -> str:
    if isinstance(output, list | tuple):
        return f"{len(output)} results"
    return "None" if output is None else f"an object of type {type(output).__name__}"
