"""Which cases a run sets out to do, by their keys: `selection.json` beside run.json, which has their numbers alone.

A run that is gone on with by another `-k` sets out to do those of both. Cases that a mark of the team's skips are none
of its own, but were chosen: they are kept apart, come back where the mark is gone, and count once they have a result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept
from pytest_realunify.errors import DataError
from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import relation_of
from pytest_realunify.text import encodable

FILE: Final = "selection.json"

Key = tuple[str, int]
"""As `Result.key`."""

_MAX_BYTES: Final = 50_000_000
_Repeats = dict[str, list[Annotated[int, msgspec.Meta(ge=0, le=10**9)]]]


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    format: Literal[1]
    cases: _Repeats
    """By case, its repeats."""
    skipped: _Repeats = {}


@dataclass
class Selection:
    """Filled as a run goes; `counts` follows."""

    cases: set[Key] = field(default_factory=set)
    skipped: set[Key] = field(default_factory=set)
    """By a mark of the team's, and without a result."""
    least: Mapping[str, int] = field(default_factory=dict)
    """By protocol, of a run stored before there were keys, some of which are not known: its numbers."""
    counts: Counter[str] = field(default_factory=Counter)
    """Cases per protocol, repeats counted and variants not; one object, for whoever looks on."""

    def __post_init__(self) -> None:
        self._count()

    @property
    def known(self) -> set[Key]:
        """All that were ever chosen."""
        return self.cases | self.skipped

    def variants(self) -> int:
        """How many of them there are: they are asked, and not counted above."""
        return sum(bool(relation_of(case)) for case, _ in self.cases)

    def choose(self, keys: Iterable[Key]) -> None:
        """More of them. What was skipped before comes with its result."""
        self.cases |= {*keys} - self.skipped
        self._count()

    def has_result(self, key: Key) -> None:
        """A case ran, whatever was thought of it before."""
        self.skipped.discard(key)
        if key not in self.cases:
            self.cases.add(key)
            self._changed(key, 1)

    def skip(self, key: Key) -> None:
        """A mark of the team's took it out."""
        self.skipped.add(key)
        if key in self.cases:
            self.cases.remove(key)
            self._changed(key, -1)

    def _changed(self, key: Key, by: int) -> None:
        """In one case. (Counting all of 10,000 takes 5 ms, and a team may skip as many.)"""
        if self.least:
            self._count()
            return
        if relation_of(key[0]):
            return
        protocol = protocol_of(key[0])
        self.counts[protocol] += by
        if not self.counts[protocol]:
            del self.counts[protocol]

    def _count(self) -> None:
        known = Counter(protocol_of(case) for case, _ in self.cases if not relation_of(case))
        self.counts.clear()
        self.counts.update(known | Counter(self.least))


def protocol_of(case: str) -> str:
    """By a case's id; empty for what is none."""
    return (kind_of(case) or "").rpartition("/")[2]


def read(folder: PlainFolder) -> Selection | None:
    """None of a run stored before there were keys. Raises DataError for a file that is none of ours."""
    file = folder.path / FILE
    try:
        told = msgspec.json.decode(folder.read(FILE, _MAX_BYTES), type=_Written)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        problem = f"not what a run writes there ({error}); remove the file, and its run.json says how many they were"
        raise DataError.at(file, None, None, problem) from error
    return Selection(_keys(told.cases), _keys(told.skipped))


def write(folder: PlainFolder, selection: Selection) -> None:
    """Replace it in one move; on the disk when this returns. Raises StorageError."""
    told = _Written(1, _repeats(selection.cases), _repeats(selection.skipped))
    with must_be_kept(folder.path / FILE):
        folder.replace(FILE, msgspec.json.encode(told) + b"\n", settled=True)


def _keys(repeats: _Repeats) -> set[Key]:
    return {(case, repeat) for case, numbers in repeats.items() for repeat in numbers}


def _repeats(keys: Iterable[Key]) -> _Repeats:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for case, repeat in sorted(keys):
        found[encodable(case)].append(repeat)
    return dict(found)
