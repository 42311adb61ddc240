"""What happens to a drawing's pixels before anybody sees it: lenses, codecs, generators' decoders."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from pytest_realunify.procedural.styles.style import Finish

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    Floats = NDArray[np.float32]


def finished(image: Image, finish: Finish, seed: str) -> Image:
    """Each step that the finish has, in the order of its fields. The same arguments give the same pixels."""
    import numpy as np

    side = min(image.size)
    chance = np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))
    if finish.warp:
        image = _warped(image, finish.warp * side, chance)
    if finish.latent:
        image = _through_latents(image, finish.latent, chance)
    if finish.blur:
        image = _blurred(image, finish.blur * side)
    if finish.sharpen:
        image = _sharpened(image, 0.004 * side, finish.sharpen)
    if finish.grain:
        pixels = np.asarray(image, np.float32)
        image = _image(pixels + finish.grain * chance.standard_normal(pixels.shape, dtype=np.float32))
    return _jpeg(image, finish.jpeg) if finish.jpeg else image


def _blurred(image: Image, radius: float) -> Image:
    from PIL import ImageFilter

    return image.filter(ImageFilter.GaussianBlur(radius))


def _sharpened(image: Image, radius: float, amount: float) -> Image:
    from PIL import ImageFilter

    return image.filter(ImageFilter.UnsharpMask(max(1.0, radius), round(100 * amount), 0))


def _jpeg(image: Image, quality: int) -> Image:
    from PIL import Image as Pillow

    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    buffer.seek(0)
    return Pillow.open(buffer).convert("RGB")


def _warped(image: Image, reach: float, chance: Any) -> Image:
    """Edges that a brush or a sampler left uneven: everything moved by slow waves of up to about `reach` pixels."""
    import numpy as np
    from scipy import ndimage

    pixels = np.asarray(image, np.float32)
    height, width = pixels.shape[:2]
    down, across = np.mgrid[:height, :width].astype(np.float32)
    scale = min(height, width) / 28
    for axis in (down, across):
        field = ndimage.gaussian_filter(chance.standard_normal((height // 4 + 1, width // 4 + 1)), scale / 4)
        field = ndimage.zoom(field / max(field.std(), 1e-6), (height / field.shape[0], width / field.shape[1]), order=1)
        axis += reach * field[:height, :width].astype(np.float32)
    moved = [
        ndimage.map_coordinates(pixels[..., channel], [down, across], order=1, mode="nearest") for channel in range(3)
    ]
    return _image(np.stack(moved, axis=-1))


def _through_latents(image: Image, amount: float, chance: Any) -> Image:
    """As a latent decoder leaves it: colour coarser than light, faint ripples near edges, soft blotches in flats."""
    import numpy as np
    from PIL import Image as Pillow
    from scipy import ndimage

    luma, *chroma = image.convert("YCbCr").split()
    small = (max(1, image.width // 4), max(1, image.height // 4))
    chroma = [
        band.resize(small, Pillow.Resampling.BICUBIC).resize(image.size, Pillow.Resampling.BICUBIC) for band in chroma
    ]
    half = (max(1, round(image.width / (1 + amount))), max(1, round(image.height / (1 + amount))))
    luma = luma.resize(half, Pillow.Resampling.LANCZOS).resize(image.size, Pillow.Resampling.LANCZOS)
    pixels = np.asarray(Pillow.merge("YCbCr", (luma, *chroma)).convert("RGB"), np.float32)
    soft = pixels - ndimage.gaussian_filter(pixels, (1.5, 1.5, 0))
    pixels = pixels + 0.6 * amount * soft
    blotches = ndimage.gaussian_filter(
        chance.standard_normal((image.height // 8 + 1, image.width // 8 + 1, 3)), (1, 1, 0)
    )
    blotches *= 5 * amount / max(float(blotches.std()), 1e-6)
    wide = ndimage.zoom(blotches, (image.height / blotches.shape[0], image.width / blotches.shape[1], 1), order=1)
    return _image(pixels + wide[: image.height, : image.width].astype(np.float32))


def _image(pixels: Floats) -> Image:
    import numpy as np
    from PIL import Image as Pillow

    return Pillow.fromarray(np.clip(pixels.round(), 0, 255).astype(np.uint8))
