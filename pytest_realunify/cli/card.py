"""`realunify card`: what it takes to repeat a run, in one file; whether that is here; the run once more."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pytest_realunify.api.run import Run
from pytest_realunify.cards import known
from pytest_realunify.cards.card import Card, block
from pytest_realunify.cards.checking import Check
from pytest_realunify.cards.reading import read
from pytest_realunify.cards.repeating import write
from pytest_realunify.cards.writing import card_of
from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.masking import of_run
from pytest_realunify.options import project_file
from pytest_realunify.options.rootdir import rootdir_of
from pytest_realunify.reporting.card_page import page
from pytest_realunify.unsaid import learn

CHECK: Final = "check"
REPEAT: Final = "repeat"
LIST: Final = "list"
ACTIONS: Final = (CHECK, REPEAT, LIST)
USAGE: Final = "realunify card [RUN] [-o FILE] | check CARD [--run RUN] | repeat CARD [-o DIR] | list"
FOLDER: Final = "realunify-repeat"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """One, of four kinds."""
    card = commands.add_parser(
        "card",
        help="what it takes to repeat a run, in one file; check it; repeat it",
        usage=USAGE,
        description=(
            "RUN: writes the run's card (default: of the last). check: says what differs here, or of --run RUN too "
            "whether its scores agree. repeat: writes what pytest needs to run it again. list: the cards that ship, of "
            "published rows and presets. CARD is a file, or one of these."
        ),
    )
    card.add_argument("words", nargs="*", default=["last"], metavar="RUN | check CARD | repeat CARD | list")
    card.add_argument("-o", dest="output", type=Path, metavar="PATH", help="a file (.md or .toml); of repeat a folder")
    card.add_argument("--run", metavar="RUN", help="of check: a run's id or the beginning of it, a path, or last")
    card.set_defaults(run_command=card_command)


def card_command(options: argparse.Namespace) -> Iterator[str]:
    """Raises UsageError and DataError."""
    words: list[str] = options.words
    project = rootdir_of(Path.cwd()) / "pyproject.toml"
    learn(of_run([project_file.tables(project, kind) for kind in _KINDS], os.environ))
    action, rest = (words[0], words[1:]) if words[0] in ACTIONS else ("", words)
    if len(rest) != (0 if action == LIST else 1):
        raise UsageError(f"usage: {USAGE}")
    if options.run and action != CHECK:
        raise UsageError("--run is for `realunify card check CARD`: which run to compare with it")
    if action == LIST:
        return known.lines()
    if action == CHECK:
        return _checked(rest[0], options)
    if action == REPEAT:
        return write(_card(rest[0]), options.output or Path(FOLDER))
    return _written(rest[0], options)


_KINDS: Final = ("models", "judges", "trackers")


def _card(name: str) -> Card:
    return known.card(name) if known.is_known(name) else read(Path(name))


def _checked(name: str, options: argparse.Namespace) -> Iterator[str]:
    """Exit code 1 where something differs; with --run, where the scores do."""
    card = _card(name)
    if options.run is None:
        check = Check.before(card, name, rootdir_of(Path.cwd()))
        yield from check.lines()
        options.exit_code = int(check.count("differs") > 0)
        return
    run = Run.find(options.run_dir, options.run).stored
    check = Check.after(card, name, run)
    yield from check.lines()
    yield from check.score_lines(run.id)
    options.exit_code = int(bool(check.disagreeing) or not check.scores)


def _written(name: str, options: argparse.Namespace) -> Iterator[str]:
    card = known.card(name) if known.is_known(name) else card_of(Run.find(options.run_dir, name).stored)
    output: Path | None = options.output
    if output is not None and output.suffix.lower() not in (".md", ".toml"):
        raise UsageError(f"-o {output}: a card is Markdown or TOML; name it CARD.md or CARD.toml")
    text = block(card) if output is not None and output.suffix.lower() == ".toml" else page(card)
    if output is None:
        yield from text.removesuffix("\n").split("\n")
        return
    try:
        write_whole(output, text)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror or error}\nchoose another file with -o") from error
    yield f"written to {output}"
