"""The writing on signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.lettering.ocr import CAPITALS, DIGITS, TextLine, read_strips
from pytest_realunify.procedural.lettering.text_lines import Strip
from pytest_realunify.procedural.pixels.colours import Bytes, Floats, name_of, typical, worst
from pytest_realunify.procedural.world.layout import PARTS
from pytest_realunify.procedural.world.painting import line_width
from pytest_realunify.procedural.world.scene import MAX_TEXT, TEXT_COLOURS, Sign, text_kind

_SIZE: Final = 24
"""Font size in pixels to which lettering is brought before it is read: the largest that is matched as it stands."""
_HEIGHTS: Final = (0.695, 0.705, 0.715, 0.725, 0.74, 0.755, 0.77)
"""Height of the ink as a part of the font size: 0.69 for E, 0.72 for O, a pixel more or less where edges are soft."""
_INKED: Final = 0.35  # as the reader has it
_TAILS: Final = (0.0, 0.2)
"""Part of the fullest row's ink below which the lowest rows hold but the tail of a Q: the reader would take its end for
the baseline, unless it is too faint for that. Whether there is one is not known before it is read."""
_DIGITS: Final = DIGITS + ":"
_LIKELY: Final = (0.705, 0.725, 0.74)
_SURE: Final = 0.9
_LEAST_CONFIDENCE: Final = 0.5
"""The part of the ink that the glyphs read explain: 0.9 to 0.96 where edges are sharp."""
_WHITE: Final = PALETTE["white"]


@dataclass(frozen=True, slots=True)
class _Lettering:
    """The colour of a sign's writing, and its ink as coverage (0 to 1), cut to its box."""

    colour: str
    cut: Floats


def read_signs(patches: Sequence[Bytes]) -> list[Sign | None]:
    """The signs whose frames are the patches' borders; None for what cannot be read. All at once is much faster."""
    found = [_lettering(patch) for patch in patches]
    texts = iter(_texts([each for each in found if each is not None]))
    return [
        Sign(text, each.colour) if each is not None and (text := next(texts)) is not None else None for each in found
    ]


def frame_width(patch: Bytes) -> float:
    """From the outer edge of a sign's left frame line to that of its right one, in pixels, to a part of one: the size
    of the writing hangs on it, and blur widens the patch."""
    middle = patch[patch.shape[0] // 4 : -(patch.shape[0] // 4)].mean(axis=(0, 2))
    reach = max(5, round(0.06 * len(middle)))
    width = line_width(len(middle) / PARTS[Sign])
    return float(len(middle) - _weight_at(middle[:reach]) - _weight_at(middle[::-1][:reach]) - 1 + width)


def _weight_at(profile: Floats) -> float:
    """Where the dark of a line lies, in pixels from the first."""
    dark = np.clip(0.8 * float(profile.max()) - profile, 0, None)
    return float((dark * np.arange(len(dark))).sum() / max(float(dark.sum()), 1e-6))


def _lettering(patch: Bytes) -> _Lettering | None:
    inset = max(3, round(0.05 * patch.shape[1]))
    inner = patch[inset:-inset, inset:-inset].astype(np.float32)
    if not inner.size:  # a low, broad smudge
        return None
    paper = typical(inner)
    if name_of(paper) != "white":
        return None
    off = paper - inner
    colour = _ink(off)
    axis = np.array(_WHITE, np.float32) - np.array(PALETTE[colour], np.float32)
    coverage = np.clip(off @ axis / float(axis @ axis), 0, 1).astype(np.float32)
    inked = coverage > _INKED
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if len(rows) < 8:
        return None
    # Blur thins ink out: an H would read as two I.
    full = max(0.5, float(np.percentile(coverage[inked], 80)))
    coverage = np.clip(coverage / np.float32(full), 0, 1)
    return _Lettering(colour, coverage[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _ink(off: Floats) -> str:
    """The colour of the writing by the direction in which it leaves white: that survives blur."""
    strong = off[worst(off) > 0.5 * max(60.0, float(off.max()))]
    lean = strong.mean(axis=0) if len(strong) else np.ones(3, np.float32)

    def turned(colour: str) -> float:
        axis = 255 - np.array(PALETTE[colour], np.float32)
        return float(lean @ axis / np.linalg.norm(axis))

    return max(TEXT_COLOURS, key=turned)


def _texts(found: Sequence[_Lettering]) -> list[str | None]:
    """Read with all glyphs together first, at a glance; what that leaves open from all sides, and where letters and
    figures are mixed, with each kind alone."""
    glances = [[_strip(each.cut, len(each.cut), part) for part in _LIKELY] for each in found]
    texts = [_text(lines, _SURE) for lines in _readings(glances, _DIGITS + CAPITALS)]
    _fill(texts, found, (_DIGITS + CAPITALS,))
    _fill(texts, found, (CAPITALS, _DIGITS))
    return texts


def _fill(texts: list[str | None], found: Sequence[_Lettering], alphabets: Sequence[str]) -> None:
    """Put the surest reading in any of the alphabets where there is none yet."""
    places = [place for place, text in enumerate(texts) if text is None]
    strips = [_strips(found[place].cut) for place in places]
    readings = [_readings(strips, alphabet) for alphabet in alphabets]
    for place, *lines in zip(places, *readings, strict=True):
        texts[place] = _text([line for some in lines for line in some], _LEAST_CONFIDENCE)


def _readings(strips: Sequence[Sequence[Strip]], alphabet: str) -> list[list[TextLine]]:
    """The readings of every sign's strips; all are read at once, which is much faster."""
    lines = iter(read_strips([strip for tries in strips for strip in tries], (_SIZE,), alphabet))
    return [[next(lines) for _ in tries] for tries in strips]


def _text(lines: Sequence[TextLine], confidence: float) -> str | None:
    """The surest reading; None where that is none of a sign."""
    best = max(lines, key=lambda line: line.confidence)
    sensible = text_kind(best.text) != "" and len(best.text) <= MAX_TEXT
    return best.text if sensible and best.confidence >= confidence else None


def _strips(coverage: Floats) -> list[Strip]:
    """The writing in the reader's size, once for each part of the font size that its height may be."""
    sums = coverage.sum(axis=1)
    heights = {int(np.flatnonzero(sums >= tail * sums.max())[-1]) + 1 for tail in _TAILS}
    return [_strip(coverage, height, part) for height in sorted(heights) for part in _HEIGHTS]


def _strip(coverage: Floats, height: int, part: float) -> Strip:
    zoom = _SIZE * part / height
    faint = np.concatenate([coverage[:height], coverage[height:].clip(0, 0.9 * _INKED)])
    grey = Image.fromarray((faint * 255).astype(np.uint8))
    size = (max(1, round(grey.width * zoom)), max(1, round(grey.height * zoom)))
    small = np.asarray(grey.resize(size, Image.Resampling.BOX), np.float32) / np.float32(255)
    return Strip((0, 0, *size), PALETTE["black"], _WHITE, np.pad(small, 6))
