"""Which cases the command line names, whoever wrote it: a person, a line pasted from the terminal, an IDE."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from pytest_realunify.case_folder import CASES
from pytest_realunify.engine.batches import CASES_AT, node_id_of, readable, unquoted
from pytest_realunify.errors import UsageError
from pytest_realunify.records import Case, kind_of
from pytest_realunify.taxonomy import AXES, CATEGORY, PROTOCOLS
from pytest_realunify.text import pasteable

FRONTIER_FILE: Final = CASES / "test_frontier.py"
"""Of ladders, which are no cases."""

CASE_FILES: Final[Mapping[str, Path]] = {
    file.name: file for file in sorted(CASES.glob("test_*.py")) if file != FRONTIER_FILE
}
"""The packaged case files by name."""

EVERYTHING: Final = ""
"""The beginning of every node id."""

_TEST: Final = re.compile(r"(test_(?:geu|ueg|frontier))\[.*\]")


@dataclass(frozen=True, slots=True)
class Named:
    """What the command line names."""

    cases: tuple[str, ...] | None
    """Beginnings of node ids, with readable letters; None: other people's tests alone."""
    others: tuple[str, ...]
    """Arguments for pytest to collect from."""


def named(config: pytest.Config) -> Named:
    """Cases are collected where no path is typed, where one of theirs is, and with every folder: whoever types
    `--realunify .` wants a verdict. Files and tests of a team's own are what they are, and name no case."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return Named((EVERYTHING,), ())
    ours: list[str] = []
    others: list[str] = []
    for argument in config.args:
        beginning = _beginning(argument, config)
        ours += [] if beginning is None else [beginning]
        if beginning is None or (beginning == CASES_AT and _is_somebody_s(argument, config)):
            others.append(argument)
    if not ours and any(_is_folder(argument, config) for argument in others):
        ours = [EVERYTHING]
    return Named(tuple(ours) or None, tuple(others))


def conftest_places(arguments: Sequence[str], config: pytest.Config) -> list[str]:
    """Where pytest is to look for conftest files: for a case, wherever its file lies, with the project."""
    here = [str(config.invocation_params.dir), str(config.rootpath)]
    lists = ([each] if _beginning(each, config) is None else here for each in arguments)
    return list(dict.fromkeys(chain.from_iterable(lists)))


def known(named: Named, cases: Mapping[str, Case], what: str, ladders: Iterable[str] = ()) -> Named:
    """The same, each beginning that of a case. `what` has these cases, and there are `ladders`.

    Raises UsageError, with the nearest match, where nothing of the run begins so.
    """
    if named.cases is None or not {*named.cases} - {EVERYTHING, CASES_AT}:
        return named
    ids = [node_id_of(case.listing.axis, case.param) for case in cases.values()]
    ids += [node_id_of("frontier", each) for each in ladders]
    return replace(named, cases=tuple(_known(beginning, ids, what) for beginning in named.cases))


def _known(beginning: str, ids: Sequence[str], what: str) -> str:
    if any(each.startswith(beginning) for each in ids):
        return beginning
    # PyCharm's runner writes `::` for every point behind the file's name.
    if found := next((each for each in ids if _without_points(each) == beginning), None):
        return found
    near = get_close_matches(beginning, ids, n=1)
    hint = f"did you mean {pasteable(near[0])}?" if near else "`pytest --realunify --collect-only -q` lists the cases"
    raise UsageError(f"there is no case '{beginning}' in {what}.\n{hint}")


def _without_points(node_id: str) -> str:
    file, _, test = node_id.partition("::")
    return f"{file}::{test.replace('.', '::')}"


def _beginning(argument: str, config: pytest.Config) -> str | None:
    text = _unwrapped(argument)
    path, colons, test = text.partition("::")
    if (place := _place(path, config)) is not None:
        return readable(place + colons + test)
    if _exists(path, config):
        return None
    text = readable(text)
    if found := _TEST.fullmatch(text):
        return f"{CASES_AT}/{found[1]}.py::{text}"
    if kind := kind_of(text):
        return node_id_of(CATEGORY[kind.partition("/")[0]].axis, text)
    return _meant(text)


def _meant(text: str) -> str | None:
    """What nobody has, and reads as an id of ours that is misspelt: for `known` to refuse with what is near."""
    if text.startswith(f"{CASES_AT}/test_"):
        return text
    category, _, rest = text.partition("-")
    if not rest or not rest.endswith(tuple(f"-{protocol}" for protocol in PROTOCOLS)):
        return None
    near = get_close_matches(category, CATEGORY, n=1)
    return node_id_of(CATEGORY[near[0]].axis, text) if near else None


def _unwrapped(argument: str) -> str:
    """Without the quotes of a shell that takes them as letters (cmd.exe), and without the form of a URI."""
    argument = unquoted(argument)
    if not argument.startswith("file://"):
        return argument
    from urllib.parse import unquote
    from urllib.request import url2pathname  # loads what speaks HTTP and TLS, and almost nobody types such an address

    path, colons, test = argument.removeprefix("file://").removeprefix("localhost").partition("::")
    return url2pathname(path) + colons + unquote(test)


def _place(path: str, config: pytest.Config) -> str | None:
    """`cases` or `cases/test_geu.py`, however it is written; None for anything else."""
    plain = path.replace(os.sep, "/").rstrip("/")
    places = [CASES_AT, *(f"{CASES_AT}/{name}" for name in (*CASE_FILES, FRONTIER_FILE.name))]
    if plain.removeprefix("./") in places:
        return plain.removeprefix("./")
    if not plain.endswith(tuple(places)):
        return None
    typed = os.path.normpath(config.invocation_params.dir / path)
    for home in (config.rootpath, config.invocation_params.dir, CASES.parent):
        for place in places:
            if os.path.realpath(typed) == os.path.realpath(home / place):
                return place
    return None


def _exists(path: str, config: pytest.Config) -> bool:
    try:
        return (config.invocation_params.dir / path).exists()
    except OSError:  # longer than a name may be
        return False


def _is_somebody_s(argument: str, config: pytest.Config) -> bool:
    """Whether the team has a folder of that name."""
    folder = config.invocation_params.dir / _unwrapped(argument)
    return folder.is_dir() and not folder.samefile(CASES)


def _is_folder(argument: str, config: pytest.Config) -> bool:
    """A package of `--pyargs` counts as one."""
    return "::" not in argument and not (config.invocation_params.dir / argument).is_file()


assert {f"test_{axis.lower()}.py" for axis in AXES} == set(CASE_FILES), f"{CASES} is not whole"
