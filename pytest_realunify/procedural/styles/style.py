"""How a hand draws: everything that pictures of one scene may differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pytest_realunify.procedural.styles.palettes import RGB

Half = Literal["tuning", "held-out"]
STRENGTHS: Final = ("mild", "medium", "strong")


@dataclass(frozen=True, slots=True)
class Line:
    """Outlines. `width` is a part of the object's size; 0 for none. `colour` is a colour, or `darker` or `own`: that of
    the fill, darkened or as it is. `wander` makes it uneven, `again` draws it twice, as a pencil does."""

    width: float = 0.025
    colour: RGB | Literal["darker"] = (35, 35, 40)
    again: bool = False


@dataclass(frozen=True, slots=True)
class Shadow:
    """Cast on the ground, in parts of the object's size. `contact`: an ellipse under the object."""

    away: tuple[float, float] = (0.0, 0.0)
    blur: float = 0.0
    opacity: float = 0.0
    contact: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """`kind`: plain, linear, radial, vignette, paper, table. `other` is the second colour; `amount` how much of it."""

    kind: str = "plain"
    colour: RGB = (255, 255, 255)
    other: RGB = (255, 255, 255)
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Forms:
    """Which of its outlines a kind of thing has, by number, and how round corners are (part of the size)."""

    star: int = 0
    heart: int = 0
    arrow: int = 0
    hexagon: int = 0
    ring: float = 0.56
    glass: int = 0
    sign: int = 0
    flag: int = 0
    pie: int = 0
    halves: int = 0
    roundness: float = 0.0


@dataclass(frozen=True, slots=True)
class Face:
    """A font: its file, its family and weight as SVG names them."""

    file: str
    family: str
    weight: int = 400
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """What happens to the pixels. Lengths in parts of the shorter side, noise in levels."""

    blur: float = 0.0
    grain: float = 0.0
    latent: float = 0.0
    warp: float = 0.0
    sharpen: float = 0.0
    jpeg: int = 0


@dataclass(frozen=True, slots=True)
class Style:
    """One hand."""

    width: int = 512
    height: int = 512
    ground: Ground = Ground()
    palette: Mapping[str, RGB] = field(default_factory=dict)
    uneven_colour: float = 0.0
    """Levels by which objects of one colour differ."""
    line: Line = Line()
    shading: str = "flat"
    """flat, linear, radial, glossy or sphere."""
    depth: float = 0.0
    """How much light and dark shading adds, 0 to 1."""
    shadow: Shadow = Shadow()
    jitter: float = 0.0
    """Places, as a part of the cell."""
    tilt: float = 0.0
    """Degrees."""
    scatter: float = 0.0
    """Sizes, as a part of themselves."""
    rise: float = 0.0
    """Rows uneven, as a part of the cell."""
    fill: float = 0.9
    """How much of the picture's breadth the scene takes."""
    wobble: float = 0.0
    """Edges, as a part of the size."""
    misfit: float = 0.0
    """How far fills are off their outlines, as a part of the size."""
    hatched: bool = False
    forms: Forms = Forms()
    face: Face | None = None
    finish: Finish = Finish()
