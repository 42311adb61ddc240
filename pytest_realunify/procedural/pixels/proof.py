"""Whether what was seen is all there is: it is drawn once more and compared with the picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pytest_realunify.procedural.drawing import INK, Canvas
from pytest_realunify.procedural.lettering.text_lines import packed
from pytest_realunify.procedural.pixels.colours import Bytes, Mask, distance, worst
from pytest_realunify.procedural.pixels.silhouettes import cell_of
from pytest_realunify.procedural.pixels.survey import Blob, Survey
from pytest_realunify.procedural.world.layout import Placed, Plan
from pytest_realunify.procedural.world.painting import Pen

_TOLERANCE: Final = 45
"""Levels by which a pixel may leave the range of what is drawn around it."""
_STEPS: Final = (1, 2)
"""Together the pixels within which blur, rescaling and misplacement stay."""
_OUTLINED: Final = 190
"""An outline is darker than this in every channel, however blurred."""
_LEAST_OUTLINED: Final = 0.85
_INK: Final = INK[0] | INK[1] << 8 | INK[2] << 16 | 255 << 24  # as `packed` has it
_BLOCK: Final = 16
_UNEVEN: Final = 8


def explained(survey: Survey, seen: Sequence[Placed]) -> bool:
    """Whether no patch of the picture of 3 x 3 pixels differs from the drawing of what was seen, all outlines are there
    and the ground is even."""
    picture = _redrawn(survey, seen)
    where = _part(survey)
    drawn, given = np.asarray(picture)[where], survey.pixels[where]
    low, high = _spread(drawn, np.minimum), _spread(drawn, np.maximum)
    off = worst((given < _lowered(low)) | (given > _raised(high)))
    colours = packed(picture)
    return not _eroded(off).any() and _outlined(given, colours[where]) and _even(survey, colours)


def _part(survey: Survey) -> tuple[slice, slice]:
    """Rows and columns around everything that stands on the ground; outside, nothing was off it."""
    if not survey.blobs:
        return slice(0, 3), slice(0, 3)
    around = reduce(Blob.with_, survey.blobs)
    return (
        slice(max(0, around.top - 4), around.bottom + 4),
        slice(max(0, around.left - 4), around.right + 4),
    )


def _redrawn(survey: Survey, seen: Sequence[Placed]) -> Image.Image:
    height, width = survey.pixels.shape[:2]
    red, green, blue = (int(value) for value in survey.ground)
    canvas = Canvas(width, height, (red, green, blue), scale=1)
    for each in seen:
        Pen(canvas, Plan(width, cell_of(each.item, each.extent), ())).draw(each.item, each.x, each.y)
    return canvas.finish()


def _spread(pixels: Bytes, extreme: np.ufunc) -> Bytes:
    """The least or greatest value within reach, each channel by itself."""
    for axis in (0, 1):
        for step in _STEPS:
            ahead = np.moveaxis(pixels.copy(), axis, 0)
            source = np.moveaxis(pixels, axis, 0)
            extreme(source[step:], source[:-step], out=ahead[:-step])
            extreme(ahead[step:], source[:-step], out=ahead[step:])
            pixels = np.moveaxis(ahead, 0, axis)
    return pixels


def _lowered(pixels: Bytes) -> Bytes:
    return np.maximum(pixels, _TOLERANCE) - np.uint8(_TOLERANCE)


def _raised(pixels: Bytes) -> Bytes:
    return np.minimum(pixels, 255 - _TOLERANCE) + np.uint8(_TOLERANCE)


def _eroded(mask: Mask) -> Mask:
    rows = mask[:-2] & mask[1:-1] & mask[2:]
    return np.asarray(rows[:, :-2] & rows[:, 1:-1] & rows[:, 2:])


def _outlined(given: Bytes, drawn: NDArray[np.uint32]) -> bool:
    """Whether there is something dark near where outlines are drawn."""
    near = _spread(np.ascontiguousarray(worst(given)), np.minimum)[drawn == _INK]
    return not len(near) or float((near < _OUTLINED).mean()) >= _LEAST_OUTLINED


def _even(survey: Survey, drawn: NDArray[np.uint32]) -> bool:
    """Whether the ground has the colour of the border everywhere: nothing is drawn in the corner."""
    bare = _spread((drawn == drawn[0, 0]).astype(np.uint8) * 255, np.minimum)
    share = np.asarray(Image.fromarray(bare).reduce(_BLOCK))
    means = np.asarray(survey.image.reduce(_BLOCK)).astype(np.float32)
    return not bool((distance(means, survey.ground)[share == 255] > _UNEVEN).any())
