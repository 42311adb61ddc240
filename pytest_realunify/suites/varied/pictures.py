"""The same picture in another form: nothing that is asked about changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from pytest_realunify.interfaces import too_large

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE: Final = 2
"""Of width and height: each pixel becomes four, so that nothing is lost and no colour is new."""

QUALITY: Final = 90
"""Of JPEG, without halving its colours: what people call undamaged."""


def rescaled(image: Image) -> Image:
    """In another resolution: twice as wide and high, or half where that were more than a picture may have."""
    from PIL import Image as Pillow

    width, height = image.size
    if too_large(width * SCALE, height * SCALE):
        return image.resize((width // SCALE, height // SCALE), Pillow.Resampling.BOX)
    return image.resize((width * SCALE, height * SCALE), Pillow.Resampling.NEAREST)


def through_jpeg(image: Image) -> Image:
    """What a JPEG leaves of it."""
    from PIL import Image as Pillow

    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=QUALITY, subsampling=0)
    with Pillow.open(file) as found:
        return found.convert("RGB")


PICTURES: Final[Mapping[str, Callable[[Image], Image]]] = {"rescale": rescaled, "jpeg": through_jpeg}
"""By relation."""
