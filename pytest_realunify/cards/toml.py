"""Plain data as TOML that people read: a table per section, a key per line, everything else escaped."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pytest_realunify.text import disarmed

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH: Final = 120
_ROW: Final = 160
"""Of a list of tables, a row of which is read at a glance."""
NULL: Final = "null"
"""In a list, where TOML has no word for nothing. (A key with nothing is left out.)"""


def dumped(data: Mapping[str, Any], opened: int = 1) -> str:
    """Ends in a newline. `tomllib` reads what `tomlable` makes of it. Tables down to the depth `opened` are sections,
    however short."""
    return "\n".join(_section(tomlable(data), (), opened)).strip("\n") + "\n"


def assigned(key: str, value: Any) -> str:
    """Such as `a.b = "c"`; of dotted keys as they are."""
    return f"{'.'.join(map(_key, key.split('.')))} = {_value(tomlable(value))}"


def tomlable(value: Any) -> Any:
    """Without keys that have nothing; what TOML has no word for as text."""
    if isinstance(value, Mapping):
        return {str(key): tomlable(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [NULL if each is None else tomlable(each) for each in value]
    return value if isinstance(value, bool | int | float) else str(value)


def _section(table: Mapping[str, Any], path: Sequence[str], opened: int) -> Iterator[str]:
    open_here = len(path) + 1 < opened
    plain = {
        key: each
        for key, each in table.items()
        if not _is_section(each) and not (open_here and isinstance(each, Mapping))
    }
    if path and (plain or not table):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in plain.items():
        yield from _line(key, value)
    for key, value in table.items():
        if isinstance(value, Mapping) and key not in plain:
            yield from _section(value, (*path, key), opened)
        elif key not in plain:
            for each in value:
                yield f"\n[[{'.'.join(map(_key, (*path, key)))}]]"
                for name, inner in each.items():
                    yield from _line(name, inner)


def _is_section(value: Any) -> bool:
    """A table, unless a short line holds it; or a list of tables, unless each has such a line."""
    if isinstance(value, Mapping):
        return not value or len(_value(value)) > _WIDTH or any(_is_section(each) for each in value.values())
    if not isinstance(value, list) or not all(isinstance(each, Mapping) and each for each in value):
        return False
    return any(len(_value(each)) > _ROW for each in value)


def _line(key: str, value: Any) -> Iterator[str]:
    line = f"{_key(key)} = {_value(value)}"
    if len(line) <= _WIDTH or not isinstance(value, list):
        yield line
        return
    yield f"{_key(key)} = ["
    if any(isinstance(each, Mapping) for each in value):
        yield from (f"  {_value(each)}," for each in value)
        yield "]"
        return
    row = ""
    for each in map(_value, value):
        if row and len(row) + len(each) > _WIDTH - 6:
            yield f"  {row}"
            row = ""
        row += f"{' ' if row else ''}{each},"
    yield f"  {row}"
    yield "]"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }" if value else "{}"
        )
    return f"[{', '.join(map(_value, value))}]"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return {math.inf: "inf", -math.inf: "-inf"}.get(value, "nan")
    text = repr(value + 0.0 if value else 0.0)
    return text if "." in text or "e" not in text else text.replace("e", ".0e")


def _text(text: str) -> str:
    """A basic string on one line. What does not print, such as marks that turn a text round, and what a CI's log would
    obey, is written as its number, and half of a surrogate pair as `?`."""
    return disarmed(json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False))
