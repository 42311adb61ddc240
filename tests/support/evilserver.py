"""A server that does what no server should: trickles, packs bombs, sends elsewhere, never ends, tells what it was told.

Written upon sockets' files alone, so that what it sends is what is written here.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from fakepainter import completion
from running import running

PIECE: Final = 1 << 16


class EvilServer(ThreadingHTTPServer):
    """`behave` writes the whole answer of a request; `heard` is what came, body and headers."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behave: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave = behave
        self.heard: list[tuple[str, bytes, dict[str, str]]] = []
        self.sent = 0
        """Bytes of bodies that were written."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what is wanted."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: EvilServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((self.path, body, headers))
        self.server.behave(self)
        self.close_connection = True

    def do_GET(self) -> None:
        self.do_POST()

    def head(self, status: int = 200, **headers: str) -> None:
        """Names of headers with `_` for `-`; the body ends with the connection."""
        self.send_response(status)
        for name, value in {"Content_Type": "application/json", "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def write(self, pieces: Iterable[bytes]) -> None:
        """Counts."""
        for piece in pieces:
            self.wfile.write(piece)
            self.server.sent += len(piece)

    def log_message(self, *_: object) -> None:
        """Not on standard error."""


Behaviour = Callable[[Handler], None]


def saying(text: str) -> bytes:
    """A chat completion."""
    return json.dumps(completion({"content": text})).encode()


def trickling(text: str = "yes", pause: float = 0.1, spaces: int = 10**6) -> Behaviour:
    """The right answer, after so many spaces, one at a time."""

    def behave(handler: Handler) -> None:
        handler.head()
        for _ in range(spaces):
            handler.write([b" "])
            handler.wfile.flush()
            time.sleep(pause)
        handler.write([saying(text)])

    return behave


def packed(mib: int, encoding: str = "gzip") -> Behaviour:
    """A chat completion of so many MiB, packed to a thousandth."""
    packer = zlib.compressobj(9, zlib.DEFLATED, {"gzip": 31, "deflate": 15, "raw deflate": -15}[encoding])
    start, end = saying("\0").split(b"\\u0000")
    parts = [packer.compress(start), *(packer.compress(b"A" * (1 << 20)) for _ in range(mib))]
    data = b"".join([*parts, packer.compress(end), packer.flush()])

    def behave(handler: Handler) -> None:
        handler.head(Content_Encoding=encoding.removeprefix("raw "), Content_Length=str(len(data)))
        handler.write([data])

    return behave


def endless(status: int = 200) -> Behaviour:
    """A body that goes on for as long as somebody reads."""

    def behave(handler: Handler) -> None:
        handler.head(status)
        while True:
            handler.write([b"A" * PIECE])

    return behave


def leading(to: Callable[[Handler], str], status: int = 307) -> Behaviour:
    """Elsewhere."""

    def behave(handler: Handler) -> None:
        handler.head(status, Location=to(handler), Content_Length="0")

    return behave


def plain(text: str, status: int = 200) -> Behaviour:
    """A chat completion."""

    def behave(handler: Handler) -> None:
        handler.head(status)
        handler.write([saying(text)])

    return behave


def echoing(status: int = 200) -> Behaviour:
    """Everything that came, headers and body, as its answer or as its refusal."""

    def behave(handler: Handler) -> None:
        path, body, headers = handler.server.heard[-1]
        told = f"no {path} {json.dumps(headers)} {body.decode('utf-8', 'replace')}"
        handler.head(status)
        handler.write([saying(told) if status == 200 else json.dumps({"error": {"message": told}}).encode()])

    return behave


@contextmanager
def misbehaving(behave: Behaviour) -> Iterator[EvilServer]:
    """On a free port of this machine."""
    with running(EvilServer(behave)) as server:
        yield server
