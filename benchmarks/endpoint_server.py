"""An OpenAI-compatible server for measurements: answers every call after a while, with photographs drawn beforehand.

`python benchmarks/endpoint_server.py --latency 0.2` prints its address and serves until its standard input ends.
GET /stats: calls by kind, the most in flight, and for which share of the time between the first call and the last one
none was. `--faults 0.1`: so many of the calls get status 500 instead, the same ones for the same bodies.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import io
import json
import sys
import threading
import time
import zlib
from collections import Counter
from typing import Any, Final

import numpy as np
from PIL import Image, ImageFilter

PICTURES: Final = 64


def photograph(number: int, side: int = 512) -> bytes:
    """A PNG of smooth light, edges and a little noise; the same for the same number."""
    chance = np.random.default_rng(number)
    coarse = Image.fromarray(chance.integers(0, 256, (9, 9, 3), np.uint8)).resize(
        (side, side), Image.Resampling.BICUBIC
    )
    pixels = np.asarray(coarse, np.int16) + chance.integers(-4, 5, (side, side, 3), np.int16)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.5))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


class Server:
    """One event loop; requests by keep-alive connections."""

    def __init__(self, latency: float, faults: float, side: int) -> None:
        self.latency = latency
        self.faults = faults
        self.pictures = [base64.b64encode(photograph(number, side)).decode() for number in range(PICTURES)]
        self.calls: Counter[str] = Counter()
        self.refused: set[int] = set()
        self.in_flight = self.most = 0
        self.began: float | None = None
        self.ended = self.idle = 0.0

    def stats(self) -> dict[str, Any]:
        whole = self.ended - (self.began or self.ended)
        return {
            "calls": dict(self.calls),
            "most": self.most,
            "seconds": whole,
            "idle": self.idle / whole if whole else 0,
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    (line[15:] for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), b"0"
                )
                body = await reader.readexactly(int(length))
                status, reply = await self.answered(head.split(b" ", 2)[1].decode(), body)
                data = json.dumps(reply).encode()
                said = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
                writer.write(said.encode() + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answered(self, path: str, body: bytes) -> tuple[int, Any]:
        if path == "/stats":
            return 200, self.stats()
        now = time.perf_counter()
        if self.began is None:
            self.began = now
        elif not self.in_flight:
            self.idle += now - self.ended
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        await asyncio.sleep(self.latency)
        self.in_flight -= 1
        self.ended = time.perf_counter()
        mark = zlib.crc32(body)
        if mark % 1000 < 1000 * self.faults and mark not in self.refused:
            self.refused.add(mark)
            self.calls["refused"] += 1
            return 500, {"error": {"message": "an unlucky call"}}
        return 200, self.reply(path, body, mark)

    def reply(self, path: str, body: bytes, mark: int) -> dict[str, Any]:
        if path.endswith(("/generations", "/edits")):
            self.calls["picture"] += 1
            return {"created": 1, "data": [{"b64_json": self.pictures[mark % PICTURES]}]}
        is_poll = b"yes or no" in body.lower()
        self.calls["poll" if is_poll else "text"] += 1
        text = "yes" if is_poll else "The answer is A."
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return {"id": "1", "object": "chat.completion", "created": 1, "model": "bench", "choices": [choice]}


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--latency", type=float, default=0.2, help="seconds per call")
    parser.add_argument("--faults", type=float, default=0.0, help="share of calls that fail the first time")
    parser.add_argument("--side", type=int, default=512, help="pixels of a picture's side")
    given = parser.parse_args()
    server = Server(given.latency, given.faults, given.side)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=64 << 20, backlog=512)
    print(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", flush=True)
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(over.set)), daemon=True).start()
    await over.wait()


if __name__ == "__main__":
    asyncio.run(main())
