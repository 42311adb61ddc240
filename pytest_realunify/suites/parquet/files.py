"""Parquet files: rows without pictures, and the pictures of one row group at a time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pytest_realunify.datafiles import Row, shown
from pytest_realunify.datafiles.whole_files import must_be_kept, write_whole
from pytest_realunify.errors import DataError, UsageError

PICTURE: Final = "image"
TEXTS: Final = ("index", "task_type", "question", "option", "answer", "evaluation_prompt", "edit_prompt", "input_image")
NEEDED: Final = ("question", "option", "answer", PICTURE)
INSTALL: Final = "pip install 'pytest-realunify[hub]'"


@dataclass
class ParquetFile:
    """One file. Its footer is read when it is made; of pictures nothing is."""

    path: Path
    config: str
    """The folder it lies in, below the one that was named: where a row does not name its category, this does."""
    digest: str = field(init=False)
    """Of the footer: where the columns lie, how large they are, what they begin and end with."""
    _groups: list[int] = field(init=False)
    """Rows before each row group, and all."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Raises UsageError without pyarrow, DataError for what is no parquet file of GEU."""
        with self._opened() as file:
            names = set(file.schema_arrow.names)
            if missing := [name for name in NEEDED if name not in names]:
                held = ", ".join(sorted(names)[:20])
                raise DataError.at(self.name, None, missing[0], f"is missing: the columns are {held}")
            counts = [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
        self._groups = [sum(counts[:number]) for number in range(len(counts) + 1)]
        self.digest = _footer_digest(self.path)

    @property
    def name(self) -> str:
        return shown(self.path)

    def rows(self) -> Iterator[tuple[Row, str]]:
        """Every row, and where its picture came from, as far as the file says so. No picture is read."""
        number = 0
        with self._opened() as file:
            names = [name for name in TEXTS if name in file.schema_arrow.names]
            paths = [f"{PICTURE}.path"] if _has_path(file.schema_arrow) else []
            for group in range(file.num_row_groups):
                for told in file.read_row_group(group, columns=[*names, *paths]).to_pylist():
                    picture = told.pop(PICTURE, None)
                    texts = {name: _plain(value) for name, value in told.items() if value is not None}
                    data = {"task_type": self.config, **texts}
                    path = picture.get("path") if isinstance(picture, dict) else None
                    yield Row(self.name, number, data), path if isinstance(path, str) else ""
                    number += 1

    def picture(self, number: int, folder: Path) -> Path:
        """The picture of a row as a file of its own, byte for byte as it is packed.

        A row group is read once, on this machine: its pictures are put into `folder` by their sha256. Raises DataError.
        """
        group = next(place for place, end in enumerate(self._groups[1:]) if number < end)
        index = folder / "groups" / f"{self.digest}-{group}.json"
        with self._lock:
            kept = _names(index)
            if kept is None:
                kept = self._unpacked(group, folder, index)
            name = kept[number - self._groups[group]]
            if name and not (folder / name).is_file():
                name = self._unpacked(group, folder, index)[number - self._groups[group]]
        if not name:
            raise DataError.at(self.name, number, PICTURE, "holds no picture")
        return folder / name

    def _unpacked(self, group: int, folder: Path, index: Path) -> list[str]:
        with self._opened() as file:
            column = file.read_row_group(group, columns=[PICTURE]).column(0)
            names = [_kept(folder, cell.as_py()) for cell in column]
        _write(index, json.dumps(names).encode())
        return names

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise UsageError(f"--realunify-suite=hub: and parquet: need pyarrow: {INSTALL}") from error
        try:
            with parquet.ParquetFile(self.path) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            told = " ".join(str(error).split())
            raise DataError.at(self.name, None, None, f"is no whole parquet file: {told[:200]}") from error


def _plain(value: Any) -> Any:
    """A list that was written as its JSON, which is the only form some tools know."""
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        with contextlib.suppress(ValueError):
            found = json.loads(value)
            return found if isinstance(found, list) else value
    return value


def _has_path(schema: Any) -> bool:
    kind = schema.field(PICTURE).type
    return hasattr(kind, "get_field_index") and kind.get_field_index("path") >= 0


def _footer_digest(path: Path) -> str:
    """Raises DataError where the file ends too soon."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 8))
            length = int.from_bytes(file.read(4), "little")
            file.seek(max(0, size - 8 - length))
            return hashlib.sha256(f"{size} ".encode() + file.read(length)).hexdigest()[:32]
    except OSError as error:
        raise DataError.at(shown(path), None, None, f"cannot be read: {error.strerror or error}") from error


def _kept(folder: Path, cell: Any) -> str:
    """The name of a picture's file; empty where the row has none. A picture is bytes, by themselves or under
    `bytes`."""
    cell = cell[0] if isinstance(cell, list) and cell else cell
    data = cell.get("bytes") if isinstance(cell, dict) else cell
    if not isinstance(data, bytes) or not data:
        return ""
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"{sha256[:2]}/{sha256}"
    if not (folder / name).is_file():
        _write(folder / name, data)
    return name


def _write(file: Path, data: bytes) -> None:
    """In one move, as other processes may be at the same."""
    with must_be_kept(file):
        write_whole(file, data)


def _names(index: Path) -> list[str] | None:
    try:
        found = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return [str(each) for each in found] if isinstance(found, list) else None
