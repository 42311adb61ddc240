"""A thing in the checkout that follows from the generators' own declarations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

ROOT: Final = Path(__file__).parents[1]


class Derived(Protocol):
    """A part of the checkout that is rebuilt, never written by hand."""

    name: str
    """As typed after `python -m tools.regenerate`."""
    what: str
    """In a few words, for `--help`."""

    def differences(self) -> Iterator[str]:
        """What is not as it would be rebuilt, a line each; nothing where all is in step."""
        ...

    def rebuild(self) -> Iterator[str]:
        """Write it; a line about each file that changed."""
        ...


def shown(file: Path) -> str:
    """As seen from the checkout."""
    return file.relative_to(ROOT).as_posix()
