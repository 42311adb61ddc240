"""A journal's results as reports have them: outlines at hand, and whole ones from the disk, one after another."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import Outline, Outliner
from pytest_realunify.records import Result
from pytest_realunify.records.bounds import LARGEST
from pytest_realunify.records.structs import struct_of
from pytest_realunify.stored.appending import JOURNAL
from pytest_realunify.stored.lines import decoded, opened

Key = tuple[str, int]
"""As `Result.key`."""

_STRUCTS: Final = msgspec.json.Decoder(struct_of(Result))
_RESULTS: Final = msgspec.json.Decoder(Result)


class JournalResults(Mapping[Key, Result]):
    """By (case, repeat), in the order in which they were first finished; where a case was run again, the later line
    holds.

    Whoever goes through `values` or `items` has one at a time, read anew, and the journal must lie there still: raises
    DataError where it does not, or is another by now.
    """

    def __init__(self, folder: PlainFolder, places: Mapping[Key, int], outlines: Mapping[Key, Outline]) -> None:
        """`places`: where their lines begin."""
        self._folder = folder
        self._places = places
        self.outlines = outlines

    @classmethod
    def read(cls, folder: PlainFolder, has_ended: Callable[[], bool]) -> JournalResults:
        """In one pass, each line checked whole. Raises DataError as `lines.decoded`, and for numbers of nothing."""
        return cls._read(folder, has_ended, texts=False)

    @classmethod
    def _read(cls, folder: PlainFolder, has_ended: Callable[[], bool], texts: bool) -> JournalResults:
        places: dict[Key, int] = {}
        outlines: dict[Key, Outline] = {}
        outliner = Outliner(texts)
        for number, (place, result) in enumerate(decoded(folder, _STRUCTS, has_ended)):
            if result.repeat and not texts:  # what repeats said is compared: from the beginning
                return cls._read(folder, has_ended, texts=True)
            outline = outliner(result)
            check_counts(folder, number, outline.repeat, outline.spent)
            key = outline.key
            places[key], outlines[key] = place, outline
        return cls(folder, places, outlines)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __getitem__(self, key: Key) -> Result:
        [(_, result)] = self.streamed([key])
        return result

    def values(self) -> ValuesView[Result]:
        return _Values(self)

    def items(self) -> ItemsView[Key, Result]:
        return _Items(self)

    def streamed(self, keys: Iterable[Key] | None = None) -> Iterator[tuple[Key, Result]]:
        """Those of these keys, in their order, or all: one after another, none kept."""
        return self._read_at(self._places if keys is None else {key: self._places[key] for key in keys})

    def _read_at(self, places: Mapping[Key, int]) -> Iterator[tuple[Key, Result]]:
        if not places:
            return
        try:
            with opened(self._folder) as file:
                there = 0
                for key, place in places.items():
                    if place != there:
                        file.seek(place)
                    line = file.readline()
                    there = place + len(line)
                    yield key, self._result(line, key)
        except FileNotFoundError as error:
            raise self._another() from error

    def _result(self, line: bytes, key: Key) -> Result:
        try:
            result = _RESULTS.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self._another() from error
        if result.key != key:
            raise self._another()
        return result

    def _another(self) -> DataError:
        problem = "was changed or taken away while it was read: read the run again"
        return DataError.at(self._folder.path / JOURNAL, None, None, problem)


class _Values(ValuesView[Result]):
    _mapping: JournalResults

    def __iter__(self) -> Iterator[Result]:
        return (result for _, result in self._mapping.streamed())


class _Items(ItemsView[Key, Result]):
    _mapping: JournalResults

    def __iter__(self) -> Iterator[tuple[Key, Result]]:
        return self._mapping.streamed()


def counts_of(result: Result) -> list[int]:
    """All that a model and a judge say of their calls."""
    return [*result.judging.values(), *(count for step in result.steps for count in step.usage.values())]


def check_counts(folder: PlainFolder, number: int, repeat: int, counts: Sequence[int]) -> None:
    """Raise DataError, naming the line, for a number of nothing."""
    if abs(repeat) > LARGEST or (counts and (max(counts) > LARGEST or min(counts) < -LARGEST)):
        raise DataError.at(folder.path / JOURNAL, number, None, "not a result: holds a number that counts nothing")
