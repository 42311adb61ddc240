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


def oklab(pixels: Bytes) -> Floats:
    """sRGB bytes (…, 3) -> lightness (0 to 100), green-red and blue-yellow (…, 3)."""
    # Row by row: one large product would wake threads, which wait for one another where workers share the cores.
    found: Floats = np.cbrt(_LINEAR[pixels] @ _CONES) @ _OPPONENT
    return found


def length(vectors: Floats) -> Floats:
    """(…, 3) -> (…); much faster than numpy's norm along a short axis."""
    found: Floats = np.sqrt(vectors[..., 0] ** 2 + vectors[..., 1] ** 2 + vectors[..., 2] ** 2)
    return found


def chroma(colours: Floats) -> Floats:
    """How colourful, (…, 3) -> (…): grey is 0, pure red 26."""
    found: Floats = np.hypot(colours[..., 1], colours[..., 2])
    return found
