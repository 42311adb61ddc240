"""Lists of rows from json and jsonl files, and their fields by type."""

from __future__ import annotations

import difflib
import json
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import DataError
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, Axis, Category, categories_of

MAX_FILE_BYTES: Final = 200_000_000
MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a data file. `number` counts from 0 in the list, or over all lines of a jsonl file."""

    file: str
    number: int
    data: Mapping[str, Any]

    def error(self, field: str | None, problem: str) -> DataError:
        """To be raised: `file, row N, field 'F': problem`."""
        return DataError.at(self.file, self.number, field, problem)

    def text(self, field: str) -> str:
        """A required text with something in it."""
        if field not in self.data:
            raise self.error(field, "is missing")
        text = self.optional_text(field)
        if text is None or not text.strip():
            raise self.error(field, "is empty" if text is not None else "is null, expected text")
        return text

    def optional_text(self, field: str) -> str | None:
        """None where the field is absent or null."""
        value = self.data.get(field)
        if value is not None and not isinstance(value, str):
            raise self.error(field, f"is {described(value)}, expected text")
        return None if value is None else self.unicode(field, value)

    def unicode(self, field: str, text: str) -> str:
        """The text, unless it holds half a surrogate pair, which no file or terminal can show."""
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise self.error(field, f"holds half a surrogate pair at character {error.start}") from error
        return text

    def category(self, axis: Axis | None = None) -> Category:
        """`task_type` as a category: full name or abbreviation, in any case, with spaces, hyphens or underscores."""
        given = self.text("task_type")
        category = _CATEGORY_BY_KEY.get(slug(given.strip()))
        if category is not None and axis in (None, category.axis):
            return category
        known = [category.name for category in (CATEGORIES if axis is None else categories_of(axis))]
        if category is None:
            near = difflib.get_close_matches(slug(given.strip()), known, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise self.error("task_type", f"{quoted(given)} is no category{hint} (expected {', '.join(known)})")
        raise self.error("task_type", f"{category.name!r} belongs to {category.axis}, expected {', '.join(known)}")

    def index(self) -> tuple[int, str]:
        """`index` as a number and as it stands in ids. Other text than a number becomes a slug, numbered as its row."""
        if "index" not in self.data:
            raise self.error("index", "is missing")
        value = self.data["index"]
        if isinstance(value, float) and value.is_integer():  # what pandas makes of a column with a gap
            value = int(value)
        if isinstance(value, str):
            value = value.strip()
            if not re.fullmatch(r"[0-9]{1,15}", value):
                if not value:
                    raise self.error("index", "is empty")
                return self.number, slug(value)
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**15:
            raise self.error("index", f"is {described(value)}, expected a whole number from 0")
        return value, f"{value:04d}"


@lru_cache(maxsize=1024)  # a data set has few categories and subtasks, and names them in every row
def slug(text: str) -> str:
    """Lower case, and every character that is no letter or digit of any script as `_`: safe in ids and file names."""
    return re.sub(r"\W", "_", unicodedata.normalize("NFKC", text.lower()))


_CATEGORY_BY_KEY: Final = {
    slug(name): category for category in CATEGORIES for name in (category.name, category.abbreviation)
}


def subtask_of(image: str, category: str) -> str:
    """The slug of <subtask> in `./image/<task_type>/<subtask>/images/<file>`; "" when the path has no such part."""
    parts = [part for part in image.replace("\\", "/").split("/") if part not in ("", ".")]
    if len(parts) < 5 or parts[-2].lower() != "images":
        return ""
    subtask = slug(parts[-3])
    named = _CATEGORY_BY_KEY.get(subtask)
    return "" if named is CATEGORY[category] else subtask


def described(value: object) -> str:
    """A JSON value in an error message: its kind, and itself where that is short."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, bool | int | float):
        return f"the {'truth value' if isinstance(value, bool) else 'number'} {json.dumps(value)[:40]}"
    return f"a list of {len(value)}" if isinstance(value, list) else "an object"


def quoted(text: str) -> str:
    """In quotes, on one line and at most 60 characters long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def shown(path: Path) -> str:
    """A path as the user would type it: relative to the current directory where it lies inside."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


# Rows -----------------------------------------------------------------------------------------------------------------


def read_rows(path: Path, nulls: bool = False) -> list[Row]:
    """Every row of a `.json` file (one list) or a `.jsonl` file (one object a line, empty lines ignored).

    `nulls`: whether a null may stand in the place of a row, which is then left out.
    """
    file = shown(path)
    text = read_text(path, file)
    values = _lines(text, file) if path.suffix.lower() == ".jsonl" else _list(text, file)
    return [_row(file, number, value) for number, value in values if value is not None or not nulls]


def read_text(path: Path, file: str) -> str:
    """A regular UTF-8 file of at most MAX_FILE_BYTES, called `file` in errors."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DataError.at(file, None, None, "is not a file")
        if status.st_size > MAX_FILE_BYTES:
            megabytes = status.st_size / 1e6
            raise DataError.at(
                file, None, None, f"is {megabytes:.0f} MB, expected at most {MAX_FILE_BYTES / 1e6:.0f} MB"
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError.at(file, None, None, f"is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error


def _list(text: str, file: str) -> Iterator[tuple[int, Any]]:
    values = _parsed(text, file, None)
    if not isinstance(values, list):
        raise DataError.at(file, None, None, f"top level is {described(values)}, expected a list of objects")
    return enumerate(values)


def _lines(text: str, file: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            yield number, _parsed(line, file, number)


class _NotANumber:
    """Stands where a file says NaN or Infinity, until the row and field that hold it are named."""

    def __init__(self, name: str) -> None:
        self.name = name


def _parsed(text: str, file: str, row: int | None) -> Any:
    try:
        return json.loads(text, parse_constant=_NotANumber)
    except json.JSONDecodeError as error:
        line = error.lineno if row is None else row + 1
        jsonl = " (one object per line is the .jsonl format)" if row is None and error.msg == "Extra data" else ""
        problem = f"is not valid JSON: {error.msg} at line {line}, column {error.colno}{jsonl}"
        raise DataError.at(file, row, None, problem) from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise DataError.at(file, row, None, f"is not usable JSON: {error}") from error
    except RecursionError as error:
        raise DataError.at(file, row, None, "is not usable JSON: nested too deeply") from error


def _row(file: str, number: int, value: Any) -> Row:
    if not isinstance(value, dict):
        what = value.name if isinstance(value, _NotANumber) else described(value)
        raise DataError.at(file, number, None, f"is {what}, expected an object")
    for field, held in value.items():
        if type(held) is not str and (flaw := _flaw(held)):
            raise DataError.at(file, number, field, flaw)
    return Row(file, number, value)


def _flaw(value: object, depth: int = 1) -> str | None:
    """What makes a parsed value unusable wherever it stands, in ignored fields too: all of a row is fingerprinted."""
    if isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            return f"is nested more than {MAX_DEPTH} levels deep"
        for each in value.values() if isinstance(value, dict) else value:
            if type(each) is not str and (flaw := _flaw(each, depth + 1)):
                return flaw
        return None
    return f"holds {value.name}, which JSON does not have" if isinstance(value, _NotANumber) else None
