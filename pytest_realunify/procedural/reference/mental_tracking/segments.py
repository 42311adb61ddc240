"""Recolouring rules as their words say them, and digits as their panels show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.drawing import PALETTE
from pytest_realunify.procedural.reference.mental_tracking.panels import Panel, panels_in, repaint

Recolouring = Callable[[str], str]
Rule = dict[str, str]

_COLOUR: Final = "|".join(PALETTE)
_COLOURS: Final = re.compile(rf"\b({_COLOUR})\b", re.IGNORECASE)
_CHANGE: Final = re.compile(r"\b(becomes?|turns?|repainted|swap|exchange|trade)\b", re.IGNORECASE)
_SWAP: Final = re.compile(r"\b(swap|exchange|trade)\b", re.IGNORECASE)
_TOGETHER: Final = re.compile(r"\b(simultaneously|same time|at once)\b", re.IGNORECASE)
_LAST: Final = re.compile(
    rf"\b({_COLOUR}) segments (?:turn|are painted) ({_COLOUR})\b.*?\bneither \2 nor ({_COLOUR})\b",
    re.IGNORECASE | re.DOTALL,
)
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")
_STEP: Final = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_ORDER: Final = re.compile(rf"\b({'|'.join(_ORDINALS)})\b[^.;\d]*?(\d+(?:(?:, | and )\d+)+)", re.IGNORECASE)
_OWN: Final = re.compile(rf"^({'|'.join(_ORDINALS)}) digit: (.+)$", re.IGNORECASE | re.MULTILINE)


def understood(prompt: str) -> bool:
    """Whether it says what becomes of the colours in the end."""
    return bool(_LAST.search(prompt) and recolourings(prompt))


def seen(prompt: str, image: Image.Image, options: Sequence[str]) -> str | None:  # noqa: ARG001 (every kind's signature)
    """The number that the shade asked for spells; None where it spells none."""
    last = _LAST.search(prompt)
    digits = [panel.digit(last[2].lower()) for panel in panels_in(np.asarray(image))] if last else []
    return "".join(digit for digit in digits if digit) if digits and all(digits) else None


def edited(prompt: str, image: Image.Image) -> Image.Image:
    """Every segment lit or out, as its digit's rules lead; unchanged unless there is a panel for each digit."""
    last, changes = _LAST.search(prompt), recolourings(prompt)
    pixels = np.array(image)
    panels: list[Panel] = panels_in(pixels)
    if last is None or len(panels) != len(changes):
        return image
    asked, lit, out = (last[group].lower() for group in (1, 2, 3))
    for panel, change in zip(panels, changes, strict=True):
        for segment in panel.segments:
            colour = change(segment.colour)
            shade = lit if colour == asked else colour if colour in (lit, out) else out
            if shade != segment.colour:
                repaint(pixels, segment, panel.face, PALETTE[shade])
    return Image.fromarray(pixels)


def recolourings(prompt: str) -> list[Recolouring]:
    """What the words do to a colour, digit by digit from the left."""
    if _TOGETHER.search(prompt):
        return [_together([_rule(clause) for clause in rules.split(";")]) for _, rules in _OWN.findall(prompt)]
    steps = [_rule(step) for step in _STEP.findall(prompt)]
    orders = {ordinal.lower(): list(map(int, re.findall(r"\d+", told))) for ordinal, told in _ORDER.findall(prompt)}
    numbers = [orders[ordinal] for ordinal in _ORDINALS if ordinal in orders]
    if any(not 1 <= number <= len(steps) for order in numbers for number in order):
        return []
    return [_in_turn([steps[number - 1] for number in order]) for order in numbers]


def _rule(clause: str) -> Rule:
    """The changes it makes in one go; none where it is no rule."""
    colours = [colour.lower() for colour in _COLOURS.findall(clause)]
    if not _CHANGE.search(clause) or len(colours) < 2 or len(colours) % 2:
        return {}
    if _SWAP.search(clause):
        colours += [colours[1], colours[0]]
    return dict(zip(colours[::2], colours[1::2], strict=True))


def _together(rules: Sequence[Rule]) -> Recolouring:
    merged = {source: target for rule in rules for source, target in rule.items()}
    return lambda colour: merged.get(colour, colour)


def _in_turn(rules: Sequence[Rule]) -> Recolouring:
    def change(colour: str) -> str:
        for rule in rules:
            colour = rule.get(colour, colour)
        return colour

    return change
