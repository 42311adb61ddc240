"""A card as it is read: it may come from anybody, so whatever is not one is one clear error."""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from pytest_realunify.cards import verdicts
from pytest_realunify.cards.card import CLOSING, FORMAT, OPENING, Card
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.options.settings import checked_text
from pytest_realunify.options.table import OPTIONS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_BYTES: Final = 5_000_000
"""Fifty times the card of 4,000 cases."""
DEEPEST: Final = 40
_DOTTED: Final = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){60}""")
"""Such keys take a reader of TOML time with the square of their length."""
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)


def read(file: Path) -> Card:
    """Raises UsageError where there is no such file, DataError naming file and field for whatever is no card."""
    text = _text(file)
    data = _decoded(_block(text, file), file)
    told = data.get("format")
    if not isinstance(told, int) or isinstance(told, bool):
        raise DataError.at(file, None, "format", "is missing: this is no card")
    if told > FORMAT:
        made_by = f" (it was made by {data['made_by']})" if isinstance(data.get("made_by"), str) else ""
        raise DataError.at(
            file, None, "format", f"is {told}, and this version reads cards of format {FORMAT}: update it{made_by}"
        )
    _check_depth(data, file)
    card = _converted(data, file)
    _check_options(card, file)
    verdicts.evidence(card.verdicts, file)
    return card


def _text(file: Path) -> str:
    try:
        return PlainFolder(file.parent).read(file.name, MAX_BYTES).decode("utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"no card {file}: there is no such file.\nrealunify card RUN -o FILE writes one") from error
    except OSError as error:
        raise DataError.at(file, None, None, f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise DataError.at(file, None, None, "is not text in UTF-8") from error


def _block(text: str, file: Path) -> str:
    """The block of TOML; of a file without fences all of it."""
    lines = text.removeprefix("\ufeff").splitlines()
    opened = [number for number, line in enumerate(lines) if line.strip() == OPENING]
    if not opened:
        return "\n".join(lines)
    if len(opened) > 1:
        raise DataError.at(file, None, None, f"has {len(opened)} blocks of TOML, and a card has one")
    rest = lines[opened[0] + 1 :]
    closed = next((number for number, line in enumerate(rest) if line.strip() == CLOSING), None)
    if closed is None:
        raise DataError.at(file, None, None, "is cut: its block of TOML has no end")
    return "\n".join(rest[:closed])


def _decoded(text: str, file: Path) -> dict[str, Any]:
    if _DOTTED.search(text):
        raise DataError.at(file, None, None, "is not readable as TOML (a key of more than 60 parts)")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError.at(file, None, None, f"is not readable as TOML ({str(error)[:200]})") from error


def _check_depth(value: Any, file: Path, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise DataError.at(file, None, None, f"is nested more than {DEEPEST} deep")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(each, file, depth + 1)


def _converted(data: dict[str, Any], file: Path) -> Card:
    try:
        return msgspec.convert(data, Card)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        where = place.strip("`").removeprefix("$").removeprefix(".")
        if found := _UNKNOWN.search(problem):
            near = difflib.get_close_matches(found[1], Card.__struct_fields__, n=1)
            hint = f". Did you mean {near[0]!r}?" if near and not where else ""
            problem = f"a card of format {FORMAT} has no field {found[1][:80]!r} there{hint}"
        raise DataError.at(file, None, where or None, problem[:1].lower() + problem[1:]) from error


def _check_options(card: Card, file: Path) -> None:
    """Each is one that there is, with a value that it takes, on one line but for the judge's prompt."""
    known = {option.name: option for option in OPTIONS}
    for name, value in card.options.items():
        if name not in known:
            raise DataError(str(UsageError.unknown(f"option in {file}", name[:80], known)))
        if name != "judge-prompt" and not value.isprintable():
            raise DataError.at(file, None, f"options.{name}", "is not one line of text")
        try:
            checked_text(known[name], value)
        except UsageError as error:
            raise DataError.at(file, None, f"options.{name}", str(error)) from error
