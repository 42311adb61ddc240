"""Finding the described item at full resolution: scan for the sign, read it, then look at what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import font
from pytest_realunify.procedural.lettering.ocr import LETTERS, TextLine, read_strips
from pytest_realunify.procedural.lettering.text_lines import Box, Strip, find_strips, packed, unpacked
from pytest_realunify.procedural.reference.attentional_focusing.tasks import Task

_SIZES: Final = range(10, 19)
"""Font sizes that signs are set in."""
_ALIKE: Final = str.maketrans("Il10", "iiio")
"""Letters that look the same in our font count as the same."""


def find(task: Task, image: Image.Image) -> Box | None:
    """The box of the item the task is about; None when its sign or its neighbour is not in the picture."""
    line = _sign(task.name, image)
    if line is None:
        return None
    items = _items(image)
    row = sorted(item for item in items if _beside(item, line.box))
    if task.ordinal >= 0:
        place = task.ordinal if task.side == "left" else len(row) - 1 - task.ordinal
    else:
        holders = [place for place, item in enumerate(row) if item[0] <= line.box[0] < item[2]]
        if not holders:
            return None
        place = holders[0] + {"left": -1, "right": 1, "": 0}[task.side]
    return row[place] if 0 <= place < len(row) else None


def _sign(name: str, image: Image.Image) -> TextLine | None:
    """The line that reads `name`. Only strips as large as the name are read: reading is the slow part."""
    strips = find_strips(image)
    lines = [
        line
        for size in _SIZES
        for line in read_strips([strip for strip in strips if _fits(strip, name, size)], (size,), LETTERS)
    ]
    wanted = _folded(name)
    hits = [line for line in lines if _folded(line.text) == wanted]
    return max(hits, key=lambda line: line.confidence, default=None)


def _fits(strip: Strip, name: str, size: int) -> bool:
    """Whether the name, set in this size, would be as wide and about as high as the strip."""
    left, top, right, bottom = strip.box
    width = font(2 * size).getlength(name) / 2
    return abs(right - left - width) <= 3 + 0.02 * width and 0.5 * size <= bottom - top <= size + 2


def _folded(text: str) -> str:
    return text.translate(_ALIKE).lower()


def _items(image: Image.Image) -> Sequence[Box]:
    """Large things that stand apart on the ground, which is the commonest colour of the picture."""
    colours, counts = np.unique(packed(image)[::4, ::4], return_counts=True)
    ground = unpacked(int(colours[counts.argmax()]))
    things = np.zeros((image.height, image.width), bool)
    for channel, level in zip(image.split(), ground, strict=True):
        seen = np.asarray(channel)
        things |= (seen < max(0, level - 12)) | (seen > min(255, level + 12))
    labels, _ = ndimage.label(things, structure=np.ones((3, 3), int))
    boxes = [(across.start, down.start, across.stop, down.stop) for down, across in ndimage.find_objects(labels)]
    if not boxes:
        return []
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in boxes]
    return [box for box, area in zip(boxes, areas, strict=True) if area >= 0.4 * np.percentile(areas, 98)]


def _beside(item: Box, line: Box) -> bool:
    """Whether the middle of the line is level with the item."""
    return item[1] <= (line[1] + line[3]) / 2 < item[3]
