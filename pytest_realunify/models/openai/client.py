"""The SDK's HTTP client with bounds: a call ends in time whatever the server does, a reply is read up to a size, and
what was meant for one server goes to no other.

Imported when a connection is made, for it needs the SDK. Which HTTP library that is (httpx, or its successor httpx2) is
the SDK's affair: nothing here names one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Any, Final

import openai

from pytest_realunify.extensions.public import without_credentials
from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.unpacking import PACKINGS, TooLargeError, UnpackError, Unpacking

REDIRECTS: Final = 10
"""Followed in a row, within one server."""
REFUSAL: Final = 1 << 20
"""Bytes that are read of a reply with an error status: its status says what to do, and its message is cut anyway."""
_MEASURES: Final = ("content-encoding", "content-length", "transfer-encoding")
_EARLIER: Final = 0.95
_PORTS: Final = {"http": 80, "https": 443}


class Client(openai.DefaultAsyncHttpxClient):
    """Every reply comes back read and unpacked."""

    def __init__(self, max_body: int, certificates: Mapping[str, Any]) -> None:
        """`max_body`: bytes of a reply, as it comes and unpacked. `certificates`: see there. Raises what the
        HTTP client makes of the environment's proxies and certificates."""
        super().__init__(headers={"Accept-Encoding": ", ".join(PACKINGS)}, **certificates)
        self._max_body = max_body

    async def send(self, request: Any, **how: Any) -> Any:
        """The reply, within the seconds that each single step of the call may take. Raises CallError for one that took
        longer, is too large, or leads to another server."""
        steps = request.extensions.get("timeout", {})
        seconds = steps.get("read")
        left = False

        async def trace(event: str, _: object) -> None:
            nonlocal left
            left = left or ".send_request_" in event

        if seconds is not None:
            # Ahead of the whole's end: the HTTP library closes a socket whose connecting took too long, and leaves one
            # open whose connecting is cancelled.
            steps = {**steps, "connect": _EARLIER * seconds, "pool": _EARLIER * seconds}
        request.extensions = {**request.extensions, "timeout": steps, "trace": trace}
        try:
            return await asyncio.wait_for(self._answered(request, how), seconds)
        except asyncio.TimeoutError as error:  # the same as TimeoutError from Python 3.11 on
            told = f"Request timed out: not answered in full within {seconds:g} s"
            raise CallError(told, again=True, away=True, sent=left) from error

    async def _answered(self, request: Any, how: dict[str, Any]) -> Any:
        follow = how.pop("follow_redirects", True) is not False
        how.pop("stream", None)
        for _ in range(REDIRECTS + 1):
            response = await super().send(request, stream=True, follow_redirects=False, **how)
            try:
                following = response.next_request
                if following is None:
                    return await self._read(response)
                _check_stays(request.url, following.url, response.status_code)
                if not follow:
                    return await self._read(response)
            finally:
                await response.aclose()
            request = following
        raise CallError(f"more than {REDIRECTS} redirects in a row within {_shown(request.url)}", again=False)

    async def _read(self, response: Any) -> Any:
        """The same reply with its whole content, unpacked."""
        refused = response.status_code >= 400
        packing = response.headers.get("content-encoding", "")
        try:
            unpacking = Unpacking(packing, REFUSAL if refused else self._max_body)
            try:
                async for piece in response.aiter_raw():
                    unpacking.add(piece)
            except TooLargeError as error:
                if not refused:
                    raise CallError(str(error), again=False) from error
        except UnpackError as error:
            raise CallError(str(error), again=True) from error
        headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _MEASURES]
        return type(response)(
            response.status_code, headers=headers, content=bytes(unpacking.content), request=response.request
        )


def certificates() -> dict[str, Any]:
    """Which ones count, by the environment: what every client would read for itself, in 20 ms. Raises what reading
    them raises."""
    http = sys.modules[openai.DefaultAsyncHttpxClient.__mro__[1].__module__.partition(".")[0]]
    make = getattr(http, "create_ssl_context", None)
    return {} if make is None else {"verify": make()}


def origin(url: Any) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address that was taken apart."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def _check_stays(here: Any, there: Any, status: int) -> None:
    if origin(here) != origin(there):
        raise CallError(
            f"status {status}: {_shown(here)} redirects to another server, {_shown(there)}; nothing was sent there. "
            "Where that is right, make it the base_url",
            again=False,
        )


def _shown(url: Any) -> str:
    return without_credentials(str(url))
