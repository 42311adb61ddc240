"""What happens to pictures between a model and a judge: every specimen is judged clean and damaged in these ways."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

BLUR_RADIUS: Final = 1.5
NOISE_SIGMA: Final = 8.0
JPEG_QUALITY: Final = 80


def parse(text: str) -> tuple[str, ...]:
    """A comma list of conditions, kept in table order; `all` or nothing means every one."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names in ([], ["all"]):
        return tuple(CONDITIONS)
    for name in names:
        if name not in CONDITIONS:
            raise UsageError.unknown("condition (--conditions)", name, [*CONDITIONS, "all"])
    return tuple(name for name in CONDITIONS if name in names)


def damaged(image: Image, condition: str, seed: str) -> Image:
    """The picture under one condition, RGB and of the same size. The same three arguments give the same pixels."""
    return CONDITIONS[condition](image.convert("RGB"), seed)


def _clean(image: Image, _: str) -> Image:
    return image


def _blur(image: Image, _: str) -> Image:
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(BLUR_RADIUS))


def _noise(image: Image, seed: str) -> Image:
    import numpy as np
    from PIL import Image as Pillow

    chance = np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))
    pixels = np.asarray(image, dtype=np.float32)
    noisy = pixels + NOISE_SIGMA * chance.standard_normal(pixels.shape, dtype=np.float32)
    return Pillow.fromarray(noisy.round().clip(0, 255).astype(np.uint8))


def _jpeg(image: Image, _: str) -> Image:
    from PIL import Image as Pillow

    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY)
    buffer.seek(0)
    return Pillow.open(buffer).convert("RGB")


def _rescale(image: Image, _: str) -> Image:
    from PIL.Image import Resampling

    half = (max(1, image.width // 2), max(1, image.height // 2))
    return image.resize(half, Resampling.BILINEAR).resize(image.size, Resampling.BILINEAR)


CONDITIONS: Final[dict[str, Callable[[Image, str], Image]]] = {
    "clean": _clean,
    "blur": _blur,
    "noise": _noise,
    "jpeg": _jpeg,
    "rescale": _rescale,
}
