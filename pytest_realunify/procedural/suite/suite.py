"""The procedural suite: addresses become instances, instances become pictures, each only when asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing, UEGInstance, multiple_choice_prompt
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Knob, Puzzle, Sketch, Subtask, chance, lettered
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, PROTOCOLS

if TYPE_CHECKING:
    from PIL.Image import Image

    from pytest_realunify.procedural.suite.specimens import Specimen

PRESETS: Final = {"": 10, "smoke": 1, "full": None}
"""Instances per subtask; None spreads 100 over each category, as in the paper. A number may stand in their place."""

PER_CATEGORY: Final = 100


class ProceduralSuite:
    """Instances by (subtask, seed, index). The fingerprint leaves out how many: a case is the same in every preset."""

    judge: Final = "pixels"

    def __init__(
        self,
        preset: str = "",
        seed: int = 0,
        difficulty: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        self.preset = preset
        self.seed = seed
        self.subtasks = subtasks()
        self.difficulty = {
            name: _difficulty(subtask, (difficulty or {}).get(name, {})) for name, subtask in self.subtasks.items()
        }
        self.notes: Sequence[str] = ()
        self._puzzle = lru_cache(maxsize=64)(self._build)
        self._sketch = lru_cache(maxsize=64)(self._draw_up)

    @property
    def name(self) -> str:
        return f"procedural:{self.preset}" if self.preset else "procedural"

    @property
    def fingerprint(self) -> str:
        facts = {
            name: [subtask.version, self.seed, sorted(self.difficulty[name].items())]
            for name, subtask in self.subtasks.items()
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]

    def listings(self) -> Sequence[Listing]:
        listed: list[Listing] = []
        for category in CATEGORIES:
            protocols = tuple(name for name in PROTOCOLS if category.axis == "GEU" or name != "blind")
            per_subtask = int(self.preset) if self.preset.isdecimal() else PRESETS[self.preset]
            names = [name for name, subtask in self.subtasks.items() if subtask.category == category.name]
            counts = _spread(per_subtask, names)
            for name in names:
                listed += [
                    Listing(f"{category.name}-{name}-{index:04d}", category.axis, category.name, name, index, protocols)
                    for index in range(counts[name])
                ]
        return listed

    def instance(self, listing: Listing, protocol: str) -> Instance:
        del protocol  # the same under every protocol
        return self._ueg(listing) if listing.axis == "UEG" else self._geu(listing)

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

    def _build(self, name: str, index: int) -> Puzzle:
        subtask = self.subtasks[name]
        made = subtask.build(chance(name, self.seed, index, subtask.version), self.difficulty[name])
        assert isinstance(made, Puzzle)
        return made

    def _draw_up(self, name: str, index: int) -> Sketch:
        return sketching.sketch(self.subtasks[name], self.seed, index, self.difficulty[name])


def _spread(per_subtask: int | None, names: Sequence[str]) -> dict[str, int]:
    if per_subtask is not None:
        return dict.fromkeys(names, per_subtask)
    share, rest = divmod(PER_CATEGORY, len(names))
    return {name: share + (place < rest) for place, name in enumerate(names)}


def _difficulty(subtask: Subtask, wanted: Mapping[str, int]) -> dict[str, int]:
    return {name: wanted.get(name, knob.default) for name, knob in subtask.knobs.items()}


def parse_difficulty(text: str) -> dict[str, dict[str, int]]:
    """`maze.size=14,sequential.steps=6` -> {"maze": {"size": 14}, …}. Raises UsageError naming what is valid."""
    settings: dict[str, dict[str, int]] = {}
    generators = subtasks()
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = part.partition("=")
        subtask, dot, knob = name.strip().partition(".")
        if not equals or not dot:
            raise UsageError(f"--realunify-difficulty takes SUBTASK.SETTING=NUMBER, such as maze.size=14, not {part!r}")
        if subtask not in generators:
            raise UsageError.unknown("subtask (--realunify-difficulty)", subtask, generators)
        knobs = generators[subtask].knobs
        if knob not in knobs:
            raise UsageError.unknown(f"setting of {subtask} (--realunify-difficulty)", knob, knobs)
        settings.setdefault(subtask, {})[knob] = _in_range(f"{subtask}.{knob}", knobs[knob], value.strip())
    return settings


def _in_range(name: str, knob: Knob, value: str) -> int:
    if not value.isdecimal() or not knob.least <= int(value) <= knob.most:
        raise UsageError(
            f"--realunify-difficulty: {name} ({knob.meaning}) is a number "
            f"from {knob.least} to {knob.most}, not {value!r}"
        )
    return int(value)
