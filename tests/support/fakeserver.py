"""An OpenAI-compatible server that answers and draws after a while, and misbehaves as it is told.

`python tests/support/fakeserver.py --latency 0.2 --faults 0.1` serves until its standard input ends, printing its
address first; GET /stats tells what it saw.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from PIL import Image

from fakepainter import FLAWS, completion, drawing, form, pictures_of, png, prompt_of, shown
from running import running

FAULTS: Final = ("429", "500", "drop", "garbage", "no choices", "empty")
"""Too many requests, a server error, a connection that ends, what is not JSON, a completion without choices or text."""

Body = dict[str, Any]


def verdict(prompt: str) -> str:
    """What the server says unless told otherwise: `yes` or `no`, by the prompt alone."""
    return "yes" if zlib.crc32(prompt.encode()) % 2 else "no"


def filled(body: Body) -> Image.Image:
    """What the server draws unless told otherwise: the picture it was sent, upside down, or else a colour."""
    given, shade = pictures_of(body), zlib.crc32(prompt_of(body).encode()) % 256
    return given[0].rotate(180) if given else Image.new("RGB", (6, 4), (shade, 9, 9))


class FakeServer(ThreadingHTTPServer):
    """Counts requests and how many are in flight. `fault(number, body)` names one of FAULTS or FLAWS, or nothing.

    A chat completion is asked for a picture where its `modalities` say so; `shape` is how it holds that.
    """

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.latency = latency
        self.together = 1
        """The first calls wait till so many are there, half a minute at most."""
        self._assembled = threading.Event()
        self.reply: Callable[[Body], str | None] = lambda body: verdict(prompt_of(body))
        self.whole: Callable[[Body], Body | None] = lambda _: None
        """The whole JSON of a reply under status 200, where it is to be another one."""
        self.paint: Callable[[Body], Image.Image | bytes] = filled
        self.shape = "images"
        self.files: dict[str, tuple[int, bytes]] = {}
        """What links lead to: status and content by path."""
        self.fetched: list[str] = []
        self.link = ""
        """What the link of a drawing is instead of its own."""
        self.fault: Callable[[int, Body], str | None] = lambda *_: None
        self.retry_after = "0.01"
        self.down = False
        """An outage: every call ends with status 503."""
        self.bodies: list[Body] = []
        self.paths: list[str] = []
        self.keys: set[str] = set()
        self.faults: Counter[str] = Counter()
        self.in_flight = self.most_in_flight = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @contextmanager
    def counted(self, path: str, body: Body) -> Iterator[int]:
        """One call being handled; its number from 0 on."""
        with self.lock:
            number = len(self.bodies)
            self.bodies.append(body)
            self.paths.append(path)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield number
        finally:
            with self.lock:
                self.in_flight -= 1

    def assemble(self) -> None:
        """Wait for the others, once."""
        if self.most_in_flight >= self.together:
            self._assembled.set()
        self._assembled.wait(30)
        self._assembled.set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the body of a reply waits 40 ms for the acknowledgement of its head
    server: FakeServer

    def do_GET(self) -> None:
        server = self.server
        server.fetched.append(self.path)
        if self.path in server.files:
            self._send(*server.files[self.path])
            return
        with server.lock:
            stats = {
                "requests": len(server.bodies),
                "most_in_flight": server.most_in_flight,
                "faults": dict(server.faults),
            }
        self._send(200, stats)

    def do_POST(self) -> None:
        server = self.server
        data, kind = self.rfile.read(int(self.headers["Content-Length"])), self.headers["Content-Type"]
        body = form(kind, data) if kind.startswith("multipart/") else json.loads(data)
        server.keys.add(self.headers.get("Authorization", ""))
        with server.counted(self.path, body) as number:
            fault = "503" if server.down else server.fault(number, body)
            server.assemble()
            time.sleep(server.latency)
        if fault is not None:
            with server.lock:
                server.faults[fault] += 1
        if fault is None or fault in FLAWS:
            self._send(200, self._served(body, fault))
        else:
            self._misbehave(fault)

    def _served(self, body: Body, flaw: str | None) -> Body:
        server = self.server
        if (whole := server.whole(body)) is not None:
            return whole
        chatting = self.path.endswith("/chat/completions")
        if chatting and "image" not in body.get("modalities", ()):
            return completion({"content": "" if flaw else server.reply(body)})
        painted = server.paint(body)
        data = painted if isinstance(painted, bytes) else png(painted)
        if not chatting:
            return drawing(data, flaw)
        file = f"{zlib.crc32(data)}.png"
        server.files[f"/v1/{file}"] = (200, data)
        return shown(data, server.shape, flaw, server.link or f"{server.url}/{file}")

    def _misbehave(self, fault: str) -> None:
        if fault == "drop":
            self.close_connection = True
        elif fault == "garbage":
            self._send(200, b"<html>gateway</html>")
        elif fault == "no choices":
            self._send(200, {"error": {"message": "upstream"}})
        elif fault == "empty":
            self._send(200, completion({"content": ""}))
        elif fault == "quota":
            self._send(429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}})
        else:
            key = self.headers.get("Authorization", "")
            self._send(int(fault), {"error": {"message": f"refused {key}"}})

    def _send(self, status: int, body: object) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Not on standard error."""


def at_random(share: float, seed: int = 0, faults: tuple[str, ...] = FAULTS) -> Callable[[int, Body], str | None]:
    """A fault in `share` of the calls."""
    chance = random.Random(seed)
    return lambda *_: chance.choice(faults) if chance.random() < share else None


def by_request(share: float, faults: tuple[str, ...], first: tuple[str, ...] = ()) -> Callable[[int, Body], str | None]:
    """The same, by prompt and try: in whatever order the calls come, each prompt fares alike. `first` befall the first
    try alone: what is asked again only once."""
    tries: Counter[str] = Counter()

    def fault(_: int, body: Body) -> str | None:
        tries[prompt_of(body)] += 1
        number = tries[prompt_of(body)]
        chance = random.Random(f"{prompt_of(body)} {number}")
        return chance.choice((*faults, *first) if number == 1 else faults) if chance.random() < share else None

    return fault


@contextmanager
def serving(latency: float = 0.0, port: int = 0) -> Iterator[FakeServer]:
    """A server on a free port of this machine, or on that one."""
    with running(FakeServer(latency, port)) as server:
        yield server


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--faults", type=float, default=0.0)
    options = parser.parse_args()
    with serving(options.latency) as server:
        server.fault = at_random(options.faults)
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
