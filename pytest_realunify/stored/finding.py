"""From a name to a run: its id, a unique beginning of it, the path of its folder, or `last`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError, UsageError
from pytest_realunify.options.rootdir import rootdir_of
from pytest_realunify.stored import finish_order, run_file
from pytest_realunify.stored.journal import FACTS, RunFolder

LAST: Final = "last"

Facts = Mapping[str, Any]
"""run.json, of which nothing is known but its format; empty where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Found:
    """A run that lies in a folder of runs, and what its run.json says."""

    folder: RunFolder
    facts: Facts

    @property
    def did_something(self) -> bool:
        """Whether a case was selected: not so after a mistyped `-k`. A run killed while it collected does not say."""
        return self.facts.get("selected") != 0

    @property
    def has_ended(self) -> bool:
        """Whether it came to its end, be it early, by Ctrl-C; not one that was killed, or goes on. One that cannot be
        read is not passed over: whoever asks for the last run is told of it."""
        return not self.facts or bool(self.facts.get("finished")) or "merged" in self.facts


def find_run(root: Path, name: str, preferred: Callable[[Facts], bool] = lambda _: True) -> RunFolder:
    """A run by its id, a unique beginning of it, a path, or `last`: the one that finished last (`last_run`).

    Raises UsageError, with the nearest match, where there is no such run.
    """
    if os.path.lexists(Path(name) / FACTS):  # whatever it is: if no file, that is said when it is read
        return RunFolder(Path(name))
    if name == LAST:
        return last_run(root, preferred)
    runs = _ids(root)
    matching = [run for run in runs if run == name] or [run for run in runs if run.startswith(name)]
    if not runs:
        raise _none(root)
    if len(matching) != 1:
        what = "run" if not matching else "run (several begin so)"
        raise UsageError.unknown(what, name, [LAST, *runs[-5:]], f"runs lie in {root}")
    return RunFolder(root / matching[0])


def last_run(root: Path, preferred: Callable[[Facts], bool] = lambda _: True) -> RunFolder:
    """Of those that are `preferred`, or else of all, the one that finished last; where none has, that began last.

    Where the folder lies outside of the project, as one that several share, this project's come first. One that
    selected no case is passed over where there is another. Raises UsageError where there is none.
    """
    return _first(root, finish_order.in_order(root, _ids(root)), _own(root), preferred)


def last_begun(root: Path, name: str) -> RunFolder:
    """As `find_run`, for whoever goes on with a run: `last` is the one that began last, which may have been killed."""
    if name != LAST or os.path.lexists(Path(name) / FACTS):
        return find_run(root, name)
    found = [*_read(root, _ids(root))]
    if not found:
        raise _none(root)
    own, did = _own(root), [run for run in found if run.did_something]
    return ([run for run in did if own(run.facts)] or did or found)[0].folder


def ended_runs(root: Path) -> Iterator[RunFolder]:
    """This project's that did anything, the last that finished first. One that cannot be read is among them."""
    own = _own(root)
    for found in _read(root, finish_order.in_order(root, _ids(root))):
        if found.did_something and found.has_ended and (not found.facts or own(found.facts)):
            yield found.folder


def earlier_run(root: Path, run: RunFolder, fits: Callable[[Facts], bool]) -> RunFolder | None:
    """Of those that fit and ended, the one that finished last before `run` did; None where there is none."""
    ids = finish_order.in_order(root, _ids(root))
    before = ids[: ids.index(run.id)] if run.id in ids else ids
    own = _own(root)
    for found in _read(root, before):
        if found.facts and found.did_something and found.has_ended and own(found.facts) and fits(found.facts):
            return found.folder
    return None


def of_suite(fingerprint: str) -> Callable[[Facts], bool]:
    """Whether a run is of these instances, as something else that it is to be held against."""

    def fits(facts: Facts) -> bool:
        suite = facts.get("suite")
        return isinstance(suite, Mapping) and suite.get("fingerprint") == fingerprint

    return fits


def _first(
    root: Path, ids: Sequence[str], own: Callable[[Facts], bool], preferred: Callable[[Facts], bool]
) -> RunFolder:
    """The first from the end that is best. Reads no more than it must: of a thousand runs mostly the last."""
    best: tuple[tuple[bool, ...], Found] | None = None
    for run in _read(root, ids):
        merits = (run.did_something, own(run.facts), preferred(run.facts), run.has_ended)
        if best is None or merits > best[0]:
            best = merits, run
        if all(merits):
            break
    if best is None:
        raise _none(root)
    return best[1].folder


def _none(root: Path) -> UsageError:
    return UsageError(f"no run yet: {root} holds none")


def _ids(root: Path) -> list[str]:
    return sorted(file.parent.name for file in root.glob(f"*/{FACTS}"))


def _read(root: Path, ids: Sequence[str]) -> Iterator[Found]:
    """From the end."""
    for name in reversed(ids):
        try:
            facts = run_file.decoded(PlainFolder(root / name))
        except DataError:
            facts = {}
        yield Found(RunFolder(root / name), facts)


def _own(root: Path) -> Callable[[Facts], bool]:
    """Whether a run is this project's: of a folder in the project all are, and of another those made in it."""
    project = rootdir_of(Path.cwd())
    if root.absolute().resolve().is_relative_to(project.resolve()):
        return lambda _: True
    return lambda facts: _lies_in(str(facts.get("root", "")), project)


def _lies_in(path: str, project: Path) -> bool:
    return bool(path) and Path(path).is_relative_to(project)
