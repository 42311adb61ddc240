"""The table of options: each once with name, meaning, default, parser. Light: every `pytest` imports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.options import values
from pytest_realunify.options.gate_rules import Rule, parse_rule
from pytest_realunify.taxonomy import PROTOCOLS

REPORTS: Final = ("html", "markdown", "json", "csv")
"""What a run can leave in its folder for people to read."""


def _rules(value: str) -> tuple[Rule, ...]:
    return tuple(parse_rule(text) for text in value.split(",") if text.strip())


def _reports(value: str) -> tuple[str, ...]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names or [value]:
        if name not in {*REPORTS, "none"}:
            raise UsageError.unknown("report (--realunify-report)", name, [*REPORTS, "none"])
    if "none" in names and len(set(names)) > 1:
        raise UsageError(f"--realunify-report={value} asks for none and for some.\nType none, or what to leave")
    return tuple(name for name in REPORTS if name in names)


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
    parse: Callable[[str], Any] = values.text
    const: str = ""
    """Of a flag that is typed without a value: what typing it means."""
    many: bool = False
    """May be typed several times; the values are joined by commas."""

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
    Option("limit", "", "at most N instances per subtask, the first by index", "N", values.optional_count),
    Option("seed", "0", "seed of the procedural instances and of every request", "N", values.natural),
    Option("difficulty", "", "easy, medium, hard or mixed (the default), and settings such as maze.size=14", "LIST"),
    Option("shard", "", "run part I of N of the cases; `realunify merge` makes one run of all", "I/N", values.shard),
    Option("repeats", "1", "run every case K times, each with its own seed", "K", values.positive),
    Option("batch-size", "8", "at most N requests per call of the model", "N", values.positive),
    Option(
        "judge",
        "",
        "who looks at the pictures of UEG: pixels, vlm:MODEL, package.module:Class, or a name from pyproject.toml "
        "(default: pixels for the procedural suite)",
        "NAME",
    ),
    Option("judge-prompt", "", "the polling prompt: a file, or the text itself; holds {question}", "FILE"),
    Option("judge-repeats", "1", "ask every question K times and take the majority; odd", "K", values.odd),
    Option(
        "judge-concurrency",
        "16",
        "at most N calls of the judge in flight, over all workers",
        "N",
        values.positive,
    ),
    Option("judge-cache", "", "folder of judge replies, shared between runs (default: within the run)", "DIR"),
    Option("judge-calibration", "", "correct UEG by what `realunify judge calibrate` stored in FILE", "FILE"),
    Option(
        "devices-per-worker",
        "1",
        "GPUs that each worker of -n has for itself; 0 for a model that uses none",
        "K",
        values.natural,
    ),
    Option(
        "share-devices",
        "",
        "let more workers start than there are GPUs for, and share them",
        "",
        values.yes,
        const="yes",
    ),
    Option(
        "timeout",
        "",
        "end a call of the model after SECONDS per case it answers (default: never)",
        "SECONDS",
        values.seconds,
    ),
    Option("engine", "local", "where models run: local (here, or on workers of -n) or ray", "E", values.engine),
    Option("ray-address", "", "the Ray cluster (default: the one that runs here, else one of our own)", "ADDRESS"),
    Option(
        "replicas",
        "",
        "copies of the model on the Ray cluster (default: as many as it has devices for)",
        "N",
        values.optional_count,
    ),
    Option(
        "devices-per-replica",
        "",
        "GPUs that each replica on Ray has for itself (default: 1 where the cluster has any)",
        "K",
        values.optional_natural,
    ),
    Option(
        "baseline",
        "",
        "compare with this baseline, and let gates decide the build: a file, or reference (ships with the plugin)",
        "FILE",
    ),
    Option(
        "update-baseline",
        "",
        "write this run as the new baseline, into --realunify-baseline's file",
        "",
        values.yes,
        const="yes",
    ),
    Option(
        "gate",
        "",
        "a gate of your own, such as ueg:stepwise>=0.35 or total:direct-0.02; may be repeated",
        "RULE",
        _rules,
        many=True,
    ),
    Option(
        "strict-cases",
        "",
        "with gates too, a wrong answer is a failed test and not an expected failure",
        "",
        values.yes,
        const="yes",
    ),
    Option(
        "report", "html", f"comma list of {', '.join(REPORTS)} to leave in the run's folder; or none", "LIST", _reports
    ),
    Option(
        "progress",
        "auto",
        "auto (a running line on a terminal, elsewhere one every 30 s), a line every SECONDS, or off",
        "HOW",
        values.progress,
    ),
    Option("run-dir", ".realunify/runs", "folder that keeps the runs, relative to pytest's rootdir", "DIR"),
)


FIXED: Final = (
    *("model", "suite", "protocol", "seed", "difficulty", "shard", "repeats"),
    *("judge", "judge-prompt", "judge-repeats"),
)
"""Options that decide what a case is and how it is judged: a resumed run keeps them."""
