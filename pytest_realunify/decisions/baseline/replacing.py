"""What a baseline's file would lose, were it replaced by another: cases that nobody would look at any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.decisions.baseline.baseline import Baseline
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import CATEGORY, protocol_key, table_key
from pytest_realunify.text import number_of

_ABOUT_VERDICTS: Final = ('"provenance"', '"cases"')
"""What a file holds that is, or was, a baseline."""

_LOOKED_AT: Final = 1_000_000
"""Bytes of its beginning."""


@dataclass(frozen=True, slots=True)
class Present:
    """What lies where a baseline is to be written."""

    file: Path
    baseline: Baseline | None
    """None: nothing, or one that cannot be read."""
    trouble: str = ""
    """Why it cannot be read, in a line."""

    @classmethod
    def at(cls, file: Path) -> Present:
        """Raises UsageError for a file that is something else than a baseline: nobody meant to replace that."""
        if not file.is_file():
            return cls(file, None)
        try:
            return cls(file, Baseline.load(str(file)))
        except DataError as error:
            trouble = " ".join(str(error).split())
        beginning = _beginning(file)
        if beginning.strip() and not any(word in beginning for word in _ABOUT_VERDICTS):
            raise UsageError(f"{file} is no baseline, and would be overwritten.\nName another file with -o")
        return cls(file, None, trouble)

    def loses(self, fresh: Baseline) -> list[str]:
        """Its cases that `fresh` lacks: a line per protocol, such as `stepwise: all 320`, or by category."""
        gone = set(self.baseline.cases) - set(fresh.cases) if self.baseline else set()
        lost, had = _counted(gone), _counted(self.baseline.cases if self.baseline else ())
        lines = []
        for protocol in sorted({protocol for protocol, _ in lost}, key=protocol_key):
            mine = {category: count for (other, category), count in lost.items() if other == protocol}
            whole = sum(count for (other, _), count in had.items() if other == protocol)
            parts = [f"{name} {mine[name]} of {had[protocol, name]}" for name in sorted(mine, key=table_key)]
            lines.append(f"{protocol}: {f'all {whole}' if sum(mine.values()) == whole else ', '.join(parts)}")
        return lines

    def replaced(self, fresh: Baseline) -> list[str]:
        """What is said once it has been."""
        if self.trouble:
            return [f"replaced {self.file}, which could not be read: {self.trouble}"]
        if self.baseline is None:
            return []
        gone = set(self.baseline.provenance["runs"]) - set(fresh.provenance["runs"])
        if not gone:
            return []
        kept = "; --realunify-update-baseline adds to a baseline" if self.baseline.is_of_same(fresh) else ""
        return [
            f"replaced the baseline of {number_of(len(self.baseline.provenance['runs']), 'run')} that was there{kept}"
        ]


def _counted(cases: Iterable[str]) -> Counter[tuple[str, str]]:
    """By protocol and category."""
    kinds = [(kind_of(case) or "").rpartition("/") for case in cases]
    return Counter((protocol, category) for category, _, protocol in kinds if category in CATEGORY)


def _beginning(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return ""
