"""Provides what the tests drive and pip does not bring: a browser, and Allure's command line.

    python -m tools.provide             installs what is missing, each from its own source; says what cannot be had
    python -m tools.provide --strict    the same, and exit 1 where something is missing in the end; CI runs this

Tests look for both on the PATH and below .tools/ of the checkout; where one is truly absent, those that need it skip.
Uses the standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
INTO = ROOT / ".tools"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ALLURE = "allure@3"


@dataclass
class Machine:
    """What this is done on: looks, and acts."""

    which: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str]], int] = lambda command: subprocess.run(command, check=False).returncode
    is_root: bool = field(default_factory=lambda: hasattr(os, "geteuid") and os.geteuid() == 0)
    into: Path = INTO
    _updated: bool = False

    def apt(self, package: str) -> bool:
        """Install one package of Debian's or Ubuntu's; False where that is impossible.

        One at a time: Debian's npm conflicts with a nodejs from elsewhere that brings its own npm, and asked for
        `chromium npm` in one breath apt then installs neither.
        """
        if self.which("apt-get") is None:
            return False
        rights = [] if self.is_root else ["sudo", "-n"] if self.which("sudo") else None
        if rights is None:
            return False
        if not self._updated:
            self._updated = self.run([*rights, "apt-get", "-qq", "update"]) == 0
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "install", "-y", "--no-install-recommends"]
        return self.run([*rights, *quiet, package]) == 0

    def first(self, names: Sequence[str]) -> str | None:
        """Where the first of these programs lies."""
        return next((found for name in names if (found := self.which(name))), None)

    @property
    def allure(self) -> str | None:
        """Allure's command line, on the PATH or in our own folder."""
        own = self.into / "node_modules" / ".bin" / "allure"
        return self.which("allure") or (str(own) if own.exists() else None)


def provide(machine: Machine) -> Iterator[tuple[bool, str]]:
    """Whether each thing is there in the end, with a line that says where, or what to do by hand."""
    yield _browser(machine)
    yield _allure(machine)


def _browser(machine: Machine) -> tuple[bool, str]:
    if found := machine.first(BROWSERS):
        return True, f"browser: {found}"
    if machine.apt("chromium") and (found := machine.first(BROWSERS)):
        return True, f"browser: {found} (installed)"
    return False, f"browser: none, and apt-get brings none here; put one of {', '.join(BROWSERS)} on the PATH"


def _allure(machine: Machine) -> tuple[bool, str]:
    if found := machine.allure:
        return True, f"allure: {found}"
    if machine.which("npm") is None and not _npm(machine):
        node = machine.which("node")
        beside = f" beside {node}" if node else ""
        return (
            False,
            f"allure: needs npm, and apt-get brings none{beside}; install Node.js with npm, then run this again",
        )
    machine.into.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(machine.into), ALLURE]
    if machine.run(command) == 0 and (found := machine.allure):
        return True, f"allure: {found} (installed)"
    return False, f"allure: {' '.join(command)} failed; see above"


def _npm(machine: Machine) -> bool:
    """Debian's npm brings its own Node.js where none is installed; beside another it may conflict, and apt says no."""
    return machine.apt("npm") and machine.which("npm") is not None


def main(arguments: Sequence[str] | None = None) -> int:
    """0, but for what is missing with --strict."""
    parser = argparse.ArgumentParser(prog="python -m tools.provide", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--strict", action="store_true", help="exit 1 where something is missing in the end")
    given = parser.parse_args(arguments)
    complete = True
    for there, line in provide(Machine()):
        print(line, flush=True)
        complete = complete and there
    return 0 if complete or not given.strict else 1


if __name__ == "__main__":
    sys.exit(main())
