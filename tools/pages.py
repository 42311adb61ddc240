"""Tables within pages of docs/: what stands between two marks is made from the generators' declarations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from pytest_realunify.procedural.suite.registry import in_category, subtasks
from pytest_realunify.taxonomy import STRATA, Axis, categories_of
from tools.derived import ROOT, shown

PAGE: Final = ROOT / "docs" / "procedural.md"
_MARKED: Final = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


class Pages:
    """The tables of docs/procedural.md."""

    name = "docs"
    what = "the tables of docs/procedural.md"

    def differences(self) -> Iterator[str]:
        """The page, where a table in it is not as declared."""
        if written(PAGE.read_text(encoding="utf-8")) != PAGE.read_text(encoding="utf-8"):
            yield f"{shown(PAGE)}: its tables are not those of the generators' declarations"

    def rebuild(self) -> Iterator[str]:
        """The page, where it changed."""
        before = PAGE.read_text(encoding="utf-8")
        if (after := written(before)) != before:
            PAGE.write_text(after, encoding="utf-8")
            yield shown(PAGE)


def written(page: str) -> str:
    """The page with every table made anew. Raises KeyError for a mark of no table."""
    return _MARKED.sub(lambda marked: f"{marked[1]}{TABLES[marked['name']]()}{marked[3]}", page)


def _categories(axis: Axis, told: str) -> str:
    rows = [f"| category | subtasks | {told} |", "|---|---|---|"]
    for category in categories_of(axis):
        package = import_module(f"pytest_realunify.procedural.suite.{category.name}")
        names = ", ".join(subtask.name for subtask in in_category(category.name))
        rows.append(f"| {category.name} | {names} | {_said(package.__doc__ or '')} |")
    return "\n".join(rows) + "\n"


def _said(docstring: str) -> str:
    """What the first paragraph says after its colon: "Code to image: programs whose …" is about programs."""
    first = " ".join(docstring.strip().split("\n\n")[0].split())
    return first.partition(": ")[2].rstrip(".") or first.rstrip(".")


def _gallery() -> str:
    cards = [
        f"![{subtask.name}: prompt, right picture, wrong picture, questions](ueg/{subtask.name}.png)"
        for category in categories_of("UEG")
        for subtask in in_category(category.name)
    ]
    pairs = [cards[place : place + 2] for place in range(0, len(cards), 2)]
    return "\n".join(["| | |", "|---|---|", *(f"| {' | '.join([*pair, ''][:2])} |" for pair in pairs)]) + "\n"


def _settings() -> str:
    """A row per setting, with its value in every stratum; subtasks that share one share its row."""
    named: dict[tuple[str, ...], list[str]] = {}
    for subtask in subtasks().values():
        for setting, knob in subtask.knobs.items():
            values = (str(knob.at(stratum)) for stratum in STRATA)
            row = *values, f"{knob.least}-{knob.most}", knob.meaning
            named.setdefault(row, []).append(f"`{subtask.name}.{setting}`")
    rows = [f"| {', '.join(names)} | {' | '.join(row)} |" for row, names in named.items()]
    head = ["setting", *STRATA, "range", "meaning"]
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows]) + "\n"


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "ueg": lambda: _categories("UEG", "what must be understood before drawing"),
    "geu": lambda: _categories("GEU", "what must be done before answering"),
    "gallery": _gallery,
    "settings": _settings,
}


def unknown_marks(page: Path) -> list[str]:
    """Marks of tables that nobody makes."""
    return [name for _, name, _ in _MARKED.findall(page.read_text(encoding="utf-8")) if name not in TABLES]
