"""Rows of result files: the data set's own fields, and those of SenseNova-U1's evaluation of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pytest_realunify.datafiles import PictureFile, Row, described, slug, subtask_of
from pytest_realunify.errors import DataError
from pytest_realunify.models.recorded.places import HINT, Places
from pytest_realunify.taxonomy import Axis, Category

if TYPE_CHECKING:
    from PIL.Image import Image

Kind = Literal["direct", "stepwise"]
Key = tuple[str, str, str]
"""Category, index as it stands in ids, protocol."""

_HINT: Final = re.compile(r"(UEG|GEU)[_\- ]?(direct|step)", re.IGNORECASE)
_RESPONSES: Final = ("response", "model_response")
_PICTURES: Final[Mapping[Axis, tuple[str, ...]]] = {
    "UEG": ("generated_image", "generated_images"),
    "GEU": ("edit_image", "generated_image"),
}
"""The first is the data set's own."""
_REQUESTS: Final[Mapping[Axis, str]] = {"UEG": "new_prompt", "GEU": "edit_prompt"}
"""What only a stepwise row asks for."""
_MODES: Final[Mapping[str, Kind]] = {"understand_t2i": "stepwise", "step": "stepwise", "t2i": "direct"}
"""Of SenseNova-U1's `inference_mode`; `t2i` draws from the raw prompt, which it takes out of the refine request."""


@dataclass(frozen=True, slots=True)
class Output:
    """One row of a result file. `picture` is the drawn or edited one, None where the row names none."""

    row: Row
    key: Key
    subtask: str
    picture: PictureFile | None

    def reply(self) -> str:
        """The response; of a list the first, as the data set's own scorer takes it. Raises DataError without one."""
        return response_of(self.row, *_RESPONSES)

    def image(self, axis: Axis) -> Image:
        """The recorded picture. Raises DataError when there is none, or when it cannot be decoded."""
        if self.picture is None:
            raise self.row.error(_PICTURES[axis][0], "is missing, null or empty: nothing was recorded")
        try:
            return self.picture.open()
        except DataError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise DataError(f"{error}; {HINT}") from error
            raise


def output_of(row: Row, file: Path, places: Places) -> Output:
    """What the row is follows from what it says of itself, then from the file's name, then from the fields it has."""
    hint = _HINT.search(file.name)
    axis: Axis | None = ("UEG" if hint[1].upper() == "UEG" else "GEU") if hint else None
    category = row.category(axis)
    for field in _RESPONSES:
        _check_response(row, field)
    kind = _kind(row, category.axis, hint[2].lower() if hint else "")
    wanted = kind == "stepwise" or category.axis == "UEG"
    told = slug(row.optional_text("realunify_subtask") or "")  # `realunify export` writes it
    subtask = told or subtask_of(row.optional_text("input_image") or _looked_at(row, category), category.name)
    picture = _picture(row, category.axis, places) if wanted else None
    return Output(row, (category.name, row.index()[1], kind), subtask, picture)


def _looked_at(row: Row, category: Category) -> str:
    """The data set's picture by the path that SenseNova-U1 lists first, where it is one of the data set's: elsewhere a
    folder above `images` is no subtask."""
    given = row.data.get("image")
    first = given[0] if isinstance(given, list) and given else None
    parts = first.replace("\\", "/").split("/") if isinstance(first, str) else []
    return "/".join(parts[-5:]) if category.axis == "GEU" and parts[-4:-3] == [category.name] else ""


def response_of(row: Row, *fields: str) -> str:
    """The text of the first field that has one; of a list its first. Raises DataError without one."""
    field = next((each for each in fields if row.data.get(each) is not None), fields[0])
    given = row.data.get(field)
    while isinstance(given, list):
        if not given:
            raise row.error(field, "is an empty list: nothing was recorded")
        given = given[0]
    if given is None:
        raise row.error(field, "is missing or null: nothing was recorded")
    if not isinstance(given, str):
        raise row.error(field, f"holds {described(given)}, expected text or a list of texts")
    return given


def _kind(row: Row, axis: Axis, hint: str) -> Kind:
    mode = slug(row.optional_text("inference_mode") or "")
    if mode == "interleave":
        raise row.error(
            "inference_mode", "is 'interleave', one reply of text and pictures: neither direct nor stepwise"
        )
    if mode in _MODES:
        return _MODES[mode]
    asked = _REQUESTS[axis]
    if row.data.get(asked):
        if hint == "direct":
            raise row.error(asked, "is what a stepwise row asks for, and the file's name says direct")
        return "stepwise"
    if hint:
        return "stepwise" if hint == "step" else "direct"
    fields = {*_RESPONSES, *_PICTURES[axis]}
    if not row.data.keys() & fields:
        raise row.error("response" if axis == "GEU" else "generated_image", "is missing: the row records no output")
    # Stepwise rows hold the intermediate: UEG the refined prompt, GEU the edited picture.
    return "stepwise" if row.data.keys() & {*(_RESPONSES if axis == "UEG" else _PICTURES["GEU"])} else "direct"


def _check_response(row: Row, field: str) -> None:
    given = row.data.get(field)
    for text in given if isinstance(given, list) else [given]:
        if text is not None and not isinstance(text, str):
            raise row.error(field, f"holds {described(text)}, expected text or a list of texts")


def _picture(row: Row, axis: Axis, places: Places) -> PictureFile | None:
    """The recorded picture; some tools write a list. None where nothing was recorded."""
    own, other = _PICTURES[axis]
    for field in (own, other):
        given = [each for each in _listed(row.data.get(field)) if each not in (None, "")]
        if field == other:  # what came out last; SenseNova-U1 lists the given picture before the edited one
            given = given[1:][-1:] if axis == "GEU" and isinstance(row.data.get(field), list) else given[-1:]
        if given:
            return places.find(row, field, _path(row, field, given[0]))
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _path(row: Row, field: str, given: Any) -> str:
    if not isinstance(given, str):
        raise row.error(field, f"is {described(given)}, expected the path of a picture")
    return given
