"""What a thing is filled with: its outline's width, its colour under light and shade, and whether anything is on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.light import Floats, Mask, chroma, length, sample
from pytest_realunify.procedural.pixels.masks import grown, shrunk
from pytest_realunify.procedural.pixels.naming import names_of

_FLAT: Final = 3.5
"""Hundredths by which half of a flat fill's pixels may be off their median."""
_GLOSS: Final = 0.2
"""Part of a thing that a patch of light may take."""
_WIDEST: Final = 0.36
"""Part of the way to the middle that an outline may take."""
_HUE: Final = 6.0
"""Hundredths by which a fill in light and shade may be off its own hue."""
_DEPTH: Final = 0.35
"""What a difference of lightness counts for in a thing that is shaded a little."""
_DARKEST: Final = 0.45
"""Part of its lightness that a colour has in its shade at least."""
_PALEST: Final = 0.75
"""Part of a colour that a mirrored light leaves at least; near white, what is hardly lighter is much nearer to it."""
_SPOT: Final = 0.08
"""Part of a thing from which what is on it is no mirrored light."""
_CENTRED: Final = 0.08
"""Part of a thing's extent by which a mirrored light is off its middle at least."""
_OUTER: Final = 2.5
"""Pixels from the rim that are mixed with what is beyond it."""
_MARGIN: Final = 0.2
"""Part of the way to the middle in which an outline may be seen."""
_MARK: Final = 0.012
"""The same for what is no lighter than the thing."""
_SHARP: Final = 3.0
"""Steepness per pixel of an edge."""
_THIN: Final = 9.0
"""Pixels from the rim to the middle below which most of a thing is bled into by its rim."""
_ROOM: Final = 12
"""Pixels from the outline to the middle below which nothing can be told on a thing from its rim."""


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as far as it is known. `base` is OKLab under plain light; `names` what it may be called."""

    base: Floats
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """`line` is the outline's width in pixels, `core` marks what lies within it, `marked` how much of the core is on
    edges that neither shading nor a patch of light explains, `even` how much of it has one hue in light and shade (both
    0 to 1)."""

    line: float
    core: Mask
    marked: float
    even: float


def inside(body: Body) -> Inside:
    """Of a thing."""
    line = _line_width(body)
    deepest = float(body.depth.max())
    core = body.depth > max(line + 1.0, 0.45 * deepest if deepest < _THIN else 0.0)
    if core.sum() < 12:
        core = body.depth > 0.6 * deepest
    even = _evenness(sample(body.smooth[core]))
    inner = body.depth > max(line + 4.0, 0.5 * deepest)
    if deepest - line < _ROOM or inner.sum() < 12:
        return Inside(line, core, 0.0, even)
    steep = body.ground.steep[body.where]
    marks = inner & (steep > max(2.2 * body.ground.edge, 1.8))
    if marks.any():
        marks &= ~_near_gloss(body, core)
    return Inside(line, core, float(marks.sum()) / float(inner.sum()), even)


def _evenness(colours: Floats) -> float:
    """The share of a core's pixels (n, 3) that are the colour of its middle, mixed with white by light or with black by
    shade."""
    return float(_like(colours, np.median(colours, axis=0), 0.0).mean())


def _like(colours: Floats, base: Floats, palest: float) -> Mask:
    """Which of the colours (…, 3) are the base in light or shade; `palest`: what of it light leaves at least."""
    light = colours[..., 0]
    lighter = light > base[0]
    share = np.where(lighter, (100 - light) / max(1.0, 100 - float(base[0])), light / max(1.0, float(base[0]))).clip(
        0, 1
    )
    away_a, away_b = colours[..., 1] - base[1], colours[..., 2] - base[2]
    tint = np.square(colours[..., 1] - share * base[1]) + np.square(colours[..., 2] - share * base[2])
    lit = (np.abs(light - base[0]) < _HUE) | np.where(lighter, share >= palest, share > _DARKEST)
    near = np.square(_DEPTH * (light - base[0])) + np.square(away_a) + np.square(away_b) < (1.5 * _HUE) ** 2
    return np.asarray((near & (lit | (palest == 0))) | ((tint < _HUE**2) & lit))


def is_spotted(body: Body, core: Mask) -> bool:
    """Whether a part of it that is neither lit nor shaded, and larger than a mirrored light, has an edge of its own."""
    deepest = float(body.depth.max())
    if deepest < _ROOM:
        return False
    away = body.depth > 1.5 + _MARGIN * deepest
    if not (core & away).any():
        return False
    base = np.median(sample(body.smooth[core & away]), axis=0)
    odd = core & (body.depth > _OUTER) & ~_like(body.smooth, base, _PALEST)
    regions, count = ndimage.label(odd & away)
    if not count:
        return False
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    spot = np.asarray(regions == sizes.argmax())
    parts, _ = ndimage.label(odd)
    whole = np.isin(parts, np.unique(parts[spot]))
    lit = float(np.median(body.smooth[spot][:, 0])) > float(base[0])
    if sizes.max() < (_SPOT if lit and _may_be_mirrored(body, spot, whole) else _MARK) * float(core.sum()):
        return False
    steep = max(float(np.median(body.ground.steep[body.where][_edge(each) & core])) for each in (spot, whole))
    return steep > max(_SHARP, 2.5 * body.ground.edge)


def _edge(mask: Mask) -> Mask:
    return grown(mask, 1) & ~shrunk(mask, 1)


def _may_be_mirrored(body: Body, spot: Mask, whole: Mask) -> bool:
    """Whether a light spot is where a mirrored light is, off the middle, and with all up to the rim no larger."""
    down, across = ndimage.center_of_mass(spot)
    middle_down, middle_across = ndimage.center_of_mass(body.mask)
    off = float(np.hypot(down - middle_down, across - middle_across))
    return off > _CENTRED * body.extent and float(whole.sum()) < _GLOSS * body.area


def _line_width(body: Body) -> float:
    """From the rim to where half of the way from the outline's colour to what it encloses is done; 0 for none. An
    outline has one colour all round: what is striped or halved up to its rim has none."""
    deepest = float(body.depth.max())
    if deepest < 3:
        return 0.0
    rim = body.smooth[(body.depth >= 1) & (body.depth < 2.5)]
    ink = np.median(rim, axis=0)
    within = length(sample(body.smooth[body.depth > 0.45 * deepest]) - ink)
    typical = float(np.median(within))
    if typical < 6 or float(np.percentile(length(rim - ink), 85)) > max(8.0, 0.4 * typical):
        return 0.0
    widest = max(2, int(_WIDEST * deepest))
    outer = (body.depth >= 1) & (body.depth < widest + 1)
    away, steps = length(body.smooth[outer] - ink), body.depth[outer].astype(np.int32)
    bands = (away[steps == step] for step in range(1, widest + 1))
    return float(
        max((step for step, band in enumerate(bands, 1) if not len(band) or np.median(band) < 0.5 * typical), default=0)
    )


def _near_gloss(body: Body, core: Mask) -> Mask:
    """A patch much lighter and paler than the rest, with its rim: where a light is mirrored."""
    light, colourful = body.smooth[..., 0], chroma(body.smooth)
    base = np.median(sample(body.smooth[core]), axis=0)
    brightest = float(np.percentile(light[core], 99))
    patch = (
        core
        & (light > base[0] + max(4.0, 0.4 * (brightest - base[0])))
        & (colourful < max(0.9 * float(np.hypot(base[1], base[2])), 2.0))
    )
    regions, count = ndimage.label(patch)
    if not count:
        return np.asarray(patch)
    sizes = np.bincount(regions.ravel())
    sizes[0] = 0
    if not sizes.max() < _GLOSS * body.area:
        return np.zeros(patch.shape, bool)
    return grown(regions == sizes.argmax(), 3)


def paint_of(colours: Floats, noise: float = 0.0) -> Paint:
    """The colour of a fill's pixels (n, 3). Of a shaded one its most colourful part tells: light and shade are pale."""
    middle = np.median(colours, axis=0)
    spread = float(np.median(length(colours - middle)))
    if spread <= _FLAT:
        return Paint(middle, names_of(middle, min(1.0, 0.15 * noise)))
    colourful = chroma(colours)
    if float(np.percentile(colourful, 70)) > 5:
        base = np.median(colours[colourful >= np.percentile(colourful, 60)], axis=0)
    else:
        base = np.median(colours[colours[:, 0] >= np.percentile(colours[:, 0], 45)], axis=0)
    named, plain = names_of(base, 0.5), names_of(middle)
    if plain and not set(named) & set(plain):
        return Paint(base, (*named, *plain))
    return Paint(base, named)
