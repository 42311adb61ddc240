"""`realunify report`: one run, or several, in whichever format."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, get_args

from pytest_realunify.api.run import Run
from pytest_realunify.cli.outputs import chosen_format, told, written
from pytest_realunify.cli.parsing import RUN
from pytest_realunify.errors import UsageError
from pytest_realunify.numbers.summary import Scorer
from pytest_realunify.options import project_file
from pytest_realunify.reporting import data, formats, plain
from pytest_realunify.reporting.html.published import Wanted
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.reporting.junit import junit
from pytest_realunify.reporting.layout import PAGE, screen_width
from pytest_realunify.reporting.markdown import markdown
from pytest_realunify.reporting.terminal import warnings
from pytest_realunify.reporting.view import RunView
from pytest_realunify.stored.stored_run import StoredRun

FORMATS: Final = ("terminal", "markdown", "json", "csv", "html", "latex", "svg", "pdf", "png", "allure", "junit")
CHARTS: Final = ("svg", "pdf", "png")
BESIDE: Final = ("html", "latex", *CHARTS)
"""Formats that have room for published numbers."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """With its options."""
    report = commands.add_parser("report", help="one run, or several one after another or as rows of one table")
    report.add_argument("runs", nargs="*", default=["last"], metavar="RUN", help=f"{RUN} (default: last)")
    names = f"{', '.join(FORMATS)}, or a format of your own; default: by -o's ending, else terminal"
    report.add_argument("--format", metavar="NAME", help=names)
    place = "a file; HTML: or a folder, Allure: a folder (default: standard output; HTML and charts: the run's folder)"
    report.add_argument("-o", dest="output", type=Path, metavar="PATH", help=place)
    report.add_argument(
        "--include-inputs",
        action="store_true",
        help="HTML, Allure, JUnit: texts (HTML: and pictures) of suites that are not procedural, too",
    )
    paper = report.add_argument_group("LaTeX and charts (HTML's too)")
    beside = "the paper's results beside the runs' (default: on charts of official data alone)"
    paper.add_argument("--published", action=argparse.BooleanOptionalAction, default=None, help=beside)
    paper.add_argument(
        "--published-model",
        action="append",
        default=[],
        metavar="NAME",
        help="of these alone, such as BAGEL; repeatable",
    )
    paper.add_argument(
        "--scorer", choices=get_args(Scorer), help="LaTeX, SVG, PDF, PNG: whose verdicts (default: strict)"
    )
    report.set_defaults(run_command=report_runs)


def report_runs(given: argparse.Namespace) -> Iterator[str]:
    """Each run in turn, or all in one. Raises UsageError and DataError."""
    chosen = chosen_format(given, FORMATS)
    wanted = Wanted(given.published, tuple(given.published_model))
    _check(given, chosen, wanted)
    views = [Run.find(given.run_dir, name).view for name in given.runs]
    if chosen == "html":
        yield from _html(views, given, wanted)
    elif chosen == "terminal":
        width = PAGE if given.output else screen_width()
        yield from told("\n".join(plain.run_text(view, width) for view in views), given.output)
    elif chosen in _TEXTS:
        yield from told(_TEXTS[chosen](views), given.output)
    elif chosen == "latex" or chosen in CHARTS:
        yield from _for_a_paper(list({view.run.id: view.run for view in views}.values()), chosen, given, wanted)
    elif chosen == "junit":
        yield from told(junit(views, given.include_inputs), _junit_file(given.output))
    elif chosen == "allure":
        yield from _allure(views, given)
    else:
        yield from _by_others(views, chosen, given.output)


def _check(given: argparse.Namespace, chosen: str, wanted: Wanted) -> None:
    """Raise UsageError for an option that this format would pass over."""
    if wanted.typed and chosen not in BESIDE:
        raise UsageError(f"--published is for {', '.join(BESIDE)}; --format={chosen} has no place for other numbers")
    if wanted.shown is False and wanted.models:
        raise UsageError("--no-published leaves out what --published-model asks for: type one of them")
    if given.scorer and chosen not in ("latex", *CHARTS):
        raise UsageError(f"--scorer is for latex, {', '.join(CHARTS)}; --format={chosen} holds both scorers")


def _for_a_paper(runs: Sequence[StoredRun], chosen: str, given: argparse.Namespace, wanted: Wanted) -> Iterator[str]:
    """A table or a chart of all runs; then why numbers in it are not to be relied on."""
    scorer: Scorer = given.scorer or "strict"
    published = wanted.rows([run.facts["suite"] for run in runs], by_default=chosen in CHARTS)
    if chosen == "latex":
        from pytest_realunify.reporting.latex import latex

        yield from told(latex(runs, published, scorer), given.output)
        return
    from pytest_realunify.reporting.figures import draw_runs, drawn

    if given.output is None and len(runs) > 1:
        raise UsageError(f"a chart of {len(runs)} runs lies in none of their folders: say where with -o FILE.{chosen}")
    chart = drawn(draw_runs(runs, published, scorer), chosen)
    if given.output is not None:
        yield written(chart, given.output)
    else:
        yield _left(runs[0], f"report.{chosen}", chart)
    yield from (f"{run.id}: {line}" for run in runs for line in warnings(run.summary))


def _left(run: StoredRun, name: str, content: bytes) -> str:
    """In the run's folder, which may have come from elsewhere."""
    try:
        run.folder.files.replace(name, content)
    except OSError as error:
        place = run.folder.path / name
        raise UsageError(f"cannot write {place}: {error.strerror or error}\nchoose another file with -o") from error
    return f"written to {run.folder.path / name}"


def _junit_file(output: Path | None) -> Path | None:
    """In a folder, under the name that pytest's documentation gives it."""
    return output / "junit.xml" if output is not None and not output.suffix else output


def _allure(views: Sequence[RunView], given: argparse.Namespace) -> Iterator[str]:
    """Into the folder `-o`. Raises UsageError for several runs."""
    try:
        from pytest_realunify.reporting.allure.stored import write_allure
    except ImportError as error:
        raise UsageError("Allure's results need allure-pytest: pip install 'pytest-realunify[allure]'") from error
    if given.output is None:
        raise UsageError("--format=allure writes a folder of results: say which with -o DIR")
    if len(views) > 1:
        raise UsageError(
            f"--format=allure takes one run, not {len(views)}: Allure shows a case's second result as a retry.\n"
            "Merge shards first (realunify merge RUN...), or write each run into a folder of its own"
        )
    yield from write_allure(views[0], given.output, Inputs.of(views[0].run.facts["suite"], given.include_inputs))


def _html(views: Sequence[RunView], given: argparse.Namespace, wanted: Wanted) -> Iterator[str]:
    """Into `-o`, or into the run's own folder."""
    from pytest_realunify.reporting.html import write_run

    if given.output and len(views) > 1:
        raise UsageError(f"-o {given.output} takes the HTML report of one run, not of {len(views)}; leave it out")
    for view in views:
        path = given.output or view.run.folder.path / "report.html"
        rows = wanted.rows([view.run.facts["suite"]])
        yield f"html report: {write_run(view, path, include_inputs=given.include_inputs, published=rows)}"


def _by_others(views: Sequence[RunView], name: str, output: Path | None) -> Iterator[str]:
    """Into `-o`, or the run's own folder, by a format of the project's pyproject.toml or of an installed package."""
    if output and len(views) > 1:
        raise UsageError(f"-o {output} takes the {name} report of one run, not of {len(views)}; leave it out")
    tables = project_file.tables(Path("pyproject.toml"), "reports")
    format_ = formats.resolve(name, tables, asked="report (--format)", known=FORMATS)
    for view in views:
        path = output or view.run.folder.path / format_.file
        try:
            if not output:
                view.run.folder.files.has(format_.file)  # or it is refused: such a format may follow a link
            format_.write(view, path)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror or error}\nchoose another file with -o") from error
        yield f"{format_.name} report: {path}"


def _json(views: Sequence[RunView]) -> str:
    """One object for one run, a list for several."""
    found = [data.run_data(view) for view in views]
    return data.dumped(found[0] if len(found) == 1 else found)


_TEXTS: Final[Mapping[str, Callable[[Sequence[RunView]], str]]] = {
    "markdown": lambda views: "\n".join(markdown(view) for view in views),
    "json": _json,
    "csv": lambda views: data.cases_csv(view.run for view in views),
}
