"""What a scene is drawn on."""

from __future__ import annotations

import random

from pytest_realunify.procedural.styles.drawing import Document
from pytest_realunify.procedural.styles.palettes import mixed, written
from pytest_realunify.procedural.styles.style import Style


def lay(document: Document, style: Style, rng: random.Random) -> None:
    """Put the ground into an empty document."""
    ground, width, height = style.ground, style.width, style.height
    colour, other = ground.colour, mixed(ground.colour, ground.other, ground.amount)
    whole = f'<rect width="{width}" height="{height}" fill="{{}}"/>'
    stops = f'<stop offset="0" stop-color="{written(colour)}"/><stop offset="1" stop-color="{written(other)}"/>'
    document.body.append(whole.format(written(colour)))
    if ground.kind == "linear":
        x, y = rng.choice(((0, 1), (1, 0), (1, 1), (0.4, 1)))
        gradient = f'<linearGradient id="{{id}}" x1="0" y1="0" x2="{x}" y2="{y}">{stops}</linearGradient>'
        document.body.append(whole.format(document.define(gradient)))
    elif ground.kind in ("radial", "vignette"):
        start = (
            f'<stop offset="0" stop-color="{written(colour)}"/>'
            if ground.kind == "radial"
            else (f'<stop offset="0.45" stop-color="{written(colour)}"/>')
        )
        stops = f'{start}<stop offset="1" stop-color="{written(other)}"/>'
        gradient = f'<radialGradient id="{{id}}" cx="0.5" cy="0.48" r="0.75">{stops}</radialGradient>'
        document.body.append(whole.format(document.define(gradient)))
    elif ground.kind == "table":
        edge = height * rng.uniform(0.3, 0.42)
        gradient = (
            f'<linearGradient id="{{id}}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{written(other)}"/>'
            f'<stop offset="1" stop-color="{written(mixed(other, (255, 255, 255), 0.25))}"/></linearGradient>'
        )
        fill = document.define(gradient)
        document.body.append(f'<rect y="{edge:.1f}" width="{width}" height="{height - edge:.1f}" fill="{fill}"/>')
    elif ground.kind == "paper":
        _fibres(document, style, rng)


def _fibres(document: Document, style: Style, rng: random.Random) -> None:
    """Faint blotches, as paper has."""
    ground, reach = style.ground, max(style.width, style.height)
    for _ in range(26):
        x, y, size = rng.uniform(0, style.width), rng.uniform(0, style.height), reach * rng.uniform(0.05, 0.22)
        shade = rng.choice((ground.other, (255, 255, 255)))
        gradient = (
            f'<radialGradient id="{{id}}"><stop offset="0" stop-color="{written(shade)}" '
            f'stop-opacity="{ground.amount:.2f}"/><stop offset="1" stop-color="{written(shade)}" stop-opacity="0"/>'
            "</radialGradient>"
        )
        fill = document.define(gradient)
        document.body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{fill}"/>')
