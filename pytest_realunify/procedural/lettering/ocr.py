"""Reads text set in our own font (`drawing.font`) from pixels: find two-tone lines, decode each by template matching.

A line is decoded without cutting it into glyphs first, because at 11 px neighbouring glyphs touch: every glyph is
compared with the strip at every half pixel, and the cheapest sequence that tiles the strip wins (Viterbi).
Meant for horizontal text of one colour on a flat background. Other writing comes back with a low confidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import RGB, font
from pytest_realunify.procedural.lettering.text_lines import Box, Strip, find_strips

CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS: Final = CAPITALS + CAPITALS.lower()
DIGITS: Final = "0123456789"
ALPHABET: Final = LETTERS + DIGITS + ".,:-+=%"

SIZES: Final = range(9, 25)
"""Font sizes in pixels that are matched as they stand. Text too high for them is scaled down to `_COMFORTABLE`."""
_COMFORTABLE: Final = 24
_COLUMNS: Final = 24_000  # decoded together: bounds the cost tables at about 15 MB each, whatever the picture

# Heights of Aileron above its baseline, and of its descenders, as parts of the font size (measured at 100 px).
_CAP, _ASCENDER, _X_HEIGHT, _DESCENDER = 0.70, 0.75, 0.55, 0.21
_TOPS: Final = (_CAP, 0.725, _ASCENDER, 0.67, _X_HEIGHT)
_INKED: Final = 0.35  # coverage from which a pixel counts as ink
_SPACE: Final = 0.16  # a gap this wide, beyond the glyphs' own bearings, is a space (a space is 0.24 wide)
_GLYPH_COST: Final = 0.25  # in fully inked pixels: without it specks of noise become full stops
_GAP_COST: Final = 0.03  # per half pixel: prefers glyphs side by side to glyphs pushed about

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as read. `box` is left, top, right, bottom of its ink in pixels, right and bottom exclusive.

    `size` is the font size in pixels; `confidence` the part of the ink that the text explains (0 to 1).
    """

    text: str
    box: Box
    size: float
    confidence: float
    ink: RGB
    background: RGB


def read_lines(
    image: Image.Image, sizes: Sequence[int] = SIZES, alphabet: str = ALPHABET, least_confidence: float = 0.6
) -> list[TextLine]:
    """All lines of text in an RGB picture, from top to bottom and left to right."""
    return [line for line in read_strips(find_strips(image), sizes, alphabet) if line.confidence >= least_confidence]


def read_strips(strips: Iterable[Strip], sizes: Sequence[int] = SIZES, alphabet: str = ALPHABET) -> list[TextLine]:
    """Decode strips that `find_strips` found, all at once (much faster than one by one); one line for each, in order.

    A strip that no size fits gives an empty text with confidence 0.
    """
    found = list(strips)
    lines = [TextLine("", strip.box, 0.0, 0.0, strip.ink, strip.background) for strip in found]
    hypotheses = [guess for index, strip in enumerate(found) for guess in _hypotheses(index, strip, sizes)]
    hypotheses.sort(key=lambda guess: (guess.size, guess.phase, guess.strip.shape[1]))
    for (size, phase), group in groupby(hypotheses, key=lambda guess: (guess.size, guess.phase)):
        glyphs = _glyphs(size, phase, alphabet)
        for batch in _batches(list(group)):
            for guess, (text, confidence) in zip(batch, _decode(batch, glyphs), strict=True):
                if confidence > lines[guess.index].confidence:
                    read = float(size / guess.zoom)
                    lines[guess.index] = replace(lines[guess.index], text=text, size=read, confidence=confidence)
    return lines


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    """Strip `index` might be set in `size` with its baseline `phase` half pixels below the template's."""

    index: int
    size: int
    phase: int
    zoom: float
    strip: _Floats  # coverage 0..1, cut to the rows of the template


def _batches(guesses: Sequence[_Hypothesis]) -> Iterator[Sequence[_Hypothesis]]:
    """Cut a list that is sorted by width where a batch, padded to its widest member, would hold too many columns."""
    start = 0
    for stop, guess in enumerate(guesses):
        if (stop + 1 - start) * guess.strip.shape[1] > _COLUMNS and stop > start:
            yield guesses[start:stop]
            start = stop
    yield guesses[start:]


def _hypotheses(index: int, strip: Strip, sizes: Sequence[int]) -> list[_Hypothesis]:
    """The sizes and baselines that put the top and the bottom of the ink where the font has them."""
    rows = np.flatnonzero(strip.coverage.max(axis=1, initial=0.0) > _INKED)
    if not len(rows):
        return []
    top, bottom = float(rows[0]), float(rows[-1] + 1)
    enlarged = _enlarged_hypotheses(index, strip, top, bottom) if bottom - top > _CAP * SIZES[-1] + 1 else []
    return enlarged + [
        _Hypothesis(index, size, half % 2, 1.0, _cut(strip.coverage, half // 2, size))
        for size in sizes
        for half in _baselines(top, bottom, size)
    ]


def _enlarged_hypotheses(index: int, strip: Strip, top: float, bottom: float) -> list[_Hypothesis]:
    """Text larger than any template: for every way to explain its height, scaled to one comfortable size."""
    height = bottom - top
    zooms = {_COMFORTABLE * part / height for tall in _TOPS for part in (tall, tall + _DESCENDER)}
    guesses = []
    for zoom in sorted(zooms):
        coverage = _zoomed(strip.coverage, zoom)
        for base in (bottom * zoom, bottom * zoom - _DESCENDER * _COMFORTABLE):
            if not any(abs(base - top * zoom - tall * _COMFORTABLE) < 0.75 for tall in _TOPS):
                continue
            for half in (math.floor(base * 2), math.floor(base * 2) + 1):
                cut = _cut(coverage, half // 2, _COMFORTABLE)
                guesses.append(_Hypothesis(index, _COMFORTABLE, half % 2, zoom, cut))
    return guesses


def _zoomed(coverage: _Floats, zoom: float) -> _Floats:
    height, width = coverage.shape
    grey = Image.fromarray((coverage * 255).astype(np.uint8))
    size = (max(1, math.ceil(width * zoom)), max(1, math.ceil(height * zoom)))
    small = grey.resize(size, Image.Resampling.BOX, box=(0, 0, min(width, size[0] / zoom), min(height, size[1] / zoom)))
    return np.asarray(small, np.float32) / np.float32(255)


def _baselines(top: float, bottom: float, size: int) -> list[int]:
    """Possible baselines in half pixels: one for lines with descenders, one for lines without."""
    found: set[int] = set()
    for base, late in ((bottom, 1), (bottom - _DESCENDER * size, 2)):  # thin tails fade out before they end
        height = base - top
        capitals = -1.0 <= height - _CAP * size <= (_ASCENDER - _CAP) * size + 1.3
        if capitals or -0.5 <= height - _X_HEIGHT * size <= 1.2:
            found.update(range(round(base * 2) - 1, round(base * 2) + late + 1))
    return sorted(found)


def _rows(size: int) -> tuple[int, int]:
    """Rows of a template above and below its baseline."""
    return math.ceil(0.78 * size), math.ceil(0.24 * size) + 1


def _cut(coverage: _Floats, baseline: int, size: int) -> _Floats:
    above, below = _rows(size)
    cut = np.zeros((above + below, coverage.shape[1]), np.float32)
    first, last = max(0, baseline - above), min(coverage.shape[0], baseline + below)
    if last > first:
        cut[first - baseline + above : last - baseline + above] = coverage[first:last]
    return cut


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """Every glyph of one size at both horizontal phases, as one matrix."""

    alphabet: str
    size: int
    columns: int
    advances: NDArray[np.intp]  # (glyphs,), in half pixels
    weighted: _Floats  # (rows * columns, 2 * glyphs): template times the part of each column it owns
    energy: _Floats  # (2, glyphs)


@cache
def _glyphs(size: int, phase: int, alphabet: str) -> _Glyphs:
    """Rendered at twice the size and averaged down, as Canvas does; `phase` moves the baseline half a pixel down."""
    face = font(size * 2)
    above, below = _rows(size)
    advances = np.array([max(2, round(face.getlength(glyph))) for glyph in alphabet])
    columns = int(advances.max() + 2) // 2
    weighted = np.zeros((above + below, columns, 2, len(alphabet)), np.float32)
    energy = np.zeros((2, len(alphabet)), np.float32)
    for place, glyph in enumerate(alphabet):
        for shift in (0, 1):
            big = Image.new("L", (columns * 2, (above + below) * 2))
            ImageDraw.Draw(big).text((shift, 2 * above + phase), glyph, fill=255, font=face, anchor="ls")
            template = np.asarray(big.reduce(2), np.float32) / np.float32(255)
            owned = np.zeros(columns * 2, np.float32)
            owned[shift : shift + advances[place]] = 0.5
            weight = owned.reshape(columns, 2).sum(axis=1)
            weighted[:, :, shift, place] = template * weight
            energy[shift, place] = float((template * template * weight).sum())
    return _Glyphs(alphabet, size, columns, advances, weighted.reshape(-1, 2 * len(alphabet)), energy)


def _decode(batch: Sequence[_Hypothesis], glyphs: _Glyphs) -> list[tuple[str, float]]:
    """Text and confidence of each hypothesis; all of one size and phase."""
    width = max(guess.strip.shape[1] for guess in batch)
    strips = np.zeros((len(batch), batch[0].strip.shape[0], width + glyphs.columns), np.float32)
    for place, guess in enumerate(batch):
        strips[place, :, : guess.strip.shape[1]] = guess.strip
    column_energy = np.repeat(0.5 * (strips * strips).sum(axis=1), 2, axis=1)[:, : 2 * width]
    cost = _glyph_costs(strips, column_energy, glyphs, width)
    best, choice = _cheapest_paths(cost, column_energy, glyphs.advances)
    ink = column_energy.sum(axis=1)
    return [
        (_text(choice[place], glyphs), max(0.0, 1.0 - float(best[place] / ink[place])) if ink[place] > 0 else 0.0)
        for place in range(len(batch))
    ]


def _glyph_costs(strips: _Floats, column_energy: _Floats, glyphs: _Glyphs, width: int) -> _Floats:
    """Squared difference when glyph g stands at half pixel x: (batch, 2 * width, glyphs), infinite beyond the end."""
    windows = np.lib.stride_tricks.sliding_window_view(strips, glyphs.columns, axis=2)[:, :, :width]
    flat = np.ascontiguousarray(windows.transpose(0, 2, 1, 3)).reshape(len(strips) * width, -1)
    match = (flat @ glyphs.weighted).reshape(len(strips), width * 2, len(glyphs.alphabet))
    total = np.concatenate([np.zeros((len(strips), 1), np.float32), column_energy.cumsum(axis=1)], axis=1)
    starts = np.arange(2 * width)
    ends = starts[:, None] + glyphs.advances[None, :]
    covered = total[:, np.minimum(ends, 2 * width)] - total[:, :-1, None]
    cost: _Floats = covered - 2 * match + np.tile(glyphs.energy, (width, 1))[None]
    cost[:, ends > 2 * width] = np.inf
    return cost


def _cheapest_paths(
    cost: _Floats, column_energy: _Floats, advances: NDArray[np.intp]
) -> tuple[_Floats, NDArray[np.int16]]:
    """Viterbi over half pixels. Returns the total costs (batch,) and the choice that led to each position.

    A choice is a glyph's index, that plus the number of glyphs when its successor moves half a pixel closer,
    or -1 for a half pixel left blank.
    """
    batch, length, count = cost.shape
    best = np.full((batch, length + 1), np.inf, np.float32)
    best[:, 0] = 0.0
    choice = np.full((batch, length + 1), -1, np.int16)
    moves = np.arange(2 * count)
    glyph = moves % count
    steps = np.concatenate([advances, advances - 1])
    penalty = np.where(moves < count, _GLYPH_COST, _GLYPH_COST + _GAP_COST).astype(np.float32)
    everyone = np.arange(batch)
    for end in range(1, length + 1):
        blank = best[:, end - 1] + column_energy[:, end - 1] + _GAP_COST
        starts = end - steps
        usable = starts >= 0
        best[:, end] = blank
        if not usable.any():
            continue
        reached = best[:, starts[usable]] + cost[:, starts[usable], glyph[usable]] + penalty[usable]
        winner = reached.argmin(axis=1)
        cheapest = reached[everyone, winner]
        better = cheapest < blank
        best[better, end] = cheapest[better]
        choice[better, end] = moves[usable][winner[better]]
    return best[:, length], choice


def _text(choice: NDArray[Any], glyphs: _Glyphs) -> str:
    """Walk one path backwards; a wide enough run of blanks between two glyphs is a space."""
    letters: list[str] = []
    end, blanks = len(choice) - 1, 0
    while end > 0:
        if choice[end] < 0:
            end, blanks = end - 1, blanks + 1
            continue
        if letters and blanks > 2 * _SPACE * glyphs.size:
            letters.append(" ")
        closer, glyph = divmod(int(choice[end]), len(glyphs.alphabet))
        letters.append(glyphs.alphabet[glyph])
        end, blanks = end - int(glyphs.advances[glyph]) + closer, 0
    return "".join(reversed(letters))
