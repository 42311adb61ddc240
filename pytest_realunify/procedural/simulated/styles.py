"""Other hands than our own painter's: the same drawing as another model would leave it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

PLAIN: Final = "plain"
CREAM: Final = (255, 250, 232)
"""What white becomes on tinted paper."""
GRAIN: Final = 12.0
"""Greatest distance of a pixel's channels from what was drawn."""


def styled(picture: Image, style: str) -> Image:
    """RGB, of the same size. The same picture gives the same pixels."""
    return STYLES[style](picture)


def _plain(picture: Image) -> Image:
    return picture


def _bold(picture: Image) -> Image:
    """Outlines and writing a pixel wider to every side."""
    from PIL import ImageFilter

    return picture.filter(ImageFilter.MinFilter(3))


def _soft(picture: Image) -> Image:
    """Without a sharp edge."""
    from PIL import ImageFilter

    return picture.filter(ImageFilter.GaussianBlur(1.2))


def _cream(picture: Image) -> Image:
    """On tinted paper, which shows through everything."""
    from PIL import Image, ImageChops

    return ImageChops.multiply(picture, Image.new("RGB", picture.size, CREAM))


def _grainy(picture: Image) -> Image:
    """As from a sampler that stopped early. The grain is the same in every picture of a size."""
    import numpy as np
    from PIL import Image

    pixels = np.asarray(picture).astype(np.float32)
    pixels += np.random.default_rng(0).uniform(-GRAIN, GRAIN, pixels.shape).astype(np.float32)
    return Image.fromarray(pixels.round().clip(0, 255).astype(np.uint8))


STYLES: Final[Mapping[str, Callable[[Image], Image]]] = {
    PLAIN: _plain,
    "bold": _bold,
    "soft": _soft,
    "cream": _cream,
    "grainy": _grainy,
}
