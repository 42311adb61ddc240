"""Drawing a sheet of numbered cells on a table, with dots to punch at or with holes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB, Canvas

if TYPE_CHECKING:
    from PIL.Image import Image

Cell = tuple[int, int]
"""Row and column."""
SIZE: Final = 512
MARGIN: Final = 28
TINTS: Final[dict[str, RGB]] = {
    "yellow": (252, 240, 160),
    "blue": (184, 214, 246),
    "green": (192, 232, 184),
    "pink": (250, 206, 224),
}
LINE: Final[RGB] = (126, 120, 112)
TABLES: Final[tuple[RGB, ...]] = ((116, 92, 74), (86, 98, 110), (94, 106, 88), (108, 90, 104))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the picture shows. Numbers and tints row by row; `spots` are dots before, holes after."""

    size: int
    numbers: tuple[int, ...]
    tints: tuple[str, ...]
    spots: frozenset[Cell]
    look: int


def draw_sheet(sheet: Sheet, *, punched: bool) -> Image:
    """The picture, 512 x 512."""
    table = TABLES[sheet.look % len(TABLES)]
    canvas = Canvas(SIZE, SIZE, table)
    pitch = (SIZE - 2 * MARGIN) / sheet.size
    for place, (number, tint) in enumerate(zip(sheet.numbers, sheet.tints, strict=True)):
        row, column = divmod(place, sheet.size)
        left, top = MARGIN + column * pitch, MARGIN + row * pitch
        canvas.draw.rectangle(canvas.at(left, top, left + pitch, top + pitch), TINTS[tint])
        canvas.text(left + 6, top + 5, str(number), 17, anchor="lt")
        if (row, column) in sheet.spots:
            _spot(canvas, left + 0.57 * pitch, top + 0.64 * pitch, pitch, table if punched else None)
    for at in range(sheet.size + 1):
        along = MARGIN + at * pitch
        for ends in ((MARGIN, along, SIZE - MARGIN, along), (along, MARGIN, along, SIZE - MARGIN)):
            canvas.draw.line(canvas.at(*ends), LINE, 2 * canvas.scale)
    return canvas.finish()


def _spot(canvas: Canvas, x: float, y: float, pitch: float, behind: RGB | None) -> None:
    """A small black dot; a hole lets the table be seen, and has a rim."""
    if behind is None:
        canvas.draw.circle(canvas.at(x, y), 0.11 * pitch * canvas.scale, PALETTE["black"])
        return
    canvas.draw.circle(canvas.at(x, y), 0.25 * pitch * canvas.scale, INK)
    canvas.draw.circle(canvas.at(x, y), (0.25 * pitch - 2) * canvas.scale, behind)
