"""Signs: light boards with a line of writing."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.pixels import house_writing, writing
from pytest_realunify.procedural.pixels.boards import board
from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet
from pytest_realunify.procedural.pixels.inside import Inside
from pytest_realunify.procedural.pixels.light import Bytes, Floats, Mask, chroma, oklab
from pytest_realunify.procedural.pixels.naming import names_of
from pytest_realunify.procedural.pixels.sightings import Outlined, Written
from pytest_realunify.procedural.world.scene import TEXT_COLOURS, Sign

Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

SURE: Final = 0.85
UNREAD: Final = "its writing is hard to read"
WITHOUT: Final = "its writing is in a font that only the extra judge reads: pip install 'pytest-realunify[judge]'"
_MARK: Final = 0.12
"""Part of the writing's height that a mark has at least; what is smaller is dirt."""
_COARSE: Final = 32
"""Rows of a board from which its light is known."""
_PAPER: Final = 78.0
"""Lightness of a board at least, as seen: in shade, white is no lighter."""
_LINE: Final = 0.045
"""Part of a board that a line of its frame is broad at most."""
_COLOURFUL: Final = 8.0
_COLOURED: Final = 0.1
"""Chroma from which a pixel has a colour, and part of the board around the writing that may have one."""
_HIGH: Final = 0.82
"""Part of a board's height up to which what cannot be read is surely writing."""
_INKED: Final = 0.45
_SIDES: Final = (1.25, 2.6)
"""Breadths of signs as parts of their heights; what is otherwise and cannot be read may be something else."""


def sign(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is no light board with something dark in a row on it."""
    plate = board(body)
    if plate is None or plate.width < 18:
        return None
    crop = plate.crop(sheet, 1.0)
    line = max(1, round((within.line + 2.5) * sheet.zoom))
    if min(crop.shape[:2]) < 2 * line + 8:
        return None
    inner = crop[line:-line, line:-line]
    off = _off_paper(inner)
    if off is None:
        return None
    written = _written(off)
    if written is None:
        return None
    extent = max(plate.width, plate.height)
    if _is_coloured(inner, written):
        return None
    left, top, right, bottom = written
    ink = off[top:bottom, left:right]
    colour = _colour(inner[top:bottom, left:right], ink)
    text = _text(ink)
    if text is None:
        usual = _SIDES[0] < plate.width / plate.height < _SIDES[1] and bottom - top < _HIGH * len(inner)
        usual = usual and not _stacked(ink)
        readings = (Written((colour,)),) if usual else (Written((colour,)), Outlined())
        return Found(readings, UNREAD if writing.available() else WITHOUT, extent)
    return Found((Sign(text, colour),), extent=extent)


def _off_paper(inner: Bytes) -> Floats | None:
    """How dark each pixel is against the board, 0 for the board and 1 for the writing (rows, columns); None where most
    of it is not light and nearly colourless."""
    colours = oklab(inner)
    light = colours[..., 0]
    paper = np.median(colours[light >= np.percentile(light, 50)], axis=0)
    if paper[0] < _PAPER or np.hypot(paper[1], paper[2]) > 6:
        return None
    off = np.sqrt(((colours - _light_over(colours, paper)) ** 2).sum(axis=-1))
    strongest = float(np.percentile(off[_inner(*off.shape)], 99.7))
    if strongest < 12:
        return None
    found: Floats = np.clip(off / strongest, 0, 1).astype(np.float32)
    return found


def _light_over(colours: Floats, paper: Floats) -> Floats:
    """The board's colour everywhere: what is lightest around each place, for boards that are shaded."""
    step = max(2, colours.shape[0] // _COARSE)
    size = colours.shape[0] // step
    light = ndimage.percentile_filter(colours[::step, ::step, 0], 80, size=(max(3, size // 2), max(3, size)))
    wide = np.asarray(Image.fromarray(light).resize(colours.shape[1::-1], Image.Resampling.BILINEAR))
    found = np.empty_like(colours)
    found[..., 0], found[..., 1], found[..., 2] = wide, paper[1], paper[2]
    return found


def _written(off: Floats) -> Box | None:
    """Left, top, right, bottom of what is written: one row of marks, none of which runs along the whole board."""
    inked = off > _INKED
    height, width = inked.shape
    regions, _ = ndimage.label(inked, structure=np.ones((3, 3), int))
    kept, framed = np.zeros_like(inked), np.ones_like(inked)
    framed[_inner(height, width)] = False
    for number, (down, across) in enumerate(ndimage.find_objects(regions), 1):
        high, wide = down.stop - down.start, across.stop - across.start
        rim = down.start == 0 or across.start == 0 or down.stop == height or across.stop == width
        own = regions[down, across] == number
        thin = min(high / height, wide / width) < _LINE or max(high / height, wide / width) > 0.8
        if thin and _along_rim(own & framed[down, across], own):
            inked[down, across] &= ~own
            continue
        if (wide > 0.8 * width and high > 0.6 * height) or (rim and (high > 0.8 * height or wide > 0.8 * width)):
            continue
        kept[down, across] |= own
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    if len(rows) < 5 or len(columns) < 2 or not 0.004 < kept.mean() < 0.45:
        return None
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    return box if _is_a_line(box, width, height) and _stands_free(inked, kept, box) else None


def _is_coloured(inner: Bytes, box: Box) -> bool:
    """Whether the board around the writing has colours, as a flag's other stripes have."""
    height, width = inner.shape[:2]
    around = np.zeros((height, width), bool)
    around[_inner(height, width)] = True
    left, top, right, bottom = box
    around[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3] = False
    return bool(around.any()) and float((chroma(oklab(inner[around])) > _COLOURFUL).mean()) > _COLOURED


def _inner(height: int, width: int) -> tuple[slice, slice]:
    """A board without the band along its rim in which a frame runs."""
    return slice(round(0.12 * height), round(0.88 * height)), slice(round(0.08 * width), round(0.92 * width))


def _along_rim(outer: Mask, own: Mask) -> bool:
    """Whether nearly all of a mark lies in that band."""
    return float(outer.sum()) > 0.7 * float(own.sum())


def _is_a_line(box: Box, width: int, height: int) -> bool:
    """Whether it has paper all round, as much above it as below."""
    left, top, right, bottom = box
    high = bottom - top
    upright = 0.14 * height < high < 0.93 * height and abs(top - (height - bottom)) < 0.3 * height
    level = right - left < 0.97 * width and abs(left - (width - right)) < 0.3 * width
    return upright and level


def _stands_free(inked: Mask, kept: Mask, box: Box) -> bool:
    """Whether hardly anything else is on the board, and the writing leaves paper between its marks."""
    left, top, right, bottom = box
    beyond = inked & ~kept
    stroke = right - left < 0.4 * (bottom - top)  # an I
    return float(beyond.mean()) < 0.12 and (stroke or float(kept[top:bottom, left:right].mean()) < 0.8)


def _colour(inner: Bytes, ink: Floats) -> str:
    strong = oklab(inner)[ink > 0.8 * float(ink.max())]
    names = names_of(np.median(strong, axis=0), 3.0)
    return next((name for name in names if name in TEXT_COLOURS), "black")


def _stacked(ink: Floats) -> bool:
    """Whether several marks have another of their own size right above or below: dots on a domino, and no letters. A
    colon is two."""
    regions, _ = ndimage.label(ink > _INKED, structure=np.ones((3, 3), int))
    boxes = ndimage.find_objects(regions)
    found = 0
    for number, (down, across) in enumerate(boxes):
        high, wide = down.stop - down.start, across.stop - across.start
        for other, (below, beside) in enumerate(boxes):
            apart = other != number and (below.start >= down.stop or down.start >= below.stop)
            shared = min(across.stop, beside.stop) - max(across.start, beside.start)
            size = (below.stop - below.start) * (beside.stop - beside.start) / (high * wide)
            if apart and shared > 0.5 * wide and 0.6 < size < 1.7 and high > _MARK * len(ink):
                found += 1
                break
    return found > 2


def _text(ink: Floats) -> str | None:
    """By the reader of all fonts where it is here and sure; else by the reader of the house font."""
    if writing.available():
        room = max(2, round(0.3 * ink.shape[0]))
        dark = np.pad((255 - 225 * ink).astype(np.uint8), room, constant_values=255)
        [found] = writing.read([np.repeat(dark[..., None], 3, axis=2)])
        if found is not None and found.sure >= SURE:
            text = _told_apart(found.text, ink > _INKED) or house_writing.read(ink)
            # A glyph more or less is a part of the board's border, or a glyph that was overlooked.
            return text if text is None or len(text) == len(found.text) else None
    return house_writing.read(ink)


def _told_apart(text: str, inked: Mask) -> str | None:
    """I from 1 and O from 0, which readers of lines confuse where a glyph stands alone: by symmetry and breadth. Any
    other glyph that stands alone must look like itself too."""
    if text not in ("I", "1", "O", "0"):
        return text if len(text) > 1 or house_writing.looks_like(inked.astype(np.float32), text) else None
    mirrored = inked[:, ::-1]
    alike = float((inked & mirrored).sum()) / float((inked | mirrored).sum())
    breadth = inked.shape[1] / inked.shape[0]
    if text in ("I", "1"):
        if alike > 0.85:
            return "I"
        return "1" if alike < 0.7 else None
    if alike < 0.75:
        return None  # the tail of a Q
    return "O" if breadth > 0.88 else "0" if breadth < 0.68 else None
