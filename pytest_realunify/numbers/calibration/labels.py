"""Pictures that people have labelled: rows of image, question, label in a CSV or JSONL file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from pytest_realunify.datafiles import PictureFile, Row, picture_file, quoted, read_rows, read_text, shown
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Question

COLUMNS: Final = ("image", "question", "label")


@dataclass(slots=True)
class Labelled:
    """One picture with all that was asked about it; the answers are the labels."""

    picture: PictureFile
    answers: dict[str, Literal["yes", "no"]] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """In the order of the file."""
        return tuple(Question(question, answer) for question, answer in self.answers.items())


def load(file: Path) -> list[Labelled]:
    """Every labelled picture, its header checked. Images are relative to the file and inside its folder.

    Raises DataError naming file, row and field; so too where two rows contradict each other.
    """
    rows = _csv_rows(file) if file.suffix.lower() == ".csv" else read_rows(file)
    if not rows:
        raise DataError.at(shown(file), None, None, f"holds no row, expected {', '.join(COLUMNS)}")
    root = file.resolve().parent
    found: dict[Path, Labelled] = {}
    for row in rows:
        picture = picture_file(row, "image", row.text("image"), root)
        if picture.path not in found:
            picture.check_header()
            found[picture.path] = Labelled(picture)
        _add(found[picture.path], row)
    return list(found.values())


def _add(labelled: Labelled, row: Row) -> None:
    question, label = row.text("question"), _label(row)
    if labelled.answers.setdefault(question, label) != label:
        raise row.error("label", f"contradicts an earlier row about {quoted(labelled.picture.reference)}")


def _label(row: Row) -> Literal["yes", "no"]:
    given = row.text("label")
    match given.strip().lower():
        case "yes":
            return "yes"
        case "no":
            return "no"
    raise row.error("label", f"is {quoted(given)}, expected yes or no")


def _csv_rows(file: Path) -> list[Row]:
    """The lines below the header, numbered from 0."""
    name = shown(file)
    # Newlines inside quotes are part of a cell; strict: a quote left open would swallow the rest of the file.
    reader = csv.reader(io.StringIO(read_text(file, name), newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        for cells in reader:
            if cells:
                rows.append(_csv_row(name, len(rows), header, cells))
    except csv.Error as error:
        raise DataError.at(name, len(rows), None, f"is not valid CSV: {error}") from error
    return rows


def _csv_row(file: str, number: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise DataError.at(file, number, None, f"has {len(cells)} cells, the header has {len(header)}")
    return Row(file, number, dict(zip(header, cells, strict=True)))
