"""Pictures that are not of the flat-shape world: noise, gradients, textures, things that look like photographs."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SIDE: Final = 256
PAPER: Final = np.array([250, 249, 245], float)
Floats = NDArray[np.floating]
Draw = Callable[[np.random.Generator], Image.Image]


def _image(pixels: Floats) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _grid() -> tuple[Floats, Floats]:
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    return x, y


def _field(chance: np.random.Generator, light: float, contrast: float) -> Floats:
    """Coloured 1/f noise, the statistics of natural scenes."""
    across, down = np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE))
    frequency = np.hypot(across, down)
    frequency[0, 0] = 1
    slope = chance.uniform(0.5, 2)
    channels = []
    for _ in range(3):
        wave = chance.normal(size=(SIDE, SIDE)) + 1j * chance.normal(size=(SIDE, SIDE))
        values = np.fft.ifft2(wave / frequency**slope).real
        channels.append(light + contrast * values / values.std())
    return np.stack(channels, axis=-1)


def natural(chance: np.random.Generator) -> Image.Image:
    return _image(_field(chance, 128, 50))


def bright_texture(chance: np.random.Generator) -> Image.Image:
    """Coarser than the noise that a picture of the flat-shape world may have."""
    return _image(_field(chance, 245, chance.uniform(13, 30)))


def uniform_noise(chance: np.random.Generator) -> Image.Image:
    return _image(chance.integers(0, 256, (SIDE, SIDE, 3)).astype(float))


def checkerboard(chance: np.random.Generator) -> Image.Image:
    tiles = int(chance.integers(4, 17))
    small = _image(chance.uniform(0, 255, (tiles, tiles, 3)))
    board = np.asarray(small.resize((SIDE, SIDE), Image.Resampling.NEAREST), float)
    return _image(board + chance.normal(0, chance.uniform(0, 20), board.shape))


def linear_gradient(chance: np.random.Generator) -> Image.Image:
    x, y = _grid()
    turn = chance.uniform(0, 6.3)
    share = ((x - 0.5) * np.cos(turn) + (y - 0.5) * np.sin(turn) + 0.5)[..., None]
    return _image(PAPER + (chance.uniform(0, 230, 3) - PAPER) * share)


def radial_gradient(chance: np.random.Generator) -> Image.Image:
    x, y = _grid()
    share = np.clip(np.hypot(x - 0.5, y - 0.5) / chance.uniform(0.2, 0.7), 0, 1)[..., None]
    return _image(PAPER * share + chance.uniform(0, 230, 3) * (1 - share))


def blurred_blobs(chance: np.random.Generator) -> Image.Image:
    x, y = _grid()
    pixels = np.tile(PAPER, (SIDE, SIDE, 1))
    for _ in range(chance.integers(2, 9)):
        inside = np.hypot(x - chance.uniform(0.2, 0.8), y - chance.uniform(0.2, 0.8)) < chance.uniform(0.04, 0.15)
        pixels[inside] = chance.uniform(0, 255, 3)
    return _image(pixels).filter(ImageFilter.GaussianBlur(chance.uniform(2, 8)))


def shaded_spheres(chance: np.random.Generator) -> Image.Image:
    """On textured ground, as JPEG."""
    x, y = _grid()
    pixels = _field(chance, chance.uniform(120, 245), chance.uniform(2, 30))
    _balls(chance, pixels, x, y)
    return _jpeg(_image(pixels), int(chance.integers(40, 95)))


def studio_spheres(chance: np.random.Generator) -> Image.Image:
    """On the very ground of the flat-shape world."""
    x, y = _grid()
    pixels = np.tile(PAPER, (SIDE, SIDE, 1))
    _balls(chance, pixels, x, y)
    return _image(pixels)


def _balls(chance: np.random.Generator, pixels: Floats, x: Floats, y: Floats) -> None:
    for _ in range(chance.integers(1, 6)):
        at, radius = chance.uniform(0.2, 0.8, 2), chance.uniform(0.05, 0.15)
        apart = np.hypot(x - at[0], y - at[1]) / radius
        shade = np.clip(1 - 0.35 * ((x - at[0]) + (y - at[1])) / radius, 0.2, 1.5)[..., None]
        pixels[apart < 1] = (chance.uniform(40, 220, 3) * shade)[apart < 1]
        pixels[(apart > 0.93) & (apart < 1)] = (35, 35, 40)


def scribble(chance: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (SIDE, SIDE), (250, 249, 245))
    pen = ImageDraw.Draw(image)
    for _ in range(chance.integers(1, 8)):
        points = [(float(x), float(y)) for x, y in chance.uniform(0.06, 0.94, (6, 2)) * SIDE]
        pen.line(points, fill=(30, 30, 30), width=int(chance.integers(1, 6)))
    return image


OTHERS: Final[tuple[Draw, ...]] = (
    natural,
    bright_texture,
    uniform_noise,
    checkerboard,
    linear_gradient,
    radial_gradient,
    scribble,
)
"""What shows nothing that the flat-shape world has words for."""
KINDS: Final[tuple[Draw, ...]] = (*OTHERS, blurred_blobs, shaded_spheres, studio_spheres)
"""Round things among them."""
