"""Tables within pages of docs/: what stands between two marks is made from declarations in the package."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

from pytest_realunify.procedural.suite.registry import in_category, subtasks
from pytest_realunify.taxonomy import STRATA, Axis, categories_of
from tools import models_page, reference_tables
from tools.derived import ROOT, shown

PAGE: Final = ROOT / "docs" / "procedural.md"
MODELS: Final = ROOT / "docs" / "adapters" / "models.md"
REFERENCE: Final = tuple(
    ROOT / "docs" / name for name in ("reference/options.md", "reference/command.md", "installing.md")
)
_MARKED: Final = re.compile(r"(<!-- made: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


class Pages:
    """The tables of docs/procedural.md, adapters/models.md, installing.md, reference/options.md and command.md."""

    name = "docs"
    what = "the tables of docs/procedural.md, adapters/models.md, installing.md and reference"

    def differences(self) -> Iterator[str]:
        """Each page in which a table is not as declared."""
        yield from (f"{shown(page)}: its tables are not those of the package's declarations" for page in _stale())

    def rebuild(self) -> Iterator[str]:
        """Each page that changed."""
        for page, made in _stale().items():
            page.write_text(made, encoding="utf-8")
            yield shown(page)


def _stale() -> dict[Path, str]:
    """What each page would be that is not."""
    texts = {page: page.read_text(encoding="utf-8") for page in (PAGE, MODELS, *REFERENCE)}
    return {page: made for page, text in texts.items() if (made := written(text)) != text}


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
    "models": models_page.table,
    "options": reference_tables.options,
    "command": reference_tables.command,
    "extras": reference_tables.extras,
}


def unknown_marks(page: Path) -> list[str]:
    """Marks of tables that nobody makes."""
    return [name for _, name, _ in _MARKED.findall(page.read_text(encoding="utf-8")) if name not in TABLES]
