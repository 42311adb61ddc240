"""What a run costs, as it is spent: over all its processes, whether or not a case came of it, and what ends it.

Each process keeps its sums in a small file of its own in the run's folder. Nobody locks: a call is written down before
it is made, and only made if the sum of all files then allows it. So no more are made than allowed, and two that ask for
the last one at the same moment may both go without.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import write_all
from pytest_realunify.errors import DataError, SpentError, StorageError
from pytest_realunify.options.prices import CURRENCY, Prices
from pytest_realunify.taxonomy import Verb

Who = Literal["model", "judge"]
Sums = Counter[tuple[str, str, str]]
"""By who, verb (of a judge `understand`), and what is counted."""

FOLDER: Final = "spent"
_TRIES: Final = 5
_SIZE: Final = 1024
"""Bytes of a file, padded: it is written over in place."""


@dataclass(frozen=True)
class Limits:
    """What the user lets a run cost, and the prices by which that is known."""

    calls: int | None = None
    cost: float | None = None
    prices: Mapping[str, Prices] = field(default_factory=dict)
    """Of `model` and `judge`."""
    currency: str = CURRENCY

    @property
    def any(self) -> bool:
        return self.calls is not None or self.cost is not None

    def money(self, sums: Sums) -> float:
        """What so much costs; what has no price costs nothing."""
        parts: dict[tuple[str, str], dict[str, int]] = {}
        for (who, verb, name), count in sums.items():
            parts.setdefault((who, verb), {})[name] = count
        return sum(self.prices[who].money(verb, each) for (who, verb), each in parts.items() if who in self.prices)


class Ledger:
    """The sums of one process. Safe to use from many threads."""

    def __init__(self, folder: Path, name: str, limits: Limits) -> None:
        """`folder` is the run's; `name` the process's. Touches nothing before the first call."""
        self.limits = limits
        self._folder = PlainFolder(folder, (FOLDER,))
        self._name = f"{name}-{os.getpid()}-{secrets.token_hex(4)}.json"
        self._sums: Sums = Counter()
        self._others: dict[str, Sums] = {}
        self._is_empty = self._is_there = False
        self._file: int | None = None
        self._lock = threading.Lock()

    def purse(self, who: Who) -> LedgerPurse:
        """For all calls of the model, or of the judge."""
        return LedgerPurse(self, who)

    def take(self, who: Who, verb: Verb, calls: int) -> int:
        """See `Purse.take`."""
        key = (who, verb, "calls")
        with self._lock:
            if not self.limits.any:
                self._add({key: calls})
                return calls
            for _ in range(0 if self._is_empty else _TRIES):
                self._add({key: calls})
                if (granted := self._granted(key, calls)) < calls:
                    self._add({key: granted - calls})
                if granted:
                    return granted
                time.sleep(random.uniform(0.0, 0.01))  # others may have asked for the last ones at this very moment
            self._is_empty = True
            return 0

    def _granted(self, key: tuple[str, str, str], calls: int) -> int:
        """How many of these, written down already, may be made."""
        total, limits = self._total(), self.limits
        total[key] -= calls
        if limits.cost is not None and limits.money(total) >= limits.cost:
            return 0
        return calls if limits.calls is None else max(0, min(calls, limits.calls - _calls(total)))

    def add(self, who: Who, verb: Verb, counts: Mapping[str, int]) -> None:
        """So much more was spent."""
        if counts:
            with self._lock:
                self._is_empty &= counts.get("calls", 0) >= 0
                self._add({(who, verb, name): count for name, count in counts.items()})

    def refusal(self) -> SpentError:
        """Which of the limits is reached, and how to go on."""
        with self._lock:
            total = self._total()
        calls, limits = _calls(total), self.limits
        if limits.cost is not None and limits.money(total) >= limits.cost:
            told = f"{limits.money(total):.4g} {limits.currency} are spent, and --realunify-max-cost={limits.cost:g}"
            option = "--realunify-max-cost=MORE"
        else:
            told = f"{calls} calls are made, and --realunify-max-calls={limits.calls}"
            option = "--realunify-max-calls=MORE"
        return SpentError(f"{told}. Finished cases are kept: pytest --realunify --realunify-resume {option} goes on")

    def _add(self, counts: Mapping[tuple[str, str, str], int]) -> None:
        for key, count in counts.items():
            self._sums[key] += count
        data = _packed(self._sums)
        try:
            if not self._is_there:
                self._folder.make()
                self._is_there = True
            with self._opened() as file:
                os.lseek(file, 0, os.SEEK_SET)
                write_all(file, data)
                os.ftruncate(file, len(data))
        except OSError as error:
            if self.limits.any:  # then it must be known to all, or it is no limit
                raise StorageError.of(str(self._folder.path), error) from error

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        """The file. Where nothing is limited it stays open for as long as anybody may add to it, be it a judge's last
        call when all else is closed: to open it is most of what a call costs here. A limit holds by what others find
        there, so that then it is looked for each time."""
        file = self._file
        if file is None:
            file = self._folder.open(self._name, os.O_WRONLY | os.O_CREAT)
            if not self.limits.any:
                self._file = file
                weakref.finalize(self, os.close, file)
        try:
            yield file
        finally:
            if self._file is None:
                os.close(file)

    def _total(self) -> Sums:
        total = self._sums.copy()
        with contextlib.suppress(OSError):
            for name in self._folder.names():
                if name != self._name and name.endswith(".json") and (found := _read(self._folder, name)) is not None:
                    self._others[name] = found
        for found in self._others.values():
            for key, count in found.items():
                total[key] += count
        return total


@dataclass(frozen=True)
class LedgerPurse:
    """One side of a ledger: a `Purse`, and where to write what came back."""

    ledger: Ledger
    who: Who

    @property
    def limited(self) -> bool:
        """Whether the number of calls, or their cost, is limited at all."""
        return self.ledger.limits.any

    def take(self, verb: Verb, calls: int = 1) -> int:
        return self.ledger.take(self.who, verb, calls)

    def back(self, verb: Verb, calls: int = 1) -> None:
        self.ledger.add(self.who, verb, {"calls": -calls})

    def add(self, verb: Verb, counts: Mapping[str, int]) -> None:
        """So much more was spent."""
        self.ledger.add(self.who, verb, counts)

    def refusal(self) -> SpentError:
        return self.ledger.refusal()


def spent(folder: Path) -> Sums:
    """All that a run's processes have written down, those of earlier sessions too. Empty for a run of before."""
    total: Sums = Counter()
    files = PlainFolder(folder, (FOLDER,))
    for name in files.names():
        if name.endswith(".json"):
            total.update(_read(files, name) or Counter())
    return total


def bring_spent(source: Path, target: Path, name: str) -> None:
    """What one run spent is spent by another one too, which is made of it; `name` keeps their files apart."""
    total = spent(source)
    if total:
        files = PlainFolder(target, (FOLDER,))
        files.make()
        files.replace(f"{name}.json", _packed(total))


def _calls(sums: Sums) -> int:
    return sum(count for (_, _, name), count in sums.items() if name == "calls")


def _packed(sums: Sums) -> bytes:
    nested: dict[str, dict[str, dict[str, int]]] = {}
    for (who, verb, name), count in sums.items():
        nested.setdefault(who, {}).setdefault(verb, {})[name] = count
    return (json.dumps(nested) + "\n").encode().rjust(_SIZE)


def _read(folder: PlainFolder, name: str) -> Sums | None:
    """None for what is no such file, or is being written at this moment."""
    sums: Sums = Counter()
    try:
        opened = folder.open(name, os.O_RDONLY)
        try:
            nested = json.loads(os.read(opened, 1_000_000).lstrip())
        finally:
            os.close(opened)
        for who, verbs in nested.items():
            for verb, counts in verbs.items():
                for name, count in counts.items():
                    sums[str(who), str(verb), str(name)] = int(count)
    except (OSError, DataError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return sums
