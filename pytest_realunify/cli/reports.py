"""`realunify compare`, `trend`, `export`, `merge`: what can be made of stored runs, beside `report`.

Reports go to standard output unless `-o` names a file; HTML always goes to a file.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from pytest_realunify.api.loading import Unreadable, compare, listed
from pytest_realunify.cli import report
from pytest_realunify.cli.outputs import chosen_format, told
from pytest_realunify.cli.parsing import RUN
from pytest_realunify.errors import UsageError
from pytest_realunify.reporting import data, plain
from pytest_realunify.reporting.comparison import Comparison
from pytest_realunify.reporting.eval_results import Wanted, export_entries
from pytest_realunify.reporting.markdown import comparison_markdown, trend_markdown
from pytest_realunify.reporting.official_export import export
from pytest_realunify.reporting.trend import Trend, trend
from pytest_realunify.stored.coverage import debug_runs
from pytest_realunify.stored.finding import find_run
from pytest_realunify.stored.journal import RunFolder
from pytest_realunify.stored.labels import in_order, label_of
from pytest_realunify.stored.merging import merge
from pytest_realunify.stored.stored_run import StoredRun

FORMATS: Final = ("terminal", "markdown", "json", "csv", "html")
EXPORTS: Final = ("official", "hf-eval-results")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Five of them; `report` has a module of its own."""
    report.add_command(commands)
    comparison = commands.add_parser("compare", help="two runs of one suite, case by case")
    comparison.add_argument("before", metavar="BEFORE", help=RUN)
    comparison.add_argument("after", metavar="AFTER", nargs="?", default="last", help=f"{RUN} (default: last)")
    _add_output(comparison, compare_runs)
    over_time = commands.add_parser("trend", help="what declined over runs or checkpoints, and since which")
    over_time.add_argument("runs", nargs="*", metavar="RUN", help=f"{RUN}, in order (default: all, by label and time)")
    _add_output(over_time, show_trend)
    exported = commands.add_parser(
        "export", help="a run as the result files of the data set's own scripts, or its scores for a model's page"
    )
    exported.add_argument("run", metavar="RUN", nargs="?", default="last", help=f"{RUN} (default: last)")
    exported.add_argument("--format", choices=EXPORTS, default=EXPORTS[0], help="default: %(default)s")
    place = "an empty or new folder; of hf-eval-results the model's repository"
    exported.add_argument("-o", dest="output", type=Path, required=True, metavar="DIR", help=place)
    exported.add_argument("--repeat", type=_natural, default=0, metavar="K", help="which repeat; default: the first, 0")
    scored = exported.add_argument_group("hf-eval-results")
    scored.add_argument("--dataset", default="", metavar="OWNER/NAME", help="on the hub (default: the suite's own)")
    scored.add_argument("--scorer", choices=("parity", "strict"), default="parity", help="default: %(default)s")
    scored.add_argument("--source", default="", metavar="URL", help="where the run can be looked at")
    exported.set_defaults(run_command=export_run)
    merged = commands.add_parser("merge", help="the shards of a run as one run")
    merged.add_argument("runs", nargs="+", metavar="RUN", help=f"{RUN}; one for each shard")
    merged.add_argument("-o", dest="output", type=Path, metavar="DIR", help="where runs are kept (default: --run-dir)")
    merged.set_defaults(run_command=merge_runs)


def _add_output(parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], Iterator[str]]) -> None:
    parser.add_argument("--format", choices=FORMATS, help="default: by -o's ending, else terminal")
    parser.add_argument("-o", dest="output", type=Path, metavar="PATH", help="a file; for HTML also a folder")
    parser.add_argument(
        "--include-inputs", action="store_true", help="HTML: texts and pictures of suites that are not procedural, too"
    )
    parser.set_defaults(run_command=command)


def compare_runs(options: argparse.Namespace) -> Iterator[str]:
    """AFTER against BEFORE. Raises UsageError where the suites differ."""
    found = compare(options.before, options.after, options.run_dir).found
    chosen = chosen_format(options, FORMATS)
    if chosen == "html":
        from pytest_realunify.reporting.html import write_comparison

        path = options.output or Path("realunify-comparison.html")
        yield f"html report: {write_comparison(found, path, include_inputs=options.include_inputs)}"
    else:
        yield from told(_COMPARISONS[chosen](found), options.output)


def show_trend(options: argparse.Namespace) -> Iterator[str]:
    """The runs in the order given. Raises UsageError where there is none."""
    unread: list[str] = []
    runs = [find_run(options.run_dir, name) for name in options.runs]
    runs = runs or in_order(list(_whole_runs(options.run_dir, unread)), lambda run: label_of(run.facts()))
    if not runs:
        raise UsageError("\n".join([f"no run yet: {options.run_dir} holds none", *unread]))
    found = trend(runs)
    found = replace(found, notes=[*found.notes, *unread])
    chosen = chosen_format(options, FORMATS)
    if chosen == "html":
        from pytest_realunify.reporting.html import write_trend

        path = options.output or Path("realunify-trend.html")
        yield f"html report: {write_trend(found, path, include_inputs=options.include_inputs)}"
    else:
        yield from told(_TRENDS[chosen](found), options.output)


def _whole_runs(root: Path, unread: list[str]) -> Iterator[RunFolder]:
    """Every run by time but those of shards, which are in their merged run, those that selected no case, and debug
    runs.

    Nobody named these, so one that cannot be read costs a line in `unread` and not the trend of the others.
    """
    found = []
    for run in listed(root):
        if isinstance(run, Unreadable):
            unread.append(f"run {run.id} is left out: {run.why}")
        elif not run.facts["options"].get("realunify_shard") and run.facts.get("selected") != 0:
            found.append(run)
    for run, part in zip(found, debug_runs([run.facts for run in found]), strict=True):
        if part:
            unread.append(f"run {run.id} is left out: it took {part}, where others took all; name it to have it in")
        else:
            yield run.folder


def export_run(options: argparse.Namespace) -> Iterator[str]:
    """A line per file written, then what could not be exported."""
    run = StoredRun.find(options.run_dir, options.run)
    if options.format == "hf-eval-results":
        yield from export_entries(run, options.output, Wanted(options.dataset, options.scorer, options.source))
    else:
        yield from export(run, options.output, options.repeat)


def merge_runs(options: argparse.Namespace) -> Iterator[str]:
    """Where the merged run lies. Raises UsageError for shards that do not fit together, or are not all there."""
    shards = [StoredRun.find(options.run_dir, name) for name in options.runs]
    yield from merge(shards, options.output or options.run_dir)


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


_COMPARISONS: Final[Mapping[str, Callable[[Comparison], str]]] = {
    "terminal": lambda found: _lines(plain.comparison_lines(found)),
    "markdown": comparison_markdown,
    "json": data.comparison_json,
    "csv": data.comparison_csv,
}
_TRENDS: Final[Mapping[str, Callable[[Trend], str]]] = {
    "terminal": lambda found: _lines(plain.trend_lines(found)),
    "markdown": trend_markdown,
    "json": data.trend_json,
    "csv": data.trend_csv,
}


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("takes a whole number from 0")
    return int(text)
