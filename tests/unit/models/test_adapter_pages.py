"""What docs/adapters shows is what the adapters take: tables, extras, and every setting."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from checkout import ROOT
from pytest_realunify.models import torchumm
from pytest_realunify.models.bagel import settings as bagel
from pytest_realunify.models.diffusers import settings as diffusers
from pytest_realunify.models.resolve import resolve
from pytest_realunify.models.transformers import settings as transformers
from pytest_realunify.options.project_file import tables

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

INDEX: Final = ROOT / "docs/adapters/README.md"
PAGES: Final = {
    page.stem: page for page in sorted(INDEX.parent.glob("*.md")) if page != INDEX and page.stem != "models"
}
"""One for each adapter. The page of models has a test of its own."""
KNOWN: Final = {
    "bagel": bagel._KNOWN,
    "diffusers": diffusers._KNOWN,
    "torchumm": torchumm._KNOWN,
    "transformers": transformers._KNOWN,
}
BAGEL: Final = {
    "Bagel": ("inferencer.py",),
    "models/BAGEL-7B-MoT": ("llm_config.json", "vit_config.json", "ae.safetensors", "ema.safetensors"),
}
"""What the tables of its page point to."""


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody has followed the pages."""
    for folder, files in BAGEL.items():
        (tmp_path / folder).mkdir(parents=True)
        for file in files:
            (tmp_path / folder / file).touch()
    for key in ("OPENAI_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.setenv(key, "x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def toml_of(page: Path) -> Iterable[str]:
    """Indented paragraphs that are tables."""
    for paragraph in page.read_text().split("\n\n"):
        if paragraph.startswith("    [tool."):
            yield "\n".join(line.removeprefix("    ") for line in paragraph.splitlines())


@pytest.mark.parametrize("page", PAGES)
def test_every_table_of_a_page_is_a_model(page: str, directory: Path) -> None:
    (directory / "pyproject.toml").write_text("\n\n".join(toml_of(PAGES[page])))
    shown = tables(directory / "pyproject.toml", "models")
    assert shown
    assert page in {resolve(name, shown).kind for name in shown}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_installs_extras_that_exist_and_its_own(page: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    shown = set(re.findall(r"pytest-realunify\[(\w+)\]", PAGES[page].read_text()))
    assert shown == ({page} if page in extras else set())


@pytest.mark.parametrize("page", KNOWN)
def test_a_page_names_every_setting(page: str) -> None:
    text = PAGES[page].read_text()
    assert [name for name in KNOWN[page] if f"`{name}`" not in text] == []


def test_the_index_leads_to_the_page_of_every_adapter() -> None:
    rows = [line for line in INDEX.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert [name for name in PAGES if not any(f"| `{name}` |" in row and f"({name}.md)" in row for row in rows)] == []
    assert len(rows) == len(PAGES)
