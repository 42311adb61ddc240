"""What README and docs tell people to type is what the command takes, and is of one model throughout."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkout import ROOT
from pytest_realunify.cli.main import parser

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def code(page: Path) -> Iterator[str]:
    """Its lines that are set as code: within fences, or four blanks in."""
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip().removeprefix("$ ")


def commands() -> Iterator[tuple[str, str]]:
    """Page and command; those with a part left out, such as `RUN [RUN…]`, stand for others."""
    for page in PAGES:
        for line in code(page):
            for part in re.split(r"; |&& ", line):
                if part.startswith("realunify ") and not set("[…|") & set(part):
                    yield str(page.relative_to(ROOT)), part


@pytest.mark.parametrize(("page", "command"), list(commands()))
def test_every_command_in_the_docs_can_be_typed(page: str, command: str) -> None:
    del page
    parser().parse_args(shlex.split(command, comments=True)[1:])


def test_there_are_commands_in_the_docs() -> None:
    assert len(list(commands())) > 20


def test_the_team_s_model_is_called_the_same_everywhere() -> None:
    found = [name for page in PAGES for name in re.findall(r"--model[= ]mymodel\S*", page.read_text(encoding="utf-8"))]
    assert {name.rstrip("`") for name in found} == {"--model=mymodel:MyModel"}
