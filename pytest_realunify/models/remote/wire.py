"""What crosses between two interpreters: a line of JSON and the pixels of pictures. Both sides read this file.

A message is a header, plain JSON in ASCII, so that whatever a string holds arrives as it was; then pictures, whose
shapes the header's `pictures` tells. They travel uncompressed, as PPM for instance: to compress the noise of a sampler
takes ten times as long as to hand it over. One after another, so that neither side ever holds all of a batch twice.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

_TRANSPARENT = ("LA", "La", "PA", "RGBA", "RGBa")


class Channel(Protocol):
    """As much of execnet's as is used here."""

    def send(self, item: object) -> None: ...

    def receive(self, timeout: float | None = None) -> Any: ...


def send(channel: Channel, header: Mapping[str, Any], pictures: Sequence[Image] = ()) -> None:
    """Pictures as `plain` makes them. Raises OSError where the other side is gone."""
    shapes = [[image.mode, image.width, image.height] for image in pictures]
    channel.send(json.dumps({**header, "pictures": shapes}))
    for image in pictures:
        channel.send(_pixels(image))


def receive(channel: Channel, timeout: float | None = None) -> tuple[dict[str, Any], list[Image]]:
    """The next message; `timeout` is for its header. Raises EOFError where the other side is gone."""
    header = json.loads(channel.receive(timeout))
    return header, [_picture(channel.receive(), *shape) for shape in header.pop("pictures")]


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


def _pixels(image: Image) -> bytes:
    """As PPM or PGM where there is one for the mode: Pillow writes those in a third of the time `tobytes` takes."""
    if not all(image.size):
        return b""
    if image.mode == "RGBA":
        return image.tobytes()
    buffer = io.BytesIO()
    image.save(buffer, "PPM")
    return buffer.getvalue()


def _picture(data: bytes, mode: str, width: int, height: int) -> Image:
    from PIL import Image as Pillow

    size = (width, height)
    if not all(size):
        return Pillow.new(mode, size)
    pixels = memoryview(data)[-width * height * len(mode) :]  # behind the head of a PPM
    return Pillow.frombytes(mode, size, pixels)


def _is_transparent(image: Image) -> bool:
    """As Pillow's `has_transparency_data`, which older ones lack."""
    if image.mode in _TRANSPARENT or "transparency" in image.info:
        return True
    return image.mode == "P" and image.palette is not None and image.palette.mode.endswith("A")
