"""The set-ups that docs/adapters/openai.md shows are tables that the adapter takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checkout import DOCS
from pytest_realunify.models.openai.settings import Settings
from pytest_realunify.models.resolve import resolve
from pytest_realunify.options.project_file import tables
from pytest_realunify.taxonomy import VERBS, Verb

PAGE = DOCS / "adapters" / "openai.md"


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for key in ("OPENAI_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.setenv(key, "x")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    code = [line.removeprefix("    ") for line in PAGE.read_text().splitlines() if line.startswith("    ")]
    (tmp_path / "pyproject.toml").write_text("\n".join(code))
    return tables(tmp_path / "pyproject.toml", "models")


def test_every_table_of_the_page_resolves(shown: dict[str, Any]) -> None:
    assert {"house", "bagel", "openai-pair", "gemini-pair", "router"} <= shown.keys()
    for name in shown:
        assert resolve(name, shown).kind in ("openai", "composed")


@pytest.mark.parametrize(
    ("name", "verbs", "drawn_by"),
    [
        ("bagel", VERBS, "chat"),
        ("router", VERBS, "chat"),
        ("gpt-image", ("generate", "edit"), "images"),
        ("nano-banana", ("generate",), "images"),
    ],
)
def test_a_set_up_does_what_the_page_says(
    shown: dict[str, Any], name: str, verbs: tuple[Verb, ...], drawn_by: str
) -> None:
    table = {key: value for key, value in shown[name].items() if key != "adapter"}
    settings = Settings.of(table, str(PAGE))
    assert (settings.abilities, settings.drawn_by) == (verbs, drawn_by)


def test_the_page_names_every_setting() -> None:
    text = PAGE.read_text()
    assert [name for name in Settings.__dataclass_fields__ if f"| `{name}`" not in text] == []
