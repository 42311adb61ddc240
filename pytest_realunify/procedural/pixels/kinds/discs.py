"""Round things that are more than a plain circle: rings, halved circles, circles cut into sectors."""

from __future__ import annotations

import math
from itertools import product
from typing import Final

import numpy as np
from scipy import ndimage

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.findings import Found, Sheet, between
from pytest_realunify.procedural.pixels.inside import Inside, Paint, paint_of
from pytest_realunify.procedural.pixels.kinds.plain import contenders
from pytest_realunify.procedural.pixels.kinds.rings import hole, ring
from pytest_realunify.procedural.pixels.kinds.rounds import TURNS, Disc
from pytest_realunify.procedural.pixels.light import Floats, Mask, chroma, length
from pytest_realunify.procedural.pixels.naming import names_of
from pytest_realunify.procedural.pixels.sightings import Outlined, Reading
from pytest_realunify.procedural.world.scene import Cut, Halves, Pie

_STEP: Final = 2.0
"""Hundredths of colour between two sides of a line that ends a sector; shading changes by less than half of it."""
_FAINT_CUT: Final = 0.1
"""Part of the strongest change that a line's flank has at least: blur carries less than that into the next sector."""
_APART: Final = 5
"""Steps between the two flanks of one line are fewer."""
_UPRIGHT: Final = 15
"""Degrees that a cut may lean."""
_SMALL: Final = (36, 64)
"""Working pixels below which parts of a disc are not told, and below which corners of an outline look like cuts."""
_SHADED: Final = 0.5
"""What a difference of lightness counts for where a disc may be shaded."""
_HALVES: Final = 9.0
"""Hundredths of colour between two halves."""
_OWN: Final = 0.93
"""Part of a half that is more like its own middle than like the other's."""
_EVEN_CORE: Final = 0.97
_EVEN: Final = 0.25
"""Part of an equal sector that one may be off."""


def disc(body: Body, within: Inside, sheet: Sheet) -> Found | None:
    """None for what is not round, or of one colour all over: `plain` names that."""
    del sheet
    kinds = contenders(body.likeness)
    if not any(each.kind == "circle" for each in kinds) or body.likeness[0].score < 0.97 or body.extent < 14:
        return None
    found = Disc.of(body)
    hollow = hole(found)
    if hollow > 0.12:
        return ring(found, hollow)
    cuts = _cuts(found)
    if not cuts or (body.extent < _SMALL[1] and within.even > _EVEN_CORE):
        return None
    if body.extent < _SMALL[0]:
        return Found((Outlined(),), "it is too small to say what is on it")
    read = _halved(found, cuts) if len(cuts) == 2 else _sectored(found, cuts)
    if not isinstance(read.readings[0], Outlined):
        return read
    halved = _parted(found)
    return read if halved is None else _halved(found, halved)


def _cuts(found: Disc) -> list[float]:
    """Degrees, clockwise from the right, at which one colour ends all the way from near the middle to near the rim."""
    spokes = found.between(0.5, 0.85)
    change = length(np.roll(spokes, -2, axis=1) - np.roll(spokes, 2, axis=1))
    strength = np.median(change, axis=0)
    calm, strong = float(np.percentile(strength, 12)), float(strength.max())
    least = max(_STEP, 4 * found.body.ground.noise, 2.5 * calm, _FAINT_CUT * strong)
    marked = strength > least
    if not marked.any() or marked.all():
        return []
    start = _calmest(marked)
    turned = np.roll(marked, -start)
    wide = ndimage.binary_closing(np.pad(turned, _APART), np.ones(_APART, bool))[_APART:-_APART] | turned
    runs, count = ndimage.label(wide)
    weights = np.roll(strength, -start) * wide
    centres = ndimage.center_of_mass(weights, runs, range(1, count + 1))
    return sorted(((float(centre) + start) * 360 / TURNS) % 360 for (centre,) in centres)


def _calmest(marked: Mask) -> int:
    """The middle of the longest stretch of turns without a mark: no line lies across it."""
    twice = np.concatenate([marked, marked])
    runs, count = ndimage.label(~twice)
    lengths = np.bincount(runs, minlength=count + 1)
    lengths[0] = 0
    held = np.flatnonzero(runs == lengths.argmax())
    return int(held[len(held) // 2]) % TURNS


def _fill(found: Disc, start: float, stop: float) -> Paint:
    """The colour between two cuts (degrees, stop beyond start), away from both."""
    room = 0.22 * (stop - start)
    turns = np.arange(math.ceil((start + room) / 2), math.floor((stop - room) / 2) + 1) % TURNS
    return paint_of(found.between(0.4, 0.8)[:, turns].reshape(-1, 3), found.body.ground.noise)


def _halved(found: Disc, cuts: list[float]) -> Found:
    one, other = sorted(cuts)
    if abs(other - one - 180) > _UPRIGHT:
        return Found((Outlined(),), "its parts are uneven")
    lean = ((one + other - 180) / 2) % 180
    cut: Cut
    if abs(lean - 90) <= _UPRIGHT:
        # Clockwise from the lower end of the cut comes the left half.
        cut, first, second = "vertical", _fill(found, one, other), _fill(found, other, one + 360)
    elif min(lean, 180 - lean) <= _UPRIGHT:
        cut, low, high = "horizontal", _fill(found, one, other), _fill(found, other, one + 360)
        first, second = (high, low) if one < 90 or one > 270 else (low, high)
        if other > 300 and one > 90:
            first, second = low, high
    else:
        return Found((Outlined(),), "it is cut slantwise")
    if not first.names or not second.names:
        return Found((Outlined(),), "a half of it has a colour that is hard to name")
    return _two(cut, first, second)


def _parted(found: Disc) -> list[float] | None:
    """The upright or level cut by which nearly all of either half is more like its own half than like the other, and
    beside which the colour jumps; None for none, or for both. For discs on which texture looks like cuts."""
    rings = found.between(0.15, 0.85).copy()
    rings[..., 0] *= _SHADED
    turns = np.arange(TURNS) * math.tau / TURNS
    fits = []
    for cuts, off in (([90.0, 270.0], np.cos(turns)), ([0.0, 180.0], np.sin(turns))):
        one, other = rings[:, off < -0.12].reshape(-1, 3), rings[:, off > 0.12].reshape(-1, 3)
        bases = np.median(one, axis=0), np.median(other, axis=0)
        apart = float(length(bases[0] - bases[1]))
        own = [
            float((length(half - base) < length(half - foreign)).mean())
            for half, base, foreign in ((one, *bases), (other, *reversed(bases)))
        ]
        near = (np.abs(off) > 0.12) & (np.abs(off) < 0.5)
        beside = [np.median(rings[:, near & (np.sign(off) == way)].reshape(-1, 3), axis=0) for way in (-1, 1)]
        if apart > _HALVES and min(own) > _OWN and float(length(beside[0] - beside[1])) > 0.7 * apart:
            fits.append(cuts)
    return fits[0] if len(fits) == 1 else None


def _two(cut: Cut, first: Paint, second: Paint) -> Found:
    readings: list[Reading] = []
    for one, other in product(first.names, second.names):
        if one != other:
            readings.append(Halves(cut, one, other))
        elif cut == "vertical" and one != "black":
            readings.append(Pie(2, 0, "red") if one == "white" else Pie(2, 2, one))
        else:
            readings.append(Outlined())
    alike = length(first.base - second.base) < 5
    if alike and first.names == second.names:
        readings = [each for each in readings if isinstance(each, Pie)] or readings
    else:
        readings = [each for each in readings if isinstance(each, Halves)] or readings
    doubt = between(first.names if len(first.names) > 1 else second.names)
    found = tuple(dict.fromkeys(readings))
    return Found(found, f"half of it {doubt}" if len(found) > 1 else "")


def _sectored(found: Disc, cuts: list[float]) -> Found:
    count = len(cuts)
    gaps = np.diff([*cuts, cuts[0] + 360])
    if count < 3 or np.abs(gaps - 360 / count).max() > _EVEN * 360 / count:
        return Found((Outlined(),), "its sectors are uneven")
    paints = [_fill(found, start, start + gap) for start, gap in zip(cuts, gaps, strict=True)]
    coloured = _coloured(np.array([paint.base for paint in paints]), _steps(found, cuts))
    if coloured is None:
        return Found((Outlined(),), "its sectors have colours that are hard to part")
    filled = [paint for paint, marked in zip(paints, coloured, strict=True) if marked]
    if not filled:
        return Found((Pie(count, 0, "red"),))
    base = np.median([paint.base for paint in filled], axis=0)
    if max(float(length(paint.base - base)) for paint in filled) > 14:
        return Found((Outlined(),), "its sectors have several colours")
    names = [name for name in names_of(base, 0.5) if name not in ("white", "black")]
    if not names:
        return Found((Outlined(),), "its sectors have a colour that is hard to name")
    return Found(tuple(Pie(count, len(filled), name) for name in names), between(names) if len(names) > 1 else "")


def _steps(found: Disc, cuts: list[float]) -> Floats:
    """By how much it gets lighter from one sector to the next across each cut: shading does not jump there."""
    light = np.median(found.between(0.45, 0.8)[..., 0], axis=0)

    def beside(cut: float, way: int) -> float:
        places = np.rint((cut + way * np.arange(7, 12)) * TURNS / 360).astype(int) % TURNS
        return float(np.median(light[places]))

    return np.array([beside(cut, 1) - beside(cut, -1) for cut in cuts], np.float32)


def _coloured(bases: Floats, steps: Floats) -> list[bool] | None:
    """Which sectors are not white; None where that is hard to say."""
    light, colourful = bases[:, 0], chroma(bases)
    if colourful.max() > 5:
        share = colourful / colourful.max()
        hard = ((share > 0.35) & (share < 0.6)).any() and light.max() - light.min() > 10
        return None if hard else [bool(each) for each in share > 0.5]
    if np.abs(steps).max() < 7:
        middle = np.median(bases, axis=0)
        if middle[0] > 91 or light.max() > 95:
            return [False] * len(bases)
        return [True] * len(bases) if "white" not in names_of(middle, 2.0) and light.max() < 85 else None
    if ((np.abs(steps) > 5) & (np.abs(steps) < 10)).any() or light.max() < 72:
        return None
    darker = np.cumsum(np.sign(np.where(np.abs(steps) >= 10, -steps, 0)))  # from the first sector on
    return [bool(each > darker.min()) for each in darker]
