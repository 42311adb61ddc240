"""Reading the house font without any extra, and being sure of it: what was read is set once more and compared."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from pytest_realunify.procedural.drawing import PALETTE, font
from pytest_realunify.procedural.lettering.ocr import CAPITALS, DIGITS, read_strips
from pytest_realunify.procedural.lettering.text_lines import Strip
from pytest_realunify.procedural.pixels.light import Floats
from pytest_realunify.procedural.world.painting import SPACING
from pytest_realunify.procedural.world.scene import MAX_TEXT, text_kind

SIZE: Final = 24
"""Font size in pixels to which writing is brought before it is read: the largest that is matched as it stands."""
_LIKELY: Final = (0.705, 0.725, 0.74)
_HEIGHTS: Final = (0.695, 0.705, 0.715, 0.725, 0.74, 0.755, 0.77)
"""Height of the ink as a part of the font size: 0.69 for E, 0.72 for O, a pixel more or less where edges are soft."""
_FIGURES: Final = DIGITS + ":"
_LOOKS: Final = (
    (_LIKELY, (_FIGURES + CAPITALS,)),
    (_HEIGHTS, (_FIGURES + CAPITALS, CAPITALS, _FIGURES)),
)
"""At a glance first; then from all sides, and with each kind of glyph alone."""
TAILS: Final = (0.0, 0.2)
"""Part of the fullest row's ink below which the lowest rows hold but the tail of a Q."""
_INKED: Final = 0.35  # as the reader has it
_CONFIDENCE: Final = 0.5
_ALIKE: Final = 0.94
"""Cosine between the ink and what was read, set in the house font: 0.97 and more under blur, below 0.93 in any other
font (benchmarks/judge_styles.py --writing)."""
_RIVALS: Final = 3
_LOOKS_LIKE: Final = 0.7
EDGE: Final = 0.45
"""Part of the full ink at which writing ends: where it is cut to its box."""
_SOFT: Final = (0.4, 1.0, 1.8)
_SET: Final = 160


def read(ink: Floats) -> str | None:
    """The text that an ink (rows, columns, 0 to 1, cut to its box) shows in the house font; None for another font."""
    for heights, alphabets in _LOOKS:
        texts = {text for alphabet in alphabets for text in _texts(ink, heights, alphabet)}
        best = max(texts, key=lambda text: likeness(ink, text), default=None)
        if best is not None and likeness(ink, best) >= _ALIKE:
            return best
    return None


def looks_like(ink: Floats, glyph: str) -> bool:
    """Whether an ink in any font is among the likest to a glyph: few others are liker to it in the house font."""
    own = likeness(ink, glyph)
    rivals = sum(likeness(ink, each) > own for each in (*DIGITS, *CAPITALS) if each != glyph)
    return rivals < _RIVALS and own > _LOOKS_LIKE


def likeness(ink: Floats, text: str) -> float:
    """Of an ink to a text in the house font, brought to the same box and softness: 0 to 1."""
    height, width = ink.shape
    room = 3
    around = np.pad(ink, room)
    norm = float(np.sqrt((ink**2).sum()))
    drawn = Image.fromarray(_set(text))
    best = 0.0
    for taller, wider in product((0, 1), (0, 1, 2)):
        scaled = drawn.resize((width + wider, height + taller), Image.Resampling.BOX)
        for soft in _SOFT:
            other = ndimage.gaussian_filter(np.pad(np.asarray(scaled, np.float32), room), soft)[: height + 2 * room]
            size = float(np.sqrt((other**2).sum()))
            for left in range(wider + 1):
                part = other[:, left : left + width + 2 * room]
                best = max(best, float((around[: len(part)] * part).sum()) / (norm * size + 1e-6))
    return best


def _texts(ink: Floats, heights: tuple[float, ...], alphabet: str) -> list[str]:
    """The surest readings that a sign can bear."""
    sums = ink.sum(axis=1)
    bottoms = {int(np.flatnonzero(sums >= tail * sums.max())[-1]) + 1 for tail in TAILS}
    strips = [_strip(ink, bottom, part) for bottom in sorted(bottoms) for part in heights]
    lines = sorted(read_strips(strips, (SIZE,), alphabet), key=lambda line: -line.confidence)
    texts = [line.text for line in lines if line.confidence >= _CONFIDENCE]
    return [text for text in dict.fromkeys(texts) if text_kind(text) and len(text) <= MAX_TEXT][:3]


def _strip(ink: Floats, height: int, part: float) -> Strip:
    zoom = SIZE * part / height
    faint = np.concatenate([ink[:height], ink[height:].clip(0, 0.9 * _INKED)])
    grey = Image.fromarray((faint * 255).astype(np.uint8))
    size = (max(1, round(grey.width * zoom)), max(1, round(grey.height * zoom)))
    small = np.asarray(grey.resize(size, Image.Resampling.BOX), np.float32) / np.float32(255)
    return Strip((0, 0, *size), PALETTE["black"], PALETTE["white"], np.pad(small, 6))


@lru_cache(maxsize=256)
def _set(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The text as signs have it, cut to its ink."""
    face = font(_SET)
    canvas = Image.new("L", (_SET * (len(text) + 2), 2 * _SET))
    pen, x = ImageDraw.Draw(canvas), float(_SET / 2)
    for letter in text:
        pen.text((x, _SET), letter, fill=255, font=face, anchor="lm")
        x += face.getlength(letter) + SPACING * _SET
    return np.asarray(canvas.crop(canvas.point(lambda value: 255 * (value > 255 * EDGE)).getbbox()))
