"""What the shell is offered at the Tab key: commands, options and their choices; names of runs, cases and formats.

By argcomplete (an extra), which runs the command with `_ARGCOMPLETE` set and takes the words that it writes.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.cards import known
from pytest_realunify.cli.card import ACTIONS, CHECK, REPEAT
from pytest_realunify.cli.parsing import Parser, runs_of
from pytest_realunify.cli.report import FORMATS as REPORT_FORMATS
from pytest_realunify.cli.reports import FORMATS
from pytest_realunify.decisions.baseline_names import REFERENCE
from pytest_realunify.errors import RealUnifyError
from pytest_realunify.options import project_file
from pytest_realunify.options.table import TRACKERS
from pytest_realunify.stored import finish_order
from pytest_realunify.stored.finding import LAST, find_run

Completer = Callable[..., Iterable[str]]


def complete(parser: Parser) -> None:
    """Answers the shell and ends the process, where one asks; else nothing."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    import argcomplete

    for action in _actions(parser):
        if (completer := _completer(action)) is not None:
            vars(action)["completer"] = completer
    argcomplete.autocomplete(parser, always_complete_options=False)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001 (argparse has no other way to them)
        yield action
        for below in action.choices.values() if isinstance(action.choices, Mapping) else ():
            yield from _actions(below)


def _completer(action: argparse.Action) -> Completer | None:
    """By what the action takes; None where its choices say it all, and where files are as good as anything."""
    if action.choices is not None:
        return None
    return _BY_DEST.get(action.dest) or _BY_METAVAR.get(str(action.metavar))


def _runs(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """The newest first."""
    root = runs_of(parsed_args).path
    names = finish_order.in_order(root, [file.parent.name for file in root.glob("*/run.json")])
    return [name for name in (LAST, *reversed(names)) if name.startswith(prefix)]


def _cases(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Those of the run that are not correct; where nothing of these fits, or it is no run, all or none."""
    try:
        outlines = find_run(runs_of(parsed_args).path, str(parsed_args.run)).outlines().values()
    except (RealUnifyError, OSError, AttributeError):
        return []
    fitting = [each for each in outlines if each.case.startswith(prefix)]
    wrong = [each for each in fitting if each.verdict.strict != "correct"]
    return list(dict.fromkeys(each.case for each in wrong or fitting))


def _formats(**_: Any) -> list[str]:
    return [*dict.fromkeys([*REPORT_FORMATS, *FORMATS]), *_tables("reports")]


def _trackers(prefix: str, **_: Any) -> list[str]:
    """One more of a comma list."""
    before, comma, _last = prefix.rpartition(",")
    taken = before.split(",")
    return [f"{before}{comma}{name}" for name in (*TRACKERS, *_tables("trackers")) if name not in taken]


def _baselines(prefix: str, **_: Any) -> list[str]:
    """Files, and the baseline that ships."""
    from argcomplete.completers import FilesCompleter

    return [*FilesCompleter()(prefix), *([REFERENCE] if REFERENCE.startswith(prefix) else [])]


def _folders(prefix: str, **_: Any) -> list[str]:
    from argcomplete.completers import DirectoriesCompleter

    return list(DirectoriesCompleter()(prefix))


def _cards(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Of `card` first what it does, or a run; behind `check` and `repeat` files, and the cards that ship."""
    from argcomplete.completers import FilesCompleter

    words = getattr(parsed_args, "words", None) or []
    if words[:1] in ([CHECK], [REPEAT]):
        return [*FilesCompleter()(prefix), *(name for name in known.names() if name.startswith(prefix))]
    return [*(name for name in ACTIONS if name.startswith(prefix)), *_runs(prefix, parsed_args)]


def _tables(kind: str) -> list[str]:
    try:
        return [*project_file.tables(Path("pyproject.toml"), kind)]
    except RealUnifyError:
        return []


_BY_DEST: Final[dict[str, Completer]] = {
    "format": _formats,
    "to": _trackers,
    "baseline": _baselines,
    "words": _cards,
}
_BY_METAVAR: Final[dict[str, Completer]] = {
    **dict.fromkeys(("RUN", "BEFORE", "AFTER"), _runs),
    "CASE": _cases,
    "DIR": _folders,
}
