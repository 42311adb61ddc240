"""Checking a table's settings by name and type."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.models.settings import Kind, checked

KNOWN: dict[str, Kind] = {"steps": int, "guidance": float, "path": (str, dict), "tiled": bool}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("step", 1, "unknown setting in the table: 'step'. Did you mean 'steps'"),
        ("steps", 1.5, "steps is 1.5, expected a whole number"),
        ("steps", True, "steps is True, expected a whole number"),
        ("guidance", True, "guidance is True, expected a number"),
        ("tiled", 1, "tiled is 1, expected true or false"),
        ("path", 3, "path is 3, expected text or a table"),
    ],
)
def test_an_unknown_name_or_another_type_is_refused_naming_table_and_key(name: str, value: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        checked({name: value}, KNOWN, "the table")
    assert "the table" in str(raised.value)


def test_what_fits_passes_and_a_whole_number_becomes_a_float_where_one_is_expected() -> None:
    passed = checked({"steps": 4, "guidance": 3, "path": {"a": 1}, "tiled": False}, KNOWN, "the table")
    assert passed == {"steps": 4, "guidance": 3.0, "path": {"a": 1}, "tiled": False}
    assert isinstance(passed["guidance"], float)
