"""Runs the smoke suite, all protocols, with gates, in the lowest versions declared and in every Python at hand.

    python -m tools.smoke       tox environments `lowest` and py310 to py314; says which Python was not found

Interpreters are looked for on the PATH (`python3.X`, if it runs: a shim of pyenv's may not) and among pyenv's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

VERSIONS: Final = ("3.10", "3.11", "3.12", "3.13", "3.14")


def candidates(version: str, pyenv: Path) -> Iterator[str]:
    """Where an interpreter of this version may lie, the PATH first."""
    if found := shutil.which(f"python{version}"):
        yield found
    yield from (str(each) for each in sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"), reverse=True))


def runs(interpreter: str, version: str) -> bool:
    """Whether it starts, and is of this version and not a development build of one to come."""
    code = "import sys; print('%d.%d %s' % (*sys.version_info[:2], sys.version_info.releaselevel))"
    try:
        done = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() in (f"{version} final", f"{version} candidate")


def found(versions: Iterable[str] = VERSIONS, pyenv: Path | None = None) -> dict[str, str]:
    """The first interpreter of each version that runs."""
    root = pyenv or Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    at_hand = {}
    for version in versions:
        for interpreter in candidates(version, root):
            if runs(interpreter, version):
                at_hand[version] = interpreter
                break
    return at_hand


def main() -> int:
    """tox's exit code."""
    at_hand = found()
    missing = [version for version in VERSIONS if version not in at_hand]
    print(f"smoke: Python {', '.join(at_hand)}; not found: {', '.join(missing) or 'none'}", flush=True)
    environments = ["lowest", *(f"py{version.replace('.', '')}" for version in at_hand)]
    command = [sys.executable, "-m", "tox", "run", "-q", "-e", ",".join(environments), "--discover", *at_hand.values()]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
