"""What crosses between two interpreters: a line of JSON and the pixels of pictures. Both sides read this file.

A message is a header, plain JSON, and as many byte strings as its `blobs` says. Text travels within the JSON, in ASCII,
so that whatever a string holds arrives as it was; pictures travel as their pixels, which are copied in the time that
compressing them would take tenfold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

    Picture = tuple[list[Any], bytes]

_TRANSPARENT = ("LA", "La", "PA", "RGBA", "RGBa")


class Channel(Protocol):
    """As much of execnet's as is used here."""

    def send(self, item: object) -> None: ...

    def receive(self, timeout: float | None = None) -> Any: ...


def send(channel: Channel, header: Mapping[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Raises OSError where the other side is gone."""
    channel.send(json.dumps({**header, "blobs": len(blobs)}))
    for blob in blobs:
        channel.send(blob)


def receive(channel: Channel, timeout: float | None = None) -> tuple[dict[str, Any], list[bytes]]:
    """The next message; `timeout` is for its header. Raises EOFError where the other side is gone."""
    header = json.loads(channel.receive(timeout))
    return header, [channel.receive() for _ in range(header["blobs"])]


def pixels(image: Image) -> Picture:
    """Mode, width and height, and the pixels: RGB, L, or where something is transparent RGBA.

    Raises what Pillow raises for a picture that cannot be read or converted.
    """
    image.load()
    if image.mode != "RGB":
        if _is_transparent(image):
            image = image.convert("RGBA")
        elif image.mode != "L":
            image = image.convert("RGB")
    return [image.mode, image.width, image.height], image.tobytes() if all(image.size) else b""


def picture(shape: Sequence[Any], data: bytes) -> Image:
    """The inverse of `pixels`."""
    from PIL import Image as Pillow

    mode, width, height = shape
    size = (width, height)
    return Pillow.frombytes(mode, size, data) if all(size) else Pillow.new(mode, size)


def _is_transparent(image: Image) -> bool:
    """As Pillow's `has_transparency_data`, which older ones lack."""
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        return True
    return image.mode == "P" and image.palette is not None and image.palette.mode.endswith("A")
