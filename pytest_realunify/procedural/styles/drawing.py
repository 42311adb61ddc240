"""An SVG document in the making, and a pen that draws outlines into it in a style."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from pytest_realunify.procedural.styles.outlines import Point, wobbled
from pytest_realunify.procedural.styles.palettes import RGB, mixed, strayed, written
from pytest_realunify.procedural.styles.style import Line, Style

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@dataclass(slots=True)
class Document:
    """`body` and `defs` are elements of SVG."""

    width: int
    height: int
    body: list[str] = field(default_factory=list)
    defs: list[str] = field(default_factory=list)

    def define(self, element: str) -> str:
        """Put an element with `{id}` in it among the definitions; its reference."""
        name = f"d{len(self.defs)}"
        self.defs.append(element.replace("{id}", name))
        return f"url(#{name})"

    @property
    def text(self) -> str:
        """The document."""
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        defs = f"<defs>{''.join(self.defs)}</defs>" if self.defs else ""
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{defs}{"".join(self.body)}</svg>'


def path(points: Sequence[Point], closed: bool = True) -> str:
    """The `d` of a path."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + ("Z" if closed else "")


class Pen:
    """Draws in pixels of the picture. What it leaves to chance comes from `rng`."""

    def __init__(self, document: Document, style: Style, rng: random.Random) -> None:
        self.document = document
        self.style = style
        self.rng = rng

    def colour(self, name: str) -> RGB:
        """What this hand takes for the name, this time."""
        colour = self.style.palette[name]
        return strayed(colour, self.style.uneven_colour, self.rng) if self.style.uneven_colour else colour

    def solid(
        self, points: Sequence[Point], colour: RGB, size: float, *, hole: Sequence[Point] = (), shadow: bool = True
    ) -> None:
        """A filled outline; `size` is the longer side of the thing it belongs to."""
        style = self.style
        outer, inner = self._wobbled(points, size), self._wobbled(hole, size) if hole else []
        if shadow:
            self.cast(outer, size)
        off = (style.misfit * size * self.rng.uniform(-1, 1), style.misfit * size * self.rng.uniform(-1, 1))
        fill = self._hatch(colour, size) if style.hatched else self.shade(outer, colour)
        d = path([(x + off[0], y + off[1]) for x, y in outer])
        d += path([(x + off[0], y + off[1]) for x, y in inner]) if inner else ""
        self._put(f'<path d="{d}" fill="{fill}" fill-rule="evenodd"/>')
        if style.shading == "glossy" and not hole:
            self._gloss(outer, colour)
        for edge in (outer, inner):
            if edge:
                self.edge(edge, colour, size)

    def edge(self, points: Sequence[Point], colour: RGB, size: float, closed: bool = True) -> None:
        """The outline, as this hand draws outlines."""
        line = self.style.line
        if line.width <= 0:
            return
        width = max(1.0, line.width * size)
        self.stroke(points, self._ink(line, colour), width, closed)
        if line.again:
            again = wobbled(points, 0.012 * size, self.rng) if closed else points
            self.stroke(again, self._ink(line, colour), 0.6 * width, closed)

    def stroke(self, points: Sequence[Point], colour: RGB, width: float, closed: bool = False) -> None:
        """A line of its own."""
        self._put(
            f'<path d="{path(points, closed)}" fill="none" stroke="{written(colour)}" stroke-width="{width:.2f}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def area(self, points: Sequence[Point], colour: RGB, within: Sequence[Point] = (), shaded: bool = True) -> None:
        """A fill without an outline: stripes, liquids, sectors; shaded as a part of the outline `within`."""
        fill = self.shade(within or points, colour) if shaded else written(colour)
        self._put(f'<path d="{path(points)}" fill="{fill}"/>')

    def text(self, x: float, y: float, text: str, size: float, colour: RGB, turn: float = 0.0) -> None:
        """Centred; `turn` in degrees."""
        face = self.style.face
        assert face is not None  # who draws signs has a font
        slant = ' font-style="italic"' if face.italic else ""
        turned = f' transform="rotate({turn:.2f} {x:.2f} {y:.2f})"' if turn else ""
        self._put(
            f'<text x="{x:.2f}" y="{y + 0.36 * size:.2f}" text-anchor="middle" font-family="{escape(face.family)}" '
            f'font-weight="{face.weight}"{slant} font-size="{size:.2f}" fill="{written(colour)}"{turned}>'
            f"{escape(text)}</text>"
        )

    def cast(self, points: Sequence[Point], size: float) -> None:
        """The shadow of an outline."""
        shadow = self.style.shadow
        if shadow.opacity <= 0:
            return
        blur = self._blur(shadow.blur * size)
        if shadow.contact:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            wide, low = max(xs) - min(xs), max(ys)
            self._put(
                f'<ellipse cx="{(max(xs) + min(xs)) / 2 + shadow.away[0] * size:.2f}" cy="{low:.2f}" '
                f'rx="{0.5 * wide:.2f}" ry="{0.09 * wide:.2f}" fill="#000" opacity="{shadow.opacity:.2f}"{blur}/>'
            )
            return
        moved = [(x + shadow.away[0] * size, y + shadow.away[1] * size) for x, y in points]
        self._put(f'<path d="{path(moved)}" fill="#000" opacity="{shadow.opacity:.2f}"{blur}/>')

    def shade(self, points: Sequence[Point], colour: RGB) -> str:
        """The fill of an outline in a colour: a colour, or a gradient's reference."""
        kind, depth = self.style.shading, self.style.depth
        if kind == "flat" or depth <= 0:
            return written(colour)
        light, dark = mixed(colour, WHITE, 0.55 * depth), mixed(colour, BLACK, 0.5 * depth)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top, right, low = min(xs), min(ys), max(xs), max(ys)
        if kind in ("linear", "glossy"):
            stops = _stops((0, light), (0.5, colour), (1, dark))
            return self.document.define(
                f'<linearGradient id="{{id}}" gradientUnits="userSpaceOnUse" x1="{left:.1f}" y1="{top:.1f}" '
                f'x2="{left + 0.3 * (right - left):.1f}" y2="{low:.1f}">{stops}</linearGradient>'
            )
        cx, cy = left + 0.36 * (right - left), top + 0.32 * (low - top)
        radius = 0.75 * max(right - left, low - top)
        if kind == "sphere":
            stops = _stops(
                (0, mixed(colour, WHITE, 0.8 * depth)), (0.35, colour), (1, mixed(colour, BLACK, 0.65 * depth))
            )
        else:
            stops = _stops((0, light), (0.55, colour), (1, dark))
        return self.document.define(
            f'<radialGradient id="{{id}}" gradientUnits="userSpaceOnUse" cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}">'
            f"{stops}</radialGradient>"
        )

    def _gloss(self, points: Sequence[Point], colour: RGB) -> None:
        """A patch of light in the upper part."""
        if min(colour) > 200:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        cx, cy = (max(xs) + min(xs)) / 2 - 0.12 * wide, (max(ys) + min(ys)) / 2 - 0.17 * high
        self._put(
            f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{0.14 * wide:.1f}" ry="{0.09 * high:.1f}" fill="#fff" '
            f'opacity="{0.4 + 0.4 * self.style.depth:.2f}" transform="rotate(-25 {cx:.1f} {cy:.1f})"/>'
        )

    def _hatch(self, colour: RGB, size: float) -> str:
        """Strokes of a crayon on a lighter shade of their colour."""
        step, turn = max(3.0, 0.05 * size), self.rng.uniform(25, 65)
        whole = f'<rect width="{step:.1f}" height="{step:.1f}" fill="{written(mixed(colour, WHITE, 0.25))}"/>'
        stroke = f'<rect width="{step:.1f}" height="{0.6 * step:.1f}" fill="{written(colour)}"/>'
        return self.document.define(
            f'<pattern id="{{id}}" width="{step:.1f}" height="{step:.1f}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({turn:.0f})">{whole}{stroke}</pattern>'
        )

    def _wobbled(self, points: Sequence[Point], size: float) -> Sequence[Point]:
        return wobbled(points, self.style.wobble * size, self.rng)

    def _blur(self, radius: float) -> str:
        if radius <= 0:
            return ""
        element = (
            '<filter id="{id}" x="-60%" y="-60%" width="220%" height="220%">'
            f'<feGaussianBlur stdDeviation="{radius:.2f}"/></filter>'
        )
        return f' filter="{self.document.define(element)}"'

    def _put(self, element: str) -> None:
        self.document.body.append(element)

    @staticmethod
    def _ink(line: Line, colour: RGB) -> RGB:
        return mixed(colour, BLACK, 0.45) if line.colour == "darker" else line.colour


def _stops(*stops: tuple[float, RGB]) -> str:
    return "".join(f'<stop offset="{place}" stop-color="{written(colour)}"/>' for place, colour in stops)


def at(points: Sequence[Point], x: float, y: float, size: float) -> list[Point]:
    """Unit points as pixels around a place."""
    return [(x + px * size, y + py * size) for px, py in points]


def degrees(turn: float) -> float:
    """Radians."""
    return math.radians(turn)
