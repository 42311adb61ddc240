"""Tables of docs/reference and docs/installing.md: what pytest's parser, `realunify`'s and pyproject.toml declare."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest

from pytest_realunify.cli.main import parser
from pytest_realunify.options.settings import add_options, add_short_model
from pytest_realunify.options.table import GROUPS, OPTIONS
from tools.derived import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_EXTRAS: Final = {"test": "to run our tests", "lint": "to check our code", "docs": "to build these pages"}
_OURS: Final = {option.flag: option for option in OPTIONS}


def options() -> str:
    """A section per group of `pytest --help`, a row per option, as pytest's own parser has them."""
    declared = pytest.Parser(_ispytest=True)
    add_options(declared)
    add_short_model(declared)
    sections = (
        "\n".join(
            [
                f"## {_heading(told)}",
                "",
                "| option | meaning |",
                "|---|---|",
                *(map(_option, declared.getgroup(name).options)),
            ]
        )
        for name, told in dict.fromkeys(GROUPS.values())
    )
    return "\n\n".join(sections) + "\n"


def _heading(told: str) -> str:
    """Without what all of them begin with: all are RealUnify's here."""
    words = told.removeprefix("RealUnify: ")
    return words[0].upper() + words[1:]


def _option(declared: Any) -> str:
    (flag, *_), how = declared.names(), declared.attrs()
    ours = _OURS.get(flag)
    value = f"={how['metavar']}" if how.get("metavar") else ""
    default = f" (default: `{ours.default}`)" if ours and ours.default else ""
    return f"| `{flag}{value}` | {_cell(ours.meaning if ours else how['help'])}{default} |"


def command() -> str:
    """A section per subcommand of `realunify`; what all of them take stands above."""
    line = parser()
    general = [flag for each in line._actions for flag in each.option_strings]  # noqa: SLF001
    return "\n".join([*_table(line), *_sections(line, "realunify", general)]) + "\n"


def extras() -> str:
    """A row per extra of the package."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = {name: sorted(_names(wanted)) for name, wanted in declared["optional-dependencies"].items()}
    rows = ["| extra | brings |", "|---|---|", f"| none | {', '.join(sorted(_names(declared['dependencies'])))} |"]
    rows += [f"| `{name}` | {', '.join(wanted)} |" for name, wanted in needs.items() if name not in _EXTRAS]
    rows += [f"| `{name}` | what it takes {told} |" for name, told in _EXTRAS.items() if name in needs]
    return "\n".join(rows) + "\n"


def _names(wanted: list[str]) -> Iterator[str]:
    yield from (re.split(r"[\[<>=;!~ ]", each)[0] for each in wanted)


def _sections(parser: argparse.ArgumentParser, name: str, said: Sequence[str]) -> Iterator[str]:
    """Of every command below this one that does something itself, what it is for and what it takes."""
    for group in (each for each in parser._actions if isinstance(each, argparse._SubParsersAction)):  # noqa: SLF001
        told = {each.dest: each.help or "" for each in group._choices_actions}  # noqa: SLF001
        for word, below in group.choices.items():
            whole = f"{name} {word}"
            if any(isinstance(each, argparse._SubParsersAction) for each in below._actions):  # noqa: SLF001
                yield from _sections(below, whole, said)
            else:
                yield from ("", f"## {whole}", "", _sentence(below.description or told[word]), "", *_table(below, said))


def _table(parser: argparse.ArgumentParser, said: Sequence[str] = ()) -> Iterator[str]:
    shown = [each for each in parser._actions if _shown(each) and not set(each.option_strings) & set(said)]  # noqa: SLF001
    rows = [f"| {_typed(each)} | {_meaning(each, parser)} |" for each in shown]
    if rows:
        yield from ("| argument | meaning |", "|---|---|", *rows)
    else:
        yield "No arguments of its own."


def _shown(action: argparse.Action) -> bool:
    hidden = isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))  # noqa: SLF001
    return not hidden and action.help != argparse.SUPPRESS


def _typed(action: argparse.Action) -> str:
    """As `usage` shows it: `--drop POINTS`, `RUN…`, `[RUN]`."""
    value = "" if action.nargs == 0 else str(_value(action))
    many = {"*": "[{}…]", "+": "{}…", "?": "[{}]"}.get(str(action.nargs), "{}").format(value) if value else ""
    return f"`{' '.join([', '.join(action.option_strings), many]).strip()}`"


def _value(action: argparse.Action) -> object:
    if action.metavar:
        return action.metavar
    return "{" + ",".join(str(each) for each in action.choices) + "}" if action.choices else action.dest.upper()


def _meaning(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    known: dict[str, Any] = {**vars(action), "prog": parser.prog}
    return _cell((action.help or "") % known if action.help and "%" in action.help else action.help or "")


def _cell(text: str) -> str:
    """As text of a table: what looks like markup is none."""
    return re.sub(r"([|<*])", r"\\\1", " ".join(text.split()))


def _sentence(text: str) -> str:
    text = re.sub(r"([<*])", r"\\\1", " ".join(text.split()))
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", ":")) else ".")
