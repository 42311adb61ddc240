"""Records as plain data, and back."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from pytest_realunify.errors import DataError

T = TypeVar("T")


def to_json(record: object) -> Any:
    """A record as plain dicts, lists, strings and numbers."""
    return msgspec.to_builtins(record)


def from_json(kind: type[T], data: object) -> T:
    """The inverse of `to_json`. Raises DataError naming the field when a type does not fit."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise DataError(f"not a {kind.__name__} record: {error}") from error
