"""The reference model on recoloured seven-segment digits: panels are read by their pixels, rules by their words.

A panel is a patch of one plain colour with exactly seven holes, three lying and four standing; each hole is a segment
with its antialiased edge. Reading never applies a rule: it says what the asked colour shows in the picture as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from pytest_realunify.procedural.drawing import DIGIT_SEGMENTS, PALETTE, RGB
from pytest_realunify.procedural.reference.prompts import options_of, pick

Pixels = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]
"""Red, green and blue of each pixel in one number."""
Mask = npt.NDArray[np.bool_]
Box = tuple[slice, slice]
Recolouring = Callable[[str], str]

_COLOUR: Final = "|".join(PALETTE)
_COLOURS: Final = re.compile(rf"\b({_COLOUR})\b", re.IGNORECASE)
_ASKED: Final = re.compile(
    rf"(?:number|digit)\s[^.?]*\b(?:the|by the) ({_COLOUR}) segments|segments that are ({_COLOUR})\b", re.IGNORECASE
)
_CHANGE: Final = re.compile(r"\b(becomes?|turns?|repainted|swap|exchange|trade)\b", re.IGNORECASE)
_SWAP: Final = re.compile(r"\b(swap|exchange|trade)\b", re.IGNORECASE)
_TOGETHER: Final = re.compile(r"\b(simultaneously|same time|at once)\b", re.IGNORECASE)

_FACES: Final = 8
"""Plain colours tried as a panel's face, the most frequent first: there are walls, faces, rims, shadows, segments."""

_LEAST_PANEL: Final = 0.004
"""Smallest face looked into, as a part of the picture: about a tenth of the smallest that we draw."""

_MOST_PIECES: Final = 500
"""Patches of one colour, or holes of one patch, beyond which a picture is noise: labelling them all takes seconds."""

_SPECK: Final = 12
"""Pixels of a hole that is too small to be a segment."""

_PALETTE_SPREAD: Final = 40.0
"""Distance in RGB up to which a colour has a palette name: half that of the closest two, orange and yellow."""


def matches(prompt: str) -> bool:
    """Whether the words are a recolouring puzzle of seven-segment digits: the question or the edit."""
    return "seven-segment" in prompt.lower() and bool(_rules(prompt))


def understand(prompt: str, image: Image.Image, seed: int) -> str:
    """The option that the asked colour spells in this very picture; a guess where it spells none."""
    asked = _ASKED.search(prompt)
    panels = _panels(np.asarray(image.convert("RGB"))) if asked else []
    number = _number(panels, (asked[1] or asked[2]).lower()) if asked else None
    return f"The answer is {pick(number, options_of(prompt), seed)}."


def edit(prompt: str, image: Image.Image, seed: int) -> Image.Image:  # noqa: ARG001 (nothing here is left to chance)
    """The picture with every segment in the colour that the rules lead to; unchanged where there are no panels."""
    pixels = np.array(image.convert("RGB"))
    change = _recolouring(prompt)
    for panel in _panels(pixels):
        for segment in panel.segments:
            _repaint(pixels, segment, panel.face, PALETTE[change(segment.colour)])
    return Image.fromarray(pixels)


# --- words


def _rules(prompt: str) -> list[dict[str, str]]:
    """The rules in the order of the text, each as the changes it makes in one go."""
    found = []
    for clause in re.split(r"[;\n]|\.\s", prompt):
        colours = [colour.lower() for colour in _COLOURS.findall(clause)]
        if not _CHANGE.search(clause) or len(colours) < 2 or len(colours) % 2:
            continue
        if _SWAP.search(clause):
            colours += [colours[1], colours[0]]
        found.append(dict(zip(colours[::2], colours[1::2], strict=True)))
    return found


def _recolouring(prompt: str) -> Recolouring:
    rules = _rules(prompt)
    if _TOGETHER.search(prompt):
        merged = {source: target for rule in rules for source, target in rule.items()}
        return lambda colour: merged.get(colour, colour)

    def in_turn(colour: str) -> str:
        for rule in rules:
            colour = rule.get(colour, colour)
        return colour

    return in_turn


# --- pixels


@dataclass(frozen=True, slots=True)
class _Segment:
    colour: str
    rgb: RGB
    box: Box
    mask: Mask

    @property
    def centre(self) -> tuple[float, float]:
        """Row and column of the box's middle."""
        rows, columns = self.box
        return (rows.start + rows.stop) / 2, (columns.start + columns.stop) / 2

    @property
    def lies(self) -> bool:
        rows, columns = self.box
        return bool(columns.stop - columns.start > rows.stop - rows.start)


@dataclass(frozen=True, slots=True)
class _Panel:
    """`segments` run from a to g: clockwise from the top, the middle bar last."""

    face: RGB
    left: int
    segments: tuple[_Segment, ...]

    def digit(self, colour: str) -> str | None:
        """The digit that the segments of a colour form."""
        named = zip("abcdefg", self.segments, strict=True)
        shown = "".join(name for name, segment in named if segment.colour == colour)
        return str(DIGIT_SEGMENTS.index(shown)) if shown in DIGIT_SEGMENTS else None


def _number(panels: Sequence[_Panel], colour: str) -> str | None:
    digits = [panel.digit(colour) for panel in panels]
    return "".join(digit for digit in digits if digit) if digits and all(digits) else None


def _panels(pixels: Pixels) -> list[_Panel]:
    """The panels of a picture, from left to right."""
    packed = pixels.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int32)
    codes, counts = np.unique(packed, return_counts=True)
    frequent = [index for index in np.argsort(-counts)[:_FACES] if counts[index] > _LEAST_PANEL * packed.size]
    found = [panel for index in frequent for panel in _panels_with_face(packed, int(codes[index]))]
    return sorted(found, key=lambda panel: panel.left)


def _panels_with_face(packed: Codes, face: int) -> Iterator[_Panel]:
    labels, count = ndimage.label(packed == face)
    if count > _MOST_PIECES:
        return
    areas = np.bincount(labels.ravel(), minlength=count + 1)
    for label, box in enumerate(ndimage.find_objects(labels), start=1):
        if areas[label] > _LEAST_PANEL * packed.size:
            holes = list(_holes(labels[box] == label, (box[0].start, box[1].start)))
            segments = [_segment(packed, *hole) for hole in holes] if len(holes) == len("abcdefg") else []
            if ordered := _in_order([segment for segment in segments if segment]):
                yield _Panel(_rgb(face), box[1].start, ordered)


def _holes(face: Mask, corner: tuple[int, int]) -> Iterator[tuple[Box, Mask]]:
    """What the face encloses, specks apart. Boxes, and the corner of the face's own, are in picture coordinates."""
    labels, count = ndimage.label(~face)
    if count > _MOST_PIECES:
        return
    top, left = corner
    for label, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        edges = (rows.start, columns.start, face.shape[0] - rows.stop, face.shape[1] - columns.stop)
        mask = labels[rows, columns] == label
        if all(edges) and mask.sum() > _SPECK:
            yield (slice(rows.start + top, rows.stop + top), slice(columns.start + left, columns.stop + left)), mask


def _segment(packed: Codes, box: Box, mask: Mask) -> _Segment | None:
    codes, counts = np.unique(packed[box][mask], return_counts=True)
    rgb = _rgb(int(codes[counts.argmax()]))
    name = _name(rgb)
    return _Segment(name, rgb, box, mask) if name else None


def _in_order(segments: list[_Segment]) -> tuple[_Segment, ...]:
    """Seven segments as a to g; empty when they are not laid out as a digit."""
    lying = sorted((segment for segment in segments if segment.lies), key=lambda segment: segment.centre)
    standing = sorted((segment for segment in segments if not segment.lies), key=lambda segment: segment.centre)
    if len(lying) != 3 or len(standing) != 4:
        return ()
    upper, lower = (sorted(pair, key=lambda segment: segment.centre[1]) for pair in (standing[:2], standing[2:]))
    return lying[0], upper[1], lower[1], lying[2], lower[0], upper[0], lying[1]


def _repaint(pixels: Pixels, segment: _Segment, face: RGB, target: RGB) -> None:
    """Each pixel keeps its share of face: the share is read off the line between the face's and the old colour."""
    ground = np.array(face, dtype=np.float64)
    old = np.array(segment.rgb, dtype=np.float64) - ground
    values = pixels[segment.box][segment.mask].astype(np.float64) - ground
    share = np.clip(values @ old / (old @ old), 0.0, 1.0)[:, None]
    pixels[segment.box][segment.mask] = np.rint(ground + share * (np.array(target) - ground)).astype(np.uint8)


def _name(rgb: RGB) -> str | None:
    distance, name = min((float(np.hypot.reduce(np.subtract(rgb, value))), name) for name, value in PALETTE.items())
    return name if distance <= _PALETTE_SPREAD else None


def _rgb(code: int) -> RGB:
    return code >> 16, code >> 8 & 255, code & 255
