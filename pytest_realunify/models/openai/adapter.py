"""The `openai` adapter: one client in one event loop, whoever asks from whichever thread."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import ModelError, ModelUnavailableError, SpentError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.loop import Loop
from pytest_realunify.models.openai import bodies
from pytest_realunify.models.openai.bodies import Call
from pytest_realunify.models.openai.connection import Connection
from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.identity import told
from pytest_realunify.models.openai.outage import AwayError, Outage
from pytest_realunify.models.openai.pictures import DataURIs, is_link, png, received
from pytest_realunify.models.openai.replies import (
    FruitlessError,
    check,
    check_size,
    cost_of,
    finish_of,
    only_pictures,
    pictures_in,
    text_of,
)
from pytest_realunify.models.openai.retrying import Retrying
from pytest_realunify.models.openai.settings import Settings
from pytest_realunify.models.openai.turnstile import Turnstile
from pytest_realunify.models.spending import Purse
from pytest_realunify.taxonomy import VERBS, Verb

if TYPE_CHECKING:
    from PIL.Image import Image

GO_ON: Final = "Finished cases are kept: pytest --realunify --realunify-resume goes on"


class OpenAI:
    """A model behind an OpenAI-compatible server. Takes the keys of `Settings`.

    Requests of a batch are in flight together and fail alone: in place of a reply stands a ModelError. What a request
    cost, with all its calls, is added to its `usage`.
    """

    concurrent = True

    def __init__(self, **settings: Any) -> None:
        """Connects to nothing. Raises UsageError for settings that cannot be, ModelError without the SDK."""
        self.settings = Settings.of(settings, "model openai")
        self.retrying = Retrying(self.settings.max_retries, self.settings.deadline)
        self._connection = Connection(self.settings)
        self._uris = DataURIs()
        self._loop = Loop()
        self._purse: Purse | None = None
        self._turnstile = Turnstile.of(self._connection.endpoint, self.settings.model, self.settings.concurrency)
        for verb in VERBS:
            if verb not in self.settings.abilities:
                setattr(self, verb, None)

    def identity(self) -> Mapping[str, Any]:
        """The served model and what shapes its replies: neither its address nor a key."""
        return told(self.settings)

    def understand(self, requests: Sequence[Request]) -> list[Any]:
        """One chat completion per request. Per request, in order: text, or the ModelError that remained."""
        return self._answers("understand", requests)

    def generate(self, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: the first picture of its reply, or the ModelError that remained."""
        return self._answers("generate", requests)

    def edit(self, requests: Sequence[Request]) -> list[Any]:
        """Per request, in order: the first picture of its reply, or the ModelError that remained."""
        return self._answers("edit", requests)

    def close(self) -> None:
        """Ends what is in flight; whoever waits for it gets an error."""
        self._loop.close(self._connection.close())

    def watch_outage(self, seconds: float) -> None:
        """From now on calls wait for a server that is away, together, and for so long: then they raise
        ModelUnavailableError."""
        retrying = self.retrying
        self.retrying = replace(retrying, outage=Outage(seconds, retrying.clock, retrying.sleep))

    def watch_spending(self, purse: Purse) -> frozenset[Verb]:
        """From now on every call, repeated ones too, is asked for first. Returns the verbs of which that holds."""
        self._purse = purse
        return frozenset(self.settings.abilities)

    def _answers(self, verb: Verb, requests: Sequence[Request]) -> list[Any]:
        calls = [self._call(verb, request) for request in requests]
        answers: list[Any] = self._loop.run(self._together(verb, requests, calls))
        return answers

    def _call(self, verb: Verb, request: Request) -> Call | ModelError:
        settings = self.settings
        try:
            if verb == "understand" or settings.drawn_by == "chat":
                uris = [self._uris.get(image) for image in request.images]
                return Call("chat", bodies.chat(settings, verb, request, uris))
            files = tuple(png(image) for image in request.images)
        except Exception as error:  # noqa: BLE001 (Pillow raises anything for a picture it cannot write)
            return ModelError(f"a picture cannot be sent: {type(error).__name__}: {error}")
        return Call("edits" if files else "generations", bodies.picture(settings, verb, request), files)

    async def _together(self, verb: Verb, requests: Sequence[Request], calls: Sequence[Call | ModelError]) -> list[Any]:
        pairs = zip(requests, calls, strict=True)
        return list(await asyncio.gather(*(self._answer(verb, request, call) for request, call in pairs)))

    async def _answer(self, verb: Verb, request: Request, call: Call | ModelError) -> str | Image | ModelError:
        if isinstance(call, ModelError):
            return call
        last_chance, room = False, request.room
        ended: float | None = None

        async def attempt(seconds_left: float) -> str | Image:
            nonlocal last_chance, room, ended
            end = self.retrying.clock() + seconds_left
            timeout = min(self.settings.timeout, seconds_left)
            self._count_again(request, ended)
            try:
                reply = await self._posted(verb, request, call.with_room(room), timeout)
            finally:
                ended = self.retrying.clock()
            _count(request, input_images=len(request.images), **cost_of(reply))
            check(reply)
            try:
                if verb == "understand":
                    return self._said(request, reply, even_nothing=last_chance)
                return await self._drawn(request, pictures_in(reply), end)
            except FruitlessError as error:
                error.again, last_chance = not last_chance, True
                if request.notes.get("finish") == "length":  # it thought for as long as it was let, and said nothing
                    room = 2 * request.room
                raise

        try:
            async with self._turnstile:  # held while pausing too: a server that is busy gets fewer requests
                return await self.retrying.run(attempt)
        except SpentError as error:
            return error
        except AwayError as error:
            said = f"{self.settings.model} at {self._connection.endpoint} is {error}"
            raise ModelUnavailableError(f"{self._connection.harmless(said)}. {GO_ON}") from error
        except CallError as error:
            said = str(error)
        except Exception as error:  # noqa: BLE001 (the SDK raises what its HTTP client does; it costs this item alone)
            said = f"{type(error).__name__}: {error}"
        return ModelError(self._connection.harmless(f"{self.settings.model} at {self._connection.endpoint}: {said}"))

    async def _posted(self, verb: Verb, request: Request, call: Call, timeout: float) -> Any:
        """One call, counted if it may have reached the server. Raises CallError, and SpentError where no call may be
        made any more."""
        purse, sent = self._purse, True
        if purse is not None and not purse.take(verb):
            raise purse.refusal()
        try:
            return await self._connection.post(call, timeout)
        except CallError as error:
            sent = error.sent
            raise
        finally:
            request.usage.setdefault("calls", 0)  # one that never left is none, and is told so
            _count(request, calls=int(sent))
            if purse is not None and not sent:
                purse.back(verb)

    def _count_again(self, request: Request, ended: float | None) -> None:
        """`ended`: when its last call did; None: this is the first."""
        if ended is not None:
            _count(request, retries=1, waited_ms=round(1000 * (self.retrying.clock() - ended)))

    def _said(self, request: Request, reply: Any, even_nothing: bool) -> str:
        """The text. Notes why it ended early, where it did."""
        check_size(text_of(reply), self.settings.max_text_mib)
        if only_pictures(reply):
            raise FruitlessError(f"a picture came back where text was asked: {_how_to_get_text(self.settings)}")
        request.notes.pop("finish", None)
        if finish := finish_of(reply):
            request.notes["finish"] = self._connection.harmless(finish)
        text = text_of(reply)
        if not text.strip() and not even_nothing:
            raise FruitlessError("an empty reply")
        return self._connection.masker.mask_reply(text)

    async def _drawn(self, request: Request, pictures: Sequence[str], end: float) -> Image:
        """The first picture; `end` is when it must be there, by the clock. Read beside: all other calls would wait."""
        _count(request, output_images=len(pictures))
        found: str | bytes = pictures[0]
        if isinstance(found, str) and is_link(found):
            if not self.settings.fetch_urls:
                raise CallError("the picture came as a link; fetch_urls = true follows the server's own", again=False)
            left = end - self.retrying.clock()
            found = await self._connection.fetch(found, min(self.settings.timeout, left))
        return await asyncio.to_thread(received, found)


def _how_to_get_text(settings: Settings) -> str:
    if "text" not in settings.modalities_of("understand"):
        return 'set modalities.understand = ["text"] in the model\'s table'
    return (
        'modalities.understand = ["text"] was asked and not heeded, so this server only draws; '
        'leave understanding out with verbs = ["generate", "edit"]'
    )


def _count(request: Request, **counts: int) -> None:
    for name, count in counts.items():
        if count:
            request.usage[name] = request.usage.get(name, 0) + count
