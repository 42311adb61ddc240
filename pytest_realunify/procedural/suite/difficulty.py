"""How hard instances are: three strata that take turns, or one alone, and single settings that overrule them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pytest_realunify.errors import UsageError
from pytest_realunify.procedural.suite.base import Knob, Subtask
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.taxonomy import STRATA, Stratum

MIXED: Final = "mixed"
_NAMED: Final = "--realunify-difficulty"
_WORDS: Final = (*STRATA, MIXED)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What `--realunify-difficulty` asks for."""

    stratum: Stratum | None = None
    """The only one; None: within each subtask index 0 is easy, 1 medium, 2 hard, 3 easy again."""
    settings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Subtask -> setting -> value, whatever the stratum."""

    def values(self, subtask: Subtask, index: int) -> dict[str, int]:
        """Every setting of the subtask for the instance of that index."""
        return self._in(subtask, self._turn(index))

    def stratum_of(self, subtask: Subtask, index: int) -> Stratum | None:
        """None where the subtask is the same in all strata: because all that tells them apart was set, say."""
        first, *others = (self._in(subtask, stratum) for stratum in STRATA)
        return self._turn(index) if any(other != first for other in others) else None

    def _turn(self, index: int) -> Stratum:
        return self.stratum or STRATA[index % len(STRATA)]

    def _in(self, subtask: Subtask, stratum: Stratum) -> dict[str, int]:
        given = self.settings.get(subtask.name, {})
        return {name: given.get(name, knob.at(stratum)) for name, knob in subtask.knobs.items()}


def parse_difficulty(text: str) -> Difficulty:
    """`hard,maze.size=14,sequential.steps=6`: a stratum (or `mixed`) and settings, each if wanted, in any order.

    Raises UsageError naming what is valid.
    """
    strata: list[str] = []
    settings: dict[str, dict[str, int]] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part in _WORDS:
            strata.append(part)
            continue
        subtask, setting, value = _setting(part)
        settings.setdefault(subtask, {})[setting] = value
    if len(set(strata)) > 1:
        raise UsageError(f"{_NAMED} names {' and '.join(dict.fromkeys(strata))}: one of {', '.join(_WORDS)}")
    return Difficulty(next((stratum for stratum in STRATA if stratum in strata), None), settings)


def _setting(part: str) -> tuple[str, str, int]:
    name, equals, value = part.partition("=")
    subtask, dot, knob = name.strip().partition(".")
    if not equals and part.isalpha() and part not in subtasks():
        raise UsageError.unknown(
            f"difficulty ({_NAMED})", part, _WORDS, "or SUBTASK.SETTING=NUMBER, such as maze.size=14"
        )
    if not equals or not dot:
        raise UsageError(
            f"{_NAMED} takes SUBTASK.SETTING=NUMBER, such as maze.size=14, not {part!r}\n"
            f"or one of {', '.join(_WORDS)}: the stratum of all instances"
        )
    generators = subtasks()
    if subtask not in generators:
        raise UsageError.unknown(f"subtask ({_NAMED})", subtask, generators)
    knobs = generators[subtask].knobs
    if knob not in knobs:
        raise UsageError.unknown(f"setting of {subtask} ({_NAMED})", knob, knobs)
    return subtask, knob, _in_range(f"{subtask}.{knob}", knobs[knob], value.strip())


def _in_range(name: str, knob: Knob, value: str) -> int:
    if not value.isdecimal() or not knob.least <= int(value) <= knob.most:
        raise UsageError(
            f"{_NAMED}: {name} ({knob.meaning}) is a number from {knob.least} to {knob.most}, not {value!r}"
        )
    return int(value)
