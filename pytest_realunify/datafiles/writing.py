"""Pictures as PNG, without what they say of themselves, and the largest without a copy."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LARGE: Final = 16_000_000
"""Pixels of a picture that is not copied: Pillow has 4 bytes for each."""

_ONE_LARGE: Final = threading.Lock()
"""Pillow keeps what it is told while saving in the picture itself: no two threads may save one at once."""


def bare_png(image: Image, compress_level: int = 6, strategy: int = 0) -> bytes:
    """The same pixels give the same bytes. `strategy` is zlib's: 0 the usual, 3 runs alone."""
    if image.width * image.height > LARGE:
        with _ONE_LARGE:
            return _saved(image, compress_level, strategy)
    plain = image.copy()
    plain.info = {}
    return _saved(plain, compress_level, strategy)


def _saved(image: Image, compress_level: int, strategy: int) -> bytes:
    buffer = io.BytesIO()
    # A colour profile would be written too, and an odd `transparency` makes Pillow refuse to write.
    bare = {"icc_profile": None, "transparency": None, "exif": None}
    image.save(buffer, "PNG", compress_level=compress_level, compress_type=strategy, **bare)
    return buffer.getvalue()
