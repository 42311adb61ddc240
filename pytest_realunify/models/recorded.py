"""Outputs made elsewhere, replayed as a model: official result files, a file or a folder of them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles import PictureFile, Row, described, picture_file, read_rows, shown, slug, subtask_of
from pytest_realunify.errors import DataError
from pytest_realunify.interfaces import Request
from pytest_realunify.taxonomy import Axis

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES: Final = (".json", ".jsonl")
_HINT: Final = re.compile(r"(UEG|GEU)[_\- ]?(direct|step)", re.IGNORECASE)
_CASE: Final = re.compile(r"(?P<category>[a-z_]+)-(?:(?P<subtask>.+)-)?(?P<label>[^-]+)-(?P<protocol>[a-z]+)")
_PICTURE_FIELD: Final[Mapping[Axis, str]] = {"UEG": "generated_image", "GEU": "edit_image"}

Key = tuple[str, str, str]
"""Category, index as it stands in ids, protocol."""


@dataclass(frozen=True, slots=True)
class Output:
    """One row of a result file. `picture` is the drawn or edited one, None where the row names none."""

    row: Row
    key: Key
    subtask: str
    picture: PictureFile | None

    def reply(self) -> str:
        """The response; of a list the first, as the data set's own scorer takes it. Raises DataError without one."""
        given = self.row.data.get("response")
        if isinstance(given, list):
            if not given:
                raise self.row.error("response", "is an empty list: nothing was recorded")
            given = given[0]
        if given is None:
            raise self.row.error("response", "is missing or null: nothing was recorded")
        assert isinstance(given, str), "checked at load"
        return given

    def image(self, axis: Axis) -> Image:
        """The recorded picture. Raises DataError when there is none, or when it cannot be decoded."""
        if self.picture is None:
            raise self.row.error(_PICTURE_FIELD[axis], "is missing or null: nothing was recorded")
        return self.picture.open()


class Recorded:
    """Replays results by `Request.case`. It looks at nothing else, so prompts and pictures may differ from then."""

    def __init__(self, name: str, outputs: Sequence[Output], sha256: str) -> None:
        self.name = name
        self.sha256 = sha256
        self._outputs: dict[Key, dict[str, Output]] = {}
        for output in outputs:
            of_key = self._outputs.setdefault(output.key, {})
            if output.subtask in of_key:
                first = of_key[output.subtask].row
                raise output.row.error("index", f"is taken: {first.file}, row {first.number} is the same case")
            of_key[output.subtask] = output

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Recorded:
        """Read a `.json` or `.jsonl` file, or every such file of a folder.

        Raises DataError naming file, row and field for results that cannot be replayed at all. An output that is not
        there, or a picture that is missing or damaged, is an error of its case alone.
        """
        path = Path(path)
        files = _files(path)
        outputs = [_output(row, file) for file in files for row in read_rows(file)]
        if not outputs:
            raise DataError.at(shown(path), None, None, "holds no results")
        return cls(path.name or path.resolve().name, outputs, _digest(files, outputs))

    def identity(self) -> Mapping[str, str]:
        """Name and content, not the place: the same results elsewhere are the same model."""
        return {"adapter": "recorded", "path": self.name, "sha256": self.sha256}

    def understand(self, requests: Sequence[Request]) -> list[str]:
        """The recorded responses: answers, or refined prompts."""
        return [self._find(request.case).reply() for request in requests]

    def generate(self, requests: Sequence[Request]) -> list[Image]:
        """The recorded drawings."""
        return [self._find(request.case).image("UEG") for request in requests]

    def edit(self, requests: Sequence[Request]) -> list[Image]:
        """The recorded edited pictures."""
        return [self._find(request.case).image("GEU") for request in requests]

    def _find(self, case: str) -> Output:
        match = _CASE.fullmatch(case)
        found = self._outputs.get((match["category"], match["label"], match["protocol"]), {}) if match else {}
        subtask = (match["subtask"] or "") if match else ""
        if subtask in found:
            return found[subtask]
        # Where either side does not know the subtask, category and index must do, if they name one row.
        candidates = [output for known, output in found.items() if not (known and subtask)]
        if len(candidates) > 1:
            raise DataError(f"{self.name}: several recorded outputs for {case}, in {', '.join(sorted(found))}")
        if not candidates:
            raise DataError(f"{self.name}: no recorded output for {case}")
        return candidates[0]


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if not path.exists():
                raise DataError.at(shown(path), None, None, "no such file or folder of results")
            return [path]
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    except (OSError, ValueError) as error:
        raise DataError.at(shown(path), None, None, f"cannot be read: {error}") from error
    if not files:
        raise DataError.at(shown(path), None, None, f"holds no results, expected {' or '.join(SUFFIXES)} files")
    return files


def _output(row: Row, file: Path) -> Output:
    """What the row is follows from the file's name where that says so, else from the category and the fields it has."""
    hint = _HINT.search(file.name)
    axis: Axis | None = ("UEG" if hint[1].upper() == "UEG" else "GEU") if hint else None
    category = row.category(axis)
    _check_response(row)
    step = hint[2].lower() == "step" if hint else _is_step(row, category.axis)
    picture = _picture(row, _PICTURE_FIELD[category.axis], file) if step or category.axis == "UEG" else None
    told = slug(row.optional_text("realunify_subtask") or "")  # `realunify export` writes it
    subtask = told or subtask_of(row.optional_text("input_image") or "", category.name)
    return Output(row, (category.name, row.index()[1], "stepwise" if step else "direct"), subtask, picture)


def _is_step(row: Row, axis: Axis) -> bool:
    """Stepwise rows hold the intermediate: UEG the refined prompt, GEU the edited picture."""
    if not row.data.keys() & {"response", _PICTURE_FIELD[axis]}:
        raise row.error("response" if axis == "GEU" else "generated_image", "is missing: the row records no output")
    return ("response" if axis == "UEG" else "edit_image") in row.data


def _check_response(row: Row) -> None:
    given = row.data.get("response")
    for text in given if isinstance(given, list) else [given]:
        if text is not None and not isinstance(text, str):
            raise row.error("response", f"holds {described(text)}, expected text or a list of texts")


def _picture(row: Row, field: str, file: Path) -> PictureFile | None:
    """The recorded picture inside the results' folder; some tools write a list of one. It need not exist yet."""
    given = row.data.get(field)
    if isinstance(given, list):
        given = given[0] if given else None
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise row.error(field, f"is {described(given)}, expected the path of a picture")
    return picture_file(row, field, given, Path(os.path.realpath(file.parent)), absolute=True)


def _digest(files: Sequence[Path], outputs: Sequence[Output]) -> str:
    """Over the result files' bytes, and the sizes of the pictures they name."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    for picture in (output.picture for output in outputs if output.picture is not None):
        digest.update(f"{picture.reference} {_size(picture)}\n".encode())
    return digest.hexdigest()


def _size(picture: PictureFile) -> int | None:
    try:
        return picture.size()
    except DataError:  # said when its case is replayed
        return None
