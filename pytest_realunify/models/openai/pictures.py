"""Pictures as a server takes them, PNG in data URIs or files, and as it sends them."""

from __future__ import annotations

import base64
import binascii
import contextlib
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles.pictures import UnreadableError, opened, upright
from pytest_realunify.datafiles.writing import bare_png
from pytest_realunify.models.openai.replies import FruitlessError

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT: Final = 32


class DataURIs:
    """Encodes a picture once, though many questions are asked about it from many threads.

    A picture that carries its file is known by that; one that did, and may have been drawn on since, is encoded each
    time. The last pictures and files are held, so that no other object can get their `id`.
    """

    def __init__(self, encode: Callable[[Image], str] | None = None) -> None:
        self._encode = encode or data_uri
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[Image | bytes, Future[str]]] = OrderedDict()

    def get(self, image: Image) -> str:
        """Raises what encoding raises."""
        from pytest_realunify.datafiles.carried import CarriedPicture, file_of

        if (file := file_of(image)) is None and isinstance(image, CarriedPicture):
            return self._encode(image)
        return self._once(image, lambda: self._encode(image)) if file is None else self._once(file, lambda: _uri(file))

    def _once(self, known: Image | bytes, encode: Callable[[], str]) -> str:
        with self._lock:
            kept = self._kept.get(id(known))
            _, encoded = kept or self._kept.setdefault(id(known), (known, Future()))
            self._kept.move_to_end(id(known))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if not kept:  # this thread was the first to ask, and encodes for the others
            try:
                encoded.set_result(encode())
            except BaseException as error:  # the others wait for it
                encoded.set_exception(error)
                raise
        return encoded.result()


def data_uri(image: Image) -> str:
    """A picture as text."""
    return _uri(png(image))


def png(image: Image) -> bytes:
    """The pixels alone, as RGB: no metadata leaves the house. The file that the picture carries, else one made now."""
    from pytest_realunify.datafiles.carried import file_of

    return file_of(image) or bare_png(image if image.mode == "RGB" else image.convert("RGB"))


def received(found: str | bytes) -> Image:
    """A picture from a data URI, from base64 alone or from a file's bytes. A plain PNG is carried as it came, without
    the texts in it; all else is decoded now. Raises FruitlessError where it is broken, or larger than a picture may be
    (decoding ends before a decompression bomb goes off)."""
    from pytest_realunify.datafiles.carried import carried

    try:
        data = found if isinstance(found, bytes) else _from_base64(found)
        return carried(data) or opened(io.BytesIO(data), upright)
    except (UnreadableError, ValueError) as error:
        raise FruitlessError(f"the picture that came back {error}") from error


def is_link(found: str) -> bool:
    """Whether a picture is elsewhere."""
    return found[:8].lower().startswith(("http://", "https://"))


def _uri(file: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(file).decode('ascii')}"


def _from_base64(found: str) -> bytes:
    """Also in the URL-safe alphabet, in lines, or without its padding, as some gateways write it."""
    head, comma, data = found.partition(",")
    if not comma:
        data = head
    elif not head.lower().endswith(";base64"):
        raise ValueError(f"is not base64: {head[:60]!r}")
    with contextlib.suppress(ValueError):  # as most write it
        return base64.b64decode(data, validate=True)
    data = "".join(data.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(data + "=" * (-len(data) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(f"is broken base64: {error}") from error
