"""Small copies of stored pictures, as large as a budget of bytes allows."""

from __future__ import annotations

import base64
import io
import os
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles.pictures import UnreadableError, opened, upright
from pytest_realunify.datafiles.whole_files import write_whole

if TYPE_CHECKING:
    from PIL.Image import Image

BUDGET_MB: Final = 8.0
"""Of thumbnails in a file of its own: with plotly.js (4.8 MB) and the texts of 2,000 cases it stays under 20 MB."""

SIDES: Final = (256, 208, 160, 128, 96, 64)
"""Longest side in pixels, tried from the left."""

FOLDER_SIDE: Final = 512
"""Of pictures that are files of their own and have no budget."""

SAMPLE: Final = 24
"""Pictures that are made first, to foresee the size of all."""

QUALITY: Final = 72

_THREADS: Final = min(8, os.cpu_count() or 1)

_URI: Final = "data:image/webp;base64,"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small WebP."""

    data: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        return _URI + base64.b64encode(self.data).decode()

    @property
    def weight(self) -> int:
        """Bytes that its data URI takes in a page."""
        return len(_URI) + 4 * -(-len(self.data) // 3)


Made = Callable[[Path, int], Thumbnail | None]
"""The thumbnail of a file, with a longest side of so many pixels, where it is made already."""


def not_made(file: Path, side: int) -> None:
    """Where none is made early."""


def within_budget(files: Mapping[str, Path], budget: int, early: Made = not_made) -> dict[str, Thumbnail]:
    """By the same keys, all of one size, together within `budget` bytes as data URIs.

    `early` has some that need not be made. What cannot be decoded is missing, and so are the last pictures where even
    the smallest size is too much.
    """
    made: dict[str, Thumbnail] = {}
    for side in SIDES:
        if side != SIDES[-1] and _foreseen(files, side, early) > budget:
            continue
        made = of_side(files, side, early)
        if sum(each.weight for each in made.values()) <= budget:
            break
    return _first(made, budget)


def beside(files: Mapping[str, Path], folder: Path) -> dict[str, tuple[str, int, int]]:
    """Writes `thumbs/` into `folder`: relative URL, width and height by the same keys, of what can be decoded.

    Raises OSError.
    """
    place = folder / "thumbs"
    place.mkdir(parents=True, exist_ok=True)
    found = {}
    for key, each in of_side(files, FOLDER_SIDE).items():
        write_whole(place / f"{key}.webp", each.data, settled=False)
        found[key] = (f"thumbs/{key}.webp", each.width, each.height)
    return found


def of_side(files: Mapping[str, Path], side: int, early: Made = not_made) -> dict[str, Thumbnail]:
    """As many as can be decoded."""
    # `opened` switches warnings off and on, which threads would leave switched off: this puts them back.
    # Pillow works outside the interpreter's lock; and no more threads than cores, for each has a whole picture decoded.
    with warnings.catch_warnings(), ThreadPoolExecutor(_THREADS) as threads:
        made = list(threads.map(lambda file: early(file, side) or thumbnail(file, side), files.values()))
    return {key: each for key, each in zip(files, made, strict=True) if each is not None}


def thumbnail(file: Path, side: int) -> Thumbnail | None:
    """None for what is no picture, or one too large to be decoded safely."""
    try:
        small = opened(file, lambda image: _reduced(image, side))
    except UnreadableError:
        return None
    buffer = io.BytesIO()
    # Method 2 of 6: over the procedural pictures half of the default's time for 1.05 times its bytes.
    small.save(buffer, "WEBP", quality=QUALITY, method=2)
    return Thumbnail(buffer.getvalue(), *small.size)


def _reduced(image: Image, side: int) -> Image:
    from PIL.Image import Resampling

    image.draft("RGB", (side, side))
    # A whole-number reduction first: a fifth of the time of resampling, and flat colours stay flat.
    image.thumbnail((side, side), Resampling.BICUBIC, reducing_gap=1.0)
    plain = upright(image).convert("RGB")
    plain.info = {}  # such as a colour profile, which would be written too
    return plain


def _foreseen(files: Mapping[str, Path], side: int, early: Made) -> float:
    """Bytes of all, from a few spread evenly."""
    step = max(1, len(files) // SAMPLE)
    sample = of_side({key: files[key] for key in list(files)[::step]}, side, early)
    return sum(each.weight for each in sample.values()) / max(1, len(sample)) * len(files)


def _first(made: Mapping[str, Thumbnail], budget: int) -> dict[str, Thumbnail]:
    """From the beginning, as many as fit."""
    kept: dict[str, Thumbnail] = {}
    for key, each in made.items():
        budget -= each.weight
        if budget < 0:
            break
        kept[key] = each
    return kept
