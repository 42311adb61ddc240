"""What one procedural subtask is made of, and the chances every one of them shares."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from pytest_realunify.procedural.world.queries import Query
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.taxonomy import Stratum

if TYPE_CHECKING:
    from PIL.Image import Image

LETTERS: Final = "ABCD"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Knob:
    """One difficulty setting of a subtask: an integer between `least` and `most`, both included.

    `default` is the medium stratum's value; `easy` and `hard` are the same where they are not given.
    """

    default: int
    least: int
    most: int
    meaning: str
    easy: int | None = None
    hard: int | None = None

    def at(self, stratum: Stratum) -> int:
        """Its value in a stratum."""
        value = {"easy": self.easy, "medium": None, "hard": self.hard}[stratum]
        return self.default if value is None else value


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
class Sketch:
    """The content of one UEG instance: a prompt that implies a scene without saying it, and questions that tell.

    `yes` holds of the scene, `no` does not: two to eight questions with at least one of each. Every scene of `wrong` is
    a typical wrong picture (the literal one, the miscounted one) and is caught by at least one question.
    `given` are numbers and words that the questions ask about although the prompt may state them, such as how many
    objects there are in a puzzle of their order; every other number asked about must not stand in the prompt.
    `free`: the prompt leaves open where things stand.
    """

    prompt: str
    scene: Scene
    yes: tuple[Query, ...]
    no: tuple[Query, ...]
    wrong: tuple[Scene, ...]
    given: tuple[str, ...] = ()
    free: bool = False


class Chance(random.Random):
    """An instance's own source of chance, which also deals from a pool without repeating itself."""

    pack: tuple[str, int] = ("", 0)
    """What is dealt (subtask, version and seed as one text), and the instance's index."""

    def deal(self, pool: Sequence[T]) -> T:
        """A member of `pool` that no other of any `len(pool)` consecutive indices gets: the order is shuffled anew for
        every round. So 200 instances that differ in what is dealt from a pool of 200 are all different."""
        what, index = self.pack
        place = index % len(pool)
        return pool[_shuffled(f"{what}/{index // len(pool)}", len(pool))[place]]


@lru_cache(maxsize=64)
def _shuffled(text: str, size: int) -> tuple[int, ...]:
    order = list(range(size))
    random.Random(f"realunify/deal/{text}").shuffle(order)
    return tuple(order)


@dataclass(frozen=True, slots=True)
class Subtask:
    """A generator with its difficulty. `version` is raised whenever the same address would give other content."""

    category: str
    name: str
    version: int
    knobs: Mapping[str, Knob]
    build: Callable[[Chance, Mapping[str, int]], Puzzle | Sketch]
    place: int = 100
    """Where it stands among the category's subtasks; those of one place stand as they are declared."""


def chance(subtask: str, seed: int, index: int, version: int, attempt: int = 0) -> Chance:
    """Seeding `random.Random` with text is stable over platforms and versions. `attempt` counts proposals refused."""
    again = f"/again{attempt}" if attempt else ""
    made = Chance(f"realunify/{subtask}/v{version}/{seed}/{index}{again}")
    made.pack = (f"{subtask}/v{version}/{seed}", index)
    return made


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
