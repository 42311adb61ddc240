"""Where a report goes, and as what: `-o`, `--format`, and whether the two agree."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from pytest_realunify.datafiles.whole_files import write_whole
from pytest_realunify.errors import UsageError

ENDINGS: Final = {
    "terminal": ".txt",
    "markdown": ".md",
    "json": ".json",
    "csv": ".csv",
    "html": ".html",
    "latex": ".tex",
    "svg": ".svg",
    "pdf": ".pdf",
    "png": ".png",
    "junit": ".xml",
}
"""Of files, by format. Allure's results are a folder."""

TEXTS: Final = ("terminal", "markdown", "json", "csv", "latex")
"""Formats whose file may as well end in .txt."""


def chosen_format(given: argparse.Namespace, formats: Collection[str]) -> str:
    """`--format`, else by the ending of `-o`, else terminal. `formats` are those of the command.

    Raises UsageError for an ending that none of them has, and for one that is another format's than the typed.
    """
    typed, output = str(given.format or ""), given.output
    ending = output.suffix.lower() if output is not None else ""
    known = {ENDINGS[name]: name for name in formats if name in ENDINGS}
    if not typed and ending and ending not in known and not output.is_dir():
        near = difflib.get_close_matches(ending, known, n=1, cutoff=0.7)
        did_you_mean = f" Did you mean {near[0]!r}?" if near else ""
        raise UsageError(
            f"unknown ending of -o {output}: {ending!r}.{did_you_mean}\n"
            f"valid: {', '.join(known)}; or say with --format what it is to be"
        )
    if not typed:
        return known.get(ending, "terminal")
    if typed in formats and _is_another(ending, typed):
        own = f"a file that ends in {ENDINGS[typed]}" if typed in ENDINGS else "a folder"
        other = next(name for name, each in ENDINGS.items() if each == ending)
        raise UsageError(
            f"-o {output}: {ending} is the ending of --format={other}, and --format={typed} was typed.\n"
            f"Name {own}, or leave out --format"
        )
    return typed


def _is_another(ending: str, typed: str) -> bool:
    """Whether a file of this ending would be taken for another format's."""
    if ending not in ENDINGS.values() or ENDINGS.get(typed) == ending:
        return False
    return not (typed in TEXTS and ending == ENDINGS["terminal"])


def told(text: str, output: Path | None) -> Iterator[str]:
    """The text line by line, or where it was written to."""
    if output is None:
        yield from text.removesuffix("\n").split("\n")  # `splitlines` also cuts at letters within a cell
        return
    yield written(text, output)


def written(data: str | bytes, output: Path) -> str:
    """A line that says where to. Raises UsageError where it cannot be."""
    try:
        write_whole(output, data)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror or error}\nchoose another file with -o") from error
    return f"written to {output}"
