"""Marks as people type them behind `-m`: in any case, and as the table's codes (`geu`, `WK`); or what is nearest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pytest_realunify.taxonomy import CATEGORIES

_CODES: Final = {category.abbreviation.casefold(): category.name for category in CATEGORIES}

_TOKEN: Final = re.compile(r"""(?:"[^"]*"|'[^']*')|(?P<name>[\w:+\-.\[\]\\/]+)(?!\s*=|[\w:+\-.\[\]\\/])""")
"""A text in quotes, or a name as pytest reads them; not one of `mark(name=value)`."""

_WORDS: Final = frozenset({"and", "or", "not", "True", "False", "None"})


def understood(expression: str, ours: Iterable[str], taken: Collection[str]) -> str:
    """The expression with our mark beside each name that means one. Names that somebody has registered (`taken`) stay.

    `geu` is `(geu or GEU)`, so that a mark `geu` of the project's own that nobody registered keeps its meaning.
    """
    meant = _meant(ours)

    def spelled(found: re.Match[str]) -> str:
        name = found["name"]
        mark = None if name is None or name in _WORDS or name in taken else meant.get(name.casefold())
        return found[0] if mark is None or mark == name else f"({name} or {mark})"

    return _TOKEN.sub(spelled, expression)


def strangers(expression: str, known: Collection[str]) -> list[str]:
    """What is said of names that are nobody's mark, such as `no mark mental_traking: did you mean mental_tracking?`."""
    names = dict.fromkeys(found["name"] for found in _TOKEN.finditer(expression) if found["name"])
    return [_nearest(name, known) for name in names if name not in _WORDS and name not in known]


def _nearest(name: str, known: Collection[str]) -> str:
    meant = _meant(known)
    close = difflib.get_close_matches(name.casefold(), [*meant], n=1, cutoff=0.5)
    return f"no mark {name!r}" + (f": did you mean {meant[close[0]]}?" if close else "; pytest --markers lists them")


def _meant(marks: Iterable[str]) -> Mapping[str, str]:
    """By what may be typed for it. A mark goes before a code; of two that differ in case alone neither is meant."""
    marks = list(marks)
    folded = [mark.casefold() for mark in marks]
    alone = {fold: mark for fold, mark in zip(folded, marks, strict=True) if folded.count(fold) == 1}
    return {**{code: mark for code, mark in _CODES.items() if code not in folded and mark in marks}, **alone}
