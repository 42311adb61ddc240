"""The options, each once: name, meaning, default, parser. `Settings` is built once and passed down; nothing else asks
pytest for an option. This module is imported by every `pytest` on the machine, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify import optionvalues
from pytest_realunify.errors import UsageError
from pytest_realunify.taxonomy import PROTOCOLS

if TYPE_CHECKING:
    import pytest


def _protocols(value: str) -> tuple[str, ...]:
    if value == "all":
        return PROTOCOLS
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names or [value]:
        if name not in PROTOCOLS:
            raise UsageError.unknown("protocol (--realunify-protocol)", name, [*PROTOCOLS, "all"])
    return tuple(name for name in PROTOCOLS if name in names)


DEFAULT_PROMPT: Final = (
    "Look at the picture and answer the question about it with one word, yes or no, and nothing else.\n"
    "Question: {question}"
)
"""How a judge that is a language model is asked."""


def prompt_text(given: str, folders: Sequence[Path]) -> str:
    """A polling prompt: `given` itself when it holds {question}, else the text of that file; ours for nothing.

    Raises UsageError for a file that none of the folders has, and for a text without {question}.
    """
    if not given or "{question}" in given:
        return given or DEFAULT_PROMPT
    for file in (folder / Path(given).expanduser() for folder in folders):
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise UsageError(f"--realunify-judge-prompt: {file} cannot be read as text: {error}") from error
        if "{question}" not in text:
            raise UsageError(f"--realunify-judge-prompt: {file} must hold {{question}}, where the question goes")
        return text.strip()
    raise UsageError(
        f"--realunify-judge-prompt: no file {given!r} here.\n"
        "It takes a file, or the text itself when that holds {question}, where the question goes"
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One `--realunify-NAME` and its ini twin `realunify_NAME`."""

    name: str
    default: str
    meaning: str
    metavar: str
    parse: Callable[[str], Any] = optionvalues.text
    const: str = ""
    """Of a flag that is typed without a value: what typing it means."""

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
    Option("limit", "", "at most N instances per subtask, the first by index", "N", optionvalues.optional_count),
    Option("seed", "0", "seed of the procedural instances and of every request", "N", optionvalues.natural),
    Option("difficulty", "", "procedural settings such as maze.size=14,sequential.steps=6", "LIST"),
    Option("repeats", "1", "run every case K times, each with its own seed", "K", optionvalues.positive),
    Option("batch-size", "8", "at most N requests per call of the model", "N", optionvalues.positive),
    Option(
        "judge",
        "",
        "who looks at the pictures of UEG: pixels, vlm:MODEL, package.module:Class, or a name from pyproject.toml "
        "(default: pixels for the procedural suite)",
        "NAME",
    ),
    Option("judge-prompt", "", "the polling prompt: a file, or the text itself; holds {question}", "FILE"),
    Option("judge-repeats", "1", "ask every question K times and take the majority; odd", "K", optionvalues.odd),
    Option(
        "judge-concurrency",
        "16",
        "at most N calls of the judge in flight, over all workers",
        "N",
        optionvalues.positive,
    ),
    Option("judge-cache", "", "folder of judge replies, shared between runs (default: within the run)", "DIR"),
    Option("judge-calibration", "", "correct UEG by what `realunify judge calibrate` stored in FILE", "FILE"),
    Option(
        "devices-per-worker",
        "1",
        "GPUs that each worker of -n has for itself; 0 for a model that uses none",
        "K",
        optionvalues.natural,
    ),
    Option(
        "share-devices",
        "",
        "let more workers start than there are GPUs for, and share them",
        "",
        optionvalues.yes,
        const="yes",
    ),
    Option(
        "timeout",
        "",
        "end a call of the model after SECONDS per case it answers (default: never)",
        "SECONDS",
        optionvalues.seconds,
    ),
    Option("engine", "local", "where models run: local (here, or on workers of -n) or ray", "E", optionvalues.engine),
    Option("ray-address", "", "the Ray cluster (default: the one that runs here, else one of our own)", "ADDRESS"),
    Option(
        "replicas",
        "",
        "copies of the model on the Ray cluster (default: as many as it has devices for)",
        "N",
        optionvalues.optional_count,
    ),
    Option(
        "devices-per-replica",
        "",
        "GPUs that each replica on Ray has for itself (default: 1 where the cluster has any)",
        "K",
        optionvalues.optional_natural,
    ),
    Option("run-dir", ".realunify/runs", "folder that keeps the runs, relative to pytest's rootdir", "DIR"),
)
RESUME: Final = "--realunify-resume"


def add_options(parser: pytest.Parser) -> None:
    """Everything but `--model`, which waits until no other plugin can still claim it (see `add_short_model`)."""
    group = parser.getgroup("realunify", "RealUnify, the benchmark of unified models")
    group.addoption("--realunify", action="store_true", help="run the benchmark; every other option here needs it")
    for option in OPTIONS:
        shown = option.meaning + (f" (default: {option.default})" if option.default else "")
        how: dict[str, Any] = {"metavar": option.metavar}
        if option.const:
            how = {"action": "store_const", "const": option.const}
        group.addoption(option.flag, dest=option.key, help=shown, **how)
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
    judge: str
    """Empty: the suite's own, if it has one."""
    judge_prompt: str
    """The text, whatever file it came from."""
    judge_repeats: int
    judge_concurrency: int
    """Over all workers together."""
    judge_cache: Path | None
    """None: within the run's folder."""
    judge_calibration: str
    """A file, as typed; empty: no correction."""
    devices_per_worker: int
    share_devices: bool
    timeout: float | None
    """Seconds per case; None: no limit."""
    engine: str
    """`local` or `ray`."""
    ray_address: str
    replicas: int | None
    devices_per_replica: int | None
    """These two follow from the cluster where they are None."""
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
        cache = values["judge_cache"]
        values["judge_cache"] = config.rootpath / Path(cache).expanduser() if cache else None
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
            "realunify_judge": self.judge,
            "realunify_judge_prompt": self.judge_prompt,
            "realunify_judge_repeats": str(self.judge_repeats),
            "realunify_judge_concurrency": str(self.judge_concurrency),
            "realunify_judge_cache": str(self.judge_cache or ""),
            "realunify_judge_calibration": self.judge_calibration,
            "realunify_devices_per_worker": str(self.devices_per_worker),
            "realunify_share_devices": "yes" if self.share_devices else "",
            "realunify_timeout": str(self.timeout or ""),
            "realunify_engine": self.engine,
            "realunify_ray_address": self.ray_address,
            "realunify_replicas": str(self.replicas or ""),
            "realunify_devices_per_replica": "" if self.devices_per_replica is None else str(self.devices_per_replica),
            "realunify_run_dir": str(self.run_dir),
        }


FIXED: Final = (
    *("model", "suite", "protocol", "seed", "difficulty", "repeats"),
    *("judge", "judge-prompt", "judge-repeats"),
)
"""Options that decide what a case is and how it is judged: a resumed run keeps them."""


def _given(config: pytest.Config, option: Option, earlier: Mapping[str, str]) -> str:
    typed: str | None = config.getoption(option.key)
    if option.name == "model" and typed is None:
        typed = config.getoption("realunify_short_model", None)
    if option.name == "judge-prompt" and typed is not None:
        typed = _prompt(config, typed)
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
    text = option.default if ini is None else ini
    return _prompt(config, text) if option.name == "judge-prompt" else text


def _prompt(config: pytest.Config, given: str) -> str:
    return prompt_text(given, [config.invocation_params.dir, config.rootpath])


def _parsed(option: Option, text: str) -> Any:
    try:
        return option.parse(text)
    except ValueError as error:
        raise UsageError(f"{option.flag} takes {error}, not {text!r}") from error
