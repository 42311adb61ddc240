"""The same picture in another form: nothing that is asked about changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE: Final = 1.5
"""Of width and height. Larger, not smaller: a number that can just be read must stay readable."""

QUALITY: Final = 90
"""Of JPEG, without halving its colours: what people call undamaged."""


def rescaled(image: Image) -> Image:
    """In another resolution."""
    from PIL import Image as Pillow

    width, height = (max(1, round(side * SCALE)) for side in image.size)
    return image.resize((width, height), Pillow.Resampling.BICUBIC)


def through_jpeg(image: Image) -> Image:
    """What a JPEG leaves of it."""
    from PIL import Image as Pillow

    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=QUALITY, subsampling=0)
    with Pillow.open(file) as found:
        return found.convert("RGB")


PICTURES: Final[Mapping[str, Callable[[Image], Image]]] = {"rescale": rescaled, "jpeg": through_jpeg}
"""By relation."""
