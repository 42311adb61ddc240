"""The marker frame: drawing one, and seeing one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.lettering.text_lines import Box

_THICK: Final = 6
_AWAY: Final = 3
_LEAST: Final = 16  # pixels on a side: smaller marks enclose nothing


def framed(image: Image.Image, box: Box, times: int = 1) -> Image.Image:
    """A frame close around the box, everything beyond it dimmed. What is within is untouched, or `times` as large and
    then moved as little as it must be to lie within the picture."""
    part = image.crop((box[0] - _AWAY, box[1] - _AWAY, box[2] + _AWAY, box[3] + _AWAY))
    if times > 1:
        part = part.resize((times * part.width, times * part.height), Image.Resampling.NEAREST)
    left = _kept((box[0] + box[2] - part.width) // 2, image.width - part.width)
    top = _kept((box[1] + box[3] - part.height) // 2, image.height - part.height)
    result = Image.blend(image, Image.new("RGB", image.size, (40, 40, 46)), 0.6)
    outer = (left - _THICK, top - _THICK, left + part.width + _THICK - 1, top + part.height + _THICK - 1)
    ImageDraw.Draw(result).rectangle(outer, fill=HIGHLIGHT)
    result.paste(part, (left, top))
    return result


def _kept(start: int, room: int) -> int:
    return max(_THICK, min(start, room - _THICK))


def marked_region(image: Image.Image) -> Box | None:
    """What the largest frame in the marker colour encloses; None without one."""
    red, green, blue = (np.asarray(channel) for channel in image.split())
    # Thresholds on bytes: differences would need a wider copy of a picture of millions of pixels.
    marked = (red > HIGHLIGHT[0] - 40) & (green < HIGHLIGHT[1] + 40)
    marked &= (blue > HIGHLIGHT[2] - 40) & (blue < HIGHLIGHT[2] + 40)
    if marked.sum() < 4 * _LEAST:
        return None
    labels, _ = ndimage.label(marked, structure=np.ones((3, 3), int))
    places = ndimage.find_objects(labels)
    down, across = max(places, key=lambda place: (place[0].stop - place[0].start) * (place[1].stop - place[1].start))
    frame = marked[down, across]
    top, bottom = _inside(frame[:, frame.shape[1] // 2])
    left, right = _inside(frame[frame.shape[0] // 2])
    if bottom - top < _LEAST or right - left < _LEAST:
        return None
    return across.start + left, down.start + top, across.start + right, down.start + bottom


def _inside(profile: NDArray[np.bool_]) -> tuple[int, int]:
    """Where the marker stops after the start and begins again before the end."""
    clear = np.flatnonzero(~profile)
    return (int(clear[0]), int(clear[-1]) + 1) if len(clear) else (0, 0)
