"""What one body is found to be, and what whoever says so may know of the whole picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from pytest_realunify.procedural.pixels.bodies import Body
from pytest_realunify.procedural.pixels.inside import Inside
from pytest_realunify.procedural.pixels.sightings import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """What a body may be, the likeliest first, and why it may be more than one; `extent` is its longer side where that
    is not its box's, in working pixels."""

    readings: tuple[Reading, ...]
    doubt: str = ""
    extent: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture as a whole: `image` as it was given, `zoom` from working pixels to its own."""

    image: Image.Image
    zoom: float


Recognise = Callable[[Body, Inside, Sheet], Found | None]
"""None for what is not of its kind."""


def between(names: Sequence[str]) -> str:
    """`between orange and red`."""
    return f"between {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"hardly {names[0]}"
