"""`Settings`: what the user asked for, built once and passed down; nothing else asks pytest for an option.

This module is imported by every `pytest` on the machine, so it imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pytest_realunify.errors import UsageError
from pytest_realunify.options.gate_rules import Rule
from pytest_realunify.options.groups import GROUPS
from pytest_realunify.options.table import FIXED, OPTIONS, Option
from pytest_realunify.options.values import Shard

if TYPE_CHECKING:
    import pytest


RESUME: Final = "--realunify-resume"


def add_options(parser: pytest.Parser) -> None:
    """Everything but `--model`, which waits until no other plugin can still claim it (see `add_short_model`)."""
    group = parser.getgroup(*GROUPS["model"])
    group.addoption("--realunify", action="store_true", help="run the benchmark; every other option here needs it")
    for option in OPTIONS:
        group = parser.getgroup(*GROUPS[option.name]) if option.name in GROUPS else group
        shown = option.meaning + (f" (default: {option.default})" if option.default else "")
        how: dict[str, Any] = {"metavar": option.metavar}
        if option.const:
            how = {"action": "store_const", "const": option.const}
        elif option.alone:
            how |= {"nargs": "?", "const": option.alone}
        elif option.many:
            how["action"] = "append"
        group.addoption(option.flag, dest=option.key, help=shown, **how)
        kind: Literal["linelist"] | None = "linelist" if option.many else None
        parser.addini(option.key, f"default of {option.flag}", type=kind, default=None)
    group.addoption(
        RESUME,
        metavar="RUN",
        dest="realunify_resume",
        nargs="?",
        const="last",
        help="go on with a stopped run (its id; the last where none is typed): finished cases replay, its options hold",
    )
    parser.addini("realunify_resume", f"default of {RESUME}", default=None)
    group.addoption(
        "--realunify-trust-run",
        action="store_true",
        dest="realunify_trust_run",
        help="go on with a run from elsewhere though it names code, folders or servers that you did not type",
    )


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
    label: str
    """What reports call the run; empty: as the model's identity says, if it does."""
    suite: str
    protocol: tuple[str, ...]
    limit: int | None
    seed: int
    """Of the instances."""
    sample_seed: int | None
    """Of the draws; None: not typed, and drawn when the run is planned."""
    difficulty: str
    frontier: tuple[str, ...]
    """Subtasks; `all` is every one of GEU."""
    shard: Shard | None
    repeats: int
    variants: Mapping[str, float]
    """By relation, the share of instances that are varied so; empty: none."""
    batch_size: int | None
    """None: as suits the model."""
    judge: str
    """Empty: the suite's own, if it has one."""
    judge_prompt: str
    """The text, whatever file it came from."""
    judge_repeats: int
    judge_concurrency: int | None
    """Over all workers together; None: as suits the judge."""
    judge_cache: Path | None
    """None: within the run's folder."""
    judge_cache_share: str
    """`replies`, or empty."""
    judge_calibration: str
    """A file, as typed; empty: no correction."""
    devices_per_worker: int
    share_devices: bool
    timeout: float | None
    """Seconds per case; None: no limit."""
    outage: float | None
    """Seconds that a served model may be away; None: no matter."""
    max_calls: int | None
    max_cost: float | None
    """Of model and judge, over all of the run, in the currency of the prices; None: no limit."""
    engine: str
    """`local` or `ray`."""
    ray_address: str
    replicas: int | None
    devices_per_replica: int | None
    """These two follow from the cluster where they are None."""
    baseline: str
    """A file, as typed, or `reference`; empty: none."""
    update_baseline: bool
    gate: tuple[Rule, ...]
    confirm: int
    """Repeats of a second look."""
    strict_cases: bool
    include_inputs: bool
    report: tuple[str, ...]
    tracker: tuple[str, ...]
    """Names, perhaps with a place behind a colon."""
    progress: float | None
    """Seconds between two lines; 0: none at all; None: by what pytest writes to."""
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
        values = {option.key.removeprefix("realunify_"): checked_text(option, texts[option.key]) for option in OPTIONS}
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
            "realunify_label": self.label,
            "realunify_suite": self.suite,
            "realunify_protocol": ",".join(self.protocol),
            "realunify_limit": str(self.limit or ""),
            "realunify_seed": str(self.seed),
            "realunify_sample_seed": "" if self.sample_seed is None else str(self.sample_seed),
            "realunify_difficulty": self.difficulty,
            "realunify_frontier": ",".join(self.frontier),
            "realunify_shard": self.shard.text if self.shard else "",
            "realunify_repeats": str(self.repeats),
            "realunify_variants": ",".join(f"{name}:{share!r}" for name, share in self.variants.items()),
            "realunify_batch_size": str(self.batch_size or ""),
            "realunify_judge": self.judge,
            "realunify_judge_prompt": self.judge_prompt,
            "realunify_judge_repeats": str(self.judge_repeats),
            "realunify_judge_concurrency": str(self.judge_concurrency or ""),
            "realunify_judge_cache": str(self.judge_cache or ""),
            "realunify_judge_cache_share": self.judge_cache_share,
            "realunify_judge_calibration": self.judge_calibration,
            "realunify_devices_per_worker": str(self.devices_per_worker),
            "realunify_share_devices": "yes" if self.share_devices else "",
            "realunify_timeout": str(self.timeout or ""),
            "realunify_outage": str(self.outage or "off"),
            "realunify_max_calls": str(self.max_calls or ""),
            "realunify_max_cost": "" if self.max_cost is None else f"{self.max_cost!r}",
            "realunify_engine": self.engine,
            "realunify_ray_address": self.ray_address,
            "realunify_replicas": str(self.replicas or ""),
            "realunify_devices_per_replica": "" if self.devices_per_replica is None else str(self.devices_per_replica),
            "realunify_baseline": self.baseline,
            "realunify_update_baseline": "yes" if self.update_baseline else "",
            "realunify_gate": ",".join(rule.text for rule in self.gate),
            "realunify_confirm": str(self.confirm),
            "realunify_strict_cases": "yes" if self.strict_cases else "",
            "realunify_include_inputs": "yes" if self.include_inputs else "",
            "realunify_report": ",".join(self.report) or "none",
            "realunify_tracker": ",".join(self.tracker),
            "realunify_progress": "auto"
            if self.progress is None
            else "off"
            if self.progress == 0
            else str(self.progress),
            "realunify_run_dir": str(self.run_dir),
        }


def typed(config: pytest.Config, option: Option) -> str | None:
    """What the command line says of it; None where it says nothing."""
    given = config.getoption(option.key)
    if given is None and option.name == "model":
        given = config.getoption("realunify_short_model", None)
    return ",".join(given) if isinstance(given, list) else given


def own(config: pytest.Config, option: Option) -> str:
    """What a new run has where nothing is typed: what the project's ini says, or the default."""
    ini: str | list[str] | None = config.getini(option.key)
    # A list is what lines make of an option that may be repeated, and what TOML has for any.
    return option.default if ini is None else ",".join(map(str, ini)) if isinstance(ini, list) else ini


def _given(config: pytest.Config, option: Option, earlier: Mapping[str, str]) -> str:
    given = typed(config, option)
    if option.name == "judge-prompt" and given is not None:
        given = _prompt(config, given)
    if option.key in earlier:
        kept = earlier[option.key]
        if option.name == "suite" and given is not None and _is_pinned(given, kept, hasattr(config, "workerinput")):
            return kept
        if given is not None and option.name in FIXED and checked_text(option, given) != checked_text(option, kept):
            raise UsageError(
                f"{option.flag}={given} differs from the run being resumed, which has {kept!r}.\n"
                f"Leave the option out to go on with that run, or leave {RESUME} out to start a new one."
            )
        return kept if given is None else given
    if given is not None:
        return given
    text = own(config, option)
    return _prompt(config, text) if option.name == "judge-prompt" else text


def _is_pinned(typed: str, kept: str, is_worker: bool) -> bool:
    """Whether `kept` is what the controller, or the run being resumed, has found under this name: a branch of a data
    set on the hub is a commit from then on."""
    repo, at, _ = typed.partition("@")
    return typed.startswith("hub:") and kept.partition("@")[0] == repo and (is_worker or not at)


def _prompt(config: pytest.Config, given: str) -> str:
    from pytest_realunify.judges.prompting import prompt_text

    return prompt_text(given, [config.invocation_params.dir, config.rootpath])


def checked_text(option: Option, text: str) -> Any:
    """The value that a text means. Raises UsageError naming the option and what it takes."""
    try:
        return option.parse(text)
    except ValueError as error:
        raise UsageError(f"{option.flag} takes {error}, not {text!r}") from error
