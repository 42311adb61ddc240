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
WANTED: Final = "expected"
"""A column that may be there: what a right picture would have, for `label` says what this one has."""

GROUP: Final = "group"
"""Another one: what the picture counts to, such as its style. The table has a row for each."""

Answer = Literal["yes", "no"]


@dataclass(slots=True)
class Labelled:
    """One picture with all that was asked about it; the answers are the labels."""

    picture: PictureFile
    answers: dict[str, Answer] = field(default_factory=dict)
    expected: dict[str, Answer | None] = field(default_factory=dict)
    group: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """In the order of the file."""
        return tuple(Question(question, answer) for question, answer in self.answers.items())

    @property
    def wanted(self) -> tuple[Answer, ...] | None:
        """The answers of a right picture, where the file has them for every question."""
        found = tuple(each for each in self.expected.values() if each is not None)
        return found if len(found) == len(self.answers) else None


def load(file: Path) -> list[Labelled]:
    """Every labelled picture, its header checked. Images are relative to the file and inside its folder.

    Raises DataError naming file, row and field; so too where two rows contradict each other, or where `expected` is
    given for some questions about a picture and not for others.
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
            found[picture.path] = Labelled(picture, group=_group(row))
        _add(found[picture.path], row)
    return list(found.values())


def _add(labelled: Labelled, row: Row) -> None:
    if _group(row) != labelled.group:
        raise row.error(GROUP, f"is {quoted(_group(row))}, unlike in an earlier row about the same picture")
    about = f"an earlier row about {quoted(labelled.picture.reference)}"
    question, label = row.text("question"), _answer(row, "label")
    wanted = _answer(row, WANTED) if (row.optional_text(WANTED) or "").strip() else None
    if labelled.answers.setdefault(question, label) != label:
        raise row.error("label", f"contradicts {about}")
    if any((other is None) != (wanted is None) for other in labelled.expected.values()):
        raise row.error(WANTED, f"is {'given' if wanted else 'missing'}, unlike in {about}")
    if labelled.expected.setdefault(question, wanted) != wanted:
        raise row.error(WANTED, f"contradicts {about}")


def _group(row: Row) -> str:
    return (row.optional_text(GROUP) or "").strip()


def _answer(row: Row, column: str) -> Answer:
    given = row.text(column)
    match given.strip().lower():
        case "yes":
            return "yes"
        case "no":
            return "no"
    raise row.error(column, f"is {quoted(given)}, expected yes or no")


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
