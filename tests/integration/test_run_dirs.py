"""Where runs lie, as pytest itself would have it: the same layouts are shown to both."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_realunify.options.rootdir import rootdir_of, run_dir

LAYOUTS: dict[str, dict[str, str]] = {
    "nothing": {},
    "pytest.ini": {"pytest.ini": "[pytest]\nrealunify_run_dir = kept/here\n"},
    "an empty pytest.ini": {"pytest.ini": "", "tox.ini": "[pytest]\nrealunify_run_dir = no\n"},
    "hidden": {".pytest.ini": "[pytest]\nrealunify_run_dir=h\n"},
    "pyproject": {"pyproject.toml": '[tool.pytest.ini_options]\nrealunify_run_dir = "p"\n'},
    "native pyproject": {"pyproject.toml": '[tool.pytest]\nrealunify_run_dir = "n"\n'},
    "pytest.toml": {"pytest.toml": '[pytest]\nrealunify_run_dir = "t"\n', "pytest.ini": "[pytest]\n"},
    "a pyproject about other things": {"pyproject.toml": "[tool.ruff]\n", "tox.ini": "[tox]\n"},
    "pyproject above": {"../pyproject.toml": '[tool.pytest.ini_options]\nrealunify_run_dir = "above"\n'},
    "pyproject here and configuration above": {
        "pyproject.toml": "[project]\n",
        "../tox.ini": "[pytest]\nrealunify_run_dir = t\n",
    },
    "tox.ini": {"tox.ini": "[tox]\n[pytest]\nrealunify_run_dir = out # of the way\n"},
    "setup.cfg": {"setup.cfg": "[tool:pytest]\nrealunify_run_dir = cfg\n"},
    "setup.py above": {"../setup.py": ""},
    "absolute": {"pytest.ini": "[pytest]\nrealunify_run_dir = /kept/elsewhere\n"},
    "at home": {"pytest.ini": "[pytest]\nrealunify_run_dir = ~/runs\n"},
    "addopts": {"pytest.ini": "[pytest]\naddopts = -q --realunify-run-dir='a b'\nrealunify_run_dir = ini\n"},
    "addopts apart": {"tox.ini": "[pytest]\naddopts = --realunify-run-dir x -q --realunify-run-dir y\n"},
    "addopts in a list": {"pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--realunify-run-dir=l"]\n'},
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_runs_are_looked_for_where_pytest_puts_them(
    layout: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = pytester.mkdir("above").joinpath("here")
    here.mkdir()
    for name, text in LAYOUTS[layout].items():
        (here / name).write_text(text)
    monkeypatch.chdir(here)
    config = pytester.parseconfig()
    given = config.getoption("realunify_run_dir") or config.getini("realunify_run_dir") or ".realunify/runs"
    assert rootdir_of(here) == config.rootpath
    assert here / run_dir(here).path == config.rootpath / Path(given).expanduser()
