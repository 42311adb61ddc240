"""Where pytest would put runs if it were started here: its rootdir and its configuration file, found as it finds them.

For whoever looks at runs without pytest: what `-c`, `--rootdir` or a path elsewhere said to it, nobody knows by now.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

RUN_DIR: Final = Path(".realunify/runs")
"""Where runs lie, relative to the rootdir, unless pytest is told otherwise."""

_KEY: Final = "realunify_run_dir"
_FLAG: Final = "--realunify-run-dir"


@dataclass(frozen=True, slots=True)
class RunDir:
    """A folder that keeps runs, and who said so."""

    path: Path
    source: str
    """Such as `realunify_run_dir in /team/tox.ini`, or `the default`."""


def run_dir(here: Path) -> RunDir:
    """Where pytest, started in `here` without arguments, would keep them. Relative where it is below `here`."""
    rootdir, file, told = _setup(here)
    for source, words in (("PYTEST_ADDOPTS", os.environ.get("PYTEST_ADDOPTS", "")), (f"addopts in {file}", told)):
        typed = _typed(words if isinstance(words, str) else words.get("addopts", ""))
        if typed is not None:
            return RunDir(_shortest(rootdir / Path(typed).expanduser(), here), f"{_FLAG} in {source}")
    if isinstance(found := told.get(_KEY), str):
        return RunDir(_shortest(rootdir / Path(found).expanduser(), here), f"{_KEY} in {file}")
    default = rootdir / RUN_DIR
    if not default.exists() and (here / RUN_DIR).exists():  # of a pytest that was told its rootdir
        default = here / RUN_DIR
    return RunDir(_shortest(default, here), "the default")


def rootdir_of(here: Path) -> Path:
    """pytest's, started in `here` without arguments."""
    return _setup(here)[0]


def own_options(here: Path) -> dict[str, str]:
    """By their ini names (`realunify_…`), what pytest's configuration file sets for a run started in `here`."""
    told = _setup(here)[2].items()
    return {key: _text(value) for key, value in told if key.startswith("realunify_")}


def _text(value: object) -> str:
    """What TOML has as a list, or a file in lines, is joined by commas, as pytest's options are."""
    lines = value if isinstance(value, list) else str(value).splitlines()
    return ",".join(str(each).strip() for each in lines if str(each).strip())


def _shortest(path: Path, here: Path) -> Path:
    return path.relative_to(here) if path.is_relative_to(here) else path


def _setup(here: Path) -> tuple[Path, Path | None, Mapping[str, Any]]:
    """rootdir, configuration file, what that says; by the rules of
    https://docs.pytest.org/en/stable/reference/customize.html#finding-the-rootdir."""
    folders = (here, *here.parents)
    for folder in folders:
        for file, told in _configurations(folder):
            if told is not None:
                return folder, file, told
    for name in ("pyproject.toml", "setup.py"):
        for folder in folders:
            if (folder / name).is_file():
                return folder, None, {}
    return here, None, {}


def _configurations(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any] | None]]:
    """Each file that may hold pytest's configuration, and what it says; None where it is about other things."""
    if _knows_toml():
        for name in ("pytest.toml", ".pytest.toml"):
            if (folder / name).is_file():
                yield folder / name, _within(_toml(folder / name), "pytest") or {}
    for name in ("pytest.ini", ".pytest.ini"):
        if (folder / name).is_file():
            yield folder / name, _section(folder / name, "pytest") or {}
    if (folder / "pyproject.toml").is_file():
        yield folder / "pyproject.toml", _of_pyproject(_toml(folder / "pyproject.toml"))
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        if (folder / name).is_file():
            yield folder / name, _section(folder / name, section)


def _of_pyproject(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    own = _within(document, "tool", "pytest") or {}
    native = {key: value for key, value in own.items() if key != "ini_options"}
    return native if native and _knows_toml() else _within(own, "ini_options")


def _within(document: Mapping[str, Any], *keys: str) -> Mapping[str, Any] | None:
    found: Any = document
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _typed(words: object) -> str | None:
    """What a list of options, or a line of them, says of the run's folder: the last that does."""
    try:
        given = list(map(str, words)) if isinstance(words, list) else shlex.split(str(words))
    except ValueError:  # an open quote: pytest says so
        return None
    found = [word.partition("=")[2] for word in given if word.startswith(f"{_FLAG}=")]
    found += [after for word, after in pairwise(given) if word == _FLAG]
    return found[-1] if found else None


# Files. What is wrong with one, pytest says: here it says nothing -----------------------------------------------------


def _toml(file: Path) -> Mapping[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _section(file: Path, name: str) -> Mapping[str, str] | None:
    from iniconfig import IniConfig, ParseError  # as pytest, which brings it

    try:
        found = IniConfig(str(file))
    except (OSError, ValueError, ParseError):
        return None
    return dict(found[name].items()) if name in found else None


@cache
def _knows_toml() -> bool:
    """From 9 on pytest has files of its own in TOML."""
    return int(metadata.version("pytest").partition(".")[0]) >= 9
