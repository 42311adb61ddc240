"""The order in which the runs of a folder finished: a line for each in `finished.txt`, appended as it ends.

No clock tells it, and no time of a file: clocks are put back and forth, and a copy has times of its own. A run without
a line, as one that was brought from elsewhere, stands where its id does among the others.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.text import encodable

FILE: Final = "finished.txt"

_MOST: Final = 20_000_000
"""Bytes: several hundred thousand runs."""


def note(root: Path, run: str) -> None:
    """`run` finished now; again where it was gone on with. Where that cannot be kept, its id stands for it."""
    with contextlib.suppress(OSError, DataError):
        opened = PlainFolder(root).open(FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            # Several runs may end at once, so in one piece; and behind what a power cut left of another line.
            os.write(opened, f"\n{encodable(run)}\n".encode())
        finally:
            os.close(opened)


def in_order(root: Path, runs: Sequence[str]) -> list[str]:
    """These ids, the last that finished at the end."""
    try:
        lines = PlainFolder(root).read(FILE, _MOST).decode(errors="replace").split("\n")
    except (OSError, DataError):
        return sorted(runs)
    place = {run: number for number, run in enumerate(filter(None, lines), 1)}  # of several lines the last one
    placed: list[tuple[int, str]] = []
    latest = 0
    for run in sorted(runs):
        latest = max(latest, place.get(encodable(run), 0))
        placed.append((place.get(encodable(run), latest), run))
    return [run for _, run in sorted(placed)]
