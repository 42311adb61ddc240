"""The options, each once: name, meaning, default, parser. `Settings` is built once and passed down; nothing else asks
pytest for an option. This module is imported by every `pytest` on the machine, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.taxonomy import PROTOCOLS

if TYPE_CHECKING:
    import pytest


def _text(value: str) -> str:
    return value


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ValueError("a whole number from 1")
    return int(value)


def _natural(value: str) -> int:
    if not value.isdecimal():
        raise ValueError("a whole number from 0")
    return int(value)


def _optional_count(value: str) -> int | None:
    return _positive(value) if value else None


def _protocols(value: str) -> tuple[str, ...]:
    if value == "all":
        return PROTOCOLS
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names or [value]:
        if name not in PROTOCOLS:
            raise UsageError.unknown("protocol (--realunify-protocol)", name, [*PROTOCOLS, "all"])
    return tuple(name for name in PROTOCOLS if name in names)


@dataclass(frozen=True, slots=True)
class Option:
    """One `--realunify-NAME` and its ini twin `realunify_NAME`."""

    name: str
    default: str
    meaning: str
    metavar: str
    parse: Callable[[str], Any] = _text

    @property
    def flag(self) -> str:
        return f"--realunify-{self.name}"

    @property
    def key(self) -> str:
        return f"realunify_{self.name.replace('-', '_')}"


OPTIONS: Final = (
    Option(
        "model",
        "",
        "the model under test: reference, recorded:PATH, package.module:Class, or a name from pyproject.toml",
        "NAME",
    ),
    Option("suite", "procedural", "the instances: procedural[:smoke|:full|:NUMBER] or official:PATH", "SUITE"),
    Option("protocol", "direct,stepwise", f"comma list of {', '.join(PROTOCOLS)}; or all", "LIST", _protocols),
    Option("limit", "", "at most N instances per subtask, the first by index", "N", _optional_count),
    Option("seed", "0", "seed of the procedural instances and of every request", "N", _natural),
    Option("difficulty", "", "procedural settings such as maze.size=14,sequential.steps=6", "LIST"),
    Option("repeats", "1", "run every case K times, each with its own seed", "K", _positive),
    Option("batch-size", "8", "at most N requests per call of the model", "N", _positive),
    Option("run-dir", ".realunify/runs", "folder that keeps the runs, relative to pytest's rootdir", "DIR"),
)
RESUME: Final = "--realunify-resume"


def add_options(parser: pytest.Parser) -> None:
    """Everything but `--model`, which waits until no other plugin can still claim it (see `add_short_model`)."""
    group = parser.getgroup("realunify", "RealUnify, the benchmark of unified models")
    group.addoption("--realunify", action="store_true", help="run the benchmark; every other option here needs it")
    for option in OPTIONS:
        shown = f" (default: {option.default})" if option.default else ""
        group.addoption(option.flag, metavar=option.metavar, dest=option.key, help=option.meaning + shown)
        parser.addini(option.key, f"default of {option.flag}", default=None)
    group.addoption(
        RESUME,
        metavar="RUN",
        dest="realunify_resume",
        nargs="?",
        const="last",
        help="go on with a stopped run (its id, or last): finished cases replay from its journal, its options hold",
    )
    parser.addini("realunify_resume", f"default of {RESUME}", default=None)


def add_short_model(parser: pytest.Parser) -> None:
    """`--model`, unless somebody owns it: conftests and plugins that define it themselves must keep working."""
    _, unknown = parser.parse_known_and_unknown_args(["--model=probe"])
    if unknown:
        parser.getgroup("realunify").addoption(
            "--model", metavar="NAME", dest="realunify_short_model", help="short for --realunify-model"
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for, validated."""

    model: str
    suite: str
    protocol: tuple[str, ...]
    limit: int | None
    seed: int
    difficulty: str
    repeats: int
    batch_size: int
    run_dir: Path
    resume: str | None
    root: Path
    """pytest's rootdir: what relative paths are relative to."""
    owns_model_flag: bool
    """Whether `--model` is ours; elsewhere only the long form works, and the header says so."""

    @classmethod
    def from_config(cls, config: pytest.Config, earlier: Mapping[str, str] | None = None) -> Settings:
        """Command line first, then the options of the run being resumed, then ini, then the default.

        Raises UsageError naming the option and what it takes.
        """
        texts = {option.key: _given(config, option, earlier or {}) for option in OPTIONS}
        values = {option.key.removeprefix("realunify_"): _parsed(option, texts[option.key]) for option in OPTIONS}
        values["run_dir"] = config.rootpath / Path(values["run_dir"]).expanduser()
        return cls(
            **values,
            resume=config.getoption("realunify_resume") or config.getini("realunify_resume") or None,
            root=config.rootpath,
            owns_model_flag=hasattr(config.option, "realunify_short_model"),
        )

    def texts(self) -> dict[str, str]:
        """As the user could type them: what run.json keeps, and a resumed run takes over."""
        return {
            "realunify_model": self.model,
            "realunify_suite": self.suite,
            "realunify_protocol": ",".join(self.protocol),
            "realunify_limit": str(self.limit or ""),
            "realunify_seed": str(self.seed),
            "realunify_difficulty": self.difficulty,
            "realunify_repeats": str(self.repeats),
            "realunify_batch_size": str(self.batch_size),
            "realunify_run_dir": str(self.run_dir),
        }


FIXED: Final = ("model", "suite", "protocol", "seed", "difficulty", "repeats")
"""Options that decide what a case is: a resumed run keeps them."""


def _given(config: pytest.Config, option: Option, earlier: Mapping[str, str]) -> str:
    typed: str | None = config.getoption(option.key)
    if option.name == "model" and typed is None:
        typed = config.getoption("realunify_short_model", None)
    if option.key in earlier:
        kept = earlier[option.key]
        if typed is not None and option.name in FIXED and _parsed(option, typed) != _parsed(option, kept):
            raise UsageError(
                f"{option.flag}={typed} differs from the run being resumed, which has {kept!r}.\n"
                f"Leave the option out to go on with that run, or leave {RESUME} out to start a new one."
            )
        return kept if typed is None else typed
    if typed is not None:
        return typed
    ini: str | None = config.getini(option.key)
    return option.default if ini is None else ini


def _parsed(option: Option, text: str) -> Any:
    try:
        return option.parse(text)
    except ValueError as error:
        raise UsageError(f"{option.flag} takes {error}, not {text!r}") from error
