"""Words and tables of Markdown, and texts of others made harmless in them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

from pytest_realunify import numerals
from pytest_realunify.numbers.stats import Estimate
from pytest_realunify.text import harmless, shortened

LONGEST: Final = 300
"""Letters of a text of others in a report."""

_MARKS: Final = re.compile(r"([\\`*_{}\[\]#!|~$]|^[-+=])")
"""What Markdown obeys within a line, and where one begins."""

_NUMBER: Final = re.compile(r"^(\d+)([.)])")
"""So does an item of a numbered list."""

_LINKED: Final = re.compile(r"([@#]|(?<=[Gg][Hh])-|(?<=[Ww]{3})\.|://)(?=\S)")
"""What GitHub and GitLab turn into mentions, references and links by themselves, wherever it stands in a text."""

_UNCODED: Final = str.maketrans("`|", "'\N{BROKEN BAR}")
"""The two letters that would end a code span, and a cell."""


def escaped(text: str) -> str:
    """One line that renders as the text: no markup, no HTML, no mention, no link."""
    plain = harmless(shortened(text, LONGEST))
    # Cut in two by an empty comment, which is dropped when the page is made: a backslash does not stop a mention.
    parts = _LINKED.split(plain)
    whole = [_quoted(part) + ("<!-- -->" if place % 2 else "") for place, part in enumerate(parts)]
    return "".join(whole)


def _quoted(text: str) -> str:
    return _NUMBER.sub(r"\1\\\2", _MARKS.sub(r"\\\1", html.escape(text, quote=False)))


def code(text: str) -> str:
    """An id or a file's name, set as such: what stands between backticks is neither markup nor mention."""
    return f"`{harmless(shortened(text, LONGEST)).translate(_UNCODED) or ' '}`"


def labelled(label: str) -> str:
    """What stands behind a run's id where it has a label."""
    return f" ({escaped(label)})" if label else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> list[str]:
    """The first `left` columns are text, the others numbers. Cells are Markdown."""
    rule = [":---" if place < left else "---:" for place in range(len(head))]
    return [_row(head), _row(rule), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def details(summary: str, lines: Iterable[str]) -> list[str]:
    """Folded; `summary` is HTML."""
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def percent(estimate: Estimate | None) -> str:
    """Such as `35.0 (29-41)`."""
    if estimate is None:
        return "-"
    return (
        f"{numerals.percent(estimate.value)} ({numerals.percent(estimate.low, 0)}-{numerals.percent(estimate.high, 0)})"
    )


def points(estimate: Estimate | None) -> str:
    """Such as `+12.0 (+4 to +20)`."""
    if estimate is None:
        return "-"
    low, high = (numerals.points(bound, 0) for bound in (estimate.low, estimate.high))
    return f"{numerals.points(estimate.value)} ({low} to {high})"


def share(value: float | None) -> str:
    """Such as `35.0`."""
    return "" if value is None else numerals.percent(value)


def p_value(p: float | None) -> str:
    """Three places; smaller ones in powers of ten."""
    return "" if p is None else numerals.p_value(p)


def titled(scope: str) -> str:
    """A category, axis or the total as a row's name."""
    return f"**{scope}**" if scope in ("UEG", "GEU", "total") else scope.replace("_", " ")
