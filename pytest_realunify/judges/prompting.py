"""The text that a judge which is a language model is asked with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pytest_realunify.errors import DataError, UsageError

DEFAULT_PROMPT: Final = (
    "Look at the picture and answer the question about it with one word, yes or no, and nothing else.\n"
    "Question: {question}"
)
"""Ours, where none is given."""


def prompt_text(given: str, folders: Sequence[Path]) -> str:
    """A polling prompt: `given` itself when it holds {question}, else the text of that file; ours for nothing.

    Raises UsageError for a file that none of the folders has, and for a text without {question}.
    """
    if not given or "{question}" in given:
        return given or DEFAULT_PROMPT
    from pytest_realunify.datafiles.rows import read_text  # a run without a file of its own loads no more than it must

    for file in (folder / Path(given).expanduser() for folder in folders):
        try:
            if not file.exists():
                continue
            text = read_text(file, str(file))  # a plain file: a pipe would be waited for
        except (DataError, OSError, ValueError) as error:
            raise UsageError(f"--realunify-judge-prompt: {file} cannot be read as text: {error}") from error
        if "{question}" not in text:
            raise UsageError(f"--realunify-judge-prompt: {file} must hold {{question}}, where the question goes")
        return text.strip()
    raise UsageError(
        f"--realunify-judge-prompt: no file {given!r} here.\n"
        "It takes a file, or the text itself when that holds {question}, where the question goes"
    )
