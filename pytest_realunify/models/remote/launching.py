"""How the other interpreter is started, what it finds on its path, and what is wrong where it does not start."""

from __future__ import annotations

import os
import shlex
import site
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Final

import pytest_realunify
from pytest_realunify.models.remote.place import Place

OLDEST: Final = (3, 8)
_SSH: Final = ("-o BatchMode=yes", "-o ConnectTimeout=15", "-o ServerAliveInterval=15", "-o ServerAliveCountMax=4")
"""No question for a password amid a run; a machine that is gone is noticed within a minute."""
_SWAP: Final = 'exec 3>&1 1>&2; exec "$@"'
_SWAP_BACK: Final = "import os, sys; os.dup2(3, 1); os.close(3); line = sys.argv.pop(); del sys.argv[1:]; exec(line)"
"""Standard output leads to this side, and whatever an interpreter prints while it starts (a `sitecustomize`, a conda
hook) would be taken for a message: until it has started, what it prints goes where errors go."""
_OURS_ALONE: Final = "unset PYTHONPATH PYTHONHOME; "
"""They are meant for this interpreter, whose libraries would not fit that one; what the user put on the path goes along
by itself."""
_PATIENCE: Final = 30.0
_VERSION: Final = "import sys; print('.'.join(map(str, sys.version_info[:3])))"


def ssh_words(place: Place) -> str:
    """The machine with our options, as execnet hands it to ssh."""
    return " ".join([*_SSH, place.ssh])


def launcher(place: Place) -> str:
    """The command that execnet appends `-u -c CODE` to, in a shell's words."""
    if os.name != "posix" and not place.ssh:
        return shlex.join(place.python)
    script = _SWAP if place.ssh else _OURS_ALONE + _SWAP
    return shlex.join(["sh", "-c", script, "sh", *place.python, "-c", _SWAP_BACK])


def search_path() -> list[str]:
    """Where this process looks for modules of the user's: the directory it is in, then of its path what belongs to no
    environment and is not ours."""
    own = Path(pytest_realunify.__file__).parents[1]
    entries = [Path.cwd(), *(Path(entry).absolute() for entry in sys.path)]
    ours = [str(entry) for entry in entries if entry != own and entry.is_dir() and not _is_environment(entry)]
    return list(dict.fromkeys(ours))


def complaint(place: Place) -> str:
    """Why an interpreter did not start, in one line. Empty: it does start."""
    command = ["ssh", *shlex.split(ssh_words(place)), shlex.join([*place.python, "-c", _VERSION])]
    command = command if place.ssh else [*place.python, "-c", _VERSION]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603 (the user's interpreter)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{place.shown} cannot be run: {error}"
    lines = done.stdout.split()
    version = tuple(int(part) for part in lines[-1].split(".")) if lines and lines[-1][:1].isdecimal() else ()
    if version and version < OLDEST:
        shown = ".".join(map(str, version))
        return f"{place.shown} is Python {shown}, and {'.'.join(map(str, OLDEST))} or newer is needed"
    said = " ".join((done.stderr or done.stdout).split())[-300:]
    if done.returncode or not version:
        return f"{place.shown} does not start (exit code {done.returncode}): {said or 'it says nothing'}"
    return ""


@cache
def _environment() -> tuple[Path, ...]:
    """Folders that belong to this interpreter and its libraries."""
    paths = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    paths += [*site.getsitepackages(), site.getusersitepackages()] if hasattr(site, "getsitepackages") else []
    return tuple(Path(path).absolute() for path in paths)


def _is_environment(entry: Path) -> bool:
    if {"site-packages", "dist-packages"} & set(entry.parts):
        return True
    return any(entry == folder or folder in entry.parents for folder in _environment())
