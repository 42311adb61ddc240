"""Parquet files as a suite of GEU instances."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.datafiles import PictureFile, Row, shown
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing
from pytest_realunify.suites.hub import cache
from pytest_realunify.suites.official.parse import geu_instance
from pytest_realunify.suites.parquet.files import PICTURE, ParquetFile
from pytest_realunify.taxonomy import PROTOCOLS, table_key

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIX: Final = ".parquet"


@dataclass(frozen=True, slots=True)
class _Item:
    """One row."""

    row: Row
    file: ParquetFile
    direct: GEUInstance
    stepwise: GEUInstance | None


class ParquetSuite:
    """A row is an instance; its number in its category is its index where the file has none."""

    def __init__(self, name: str, files: Sequence[ParquetFile]) -> None:
        """Reads every row, and no picture. Raises DataError naming file, row and field."""
        self.name = name
        self._items: dict[str, _Item] = {}
        self._by_reference: dict[str, _Item] = {}
        numbers: Counter[str] = Counter()
        lines: list[str] = []
        for file in files:
            for row, path in file.rows():
                self._add(file, row, path, numbers)
                lines.append(json.dumps(row.data, sort_keys=True, default=str))
        if not self._items:
            raise DataError.at(name.partition(":")[2], None, None, "holds no rows")
        without = sum(item.stepwise is None for item in self._items.values())
        self.notes: Sequence[str] = (
            (f"{without} GEU instances have no edit_prompt: no stepwise cases for them",) if without else ()
        )
        digests = [file.digest for file in files]
        self.fingerprint = hashlib.sha256("\n".join([*sorted(lines), *sorted(digests)]).encode()).hexdigest()[:12]

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> ParquetSuite:
        """One file, or all below a folder. Raises UsageError without pyarrow, and DataError."""
        path = Path(path)
        try:
            found = sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]
        except OSError as error:
            raise DataError.at(shown(path), None, None, f"cannot be read: {error.strerror or error}") from error
        if not found:
            raise DataError.at(shown(path), None, None, f"holds no {SUFFIX} file")
        if not path.exists():
            raise DataError.at(shown(path), None, None, "no such file or folder")
        return cls(f"parquet:{shown(path)}", [ParquetFile(file, _config(file, path)) for file in found])

    def listings(self) -> Sequence[Listing]:
        """Every instance in table order, then by subtask and index."""
        listed = [
            Listing(id_, "GEU", each.direct.category, each.direct.subtask, each.direct.index, _protocols(each))
            for id_, each in self._items.items()
        ]
        return sorted(listed, key=lambda each: (table_key(each.category), each.subtask, each.index, each.id))

    def instance(self, listing: Listing, protocol: str) -> Instance:
        """Raises DataError for a protocol that the row does not serve."""
        item = self._items[listing.id]
        record = item.stepwise if protocol == "stepwise" else item.direct if protocol in ("direct", "blind") else None
        if record is None:
            raise DataError(f"{self.name}: {listing.id} has no row for protocol {protocol}")
        return record

    def open(self, reference: str) -> Image:
        """Decoded, upright and RGB. Raises DataError naming file and row."""
        return self._picture(reference).open()

    def file(self, reference: str) -> Path:
        """Where the picture lies, byte for byte as it is packed: in this user's cache, never in a run."""
        return self._picture(reference).path

    def check(self) -> None:
        """Read every picture's header. Raises DataError for the first that is none."""
        for reference in self._by_reference:
            self._picture(reference).check_header()

    def _picture(self, reference: str) -> PictureFile:
        item = self._by_reference.get(reference)
        if item is None:
            raise DataError(f"{self.name}: no row has the picture {reference!r}")
        path = item.file.picture(item.row.number, cache.root() / "pictures")
        return PictureFile(item.row, PICTURE, reference, path)

    def _add(self, file: ParquetFile, row: Row, path: str, numbers: Counter[str]) -> None:
        category = row.category("GEU").name
        data: dict[str, Any] = {**row.data}
        if data.get("index") is None:
            data["index"] = numbers[category]
        numbers[category] += 1
        row = replace(row, data=data)
        origin = row.optional_text("input_image") or path  # its subtask may be read there
        reference = f"{file.path.name}#{row.number}"
        reference = reference if reference not in self._by_reference else f"{file.name}#{row.number}"
        told = geu_instance(row, stepwise=False, image=origin)
        steps = (row.optional_text("edit_prompt") or "").strip()
        stepwise = replace(geu_instance(row, stepwise=True, image=origin), image=reference) if steps else None
        if told.id in self._items:
            earlier = self._items[told.id].row
            raise row.error("index", f"is taken: row {earlier.number} of {earlier.file} is {told.id} already")
        item = _Item(row, file, replace(told, image=reference), stepwise)
        self._items[told.id] = self._by_reference[reference] = item


def _config(file: Path, root: Path) -> str:
    """The folder that names the rows' category where they do not: not `data`, in which some tools put them all."""
    parts = file.relative_to(root).parts[:-1] if root.is_dir() else ()
    return next((part for part in reversed(parts) if part != "data"), file.stem.partition("-")[0])


def _protocols(item: _Item) -> tuple[str, ...]:
    served = {"direct": True, "stepwise": item.stepwise is not None, "blind": True}
    return tuple(protocol for protocol in PROTOCOLS if served.get(protocol))
