"""What figures look like: drawn here in their box, to compare things with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.drawing import PAPER, Canvas
from pytest_realunify.procedural.pixels.cuts import Cut
from pytest_realunify.procedural.pixels.light import Floats, length, oklab
from pytest_realunify.procedural.world.figures.base import Figure
from pytest_realunify.procedural.world.layout import Plan
from pytest_realunify.procedural.world.painting import Pen
from pytest_realunify.procedural.world.scene import Pie

GRID: Final = 48
LINES: Final = (0.3, 1.0, 2.0)
"""Widths of outlines, as parts of the usual one."""
_LEAST: Final = 120.0
"""Cells in pixels that figures are drawn in; more where one has small print."""


EVERYWHERE: Final[Floats] = np.ones(GRID * GRID * 3, np.float32)


@dataclass(frozen=True, slots=True)
class Look:
    """A state of a figure: `colours` (GRID * GRID * 3,) OKLab in its box, `cell` as a part of the longer side."""

    figure: Figure | Pie
    colours: Floats
    aspect: float
    cell: float


def painted(figure_: Figure | Pie, line: float) -> tuple[Look, Cut]:
    """With so many times the usual line width."""
    cell = _LEAST if isinstance(figure_, Pie) else max(_LEAST, figure_.room)
    side = round(1.1 * cell)
    canvas = Canvas(side, side, scale=2)
    pen = Pen(canvas, Plan(side, cell, ()))
    pen.line *= line
    pen.draw(figure_, side / 2, side / 2)
    pixels = np.asarray(canvas.finish())
    off = length(oklab(pixels) - oklab(np.array(PAPER, np.uint8)))
    held = off > 3.0
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    box = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    cut = Cut(pixels[box], held[box])
    return Look(figure_, squared(cut), cut.aspect, cell / max(cut.pixels.shape[:2])), cut


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Colours of many looks, weighted (GRID * GRID * 3,): `rows` about their means, scaled to length one."""

    rows: Floats
    weights: Floats

    @classmethod
    def of(cls, colours: Sequence[Floats], weights: Floats) -> Stack:
        rows = _about(np.stack(colours), weights)
        return cls(rows / (np.sqrt((rows**2).sum(axis=1, keepdims=True)) + np.float32(1e-6)), weights)

    def correlated(self, colours: Floats) -> Floats:
        """Of every look with the colours, lightness about its mean, hues about grey: -1 to 1."""
        other = _about(colours[None], self.weights)[0]
        found: Floats = (self.rows @ other) / (np.sqrt((other**2).sum()) + np.float32(1e-6))
        return found


def _about(rows: Floats, weights: Floats) -> Floats:
    bands = rows.reshape(len(rows), -1, 3)
    shares = weights.reshape(-1, 3)
    mean = (bands[..., 0] * shares[:, 0]).sum(axis=1) / shares[:, 0].sum()
    about = bands - np.stack([mean, np.zeros_like(mean), np.zeros_like(mean)], axis=1)[:, None]
    found: Floats = (about * np.sqrt(shares)).reshape(len(rows), -1).astype(np.float32)
    return found


def squared(cut: Cut) -> Floats:
    """Its colours in a grid of GRID by GRID, what is ground white: (GRID * GRID * 3,) OKLab."""
    pixels = np.where(cut.mask[..., None], cut.pixels, np.uint8(255))
    image = Image.fromarray(pixels).resize((GRID, GRID), Image.Resampling.BOX)
    found: Floats = oklab(np.asarray(image)).reshape(-1)
    return found


def alike(figure_: Figure, cut: Cut) -> float:
    """Correlation of a thing with a figure, in the line width that fits best."""
    looks = [painted(figure_, line)[0].colours for line in LINES]
    return float(Stack.of(looks, EVERYWHERE).correlated(squared(cut)).max())
