"""A table's settings, checked before anything is loaded: a misspelt key must not pass for a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Tuple, Union

from pytest_realunify.errors import UsageError

Kind = Union[type, Tuple[type, ...]]


def checked(settings: Mapping[str, Any], known: Mapping[str, Kind], where: str) -> dict[str, Any]:
    """The settings, each of a known name and of its type; `where` is the table, as the user knows it.

    A whole number does for a float and becomes one; True and False are numbers nowhere. Raises UsageError.
    """
    return {name: _fitting(name, value, known, where) for name, value in settings.items()}


def _fitting(name: str, value: Any, known: Mapping[str, Kind], where: str) -> Any:
    if name not in known:
        raise UsageError.unknown(f"setting in {where}", name, known)
    kinds = _kinds(known[name])
    if isinstance(value, int) and not isinstance(value, bool) and float in kinds and int not in kinds:
        return float(value)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        expected = " or ".join(_WORDS.get(kind, kind.__name__) for kind in kinds)
        raise UsageError(f"{where}: {name} is {value!r}, expected {expected}")
    return value


def _kinds(kind: Kind) -> tuple[type, ...]:
    return kind if isinstance(kind, tuple) else (kind,)


_WORDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    list: "a list",
}
