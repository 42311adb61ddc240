"""From what `evaluate` is given to pytest's command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pytest_realunify.errors import UsageError
from pytest_realunify.options.table import OPTIONS, Option

CONFIGURATION: Final = Path(__file__).with_name("session.ini")

LEFT_OUT: Final = (
    *("cacheprovider", "doctest", "junitxml", "pastebin"),
    # These change what the process has: its logging, its warnings, its fault handler, its hooks for lost exceptions.
    *("logging", "warnings", "faulthandler", "unraisableexception", "threadexception"),
)
"""Plugins of pytest's own."""

NAMED: Final = frozenset({"model", "label", "suite", "protocol", "judge", "run-dir"})
"""Options that are arguments by themselves."""

NOT_HERE: Final = frozenset({"engine", "ray-address", "replicas", "devices-per-replica"}) | {
    *("devices-per-worker", "share-devices"),
}
"""Options for processes that a live object cannot be in."""


@dataclass(frozen=True)
class Asked:
    """What is not the model's, the suite's or the judge's."""

    label: str
    run_dir: str | os.PathLike[str]
    only: str
    quiet: bool
    options: Mapping[str, object]


def command_line(asked: Asked, names: Mapping[str, str]) -> list[str]:
    """`names`: what pytest is told of those, by option. Raises UsageError for options that there are none of."""
    options = {**({"report": "none", "progress": "off"} if asked.quiet else {}), **asked.options}
    typed = {"label": asked.label, **names, "run-dir": str(Path(asked.run_dir).expanduser().absolute())}
    return [
        "--realunify",
        *("-c", str(CONFIGURATION), f"--rootdir={project(Path.cwd())}", "--noconftest", "--disable-plugin-autoload"),
        *("-p", "pytest_realunify.plugin", *(each for name in LEFT_OUT for each in ("-p", f"no:{name}"))),
        # A module whose assertions are rewritten holds on to the session for good, and that to the model.
        *("--assert=plain", "--import-mode=importlib", "--capture=sys"),
        *(f"--realunify-{name}={value}" for name, value in typed.items()),
        *(each for name, value in options.items() for each in _typed(_option(name), value)),
        *(["-k", asked.only] if asked.only else []),
    ]


def project(folder: Path) -> Path:
    """Whose pyproject.toml has the tables: the folder itself, or the nearest above it."""
    return next((each for each in (folder, *folder.parents) if (each / "pyproject.toml").is_file()), folder)


def _option(name: str) -> Option:
    """Raises UsageError."""
    known = {option.name.replace("-", "_"): option for option in OPTIONS if option.name not in NAMED | NOT_HERE}
    if name in known:
        return known[name]
    if name.replace("_", "-") in NOT_HERE:
        raise UsageError(
            f"{name} (evaluate): a model that is loaded here runs in this process.\n"
            "For others type pytest --realunify --model=package.module:Class"
        )
    raise UsageError.unknown("option of evaluate()", name, known)


def _typed(option: Option, value: object) -> Iterator[str]:
    """As the command line has it; None is not typed."""
    if option.const:
        if not isinstance(value, bool):
            raise UsageError(f"{option.name.replace('-', '_')} (evaluate) takes True or False, not {value!r}")
        yield from [option.flag] if value else []
    elif value is not None:
        several = isinstance(value, Iterable) and not isinstance(value, str)
        yield f"{option.flag}={','.join(map(str, value)) if several else value}"  # type: ignore[call-overload]
