"""The SDK's client, with every way in which a call can fail as a CallError."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pytest_realunify.errors import ModelError
from pytest_realunify.extensions.masking import Masker, in_address, in_settings
from pytest_realunify.extensions.public import without_credentials
from pytest_realunify.models.libraries import library, one_line
from pytest_realunify.models.openai import surroundings, wire
from pytest_realunify.models.openai.bodies import Call
from pytest_realunify.models.openai.clients import Clients
from pytest_realunify.models.openai.failures import CallError, refused
from pytest_realunify.models.openai.retrying import wait_asked
from pytest_realunify.models.openai.settings import NO_KEY, Settings
from pytest_realunify.models.openai.unpacking import MIB

if TYPE_CHECKING:
    import openai


_UNSENT: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
"""The HTTP client's errors before anything of a call has left."""
_PARTS: Final = ("connection", "http11", "http2", "proxy", "socks")
_LOGGERS: Final = (
    *("openai", "openai._base_client", "openai._response", "openai._legacy_response", "httpx", "httpx2"),
    *(f"{library}.{part}" for library in ("httpcore", "httpcore2") for part in _PARTS),
)
"""Who logs addresses, headers and bodies."""
_QUOTED: Final = 2000
"""Letters of a reply that is no JSON."""


_ROUTES: Final = {"chat": "/chat/completions", "generations": "/images/generations"}
"""Of what goes as JSON."""


class Connection:
    """One server's clients. Its coroutines belong to one event loop."""

    def __init__(self, settings: Settings) -> None:
        """Connects to nothing. Raises UsageError without a key, ModelError without the SDK."""
        self.endpoint = without_credentials(settings.base_url)
        self._key = settings.key()
        self.masker = _masker(settings, self._key)
        self._origin = _origin(settings.base_url)
        self._sdk = library("openai", "openai")
        self._takes_bytes = "content" in inspect.signature(self._sdk.AsyncOpenAI.post).parameters  # not in 1.60
        self._url = settings.base_url
        try:
            self._clients = Clients(self._maker(settings))
        except Exception as error:  # whatever the HTTP client makes of the environment's proxies and certificates
            why = f"{surroundings.scrubbed(one_line(error))}{surroundings.of_construction(error)}"
            raise ModelError(f"no connection to {self.endpoint} can be made: {self.masker.mask(why)}") from error
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self.masker)

    async def post(self, call: Call, timeout: float) -> Any:
        """The reply's JSON. Raises CallError."""
        with self._clients.one() as client:
            reply = await self._sent(self._request(client, call, timeout))
        try:
            return wire.read(reply.content)
        except ValueError as error:
            text = self.masker.mask(reply.text)[:_QUOTED]
            told = f"the reply is not JSON: {text!r}{surroundings.of_garbage(self._url)}"
            raise CallError(told, again=True) from error

    async def fetch(self, link: str, timeout: float) -> bytes:
        """What lies behind a link to this server itself; one to anywhere else is not followed. Raises CallError."""
        if _origin(link) != self._origin:
            raise CallError(f"the picture is a link to another server: {without_credentials(link)}", again=False)
        options: Any = {"timeout": timeout, "follow_redirects": False}
        with self._clients.one() as client:
            sent = client.get(link, cast_to=self._sdk.HttpxBinaryResponseContent, options=options)
            content: bytes = (await self._sent(sent)).content
        return content

    async def close(self) -> None:
        """Ends its connections."""
        for client in self._clients.all:
            await client.close()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self.masker)

    def harmless(self, text: str) -> str:
        """One line of at most 400 characters without the secrets, which servers and proxies like to quote."""
        return " ".join(self.masker.mask(text).split())[:400]

    def _maker(self, settings: Settings) -> Callable[[], openai.AsyncOpenAI]:
        from pytest_realunify.models.openai.client import Client, certificates

        shared = certificates()

        def make() -> openai.AsyncOpenAI:
            made: openai.AsyncOpenAI = self._sdk.AsyncOpenAI(
                api_key=self._key,
                base_url=settings.base_url,
                timeout=settings.timeout,
                max_retries=0,
                http_client=Client(round(settings.max_body_mib * MIB), shared),
            )
            return made

        return make

    def _request(self, client: openai.AsyncOpenAI, call: Call, timeout: float) -> Awaitable[Any]:
        body = call.body
        if call.route in _ROUTES and self._takes_bytes and (content := wire.written(body)) is not None:
            return client.post(
                _ROUTES[call.route],
                cast_to=self._sdk.HttpxBinaryResponseContent,
                content=content,
                options={"timeout": timeout},
            )
        # All in extra_body, which replaces the arguments: the SDK's walk over messages is a sixth of a call's work.
        if call.route == "chat":
            create = client.chat.completions.with_raw_response.create
            return create(model="", messages=[], extra_body=body, timeout=timeout)
        if call.route == "generations":
            return client.images.with_raw_response.generate(prompt="", extra_body=body, timeout=timeout)
        files = [(f"{number}.png", data, "image/png") for number, data in enumerate(call.files)]
        picture = files[0] if len(files) == 1 else files  # a list is sent as `image[]`, which older servers do not know
        return client.images.with_raw_response.edit(image=picture, prompt="", extra_body=body, timeout=timeout)

    async def _sent(self, sent: Awaitable[Any]) -> Any:
        """The HTTP library's reply, read."""
        try:
            reply = await sent
            return getattr(reply, "http_response", None) or reply.response
        except self._sdk.APIStatusError as error:
            wait = wait_asked(error.response.headers)
            told = error.message + surroundings.of_status(error.status_code, self._url)
            raise refused(error.status_code, told, wait, error.body) from error
        except self._sdk.APIConnectionError as error:  # timeouts are of this class too, and whatever `send` raised
            if isinstance(refusal := error.__cause__, CallError):
                refusal.args = (f"{refusal}{surroundings.of_failure(error, self._url) if refusal.away else ''}",)
                raise refusal from None
            cause = f" ({error.__cause__})" if error.__cause__ else ""
            told = f"{error.message}{cause}{surroundings.of_failure(error, self._url)}"
            kind = type(error.__cause__).__name__
            raise CallError(
                told, again=True, away=True, sent=kind not in _UNSENT, gone=kind == "ConnectError"
            ) from error


def _masker(settings: Settings, key: str) -> Masker:
    """Of what opens the doors of this server, and of the proxies on the way."""
    secrets, names = in_address(settings.base_url)
    for address in surroundings.logins():
        more, others = in_address(address if "://" in address else f"http://{address}")
        secrets, names = secrets | more, names | others
    secrets |= {*in_settings(settings.extra_body), *in_settings(settings.extra_body_for)}
    return Masker(secrets | ({key} - {NO_KEY}), names)


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:  # such as a port that is no number
        return None
