"""What one procedural GEU subtask is made of, and the chances every one of them shares."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

LETTERS: Final = "ABCD"


@dataclass(frozen=True, slots=True)
class Knob:
    """One difficulty setting of a subtask: an integer between `least` and `most`, both included."""

    default: int
    least: int
    most: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Puzzle:
    """The content of one GEU instance before its options are lettered. Building it draws nothing.

    `render` and `render_intermediate` are pure: the same puzzle gives byte-identical RGB pictures every time.
    The intermediate is the ground truth of the edit step: restored, recoloured, highlighted or marked.
    `wrong` are three different plausible options, each from the right operations done wrong; none equals `right`.
    """

    question: str
    right: str
    wrong: tuple[str, str, str]
    edit_prompt: str
    render: Callable[[], Image]
    render_intermediate: Callable[[], Image]


@dataclass(frozen=True, slots=True)
class Subtask:
    """A generator with its difficulty. `version` is raised whenever the same address would give other content."""

    category: str
    name: str
    version: int
    knobs: Mapping[str, Knob]
    build: Callable[[random.Random, Mapping[str, int]], Puzzle]


def chance(subtask: str, seed: int, index: int, version: int) -> random.Random:
    """The instance's own source of chance. Seeding `random.Random` with text is stable over platforms and versions."""
    return random.Random(f"realunify/{subtask}/v{version}/{seed}/{index}")


def lettered(puzzle: Puzzle, subtask: str, seed: int, index: int) -> tuple[tuple[str, ...], str]:
    """The four options in letter order, and the right one's letter. The wrong ones stand in no order of meaning."""
    letter = letter_of(subtask, seed, index)
    wrong = iter(random.Random(f"realunify/wrong/{subtask}/{seed}/{index}").sample(puzzle.wrong, 3))
    return tuple(puzzle.right if each == letter else next(wrong) for each in LETTERS), letter


def letter_of(subtask: str, seed: int, index: int) -> str:
    """The letter the right option gets: every block of four consecutive indices holds each letter once."""
    block = list(LETTERS)
    random.Random(f"realunify/letters/{subtask}/{seed}/{index // 4}").shuffle(block)
    return block[index % 4]
