"""`realunify data`: which data is on this machine, whether it is whole, and how to have it."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.interfaces import Suite
from pytest_realunify.options import project_file
from pytest_realunify.suites import resolve as suites
from pytest_realunify.suites.hub import cache
from pytest_realunify.suites.hub.cache import Copy
from pytest_realunify.suites.hub.suite import EXAMPLE, MAIN, TERMS, parsed


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """One."""
    data = commands.add_parser("data", help="the data sets on this machine: list, check, download")
    data.add_argument(
        "suite",
        metavar="SUITE",
        nargs="?",
        help=f"this one alone, such as {EXAMPLE}, official:PATH, parquet:PATH",
    )
    data.add_argument("--renew", action="store_true", help="download it again, whatever is here (hub alone)")
    data.add_argument("--remove", action="store_true", help="remove it from this machine (hub alone)")
    data.set_defaults(run_command=show_data)


def show_data(options: argparse.Namespace) -> Iterator[str]:
    """A line per data set, read whole and compared with what was downloaded. Exit code 1 where one is not whole."""
    if options.suite is None and (options.renew or options.remove):
        raise UsageError(f"name what to renew or remove, such as {EXAMPLE}")
    if options.remove:
        yield from _removed(options.suite)
        return
    if options.suite is not None:
        yield from _one(options)
        return
    found = list(cache.copies())
    for copy in found:
        yield from _checked(copy, options)
    if not found:
        yield f"no data set is cached in {cache.root()}; `realunify data {EXAMPLE}` downloads the official one"
    else:
        yield f"cached in {cache.root()}"


def _one(options: argparse.Namespace) -> Iterator[str]:
    name: str = options.suite
    kind, _, target = name.partition(":")
    if kind == "hub" and options.renew:
        from pytest_realunify.suites.hub.building import build
        from pytest_realunify.suites.hub.client import Hub

        repo, revision = parsed(target)
        hub = Hub(repo)
        copy = build(hub, hub.commit_of(revision), again=True)
        name = copy.name
    elif options.renew:
        raise UsageError(f"{name} is your own: only hub:OWNER/NAME can be renewed")
    suite = suites.resolve(name, root=Path(), tables=project_file.tables(Path("pyproject.toml"), "suites"))
    yield from suite.notes
    copied = cache.find(parsed(target)[0], str(suite.commit)) if hasattr(suite, "commit") else None
    if copied is not None:
        yield from _checked(copied, options)
        yield from ([] if TERMS in suite.notes else [TERMS])
    yield from _contents(suite)


def _contents(suite: Suite) -> Iterator[str]:
    listings = suite.listings()
    counts = {axis: sum(each.axis == axis for each in listings) for axis in ("UEG", "GEU")}
    pictures = dict[str, None]()
    for each in listings:
        instance = suite.instance(each, each.protocols[0])
        if instance.axis == "GEU":
            pictures[instance.image] = None
    if callable(check := getattr(suite, "check", None)):
        check()
    told = f"{counts['UEG']} UEG and {counts['GEU']} GEU instances, {len(pictures)} pictures"
    yield f"{suite.name}: {told}, fingerprint {suite.fingerprint}"


def _checked(copy: Copy, options: argparse.Namespace) -> Iterator[str]:
    line = f"{copy.name}  {len(copy.files):,} files, {copy.size / 1e6:,.1f} MB"
    try:
        copy.check(thorough=True)
    except DataError as error:
        options.exit_code = 1
        yield f"{line}, NOT WHOLE: {error}"
    else:
        yield f"{line}, whole"


def _removed(name: str) -> Iterator[str]:
    kind, _, target = name.partition(":")
    if kind != "hub":
        raise UsageError(f"{name} is your own: only hub:OWNER/NAME can be removed")
    repo, revision = parsed(target)
    found = [copy for copy in cache.copies() if copy.repo == repo and revision in (MAIN, copy.commit)]
    if not found:
        raise UsageError.unknown("data set on this machine", name, [copy.name for copy in cache.copies()])
    for copy in found:
        copy.folder.with_name(f"{copy.commit}.json").unlink(missing_ok=True)
        shutil.rmtree(copy.folder, ignore_errors=True)
        yield f"removed {copy.name}; huggingface_hub keeps a copy of its own: `hf cache rm` removes that"
