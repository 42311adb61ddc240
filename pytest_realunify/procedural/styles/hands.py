"""Hands that combine traits: who draws SVG, who illustrates, who diffuses, who scribbles, who renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pytest_realunify.procedural.styles import faces
from pytest_realunify.procedural.styles.chance import GREYS, PALES, WOODS, Chance
from pytest_realunify.procedural.styles.palettes import chosen, oklch
from pytest_realunify.procedural.styles.style import Finish, Forms, Ground, Line, Shadow, Style


def svg_model(chance: Chance, strength: int) -> Style:
    """SVG as language models write it: named colours, thin strokes, now and then a gradient and a drop shadow."""
    rng = chance.rng
    lines = (
        Line(chance.between(0.01, 0.03), (51, 51, 51)),
        Line(0),
        Line(chance.between(0.01, 0.03), (0, 0, 0)),
        Line(0.025, "darker"),
    )
    style = Style(
        width=chance.pick((512, 600, 800, 640, 500, 700)),
        height=chance.pick((512, 600, 500, 640, 400, 480)),
        ground=Ground(
            "plain", chance.pick(((255, 255, 255), (250, 250, 250), (248, 249, 250), (240, 248, 255), (245, 245, 245)))
        ),
        palette=chosen(rng.choice(("css", "tailwind", "material")), 0.5, rng, chance.places),
        line=rng.choice(lines[: 2 + strength]),
        fill=chance.between(0.7, 0.95),
        face=chance.pick(faces.faces("sans")),
        forms=Forms(
            star=rng.randrange(3),
            heart=rng.randrange(5),
            arrow=rng.choice((0, 1, 2)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.55, 0.75),
            sign=rng.choice((0, 1)),
            halves=rng.randrange(3),
        ),
    )
    if strength == 0:
        return style
    style = replace(
        style,
        shading=rng.choice(("flat", "linear", "radial")),
        depth=chance.between(0.2, 0.4),
        forms=Forms(
            star=rng.randrange(6),
            heart=rng.randrange(5),
            arrow=rng.choice((1, 2, 4, 7)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.6, 0.8),
            glass=rng.choice((0, 1)),
            sign=rng.choice((1, 2)),
            flag=rng.choice((0, 1)),
            pie=rng.choice((0, 1, 2)),
            halves=rng.randrange(3),
            roundness=chance.between(0, 0.05),
        ),
    )
    if strength == 1:
        return style
    top = oklch(chance.between(0.85, 0.97), chance.between(0.02, 0.06), chance.between(180, 300))
    return replace(
        style,
        ground=Ground("linear", top, (255, 255, 255), chance.between(0.5, 1)),
        shading=rng.choice(("linear", "radial", "glossy")),
        depth=chance.between(0.4, 0.7),
        shadow=Shadow((0.02, 0.04), 0.03, chance.between(0.2, 0.35)),
        tilt=4,
        jitter=0.04,
    )


def illustration(chance: Chance, strength: int) -> Style:
    """Flat illustrations as chat assistants draw them: warm ground, dark outlines, round corners, soft shading."""
    rng = chance.rng
    return Style(
        width=(512, 1024, 1024)[strength],
        height=(512, 1024, 768)[strength],
        ground=Ground(
            ("plain", "radial", "vignette")[strength],
            chance.pick(
                ((253, 247, 235), (250, 244, 230), (255, 251, 242), (247, 240, 226), (244, 239, 230), (252, 246, 240))
            ),
            (150, 130, 100),
            (0.0, 0.1, 0.25)[strength],
        ),
        palette=chosen("free", 0.5, rng),
        uneven_colour=(0.0, 3.0, 6.0)[strength],
        line=rng.choice((Line(chance.between(0.025, 0.05), (45, 40, 45)), Line(chance.between(0.02, 0.04), "darker"))),
        shading=("flat", rng.choice(("linear", "radial")), rng.choice(("radial", "glossy", "linear")))[strength],
        depth=(0.0, chance.between(0.2, 0.35), chance.between(0.35, 0.6))[strength],
        shadow=Shadow((0.0, 0.03), 0.03, (0.0, 0.15, 0.25)[strength], contact=strength == 2 and rng.random() < 0.4),
        jitter=(0.01, 0.03, 0.05)[strength],
        tilt=(0.0, 2.0, 5.0)[strength],
        scatter=(0.02, 0.05, 0.1)[strength],
        wobble=(0.001, 0.003, 0.006)[strength],
        fill=chance.between(0.75, 0.92),
        forms=Forms(
            star=rng.choice((2, 5)),
            heart=rng.randrange(1, 5),
            arrow=rng.choice((0, 1, 5)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.55, 0.7),
            glass=rng.choice((0, 1, 2)),
            sign=rng.choice((0, 1, 2)),
            flag=rng.choice((0, 1, 2)),
            pie=rng.choice((0, 2, 3)),
            halves=rng.randrange(3),
            roundness=chance.between(0.02, 0.06),
        ),
        face=chance.pick(faces.faces(rng.choice(("sans", "condensed")))),
        finish=Finish(latent=(0.0, 0.15, 0.3)[strength], grain=(0.0, 1.5, 3.0)[strength]),
    )


def diffusion(chance: Chance, strength: int) -> Style:
    """As diffusion models draw: wavering edges, soft shading, vignettes, what their decoder leaves."""
    rng = chance.rng
    ground = (
        Ground("plain", chance.pick(((244, 243, 240), (236, 236, 236), (250, 248, 244), (240, 238, 232)))),
        Ground(
            "radial",
            chance.pick(((245, 244, 240), (238, 236, 230), (240, 242, 245))),
            (140, 135, 130),
            chance.between(0.1, 0.25),
        ),
        Ground(
            "vignette",
            chance.pick(((232, 228, 220), (225, 225, 228), (236, 230, 222))),
            (70, 65, 60),
            chance.between(0.3, 0.5),
        ),
    )[strength]
    return Style(
        width=chance.pick((512, 1024, 768, 1024)),
        height=chance.pick((512, 1024, 768, 1024)),
        ground=ground,
        palette=chosen("free", (0.4, 0.6, 0.8)[strength], rng),
        uneven_colour=(3.0, 6.0, 10.0)[strength],
        line=rng.choice(
            (Line(chance.between(0.015, 0.04), (48, 42, 42)), Line(0), Line(chance.between(0.015, 0.03), "darker"))
        ),
        shading=rng.choice(
            (("linear", "radial"), ("radial", "glossy", "linear"), ("radial", "glossy", "sphere"))[strength]
        ),
        depth=chance.between(*((0.1, 0.25), (0.25, 0.45), (0.5, 0.8))[strength]),
        shadow=Shadow((0.02, 0.04), 0.04, (0.1, 0.2, 0.35)[strength]) if rng.random() < 0.7 else Shadow(),
        jitter=(0.02, 0.04, 0.07)[strength],
        tilt=(2.0, 4.0, 7.0)[strength],
        scatter=(0.04, 0.08, 0.14)[strength],
        rise=(0.01, 0.02, 0.04)[strength],
        wobble=(0.002, 0.004, 0.008)[strength],
        fill=chance.between(0.72, 0.9),
        forms=Forms(
            star=rng.randrange(6),
            heart=rng.randrange(5),
            arrow=rng.choice((0, 1, 2, 5)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.5, 0.72),
            glass=rng.choice((0, 1, 2, 3)),
            sign=rng.choice((0, 1, 2)),
            flag=rng.choice((0, 1, 2)),
            pie=rng.randrange(6),
            halves=rng.randrange(3),
            roundness=chance.between(0.0, 0.06),
        ),
        face=chance.pick(faces.faces(rng.choice(("sans", "serif", "condensed")))),
        finish=Finish(
            warp=(0.0008, 0.0015, 0.003)[strength],
            latent=(0.3, 0.6, 1.0)[strength],
            sharpen=(0.0, 0.2, 0.5)[strength],
            grain=(1.0, 3.0, 6.0)[strength],
            jpeg=(0, 90, 70)[strength],
        ),
    )


def hand_drawn(chance: Chance, strength: int) -> Style:
    """Pencil or marker on paper."""
    rng = chance.rng
    ink = chance.pick(((40, 40, 45), (60, 55, 55), (30, 35, 60), (70, 60, 50)))
    return Style(
        width=chance.pick((512, 640, 768, 1024)),
        height=chance.pick((512, 640, 600, 768)),
        ground=Ground(
            "paper",
            chance.pick(((252, 250, 244), (250, 246, 236), (247, 243, 232), (244, 240, 230))),
            (180, 165, 140),
            (0.06, 0.15, 0.28)[strength],
        ),
        palette=chosen(rng.choice(("free", "everyday")), 0.6, rng, chance.places),
        uneven_colour=(2.0, 6.0, 10.0)[strength],
        line=Line(chance.between(0.02, 0.045), ink, again=strength > 0),
        jitter=(0.02, 0.05, 0.08)[strength],
        tilt=(2.0, 5.0, 8.0)[strength],
        scatter=(0.05, 0.1, 0.16)[strength],
        rise=(0.01, 0.03, 0.05)[strength],
        wobble=(0.006, 0.011, 0.018)[strength],
        misfit=(0.0, 0.01, 0.025)[strength],
        hatched=strength == 2 and rng.random() < 0.5,
        fill=chance.between(0.75, 0.92),
        forms=Forms(
            star=rng.choice((0, 1, 2)),
            heart=rng.randrange(5),
            arrow=rng.choice((0, 1, 2)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.5, 0.7),
            glass=rng.choice((0, 1)),
            sign=rng.choice((0, 1, 2)),
            flag=rng.choice((0, 1)),
            pie=rng.randrange(6),
            halves=0,
            roundness=chance.between(0, 0.03),
        ),
        face=chance.pick(faces.faces("hand")),
        finish=Finish(blur=0.001 * strength, grain=(1.0, 3.0, 5.0)[strength]),
    )


def on_a_table(chance: Chance, strength: int) -> Style:
    """Rendered bodies on a table before a wall."""
    rng = chance.rng
    return Style(
        width=chance.pick((512, 1024, 768, 896)),
        height=chance.pick((512, 768, 768, 640)),
        ground=Ground("table", chance.pick((*PALES, *GREYS[:3])), chance.pick(WOODS), 1.0)
        if strength
        else Ground("linear", chance.pick(GREYS[:3]), (250, 250, 250), 0.8),
        palette=chosen("free", (0.3, 0.5, 0.7)[strength], rng),
        line=Line(0),
        shading=rng.choice(("radial", "sphere")),
        depth=chance.between(*((0.3, 0.45), (0.5, 0.65), (0.7, 0.9))[strength]),
        shadow=Shadow(
            (0.06, 0.02), 0.03, chance.between(*((0.2, 0.3), (0.3, 0.4), (0.4, 0.5))[strength]), contact=True
        ),
        jitter=(0.02, 0.04, 0.06)[strength],
        tilt=(1.0, 3.0, 5.0)[strength],
        scatter=(0.03, 0.06, 0.1)[strength],
        fill=chance.between(0.75, 0.9),
        forms=Forms(
            star=rng.choice((0, 2, 5)),
            heart=rng.randrange(5),
            arrow=rng.choice((0, 1, 5)),
            hexagon=rng.randrange(2),
            ring=chance.between(0.5, 0.65),
            glass=rng.choice((1, 2)),
            sign=rng.choice((0, 1, 2)),
            flag=rng.choice((0, 1)),
            pie=rng.choice((0, 2)),
            halves=1,
            roundness=chance.between(0.02, 0.06),
        ),
        face=chance.pick(faces.faces("sans")),
        finish=Finish(blur=0.001 * (1 + strength), grain=(1.0, 3.0, 5.0)[strength], jpeg=(0, 85, 65)[strength]),
    )


HANDS: Final[dict[str, Callable[[Chance, int], Style]]] = {
    "svg model": svg_model,
    "illustration": illustration,
    "diffusion": diffusion,
    "hand-drawn": hand_drawn,
    "on a table": on_a_table,
}
