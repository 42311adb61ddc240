"""Thumbnails made while a run goes, so that its page does not have to wait for them at the end."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from pytest_realunify.engine.threads import Threads
from pytest_realunify.reporting.html.thumbnails import SIDES, Thumbnail, thumbnail

_State = tuple[int, int, int]
"""Of a file: another one under its name has another."""

_SMALLEST: Final = len(SIDES) - 1


class Early:
    """In one thread, in memory alone, all of one size: the largest of which those seen so far are within a budget.

    Nothing depends on it: whoever writes the page takes what is here, and makes the rest. What it holds are the bytes
    that would be made then.
    """

    def __init__(self, budget: int) -> None:
        """`budget` is in bytes, as data URIs: of what is held, and of what the page may hold."""
        self._budget = budget
        self._threads = Threads(1, "realunify-thumbnails")
        self._seen: set[Path] = set()
        self._made: dict[Path, tuple[_State, Thumbnail]] = {}
        self._place = 0
        self._weight = 0

    def add(self, file: Path) -> None:
        """Have one made, once, when its turn comes."""
        if file not in self._seen:
            self._seen.add(file)
            self._threads.submit(partial(self._make, file))

    def close(self) -> None:
        """What is not begun is left to who writes the page. Waits for the one in hand, for a second at most."""
        self._threads.close()

    def take(self, file: Path, side: int) -> Thumbnail | None:
        """Of a file, in this size, once closed; None where there is none, or the file is another by now."""
        found = self._made.get(file) if side == SIDES[self._place] else None
        try:
            return found[1] if found is not None and found[0] == _state(file) else None
        except OSError:
            return None

    def _make(self, file: Path) -> None:
        if self._weight > self._budget:  # nor is there room for the smallest
            return
        try:
            state = _state(file)
            made = thumbnail(file, SIDES[self._place])
        except Exception:  # noqa: BLE001 (made again at the end, where somebody hears of it)
            return
        if made is None:
            return
        self._made[file] = state, made
        self._weight += made.weight
        if self._weight > self._budget and self._place < _SMALLEST:
            self._smaller()

    def _smaller(self) -> None:
        """From the beginning."""
        again, self._made, self._weight = list(self._made), {}, 0
        self._place += 1
        for file in again:
            self._threads.submit(partial(self._make, file))


def _state(file: Path) -> _State:
    found = file.stat(follow_symlinks=False)
    return found.st_ino, found.st_size, found.st_mtime_ns
