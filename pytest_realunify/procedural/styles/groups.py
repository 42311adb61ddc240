"""The styles by group, each in three strengths: one trait at a time, and hands that combine them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pytest_realunify.procedural.styles import faces
from pytest_realunify.procedural.styles.chance import CREAMS, GREYS, INKS, PALES, WHITES, Chance
from pytest_realunify.procedural.styles.hands import HANDS
from pytest_realunify.procedural.styles.palettes import chosen, oklch
from pytest_realunify.procedural.styles.style import (
    STRENGTHS,
    Finish,
    Forms,
    Ground,
    Half,
    Line,
    Shadow,
    Style,
)


def style(group: str, strength: int, seed: str, half: Half) -> Style:
    """One hand of a group."""
    chance = Chance(random.Random(f"realunify/style/{group}/{strength}/{half}/{seed}"), half)
    return GROUPS[group](chance, strength)


def name_of(group: str, strength: int) -> str:
    """`shadow medium`."""
    return f"{group} {STRENGTHS[strength]}"


def _clean(chance: Chance, source: str = "") -> Style:
    """What all traits are tried on: flat colours, thin dark outlines, a light ground."""
    source = source or chance.rng.choice(("css", "tailwind", "material", "everyday"))
    return Style(
        ground=Ground("plain", chance.pick(WHITES)),
        palette=chosen(source, 0.5, chance.rng, chance.places),
        line=Line(chance.between(0.015, 0.035), chance.pick(INKS)),
        fill=chance.between(0.82, 0.93),
        face=chance.pick(faces.faces("sans")),
    )


def outlines(chance: Chance, strength: int) -> Style:
    """None, thin, thick, darker, coloured, pale."""
    clean = _clean(chance)
    thin, thick = chance.between(0.006, 0.012), chance.between(0.05, 0.07)
    lines = (
        (Line(thin, chance.pick(INKS)), Line(chance.between(0.035, 0.05), chance.pick(INKS))),
        (Line(0), Line(thick, chance.pick(INKS)), Line(chance.between(0.02, 0.05), "darker")),
        (
            Line(chance.between(0.075, 0.1), chance.pick(INKS)),
            Line(chance.between(0.02, 0.04), oklch(chance.between(0.3, 0.5), 0.1, chance.between(0, 360))),
            Line(
                chance.between(0.01, 0.02),
                chance.pick(((150, 150, 155), (170, 175, 180), (140, 130, 120), (185, 185, 190))),
            ),
            Line(0),
        ),
    )
    return replace(clean, line=chance.rng.choice(lines[strength]))


def shading(chance: Chance, strength: int) -> Style:
    kinds = (("linear", "radial"), ("linear", "radial", "glossy"), ("radial", "glossy", "sphere"))[strength]
    depth = chance.between(*((0.15, 0.3), (0.35, 0.55), (0.6, 0.9))[strength])
    line = _clean(chance).line if chance.rng.random() < 0.6 else Line(0)
    return replace(_clean(chance), shading=chance.rng.choice(kinds), depth=depth, line=line)


def shadows(chance: Chance, strength: int) -> Style:
    away = chance.between(*((0.015, 0.03), (0.03, 0.05), (0.05, 0.09))[strength])
    shadow = Shadow(
        (chance.rng.choice((0.0, 0.6, 1.0, -0.8)) * away, away),
        chance.between(0.02, 0.05) if strength < 2 or chance.rng.random() < 0.6 else 0.0,
        chance.between(*((0.12, 0.2), (0.2, 0.35), (0.35, 0.5))[strength]),
    )
    line = _clean(chance).line if chance.rng.random() < 0.6 else Line(0)
    return replace(_clean(chance), shadow=shadow, line=line)


def grounds(chance: Chance, strength: int) -> Style:
    other = oklch(chance.between(0.75, 0.95), chance.between(0.0, 0.05), chance.between(0, 360))
    found = (
        (Ground("plain", chance.pick(CREAMS)), Ground("plain", chance.pick(PALES)), Ground("plain", GREYS[0])),
        (
            Ground("plain", chance.pick(GREYS[1:4])),
            Ground("linear", chance.pick(WHITES), other, chance.between(0.3, 0.6)),
            Ground("radial", chance.pick(CREAMS), other, chance.between(0.3, 0.6)),
        ),
        (
            Ground("linear", chance.pick(PALES), other, 1.0),
            Ground("vignette", chance.pick(CREAMS), (60, 50, 45), chance.between(0.3, 0.55)),
            Ground("paper", chance.pick(CREAMS), (170, 150, 120), chance.between(0.15, 0.3)),
            Ground("plain", oklch(chance.between(0.6, 0.8), chance.between(0.0, 0.06), chance.between(0, 360))),
        ),
    )
    return replace(_clean(chance), ground=chance.rng.choice(found[strength]))


def palettes(chance: Chance, strength: int) -> Style:
    source = (chance.rng.choice(("css", "tailwind")), chance.rng.choice(("material", "everyday", "free")), "free")[
        strength
    ]
    found = _clean(chance)
    colours = chosen(source, (0.4, 0.6, 1.0)[strength], chance.rng, chance.places)
    line = found.line if chance.rng.random() < 0.6 else Line(0)
    return replace(found, palette=colours, uneven_colour=(0.0, 4.0, 12.0)[strength], line=line)


def placing(chance: Chance, strength: int) -> Style:
    jitter, tilt, scatter, rise = ((0.03, 2.0, 0.05, 0.02), (0.06, 5.0, 0.1, 0.04), (0.09, 9.0, 0.15, 0.06))[strength]
    return replace(_clean(chance), jitter=jitter, tilt=tilt, scatter=scatter, rise=rise)


def edges(chance: Chance, strength: int) -> Style:
    wobble = chance.between(*((0.003, 0.006), (0.007, 0.011), (0.013, 0.019))[strength])
    return replace(_clean(chance), wobble=wobble)


def lens(chance: Chance, strength: int) -> Style:
    return replace(
        _clean(chance), finish=Finish(blur=chance.between(*((0.001, 0.002), (0.003, 0.0045), (0.005, 0.008))[strength]))
    )


def grain(chance: Chance, strength: int) -> Style:
    return replace(_clean(chance), finish=Finish(grain=chance.between(*((4, 7), (9, 13), (16, 24))[strength])))


def jpeg(chance: Chance, strength: int) -> Style:
    return replace(_clean(chance), finish=Finish(jpeg=(85, 60, 30)[strength] + chance.whole(-4, 4)))


def latents(chance: Chance, strength: int) -> Style:
    amount = chance.between(*((0.2, 0.35), (0.45, 0.7), (0.85, 1.2))[strength])
    return replace(_clean(chance), finish=Finish(latent=amount, sharpen=(0.0, 0.3, 0.8)[strength]))


def sizes(chance: Chance, strength: int) -> Style:
    sides = (
        ((640, 640), (768, 768), (600, 600), (720, 720)),
        ((1024, 1024), (800, 600), (400, 400), (896, 640), (1152, 768), (640, 480)),
        ((256, 256), (1536, 1536), (1536, 640), (320, 512), (300, 300), (1344, 768)),
    )
    width, height = chance.pick(sides[strength])
    return replace(_clean(chance), width=width, height=height)


def forms(chance: Chance, strength: int) -> Style:
    rng = chance.rng
    found = Forms(
        star=rng.choice(((0, 1), (2, 5), (3, 4))[strength]),
        heart=rng.choice(((0, 1), (1, 2), (3, 4))[strength]),
        arrow=rng.choice(((0, 1), (2, 4), (3, 5, 6, 7))[strength]),
        hexagon=rng.randrange(2),
        ring=chance.between(*((0.5, 0.65), (0.65, 0.75), (0.76, 0.82))[strength]),
        glass=rng.choice(((0, 3), (1, 3), (2, 4))[strength]),
        sign=rng.choice(((0, 1), (1, 3), (2, 3))[strength]),
        flag=rng.choice(((0,), (0, 1), (1, 2))[strength]),
        pie=rng.choice(((0, 2), (0, 1), (3, 4, 5))[strength]),
        halves=rng.randrange(3),
        roundness=(0.0, 0.04, 0.09)[strength],
    )
    return replace(_clean(chance), forms=found)


def fonts(chance: Chance, strength: int) -> Style:
    kind = (("sans",), ("serif", "mono", "condensed"), ("hand", "serif", "condensed", "mono"))[strength]
    return replace(_clean(chance), face=chance.pick(faces.faces(chance.rng.choice(kind))))


TRAITS: Final[dict[str, Callable[[Chance, int], Style]]] = {
    "outlines": outlines,
    "shading": shading,
    "shadows": shadows,
    "grounds": grounds,
    "palettes": palettes,
    "placing": placing,
    "edges": edges,
    "lens": lens,
    "grain": grain,
    "jpeg": jpeg,
    "latents": latents,
    "sizes": sizes,
    "forms": forms,
    "fonts": fonts,
}


GROUPS: Final[dict[str, Callable[[Chance, int], Style]]] = {**TRAITS, **HANDS}
