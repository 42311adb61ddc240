"""The upper face of a die, and a domino tile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from pytest_realunify.procedural.drawing import INK, PALETTE
from pytest_realunify.procedural.world.figures.base import Brush, Point, Reader
from pytest_realunify.procedural.world.shapes import Shape
from pytest_realunify.procedural.world.words import NUMBERS, number

_CORNERS: Final[tuple[Point, ...]] = ((-1, -1), (1, 1), (1, -1), (-1, 1))
FACES: Final[tuple[tuple[Point, ...], ...]] = (
    (),
    ((0, 0),),
    _CORNERS[:2],
    (*_CORNERS[:2], (0, 0)),
    _CORNERS,
    (*_CORNERS, (0, 0)),
    (*_CORNERS, (-1, 0), (1, 0)),
)
"""Where the dots of each number lie, in units of a quarter of the face."""
_DOTS: Final = rf"(?:no|none|{'|'.join(NUMBERS[:7])})"


@dataclass(frozen=True, slots=True)
class Die:
    """Seen from above: one to six dots."""

    dots: int
    noun: ClassVar[str] = "die"
    extent: ClassVar[float] = 0.7
    room: ClassVar[float] = 110.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return 1 <= self.dots <= 6

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" showing {_dots(self.dots)}"

    def asks(self, the: str) -> str:
        return f"Does {the} show exactly {_dots(self.dots)}?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        half = self.extent * brush.cell / 2
        brush.box(x - half, y - half, x + half, y + half, PALETTE["white"])
        _face(brush, x, y, half, self.dots)

    def slips(self) -> Iterator[Die]:
        yield Die(7 - self.dots)
        yield from (Die(self.dots + off) for off in (1, -1, 2, -2, 3, -3))

    def things(self) -> tuple[Shape, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Domino:
    """A tile that lies flat: no dots to six on either half."""

    left: int
    right: int
    noun: ClassVar[str] = "domino"
    extent: ClassVar[float] = 0.92
    room: ClassVar[float] = 150.0
    parts: ClassVar[int] = 1

    def fits(self) -> bool:
        return 0 <= self.left <= 6 and 0 <= self.right <= 6

    def phrase(self) -> tuple[str, str, str]:
        return "", self.noun, f" with {_dots(self.left)} on its left half and {_dots(self.right)} on its right half"

    def asks(self, the: str) -> str:
        return f"Does {the} have {_dots(self.left)} on its left half and {_dots(self.right)} on its right half?"

    def draw(self, brush: Brush, x: float, y: float) -> None:
        width = self.extent * brush.cell
        half = width / 4
        brush.box(x - width / 2, y - half, x + width / 2, y + half, PALETTE["white"])
        brush.patch(x - brush.line / 2, y - half, x + brush.line / 2, y + half, INK)
        for middle, dots in ((x - half, self.left), (x + half, self.right)):
            _face(brush, middle, y, half, dots)

    def slips(self) -> Iterator[Domino]:
        yield Domino(self.right, self.left)
        for off in (1, -1, 2, -2):
            yield replace(self, left=self.left + off)
            yield replace(self, right=self.right + off)
        yield Domino(self.left, self.left)
        yield Domino(self.right, self.right)

    def things(self) -> tuple[Shape, ...]:
        return ()


def _face(brush: Brush, x: float, y: float, half: float, dots: int) -> None:
    for px, py in FACES[dots]:
        brush.dot(x + px * half / 2, y + py * half / 2, 0.36 * half, INK)


def _dots(count: int) -> str:
    return "one dot" if count == 1 else f"{'no' if count == 0 else number(count)} dots"


def _value(word: str) -> int:
    return 0 if word.lower() == "no" else NUMBERS.index(word.lower())


def _read_die(match: re.Match[str]) -> Die:
    return Die(_value(match["dots"]))


def _read_domino(match: re.Match[str]) -> Domino:
    return Domino(_value(match["left"]), _value(match["right"]))


_HALVES: Final = rf"(?P<left>{_DOTS}) dots? on its left half and (?P<right>{_DOTS}) dots? on its right half"
READERS: Final = (
    Reader(
        rf"{{n}} (?:die|dice) showing (?P<dots>{_DOTS}) dots?",
        rf"does {{the}} show (?:exactly )?(?P<dots>{_DOTS}) dots?",
        _read_die,
    ),
    Reader(rf"{{n}} domino(?:es)? with {_HALVES}", rf"does {{the}} have {_HALVES}", _read_domino),
)
