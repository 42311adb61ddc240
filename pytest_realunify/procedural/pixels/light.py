"""Colours as the eye parts them: OKLab (B. Ottosson, 2020), in hundredths, so that 2 is a difference one just sees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_VALUES: Final = np.arange(256) / 255
_LINEAR: Final = np.where(_VALUES <= 0.04045, _VALUES / 12.92, ((_VALUES + 0.055) / 1.055) ** 2.4).astype(np.float32)
_CONES: Final[Floats] = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ],
    np.float32,
)
_OPPONENT: Final[Floats] = 100 * np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ],
    np.float32,
)

_ENOUGH: Final = 4000


def oklab(pixels: Bytes) -> Floats:
    """sRGB bytes (…, 3) -> lightness (0 to 100), green-red and blue-yellow (…, 3)."""
    # Row by row: one large product would wake threads, which wait for one another where workers share the cores.
    found: Floats = np.cbrt(_LINEAR[pixels] @ _CONES) @ _OPPONENT
    return found


def planes(pixels: Bytes) -> Floats:
    """The same (…, 3), each of the three in one piece of memory: sums and differences of whole pictures are faster."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(oklab(pixels), -1, 0)), 0, -1)


def sample(colours: Floats) -> Floats:
    """Evenly, a few thousand of many (n, 3): medians of more are the same."""
    return colours[:: 1 + len(colours) // _ENOUGH]


def middle(colours: Floats) -> Floats:
    """The median of a part of a picture (rows, columns, 3), from a few thousand of its pixels."""
    step = 1 + int(np.sqrt(colours.shape[0] * colours.shape[1] / _ENOUGH))
    found: Floats = np.median(colours[::step, ::step].reshape(-1, 3), axis=0).astype(np.float32)
    return found


def length(vectors: Floats) -> Floats:
    """(…, 3) -> (…); much faster than numpy's norm along a short axis."""
    found: Floats = np.sqrt(vectors[..., 0] ** 2 + vectors[..., 1] ** 2 + vectors[..., 2] ** 2)
    return found


def chroma(colours: Floats) -> Floats:
    """How colourful, (…, 3) -> (…): grey is 0, pure red 26."""
    found: Floats = np.hypot(colours[..., 1], colours[..., 2])
    return found


def hue_alike(one: Floats, other: Floats) -> bool:
    """Whether two colours are one, lighter or darker."""
    off = one - other
    return bool(np.sqrt((0.35 * off[0]) ** 2 + off[1] ** 2 + off[2] ** 2) < 8)
