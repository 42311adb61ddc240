"""The official files as a suite: found, read and checked once at load; pictures decoded when a case needs them."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles import PictureFile, Row, picture_file, read_rows, shown
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Instance, Listing
from pytest_realunify.suites.official.parse import geu_instance, ueg_instance
from pytest_realunify.taxonomy import AXES, PROTOCOLS, Axis, table_key
from pytest_realunify.text import number_of

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS: Final = ("UEG_direct", "UEG_step", "GEU_direct", "GEU_step")
SUFFIXES: Final = (".json", ".jsonl")


class OfficialSuite:
    """Instances of the official data. An instance's record differs between the direct and the step file of its axis."""

    def __init__(self, name: str, files: Mapping[str, Path], root: Path, verify: bool) -> None:
        self.name = name
        self._root = root
        self._pictures: dict[str, PictureFile] = {}
        self._seen: dict[str, PictureFile] = {}
        rows = {kind: read_rows(file) for kind, file in files.items()}
        self._records = {kind: self._read(kind, rows.get(kind, [])) for kind in KINDS}
        if not any(self._records.values()):
            raise DataError.at(", ".join(map(shown, files.values())), None, None, "holds no rows")
        self.notes: Sequence[str] = tuple(note for axis in AXES for note in self._notes(axis))
        self.fingerprint = _fingerprint(rows, self._pictures.values())
        if verify:
            for picture in self._pictures.values():
                picture.check_header()

    @classmethod
    def load(cls, path: str | os.PathLike[str], verify: bool = True) -> OfficialSuite:
        """Read a folder with any of the four files, or one of them. `verify` also reads every picture's header.

        Raises DataError naming file, row and field. That pictures exist and lie inside the folder is always checked.
        """
        path = Path(path)
        files = _files(path)
        folder = path if path.is_dir() else path.parent
        return cls(f"official:{shown(path)}", files, Path(os.path.realpath(folder)), verify)

    def listings(self) -> Sequence[Listing]:
        """Every instance in table order, then by subtask and index. Nothing is opened."""
        records = {id_: record for held in self._records.values() for id_, record in held.items()}
        listed = [
            Listing(id_, record.axis, record.category, record.subtask, record.index, self._protocols(record.axis, id_))
            for id_, record in records.items()
        ]
        # An index that is text has its row's number: its place must not follow from the order of rows.
        return sorted(listed, key=lambda each: (table_key(each.category), each.subtask, *_place(each)))

    def instance(self, listing: Listing, protocol: str) -> Instance:
        """The row of the step file for `stepwise`, of the direct file otherwise; `blind` makes do with either."""
        direct, step = (self._records[f"{listing.axis}_{part}"].get(listing.id) for part in ("direct", "step"))
        record = {"direct": direct, "stepwise": step, "blind": direct or step}.get(protocol)
        if record is None:
            raise DataError(f"{self.name}: {listing.id} has no row for protocol {protocol}")
        return record

    def open(self, reference: str) -> Image:
        """Decoded, upright and RGB. Raises DataError naming file, row and field."""
        return self._picture(reference).open()

    def file(self, reference: str) -> Path:
        """Where the picture lies in the user's data folder."""
        return self._picture(reference).path

    def _picture(self, reference: str) -> PictureFile:
        if reference not in self._pictures:
            raise DataError(f"{self.name}: no row refers to the picture {reference!r}")
        return self._pictures[reference]

    def _protocols(self, axis: Axis, id_: str) -> tuple[str, ...]:
        direct, step = (id_ in self._records[f"{axis}_{part}"] for part in ("direct", "step"))
        served = {"direct": direct, "stepwise": step, "blind": axis == "GEU"}
        return tuple(protocol for protocol in PROTOCOLS if served.get(protocol))

    def _read(self, kind: str, rows: Sequence[Row]) -> dict[str, Instance]:
        stepwise = kind.endswith("step")
        records: dict[str, Instance] = {}
        first: dict[str, int] = {}
        for row in rows:
            if kind.startswith("UEG"):
                record: Instance = ueg_instance(row, stepwise)
            else:
                record = geu_instance(row, stepwise, self._refer(row))
            if record.id in records:
                raise row.error("index", f"is taken: row {first[record.id]} is {record.id} already")
            records[record.id], first[record.id] = record, row.number
        return records

    def _refer(self, row: Row) -> str:
        """The reference of the row's picture, which exists. The step file mostly names the direct file's pictures."""
        given = row.text("input_image")
        if given not in self._seen:
            picture = picture_file(row, "input_image", given, self._root)
            picture.size()
            self._seen[given] = self._pictures.setdefault(picture.reference, picture)
        return self._seen[given].reference

    def _notes(self, axis: Axis) -> Iterable[str]:
        """What the files at hand cannot serve."""
        direct, step = (self._records[f"{axis}_{part}"].keys() for part in ("direct", "step"))
        for held, other, name, protocol in ((direct, step, "step", "stepwise"), (step, direct, "direct", "direct")):
            if missing := len(held - other):
                what = f"{missing} {axis} instances are not in {axis}_{name}" if other else f"there is no {axis}_{name}"
                yield f"{what}: no {protocol} cases for {'them' if other else axis}"
        if odd := [id_ for id_ in sorted(direct & step) if len({*self._golds(axis, id_)}) > 1]:
            many = f"{number_of(len(odd), 'instance')}, such as {odd[0]}"
            yield (
                f"another right answer in {axis}_step than in {axis}_direct: {many}; "
                "direct and stepwise are asked different things there"
            )

    def _golds(self, axis: Axis, id_: str) -> Iterator[tuple[str, ...]]:
        """What is right by each of the two files."""
        for part in ("direct", "step"):
            record = self._records[f"{axis}_{part}"][id_]
            yield tuple(each.answer for each in record.questions) if record.axis == "UEG" else (record.answer,)


def _place(listing: Listing) -> tuple[int, str]:
    numbered = listing.id.endswith(f"-{listing.index:04d}")
    return (listing.index if numbered else 10**15, listing.id)


def _fingerprint(rows: Mapping[str, Sequence[Row]], pictures: Iterable[PictureFile]) -> str:
    """Of rows and the pictures' content as a set: the folder's place, the order of rows, and json or jsonl do not
    count."""
    lines = [f"{kind} {json.dumps(row.data, sort_keys=True)}" for kind, held in rows.items() for row in held]
    lines += [f"picture {json.dumps(picture.reference)} {picture.digest()}" for picture in pictures]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def _files(path: Path) -> dict[str, Path]:
    """The data files at `path` by kind."""
    expected = f"expected {', '.join(KINDS)}, each as .json or .jsonl"
    try:
        if path.is_dir():
            present = {file.name: file for file in sorted(path.iterdir()) if file.suffix.lower() in SUFFIXES}
        elif path.exists():
            return {_kind_of(path, expected): path}
        else:
            raise DataError.at(shown(path), None, None, "no such file or folder")
    except (OSError, ValueError) as error:
        raise DataError.at(shown(path), None, None, f"cannot be read: {error}") from error
    found: dict[str, Path] = {}
    for kind in KINDS:
        both = [present[kind + suffix] for suffix in SUFFIXES if kind + suffix in present]
        if len(both) > 1:
            raise DataError.at(
                shown(path), None, None, f"holds both {both[0].name} and {both[1].name}: which is meant?"
            )
        if both:
            found[kind] = both[0]
    if not found:
        raise DataError.at(shown(path), None, None, f"holds no official data file ({expected}){_nearest(present)}")
    return found


def _kind_of(path: Path, expected: str) -> str:
    for kind in KINDS:
        if path.name.lower().startswith(kind.lower()) and path.suffix.lower() in SUFFIXES:
            return kind
    raise DataError.at(shown(path), None, None, f"is not named as an official data file ({expected})")


def _nearest(names: Iterable[str]) -> str:
    for name in names:
        if near := difflib.get_close_matches(
            Path(name).stem.lower(), [kind.lower() for kind in KINDS], n=1, cutoff=0.6
        ):
            kind = next(kind for kind in KINDS if kind.lower() == near[0])
            return f"; did you mean {name!r} to be {kind}{Path(name).suffix.lower()}?"
    return ""
