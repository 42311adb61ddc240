"""A card's run once more, from the card alone: what pytest takes, and the files that it needs beside it.

Nothing is imported and nothing is run: whoever types the command has seen what the card names.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pytest_realunify.cards import verdicts
from pytest_realunify.cards.card import DECIDING, Card
from pytest_realunify.cards.toml import dumped
from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.importing import IMPORT_PATH
from pytest_realunify.judges.prompting import DEFAULT_PROMPT
from pytest_realunify.options.table import OPTIONS
from pytest_realunify.records import kind_of
from pytest_realunify.taxonomy import CATEGORY

ARGUMENTS: Final = "arguments.txt"
PROMPT: Final = "judge-prompt.txt"
PROJECT: Final = "pyproject.toml"

_FLAGS: Final = {option.name: option.flag for option in OPTIONS}
_DEFAULTS: Final = {option.name: option.default for option in OPTIONS}
_MADE_BY_CODE: Final = ("fixture", "hook", "given")


def is_whole(card: Card) -> bool:
    """Whether the run set out to do all cases of its suite and options."""
    return card.run.cases >= card.run.planned


def command(card: Card) -> list[str]:
    """Arguments of pytest that ask what the run asked; of a part of the suite without the ids of its cases. Options
    that a project may have set otherwise are typed, be they defaults."""
    return ["pytest", *_arguments(card)]


def _arguments(card: Card) -> list[str]:
    typed = ["--realunify"]
    for name in DECIDING:
        value = card.options.get(name, "")
        if name == "model" and card.model.source in _MADE_BY_CODE:
            continue
        if name == "judge-prompt" and value and (card.judge is None or value == DEFAULT_PROMPT):
            continue
        if name == "judge-prompt" and value:
            value = PROMPT
        if value:
            typed.append(f"{_FLAGS[name]}={value}")
    return typed


def node_ids(card: Card) -> list[str]:
    """Of the cases that were chosen, as pytest takes them; none where all were."""
    if is_whole(card):
        return []
    found = []
    repeats = max(1, int(card.options.get("repeats") or 1))
    for protocol, instances in verdicts.instances(card.verdicts).items():
        for instance in instances:
            case = f"{instance}-{protocol}"
            axis = CATEGORY[(kind_of(case) or "").partition("/")[0]].axis.lower()
            params = [case, *(f"{case}-rep{number}" for number in range(1, repeats))]
            found += [f"cases/test_{axis}.py::test_{axis}[{param}]" for param in params]
    return found


def write(card: Card, folder: Path) -> Iterator[str]:
    """The files, and what to type. Raises UsageError where the folder cannot be had, and for a card that says of no run
    how it was made."""
    if not card.options.get("model") and card.model.source not in _MADE_BY_CODE:
        raise UsageError(f"this card tells scores, and not how the run was made: {card.about or 'nothing to repeat'}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already: name a new or empty folder with -o")
    lines = [*_arguments(card), *node_ids(card)]
    if any("\n" in line or "\r" in line for line in lines):
        raise UsageError("the card has an option or an id of several lines, which no command line of pytest has")
    files = {ARGUMENTS: "".join(f"{line}\n" for line in lines), PROJECT: project(card)}
    if f"{_FLAGS['judge-prompt']}={PROMPT}" in lines:
        files[PROMPT] = card.options["judge-prompt"]
    try:
        for name, text in files.items():
            write_whole(folder / name, text)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror or error}\nchoose another folder with -o") from error
    yield f"written to {folder}: {', '.join(files)}"
    yield from (f"to bring: {line}" for line in brought(card))
    yield f"run it: cd {shlex.quote(str(folder))} && pytest @{ARGUMENTS}"


def project(card: Card) -> str:
    """A pyproject.toml with the tables that the run used."""
    tables = {"tool": {"pytest": {"ini_options": {}}, **({"realunify": card.tables} if card.tables else {})}}
    return dumped(tables, opened=5)


def brought(card: Card) -> Iterator[str]:
    """What a card names and cannot bring, a line each."""
    if card.model.source in _MADE_BY_CODE:
        yield f"the model: it was made by code of the team's own (a {card.model.source})"
    paths = [card.model.kind, card.judge.kind if card.judge else "", *(str(p.get("source")) for p in _own(card))]
    yield from (
        f"code: {path}, in a module beside {PROJECT} or installed" for path in dict.fromkeys(paths) if _is(path)
    )
    kind, _, place = card.suite.name.partition(":")
    if kind in ("official", "parquet"):
        yield f"data: {place} (fingerprint {card.suite.fingerprint})"
    elif kind not in ("procedural", "hub"):
        yield f"the suite {card.suite.name} (fingerprint {card.suite.fingerprint}): code of the team's own"
    yield from (f"the setting {name}: it opens a door or names a place, and is in no card" for name in card.withheld)
    yield from (f"the environment variable {name}" for name in _variables(card.tables))


def _own(card: Card) -> list[dict[str, object]]:
    return list(card.protocols.values())


def _is(path: str) -> bool:
    return IMPORT_PATH.fullmatch(path) is not None


def _variables(tables: object) -> Iterator[str]:
    """That tables say a key is in."""
    if isinstance(tables, dict):
        for key, value in tables.items():
            if str(key).endswith("_env") and isinstance(value, str) and value != "none":
                yield value
            else:
                yield from _variables(value)
