"""Finding what is described at full resolution: scan for signs and looks, then count along the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import font
from pytest_realunify.procedural.lettering.ocr import LETTERS, SIZES, TextLine, read_strips
from pytest_realunify.procedural.lettering.text_lines import Box, Strip, find_strips, margin
from pytest_realunify.procedural.reference.attentional_focusing.reading import look_of
from pytest_realunify.procedural.reference.attentional_focusing.standing import items_of
from pytest_realunify.procedural.reference.attentional_focusing.tasks import Task

_SIZES: Final = range(9, 45)
"""Font sizes that signs may be set in."""
_PERHAPS: Final = 0.4
"""Likeness below which a strip is not the name: in 60 pictures the least like of those that read it had 0.66, and nine
of ten others less than 0.43."""
_ALIKE: Final = str.maketrans("Il10", "iiio")
"""Letters that look the same in our font count as the same."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """What one careful scan of it has found."""

    image: Image.Image
    items: Sequence[Box]
    strips: Sequence[Strip]


def find(task: Task, image: Image.Image) -> Box | None:
    """The box of the item or the row the task is about; None when that, or what leads to it, is not in the picture."""
    names = [name for name in (task.name, task.other) if name]
    seen = _Picture(
        image,
        items_of(image),
        find_strips(image) if task.looks else find_strips(image, lambda box: any(_size(box, name) for name in names)),
    )
    if task.looks:
        return _along(seen, _by_looks(task, seen), task.steps)
    line = _sign(task.name, seen.strips)
    if line is None:
        return None
    row = _level(seen, line.box)
    if task.is_row:
        return _around(row)
    if task.ordinal is not None:
        place = len(row) - 1 - task.ordinal if task.from_right else task.ordinal
        return row[place] if 0 <= place < len(row) else None
    if task.other:
        return _between(seen, line, _sign(task.other, seen.strips))
    return _along(seen, _holder(row, line), task.steps)


def _along(seen: _Picture, start: Box | None, steps: int) -> Box | None:
    if start is None:
        return None
    row = _level(seen, start)
    place = row.index(start) + steps
    return row[place] if 0 <= place < len(row) else None


def _between(seen: _Picture, one: TextLine, other: TextLine | None) -> Box | None:
    if other is None:
        return None
    row = _level(seen, one.box)
    ends = [_holder(row, line) for line in (one, other)]
    places = [row.index(end) for end in ends if end]
    return row[sum(places) // 2] if len(places) == len(ends) else None


def _by_looks(task: Task, seen: _Picture) -> Box | None:
    """The first item that has them."""
    for item in seen.items:
        inside = [strip for strip in seen.strips if _within(strip.box, item)]
        if all(look_of(seen.image, item, inside, part, task.noun) == value for part, value in task.looks.items()):
            return item
    return None


def _within(box: Box, item: Box) -> bool:
    return item[0] <= box[0] and item[1] <= box[1] and box[2] <= item[2] and box[3] <= item[3]


def _holder(row: Sequence[Box], line: TextLine) -> Box | None:
    """The item of the row that the line stands on."""
    return next((item for item in row if item[0] <= line.box[0] < item[2]), None)


def _level(seen: _Picture, box: Box) -> list[Box]:
    """The items level with the middle of a box, from left to right."""
    middle = (box[1] + box[3]) / 2
    return sorted(item for item in seen.items if item[1] <= middle < item[3])


def _around(row: Sequence[Box]) -> Box | None:
    if not row:
        return None
    lefts, tops, rights, bottoms = zip(*row, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _sign(name: str, strips: Sequence[Strip]) -> TextLine | None:
    """The line that reads `name`. Only strips as large as the name, and much like it, are read: reading is slow."""
    sized = [
        (size, strip) for strip in strips if (size := _size(strip.box, name)) and _likeness(strip, name) >= _PERHAPS
    ]
    for off in (0, 1, -1):
        lines = [
            line
            for each in sorted({size for size, _ in sized})
            for line in read_strips([strip for size, strip in sized if size == each], _tried(each + off), LETTERS)
        ]
        hits = [line for line in lines if _folded(line.text) == _folded(name)]
        if hits:
            return max(hits, key=lambda line: line.confidence)
    return None


def _tried(size: int) -> Sequence[int]:
    """Larger print than any template's is brought to a comfortable size by the reader itself."""
    return (size,) if size in SIZES else ()


def _size(box: Box, name: str) -> int:
    """The font size in which the name would be as wide as the box; 0 where it would not be as high, which is from a
    capital to that and a descender (parts of the font size, and a pixel that is partly inked at either end), and for a
    size that no sign is set in."""
    left, top, right, bottom = box
    size = 100 * (right - left + 1) / _set(name).width
    rounded = round(size)
    return rounded if rounded in _SIZES and 0.66 * size - 1 <= bottom - top <= 0.97 * size + 2 else 0


def _likeness(strip: Strip, name: str) -> float:
    """How the ink of a strip goes with that of the name, cut to a few fields per letter (correlation, -1 to 1)."""
    _, top, _, bottom = strip.box
    blank = margin(bottom - top)
    seen = Image.fromarray((strip.coverage[blank:-blank, blank:-blank] * 255).astype(np.uint8))
    one, other = (_fields(image, len(name)) for image in (seen, _set(name)))
    both = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / both if both else 0.0


def _fields(image: Image.Image, letters: int) -> NDArray[np.float32]:
    """Coarse enough for letters that stand half a pixel off."""
    fields = np.asarray(image.resize((3 * letters, 5), Image.Resampling.BOX), np.float32)
    return np.asarray(fields - fields.mean(), np.float32)


@lru_cache(maxsize=64)
def _set(name: str) -> Image.Image:
    """The name in 100 pixels, cut to its ink."""
    left, top, right, bottom = (int(side) for side in font(100).getbbox(name))
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), name, fill=255, font=font(100))
    return image


def _folded(text: str) -> str:
    return text.translate(_ALIKE).lower()
