"""What pytest is told by `evaluate`."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_realunify.errors import UsageError
from pytest_realunify.evaluation.arguments import LEFT_OUT, NAMED, NOT_HERE, Asked, command_line, project
from pytest_realunify.options.table import OPTIONS, Option


def told(options: Mapping[str, object] | None = None, *, quiet: bool = True, only: str = "") -> list[str]:
    return command_line(Asked("step-1", "runs", only, quiet, options or {}), {"model": "Live"})


def test_names_go_as_options_and_paths_are_from_the_working_directory() -> None:
    line = told(only="geu and direct")
    assert {"--realunify-label=step-1", "--realunify-model=Live"} <= {*line}
    assert f"--realunify-run-dir={Path.cwd() / 'runs'}" in line
    assert line[line.index("-k") + 1] == "geu and direct"
    assert "-k" not in told()


@pytest.mark.parametrize(
    ("options", "typed"),
    [
        ({"limit": 5}, ["--realunify-limit=5"]),
        ({"sample_seed": 0}, ["--realunify-sample-seed=0"]),
        ({"limit": None}, []),
        ({"gate": ["a", "b"]}, ["--realunify-gate=a,b"]),
        ({"baseline": Path("good.json")}, ["--realunify-baseline=good.json"]),
        ({"strict_cases": True}, ["--realunify-strict-cases"]),
        ({"strict_cases": False}, []),
    ],
)
def test_an_option_is_typed_as_the_command_line_has_it(options: dict[str, object], typed: list[str]) -> None:
    assert [each for each in told(options) if each not in told()] == typed


def test_quiet_leaves_no_page_unless_one_is_asked_for() -> None:
    assert {"--realunify-report=none", "--realunify-progress=off"} <= {*told()}
    assert not any("report" in each or "progress" in each for each in told(quiet=False))
    assert [each for each in told({"report": "html"}) if "report" in each] == ["--realunify-report=html"]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_an_argument_an_option_or_refused_with_its_reason(option: Option) -> None:
    name = option.name.replace("-", "_")
    if option.name in NOT_HERE:
        with pytest.raises(UsageError, match="a model that is loaded here runs in this process"):
            told({name: "1"})
    elif option.name not in NAMED:
        assert told({name: True if option.const else "1"}) != told()


def test_the_nearest_option_is_named() -> None:
    with pytest.raises(UsageError, match="Did you mean 'repeats'"):
        told({"repeat": 2})


def test_the_project_is_the_nearest_folder_with_a_pyproject(tmp_path: Path) -> None:
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert project(below) == tmp_path
    (below / "pyproject.toml").touch()
    assert project(below) == below


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_plugin_that_is_left_out_is_one_of_pytest_s_own(name: str) -> None:
    assert importlib.util.find_spec(f"_pytest.{name}") is not None
