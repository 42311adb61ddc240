"""Tables of a project's pyproject.toml, or why they cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.options.project_file import tables


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A pyproject.toml with a table of each kind."""
    text = '[tool.realunify.models.m]\nadapter = "a"\n[tool.realunify.judges.j]\nadapter = "b"\nmodel = "m"\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    return tmp_path / "pyproject.toml"


def test_each_kind_has_its_tables(file: Path) -> None:
    assert tables(file, "models") == {"m": {"adapter": "a"}}
    assert tables(file, "judges") == {"j": {"adapter": "b", "model": "m"}}
    assert tables(file, "suites") == {}


def test_no_file_means_no_tables(tmp_path: Path) -> None:
    assert tables(tmp_path / "pyproject.toml", "models") == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool", "is not valid TOML"),
        ("tool = 3", "`tool` in [tool.realunify.judges] is not a table but 3"),
        ("[tool]\nrealunify = []", "`realunify` in [tool.realunify.judges] is not a table but []"),
        ("[tool.realunify]\njudges = 'pixels'", "`judges` in [tool.realunify.judges] is not a table but 'pixels'"),
    ],
)
def test_what_is_no_table_is_said_with_the_file(text: str, problem: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        tables(file, "judges")
    assert str(raised.value).startswith(f"{file}")
    assert problem in str(raised.value)
