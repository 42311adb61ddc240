"""Where runs lie, where pytest has odd configurations or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.options.rootdir import run_dir


def test_what_the_environment_adds_to_pytest_s_options_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --realunify-run-dir=a\n")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q --realunify-run-dir=b")
    found = run_dir(tmp_path)
    assert (found.path, found.source) == (Path("b"), "--realunify-run-dir in PYTEST_ADDOPTS")


@pytest.mark.parametrize(
    "text", ["[pytest\n", "\x00", "[pytest]\naddopts = 'open\n", "a = 1\n", "[pytest]\na = 1\na = 2\n"]
)
@pytest.mark.parametrize("name", ["pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"])
def test_a_file_that_pytest_refuses_is_no_trouble_here(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert run_dir(tmp_path).path == Path(".realunify/runs")


def test_runs_that_lie_here_though_the_rootdir_is_above_are_found(tmp_path: Path) -> None:
    """As of a pytest that was started with `--rootdir=.`."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    here = tmp_path / "here"
    (here / ".realunify" / "runs").mkdir(parents=True)
    assert run_dir(here).path == Path(".realunify/runs")
    (tmp_path / ".realunify" / "runs").mkdir(parents=True)
    assert run_dir(here).path == tmp_path / ".realunify" / "runs"
