"""Interpreters that have none of this one's libraries, made cheaply or found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path
from typing import Final

OTHERS: Final = "REALUNIFY_TEST_PYTHONS"
"""An environment variable: further interpreters with Pillow, as in PATH, which the tests then run with too."""


def bare(folder: Path, *packages: str) -> Path:
    """A virtual environment of this Python with Pillow and `packages` (by links) alone: no pip, no pytest, no numpy."""
    venv.create(folder, with_pip=False, symlinks=True)
    (libraries,) = folder.glob("lib/python*/site-packages")
    for name in ("PIL", *packages):
        _link(name, libraries)
    return folder / "bin" / "python"


def like_this_one(folder: Path, *left_out: str) -> Path:
    """A virtual environment of this Python with all its libraries (by links) but those and what serves the plugin."""
    venv.create(folder, with_pip=False, symlinks=True)
    (libraries,) = folder.glob("lib/python*/site-packages")
    unwanted = {
        "pytest",
        "_pytest",
        "xdist",
        "execnet",
        "msgspec",
        "pluggy",
        "iniconfig",
        "pytest_realunify",
        *left_out,
    }
    for site in (Path(entry) for entry in sys.path if "site-packages" in Path(entry).parts):
        for entry in site.iterdir() if site.is_dir() else ():
            name = entry.name.partition("-")[0].partition(".")[0]
            if name not in unwanted and entry.suffix != ".pth" and not (libraries / entry.name).exists():
                (libraries / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def _link(package: str, libraries: Path) -> None:
    module = __import__(package)
    place = Path(module.__path__[0])
    (libraries / package).symlink_to(place)
    for beside in place.parent.glob("pillow*" if package == "PIL" else f"{package}*"):
        if beside.name != package and not (libraries / beside.name).exists():
            (libraries / beside.name).symlink_to(beside)


def given() -> list[str]:
    """The interpreters that the environment names."""
    return [path for path in os.environ.get(OTHERS, "").split(os.pathsep) if path]


@cache
def oldest() -> tuple[Path, tuple[int, ...]] | None:
    """Of the interpreters from 3.8 on that can be found here the oldest, and its version."""
    found = [(version, path) for path in _candidates() if (version := _version(path)) >= (3, 8)]
    return (min(found)[1], min(found)[0]) if found else None


def too_old() -> Path | None:
    """One before 3.8, and after 3.3 (venv)."""
    return next((path for path in _candidates() if (3, 3) <= _version(path) < (3, 8)), None)


@cache
def _candidates() -> list[Path]:
    names = [f"python3.{minor}" for minor in range(6, sys.version_info.minor + 1)]
    on_path = [Path(found) for name in names if (found := shutil.which(name))]
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    return [*sorted(pyenv.glob("versions/*/bin/python")), *(path for path in on_path if "shims" not in path.parts)]


@cache
def _version(python: Path) -> tuple[int, ...]:
    command = [str(python), "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    return tuple(map(int, said.split()))
