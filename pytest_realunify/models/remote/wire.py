"""What crosses between two interpreters: lines of JSON and the pixels of pictures. Both sides read this file.

A message is a header, plain JSON in ASCII, so that whatever a string holds arrives as it was; then pictures, whose
shapes the header's `pictures` tells. They travel uncompressed: to compress the noise of a sampler takes ten times as
long as to hand it over. In pieces, through two buffers that are kept: with fresh memory for each copy a picture of 512
pixels cost 970 page faults on its way back and 3.3 ms of processor time on this side; so it is 222 and 2.2 ms, most of
which a picture costs anyway.
"""

from __future__ import annotations

import io
import json
import queue
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

PIECE = 96 * 1024
"""Bytes: below what C libraries ask the system for afresh each time."""
_TRANSPARENT = ("LA", "La", "PA", "RGBA", "RGBa")
_END = object()


class Channel(Protocol):
    """As much of execnet's as is used here."""

    def send(self, item: object) -> None: ...

    def setcallback(self, callback: Any, endmarker: object) -> None: ...

    def waitclose(self, timeout: float | None = None) -> None: ...


class Line:
    """One side of a channel. Sent from one thread at a time; what comes is put together in execnet's own."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._come: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._header: dict[str, Any] = {}
        self._shapes: list[Sequence[Any]] = []
        self._pictures: list[Image] = []
        self._buffer = bytearray()
        self._filled = 0
        self._written = io.BytesIO()
        channel.setcallback(self._heard, endmarker=_END)

    def send(self, header: Mapping[str, Any], pictures: Sequence[Image] = ()) -> None:
        """Pictures as `plain` makes them. Raises OSError where the other side is gone."""
        shapes = [[image.mode, image.width, image.height] for image in pictures]
        self._channel.send(json.dumps({**header, "pictures": shapes}))
        for image in pictures:
            with self._pixels(image) as pixels:
                for start in range(0, len(pixels), PIECE):
                    self._channel.send(bytes(pixels[start : start + PIECE]))

    def receive(self, timeout: float | None = None) -> tuple[dict[str, Any], list[Image]]:
        """The next message. Raises EOFError where the other side is gone, whatever execnet raises for one that failed,
        and queue.Empty when there is none in time."""
        found: Any = self._come.get(timeout=timeout)
        if found is _END:
            self._come.put(found)  # for whoever asks again
            self._channel.waitclose(1.0)
            raise EOFError
        if isinstance(found, BaseException):
            raise found
        message: tuple[dict[str, Any], list[Image]] = found
        return message

    def _heard(self, item: Any) -> None:
        try:
            if item is _END:
                self._come.put(item)
            elif isinstance(item, str):
                self._header = json.loads(item)
                self._shapes = self._header.pop("pictures")
                self._begin()
            else:
                self._add(item)
        except Exception as error:  # noqa: BLE001 (no memory, say; whoever waits must hear of it)
            self._come.put(error)

    def _add(self, piece: bytes) -> None:
        after = self._filled + len(piece)
        self._buffer[self._filled : after] = piece
        self._filled = after
        mode, width, height = self._shapes[len(self._pictures)]
        if after == width * height * len(mode):
            self._pictures.append(_picture(mode, (width, height), self._buffer, after))
            self._begin()

    def _begin(self) -> None:
        """The next picture, or what is whole now. A picture without pixels has no pieces."""
        self._filled = 0
        while len(self._pictures) < len(self._shapes):
            mode, width, height = self._shapes[len(self._pictures)]
            size = width * height * len(mode)
            if size:
                if len(self._buffer) < size:
                    self._buffer = bytearray(size)
                return
            self._pictures.append(_picture(mode, (width, height), b"", 0))
        self._come.put((self._header, self._pictures))
        self._header, self._shapes, self._pictures = {}, [], []

    def _pixels(self, image: Image) -> memoryview:
        """By way of a PPM where there is one for the mode: Pillow writes those in a third of the time of `tobytes`."""
        size = image.width * image.height * len(image.mode)
        if not size:
            return memoryview(b"")
        if image.mode == "RGBA":
            return memoryview(image.tobytes())
        self._written.seek(0)
        image.save(self._written, "PPM")
        end = self._written.tell()
        return self._written.getbuffer()[end - size : end]


def plain(image: Image) -> Image:
    """The picture as RGB or L, or where something of it is transparent as RGBA; decoded.

    Raises what Pillow raises for a picture that cannot be read or converted.
    """
    image.load()
    if image.mode == "RGB":
        return image
    if _is_transparent(image):
        return image.convert("RGBA")
    return image if image.mode == "L" else image.convert("RGB")


def _picture(mode: str, size: tuple[int, int], data: Any, length: int) -> Image:
    from PIL import Image as Pillow

    if not length:
        return Pillow.new(mode, size)
    with memoryview(data) as whole, whole[:length] as pixels:
        return Pillow.frombytes(mode, size, pixels)


def _is_transparent(image: Image) -> bool:
    """As Pillow's `has_transparency_data`, which older ones lack."""
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        return True
    return image.mode == "P" and image.palette is not None and image.palette.mode.endswith("A")
