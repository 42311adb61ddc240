"""Folds as their words say them; a ruled sheet of numbered cells, with dots or holes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy import ndimage

from pytest_realunify.procedural.drawing import INK
from pytest_realunify.procedural.reference.cognitive_navigation.pixels import read

Pixels = npt.NDArray[np.int16]
Cell = tuple[int, int]
"""Row and column."""

_LINE: Final = (126, 120, 112)
_TINTS: Final = {
    "yellow": (252, 240, 160),
    "blue": (184, 214, 246),
    "green": (192, 232, 184),
    "pink": (250, 206, 224),
}
_NUMBERS: Final = tuple(str(number) for number in range(10, 100))
_FOLD: Final = re.compile(r"\bthe (left|right|top|bottom) half is folded\b", re.IGNORECASE)
_COUNTED: Final = re.compile(rf"\bHow many\b.*?\b({'|'.join(_TINTS)}) cells\b", re.IGNORECASE)
_FINE: Final = 4
"""Holes are drawn this many times larger and averaged down."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines in pixels, from the top and from the left; cells with a spot, each with the spot's middle (x, y)."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    dots: dict[Cell, tuple[float, float]]
    holes: frozenset[Cell]

    @property
    def size(self) -> int:
        return len(self.rows) - 1

    def window(self, cell: Cell) -> tuple[slice, slice]:
        """Rows and columns within the cell's lines."""
        row, column = cell
        return (
            slice(round(self.rows[row]) + 2, round(self.rows[row + 1]) - 1),
            slice(round(self.columns[column]) + 2, round(self.columns[column + 1]) - 1),
        )


def understood(prompt: str) -> bool:
    """Whether it names a fold."""
    return bool(_FOLD.search(prompt))


def seen(prompt: str, image: Image.Image, options: Sequence[str]) -> str | None:
    """How many cells of the tint have a hole, or which of the numbers stands beside one; None on an unpunched sheet."""
    pixels = np.asarray(image).astype(np.int16)
    sheet = _sheet(pixels)
    if sheet is None or not sheet.holes or sheet.dots:
        return None
    if counted := _COUNTED.search(prompt.partition("\n\nA.")[0]):
        return str(sum(_tint(pixels, sheet, cell) == counted[1].lower() for cell in sheet.holes))
    beside = {_number(pixels, sheet, cell) for cell in sheet.holes}
    return next((option for option in options if option.strip() in beside), None)


def edited(prompt: str, image: Image.Image) -> Image.Image:
    """The sheet punched and unfolded; unchanged where there are no dots on a ruled sheet."""
    pixels = np.asarray(image).astype(np.int16)
    sheet = _sheet(pixels)
    if sheet is None or not sheet.dots:
        return image
    sides = [side.lower() for side in _FOLD.findall(prompt)]
    (row, column), (x, y) = next(iter(sheet.dots.items()))
    off_x, off_y = x - sheet.columns[column], y - sheet.rows[row]
    pitch = sheet.rows[1] - sheet.rows[0]
    result = image.copy()
    for cell in np.ndindex(sheet.size, sheet.size):
        if _folded((cell[0], cell[1]), sheet.size, sides) in sheet.dots:
            middle = sheet.columns[cell[1]] + off_x, sheet.rows[cell[0]] + off_y
            _hole(result, middle, 0.25 * pitch, image.getpixel((2, 2)))
    return result


def _folded(cell: Cell, size: int, sides: Sequence[str]) -> Cell:
    """Where a cell comes to lie when halves are folded over one after another."""
    place = list(cell)
    spans = [[0, size], [0, size]]
    for side in sides:
        axis = 0 if side in ("top", "bottom") else 1
        low, high = spans[axis]
        middle = (low + high) // 2
        turned_over = place[axis] < middle if side in ("top", "left") else place[axis] >= middle
        if turned_over:
            place[axis] = low + high - 1 - place[axis]
        spans[axis] = [middle, high] if side in ("top", "left") else [low, middle]
    return place[0], place[1]


def _sheet(pixels: Pixels) -> Sheet | None:
    lines = (np.abs(pixels - _LINE) <= 10).all(axis=-1)
    rows, columns = _ruled(lines.mean(axis=1)), _ruled(lines.mean(axis=0))
    if len(rows) != len(columns) or not 3 <= len(rows) <= 13:
        return None
    sheet = Sheet(rows, columns, {}, frozenset())
    dots: dict[Cell, tuple[float, float]] = {}
    holes: set[Cell] = set()
    dark = pixels.max(axis=-1) < 64
    for row, column in np.ndindex(sheet.size, sheet.size):
        window = sheet.window((row, column))
        spot = _spot(dark[window])
        if spot is not None:
            across, down, share = spot
            if share > 0.35:
                holes.add((row, column))
            else:
                dots[row, column] = (window[1].start + across, window[0].start + down)
    return Sheet(rows, columns, dots, frozenset(holes))


def _ruled(profile: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """The middles of lines across most of the picture."""
    labels, count = ndimage.label(profile > 0.6)
    return tuple(float(at[0]) + 0.5 for at in ndimage.center_of_mass(profile > 0.6, labels, range(1, count + 1)))


def _spot(dark: npt.NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Middle (x, y) and width as a part of the cell's of the dark blob right of and below a number."""
    labels, _ = ndimage.label(dark, np.ones((3, 3), int))
    for down, across in ndimage.find_objects(labels):
        high, wide = down.stop - down.start, across.stop - across.start
        x, y = (across.start + across.stop - 1) / 2, (down.start + down.stop - 1) / 2
        if abs(high - wide) <= 2 and x > 0.4 * dark.shape[1] and y > 0.45 * dark.shape[0] and wide > 5:
            return x, y, wide / dark.shape[1]
    return None


def _tint(pixels: Pixels, sheet: Sheet, cell: Cell) -> str:
    patch = pixels[sheet.window(cell)]
    colour = np.median(patch[-4:].reshape(-1, 3), axis=0)
    return min(_TINTS, key=lambda name: float(np.abs(colour - _TINTS[name]).sum()))


def _number(pixels: Pixels, sheet: Sheet, cell: Cell) -> str | None:
    patch = pixels[sheet.window(cell)].mean(axis=-1)
    part = patch[: int(0.33 * patch.shape[0]) + 1, : int(0.5 * patch.shape[1])]
    ground = float(np.median(part))
    return read(((ground - 6 - part) / (ground - 45)).astype(np.float32), _NUMBERS)


def _hole(picture: Image.Image, middle: tuple[float, float], radius: float, behind: object) -> None:
    """A rim of ink around what lies behind the sheet, antialiased."""
    left, top = round(middle[0] - radius) - 3, round(middle[1] - radius) - 3
    side = 2 * round(radius) + 8
    box = (left, top, left + side, top + side)
    patch = picture.crop(box).resize((side * _FINE, side * _FINE), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(patch)
    at = ((middle[0] - left) * _FINE, (middle[1] - top) * _FINE)
    draw.circle(at, radius * _FINE, INK)
    draw.circle(at, (radius - 2) * _FINE, behind)  # type: ignore[arg-type]  # a pixel of an RGB picture
    picture.paste(patch.reduce(_FINE), box[:2])
