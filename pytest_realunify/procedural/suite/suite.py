"""The procedural suite: addresses become instances, instances become pictures, each only when asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.interfaces import GEUInstance, Instance, Listing, UEGInstance, multiple_choice_prompt
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Puzzle, Sketch, Subtask, chance, lettered
from pytest_realunify.procedural.suite.difficulty import Difficulty
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, PROTOCOLS, STRATA, Axis, Stratum

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.procedural.suite.rungs import Rungs
    from pytest_realunify.procedural.suite.specimens import Specimen

VERSION: Final = 2
"""Of the suite as a whole. Runs and baselines of another one are refused: its instances are others throughout."""

PRESETS: Final = {"": 10, "full": None}
"""Instances per subtask; None spreads 100 over each category, as in the paper. A number may stand in their place."""

SMOKE: Final = "smoke"
"""One instance of each subtask: index 0 of the first, 1 of the second, 2 of the third, 0 of the fourth. So that any
three in a row are easy, medium and hard, and whatever only hard instances have (large pictures, say) is tried too."""

PER_CATEGORY: Final = 100

_REMEMBERED: Final = 1024
"""Instances, a few KiB each: all of the paper's 1,000, since a process comes back to one under its next protocol when
it has been through all others. What they were made from takes ten times as much and is soon forgotten."""

_PROTOCOLS: Final[Mapping[Axis, tuple[str, ...]]] = {
    "UEG": tuple(name for name in PROTOCOLS if name != "blind"),
    "GEU": PROTOCOLS,
}


class ProceduralSuite:
    """Instances by (subtask, seed, index). The fingerprint leaves out how many: a case is the same in every preset."""

    judge: Final = "pixels"

    def __init__(
        self,
        preset: str = "",
        seed: int = 0,
        difficulty: Mapping[str, Mapping[str, int]] | None = None,
        stratum: Stratum | None = None,
    ) -> None:
        """`difficulty` and `stratum` as in `Difficulty`, which checks neither."""
        self.preset = preset
        self.seed = seed
        self.subtasks = subtasks()
        self.difficulty = Difficulty(stratum, difficulty or {})
        self.notes: Sequence[str] = ()
        self._puzzle = lru_cache(maxsize=64)(self._build)
        self._sketch = lru_cache(maxsize=64)(self._draw_up)
        self._instance = lru_cache(maxsize=_REMEMBERED)(self._made)

    version: Final = VERSION

    @property
    def name(self) -> str:
        return f"procedural:{self.preset}" if self.preset else "procedural"

    @property
    def fingerprint(self) -> str:
        facts = {name: [subtask.version, self._turns(name)] for name, subtask in self.subtasks.items()}
        told = json.dumps([VERSION, self.seed, facts], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def _turns(self, name: str) -> list[object]:
        """What the first three instances are made with, after which it all comes again."""
        subtask, difficulty = self.subtasks[name], self.difficulty
        turns = range(len(STRATA))
        return [
            [difficulty.stratum_of(subtask, turn), sorted(difficulty.values(subtask, turn).items())] for turn in turns
        ]

    def listings(self) -> Sequence[Listing]:
        chosen = self._indices()
        listed: list[Listing] = []
        for name, subtask in self.subtasks.items():
            turns = [self.difficulty.stratum_of(subtask, turn) for turn in range(len(STRATA))]
            listed += [_listing(subtask, index, turns[index % len(turns)]) for index in chosen[name]]
        return listed

    def _indices(self) -> dict[str, range]:
        """Of each subtask."""
        if self.preset == SMOKE:
            turns = [place % len(STRATA) for place in range(len(self.subtasks))]
            return {name: range(turn, turn + 1) for name, turn in zip(self.subtasks, turns, strict=True)}
        per_subtask = int(self.preset) if self.preset.isdecimal() else PRESETS[self.preset]
        counts: dict[str, int] = {}
        for category in CATEGORIES:
            counts |= _spread(
                per_subtask, [name for name, each in self.subtasks.items() if each.category == category.name]
            )
        return {name: range(counts[name]) for name in self.subtasks}

    def instance(self, listing: Listing, protocol: str) -> Instance:
        del protocol  # the same under every protocol
        return self._instance(listing)

    def sketch(self, subtask: str, index: int) -> Sketch:
        """What stands behind a UEG instance: the scene its prompt implies, and wrong ones."""
        return self._sketch(subtask, index)

    @property
    def drawn(self) -> Sequence[str]:
        """The subtasks that a judge looks at."""
        return [name for name, subtask in self.subtasks.items() if CATEGORY[subtask.category].axis == "UEG"]

    def specimens(self, subtask: str, index: int) -> Sequence[Specimen]:
        """Right and wrong pictures for a UEG instance, with the truth about each."""
        from pytest_realunify.procedural.suite.specimens import specimens

        return specimens(self._sketch(subtask, index), f"{subtask}/{self.seed}/{index}")

    def _made(self, listing: Listing) -> Instance:
        return self._ueg(listing) if listing.axis == "UEG" else self._geu(listing)

    def _ueg(self, listing: Listing) -> UEGInstance:
        made = self._sketch(listing.subtask, listing.index)
        return sketching.instance(made, listing.id, listing.category, listing.subtask, listing.index)

    def _geu(self, listing: Listing) -> GEUInstance:
        puzzle = self._puzzle(listing.subtask, listing.index)
        options, letter = lettered(puzzle, listing.subtask, self.seed, listing.index)
        return GEUInstance(
            id=listing.id,
            category=listing.category,
            subtask=listing.subtask,
            index=listing.index,
            question=puzzle.question,
            options=options,
            answer=letter,
            evaluation_prompt=multiple_choice_prompt(puzzle.question, options),
            image=f"{listing.subtask}/{listing.index}/input",
            edit_prompt=puzzle.edit_prompt,
            intermediate=f"{listing.subtask}/{listing.index}/intermediate",
        )

    def open(self, reference: str) -> Image:
        subtask, index, part = reference.split("/")
        puzzle = self._puzzle(subtask, int(index))
        return puzzle.render() if part == "input" else puzzle.render_intermediate()

    def file(self, reference: str) -> Path | None:
        del reference
        return None

    @property
    def rungs(self) -> Rungs:
        """The same subtasks, difficulty by difficulty."""
        from pytest_realunify.procedural.suite.rungs import Rungs

        return Rungs(self.seed, self.difficulty)

    def _build(self, name: str, index: int) -> Puzzle:
        subtask = self.subtasks[name]
        made = subtask.build(chance(name, self.seed, index, subtask.version), self.difficulty.values(subtask, index))
        assert isinstance(made, Puzzle)
        return made

    def _draw_up(self, name: str, index: int) -> Sketch:
        subtask = self.subtasks[name]
        return sketching.sketch(subtask, self.seed, index, self.difficulty.values(subtask, index))


def _listing(subtask: Subtask, index: int, stratum: Stratum | None) -> Listing:
    axis = CATEGORY[subtask.category].axis
    return Listing(
        id=f"{subtask.category}-{subtask.name}-{index:04d}",
        axis=axis,
        category=subtask.category,
        subtask=subtask.name,
        index=index,
        protocols=_PROTOCOLS[axis],
        stratum=stratum,
    )


def _spread(per_subtask: int | None, names: Sequence[str]) -> dict[str, int]:
    if per_subtask is not None:
        return dict.fromkeys(names, per_subtask)
    share, rest = divmod(PER_CATEGORY, len(names))
    return {name: share + (place < rest) for place, name in enumerate(names)}
