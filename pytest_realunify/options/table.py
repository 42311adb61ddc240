"""The table of options: each once with name, meaning, default, parser. Light: every `pytest` imports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pytest_realunify.errors import UsageError
from pytest_realunify.options import values
from pytest_realunify.options.gate_rules import Rule, parse_rule
from pytest_realunify.options.variants import parse_variants
from pytest_realunify.taxonomy import PROTOCOLS, RELATIONS, in_table_order

PROTOCOL: Final = "protocol (--realunify-protocol)"
"""Whether a name that is not the paper's is a team's own, is for the run to find out."""

REPORTS: Final = ("html", "markdown", "json", "csv")
"""What a run can leave in its folder for people to read; a team may add formats of its own."""

TRACKERS: Final = ("tensorboard", "mlflow", "wandb")
"""Where a finished run can be sent; each is an extra of this package, and a team may add trackers of its own."""

TRACKER: Final = "tracker (--realunify-tracker)"
REPORT: Final = "report (--realunify-report)"


def _rules(value: str) -> tuple[Rule, ...]:
    return tuple(parse_rule(text) for text in value.split(",") if text.strip())


def _reports(value: str) -> tuple[str, ...]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise UsageError.unknown(REPORT, value, [*REPORTS, "none"])
    if "none" in names and len(set(names)) > 1:
        raise UsageError(f"--realunify-report={value} asks for none and for some.\nType none, or what to leave")
    own = dict.fromkeys(each for each in names if each not in {*REPORTS, "none"})
    return (*(each for each in REPORTS if each in names), *own)


def _trackers(value: str) -> tuple[str, ...]:
    names = dict.fromkeys(name.strip() for name in value.split(",") if name.strip())
    if value.strip() and not names:
        raise UsageError.unknown(TRACKER, value, [*TRACKERS, "none"])
    if "none" in names and len(names) > 1:
        raise UsageError(f"--realunify-tracker={value} asks for none and for some.\nType none, or where to send it")
    return tuple(name for name in names if name != "none")


def _protocols(value: str) -> tuple[str, ...]:
    if value == "all":
        return PROTOCOLS
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise UsageError.unknown(PROTOCOL, value, [*PROTOCOLS, "all"])
    published = in_table_order(name for name in names if name in PROTOCOLS)
    return (*published, *dict.fromkeys(name for name in names if name not in PROTOCOLS))


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
    alone: str = ""
    """Of an option whose value may be left out: what typing it without one means."""
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
    Option(
        "label",
        "",
        "what reports call the run, such as a checkpoint: step-8000; trend sorts by its number "
        "(default: the `label` of the model's identity())",
        "TEXT",
        values.label,
    ),
    Option(
        "suite",
        "procedural",
        "the instances: procedural[:smoke|:full|:NUMBER], official:PATH, hub:OWNER/NAME[@REVISION], parquet:PATH, "
        "or a suite of your own",
        "SUITE",
    ),
    Option(
        "protocol",
        "direct,stepwise",
        f"comma list of {', '.join(PROTOCOLS)}, or protocols of your own; all is short for the published ones",
        "LIST",
        _protocols,
    ),
    Option("limit", "", "at most N instances per subtask, the first by index", "N", values.optional_count),
    Option("seed", "0", "which instances the procedural suite has", "N", values.natural),
    Option(
        "sample-seed",
        "",
        "seed of all draws, the model's and the judge's; N again repeats a run (default: new for every run)",
        "N",
        values.optional_natural,
    ),
    Option("difficulty", "", "easy, medium, hard or mixed (the default), and settings such as maze.size=14", "LIST"),
    Option("frontier", "", "ask how hard subtasks may be: a comma list, or all", "LIST", values.names, alone="all"),
    Option("shard", "", "run part I of N of the cases; `realunify merge` makes one run of all", "I/N", values.shard),
    Option("repeats", "1", "run every case K times, each with its own seed", "K", values.positive),
    Option(
        "variants",
        "",
        f"ask a quarter of the GEU instances again, varied by each of this list: {', '.join(RELATIONS)}; or jpeg:SHARE",
        "LIST",
        parse_variants,
    ),
    Option(
        "judge",
        "",
        "who looks at the pictures of UEG: pixels, vlm:MODEL, pixels+vlm:MODEL, package.module:Class, or a name from "
        "pyproject.toml (default: pixels for the procedural suite)",
        "NAME",
    ),
    Option("judge-prompt", "", "the polling prompt: a file, or the text itself; holds {question}", "FILE"),
    Option("judge-repeats", "1", "ask every question K times and take the majority; odd", "K", values.odd),
    Option(
        "judge-concurrency",
        "",
        "at most N calls of the judge in flight, over all workers (default: 16; of a served model its `concurrency`)",
        "N",
        values.optional_count,
    ),
    Option("judge-cache", "", "folder of judge replies (default: within the run)", "DIR"),
    Option(
        *("judge-cache-share", ""),
        "take what the judge said of the same picture in another run or repeat, marked as a copy",
        "replies",
        values.shared,
    ),
    Option("judge-calibration", "", "correct UEG by what `realunify judge calibrate` stored in FILE", "FILE"),
    Option(
        "batch-size",
        "",
        "at most N requests per call of the model (default: 8; of a served model its `concurrency`)",
        "N",
        values.optional_count,
    ),
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
    Option(
        "outage",
        "120",
        "wait for a served model that is away for SECONDS, then end the run, which can be resumed; or off",
        "SECONDS",
        values.outage,
    ),
    Option(
        "max-calls",
        "",
        "end the run, which can be resumed, when N calls of model and judge are made, repeated ones too",
        "N",
        values.optional_count,
    ),
    Option(
        "max-cost",
        "",
        "likewise when they cost so much, by [tool.realunify.prices]; calls in flight are let finish",
        "MONEY",
        values.money,
    ),
    Option("engine", "local", "where models run: local (here, or on workers of -n) or ray", "WHERE", values.engine),
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
        "confirm",
        "0",
        "second look, with a baseline: ask the cases of gates in doubt K times more, and decide on all",
        "K",
        values.natural,
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
        "report",
        "html",
        f"comma list of {', '.join(REPORTS)} or formats of your own, to leave in the run's folder; or none",
        "LIST",
        _reports,
    ),
    Option(
        "include-inputs",
        "",
        "HTML and Allure with prompts, questions and pictures of suites that are not procedural: mind their licence",
        "",
        values.yes,
        const="yes",
    ),
    Option(
        "tracker",
        "",
        f"send the finished run to each of this comma list: {', '.join(TRACKERS)}, with a place if you like "
        "(tensorboard:DIR, mlflow:EXPERIMENT, wandb:PROJECT), or trackers of your own; or none",
        "LIST",
        _trackers,
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
    *("model", "suite", "protocol", "seed", "sample-seed", "difficulty", "shard", "repeats", "variants"),
    *("judge", "judge-prompt", "judge-repeats"),
)
"""Options that decide what a case is and how it is judged: a resumed run keeps them."""
