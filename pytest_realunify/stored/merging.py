"""The shards of a CI matrix become one run, if together they are one. It is written as if it had run in one place."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from pytest_realunify.engine.ledger import bring_spent
from pytest_realunify.engine.selection import limited, planned
from pytest_realunify.errors import DataError, RealUnifyError, StorageError, UsageError
from pytest_realunify.extensions.identity import differences
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.options import values
from pytest_realunify.options.table import FIXED
from pytest_realunify.options.values import Shard
from pytest_realunify.stored import finish_order, journal, owner, selection
from pytest_realunify.stored.comparability import Comparability
from pytest_realunify.stored.journal import Journal, RunFolder
from pytest_realunify.stored.selection import Selection
from pytest_realunify.stored.stored_run import StoredRun, suite_of
from pytest_realunify.taxonomy import AXES
from pytest_realunify.text import number_of

SHOWN: Final = 20
"""Missing cases named."""

_PICTURE: Final = re.compile(r"[0-9a-f]{64}\.png")

Results = Mapping[tuple[str, int], tuple[Outline, StoredRun]]
"""An outline of each, and the run in which it lies whole."""


def merge(runs: Sequence[StoredRun], root: Path) -> Iterator[str]:
    """Write the run, in any order of shards; a line about it.

    Raises UsageError where shards are of different runs, contradict one another, or are not all there: in the last
    case the run is written all the same, so that it can be looked at, and a gate will find it not complete.
    """
    shards = sorted(((_shard(run), run) for run in runs), key=lambda each: (each[0].number, each[1].id))
    _check_alike([run for _, run in shards])
    of = _count(shards)
    results = _united([run for _, run in shards])
    absent = [number for number in range(1, of + 1) if number not in {shard.number for shard, _ in shards}]
    chosen = _chosen([run for _, run in shards]) if not absent else None
    selected = chosen.counts if chosen else _selected([run for _, run in shards], whole=not absent)
    folder = journal.new_run(root, shards[0][1].model)
    try:
        _write(folder, shards, results, selected, chosen)
    except (OSError, StorageError) as error:
        shutil.rmtree(folder.path, ignore_errors=True)  # nobody's but ours: its name was made a moment ago
        cause = error.__cause__ if isinstance(error, StorageError) else error
        why = (cause.strerror if isinstance(cause, OSError) else None) or error
        raise UsageError(f"cannot write {folder.path}: {why}\nname another place with -o") from error
    except DataError:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise
    yield f"merged {number_of(len(shards), 'shard')} into {folder.path}: {len(results)} of {selected.total()} cases"
    yield from _missing(folder, shards[0][1], results, selected, chosen)
    if absent:
        raise UsageError(
            f"shard {', '.join(f'{number}/{of}' for number in absent)} is not among the runs named.\n"
            f"Its cases are missing in {folder.id}; merge again when it has run"
        )
    if len(results) < selected.total():
        raise UsageError(
            f"{number_of(selected.total() - len(results), 'case')} did not finish in their shards.\n"
            f"To run them: pytest --realunify --realunify-resume={folder.id}"
        )


# Checks ---------------------------------------------------------------------------------------------------------------


def _shard(run: StoredRun) -> Shard:
    try:
        shard = values.shard(str(run.facts["options"].get("realunify_shard", "")))
    except ValueError:
        shard = None
    if shard is None:
        raise UsageError(
            f"run {run.id} is no shard: it was asked for all cases.\n"
            "A shard is made by pytest --realunify --realunify-shard=1/4, and 2/4, and so on"
        )
    return shard


def _count(shards: Sequence[tuple[Shard, StoredRun]]) -> int:
    first, run = shards[0]
    for shard, other in shards:
        if shard.of != first.of:
            raise UsageError(f"run {run.id} is shard {first.text} and run {other.id} is shard {shard.text}")
    return first.of


def _check_alike(runs: Sequence[StoredRun]) -> None:
    """Raise UsageError unless the runs could be one: same instances, instruments, model and options."""
    for first, run in combinations(runs, 2):
        for tool, mine, its in Comparability.of(first.facts).changes(Comparability.of(run.facts)):
            raise _differ(first, run, tool, mine.text, its.text)
        other = _own(run)
        for what, value in _own(first).items():
            if value != other[what]:
                raise _differ(first, run, what, repr(value), repr(other[what]))
        if first.label and run.label and first.label != run.label:
            raise _differ(first, run, "label", first.label, run.label)
        if changed := differences(*(each.facts["model"].get("identity") for each in (first, run))):
            raise _differ(first, run, "model", run.model, f"another of that name: {', '.join(changed)}")


def _own(run: StoredRun) -> dict[str, str]:
    """The model's name, and the options that decide what a case is, by what the user types."""
    given = run.facts["options"]
    names = [name for name in (*FIXED, "limit") if name != "shard"]
    options = {f"--realunify-{name}": str(given.get(f"realunify_{name.replace('-', '_')}", "")) for name in names}
    return {"model": run.model, **options}


def _differ(first: StoredRun, run: StoredRun, what: str, mine: str, its: str) -> UsageError:
    return UsageError(
        f"runs {first.id} and {run.id} differ in {what}: {mine} and {its}.\n"
        "Shards of one run differ in --realunify-shard alone"
    )


def _united(runs: Sequence[StoredRun]) -> Results:
    """All results. Raises UsageError where two runs have the same case with different verdicts."""
    found: dict[tuple[str, int], tuple[Outline, StoredRun]] = {}
    for run in runs:
        for key, its in run.every_outline.items():
            earlier, where = found.setdefault(key, (its, run))
            if (earlier.verdict, earlier.answers) != (its.verdict, its.answers):
                raise UsageError(
                    f"{its.case} is {earlier.verdict.strict} in run {where.id} and {its.verdict.strict} in run "
                    f"{run.id}, which both have it.\nName one run for each shard"
                )
    return found


def _chosen(runs: Sequence[StoredRun]) -> Selection | None:
    """The cases that the shards set out to do; None where one was stored before there were keys. Raises DataError."""
    found = [selection.read(run.folder.files) for run in runs]
    told = [each for each in found if each is not None]
    if len(told) < len(runs):
        return None
    cases = {key for each in told for key in each.cases} | {key for run in runs for key in run.results}
    return Selection(cases, {key for each in told for key in each.skipped} - cases)


def _selected(runs: Sequence[StoredRun], whole: bool) -> Counter[str]:
    """Cases per protocol that all shards set out to do; what was planned where one is absent or cannot say."""
    by_shard = {_shard(run).number: run for run in runs}
    if whole and all("selected_by_protocol" in run.facts for run in by_shard.values()):
        total: Counter[str] = Counter()
        for run in by_shard.values():
            total.update(run.selected)
        return total
    return Counter({str(name): int(n) for name, n in runs[0].facts.get("planned_by_protocol", {}).items()})


# Writing --------------------------------------------------------------------------------------------------------------


def _write(
    folder: RunFolder,
    shards: Sequence[tuple[Shard, StoredRun]],
    results: Results,
    selected: Counter[str],
    chosen: Selection | None,
) -> None:
    runs = [run for _, run in shards]
    folder.create()
    for run in runs:
        _bring_pictures(run.folder, folder)
        bring_spent(run.folder.path, folder.path, run.id)
    merged = Journal(folder.files)
    for run in runs:
        for key, result in run.results.items():
            if results[key][1] is run:
                merged.append(result)
    merged.close()
    options = {
        **runs[0].facts["options"],
        "realunify_shard": "",
        "realunify_run_dir": str(folder.path.parent.absolute()),
    }
    facts = {
        **runs[0].facts,
        "id": folder.id,
        "started": min(run.started for run in runs),
        "finished": max(str(run.facts.get("finished") or "") for run in runs),
        "options": options,
        "selected": selected.total(),
        "selected_by_protocol": dict(selected),
        "merged": [{"id": run.id, "shard": shard.text, "devices": run.facts.get("devices")} for shard, run in shards],
    }
    facts["model"] = next((run.facts["model"] for run in runs if run.facts["model"].get("identity")), facts["model"])
    facts["label"] = next((run.label for run in runs if run.label), "")
    options["realunify_label"] = facts["label"]
    judges = [run.facts["judge"] for run in runs if run.facts.get("judge")]
    facts["judge"] = next((each for each in judges if each.get("identity")), judges[0] if judges else None)
    facts.pop("resumed", None)
    facts.pop("seconds", None)  # shards run side by side
    facts[owner.FIELD] = _own_code(runs, options)
    if not all(run.facts.get("finished") for run in runs):
        del facts["finished"]  # a shard was killed
    if chosen is not None:
        selection.write(folder.files, chosen)
    folder.write_facts(facts)  # last: without it the folder is no run
    finish_order.note(folder.path.parent, folder.id)


def _own_code(runs: Sequence[StoredRun], options: Mapping[str, str]) -> str | None:
    """That of the user where every shard is the user's own, of the project that one is in now; else none: a shard of
    somebody else's is no less so for being merged."""
    here = Path.cwd()
    projects = (each for each in (here, *here.parents) if all(owner.is_own(run.facts, each) for run in runs))
    project = next(projects, None)
    return None if project is None else owner.code_of(options, project)


def _bring_pictures(source: RunFolder, target: RunFolder) -> None:
    """By hard link where both lie on one file system, else by copy. Raises DataError where their folder is a link."""
    for name in filter(_PICTURE.fullmatch, source.files.folder(source.images.name).names()):
        picture, there = source.stored(name.removesuffix(".png")), target.images / name
        if picture is None or there.exists():
            continue  # a link may lead anywhere, and a shard came from elsewhere
        try:
            os.link(picture, there, follow_symlinks=False)
        except OSError:
            shutil.copyfile(picture, there)


# What is missing ------------------------------------------------------------------------------------------------------


def _missing(
    folder: RunFolder, run: StoredRun, results: Results, selected: Counter[str], chosen: Selection | None
) -> Iterator[str]:
    """The cases without a result: named as they were chosen, else where the suite is at hand and no `-k` chose."""
    if len(results) >= selected.total():
        return
    done = Counter(outline.protocol for outline, _ in results.values())
    lacking = ", ".join(f"{protocol} {count}" for protocol, count in (selected - done).items())
    yield f"missing: {lacking}"
    if chosen is not None:
        names = chosen.cases - {*results}
    elif dict(selected) != run.facts.get("planned_by_protocol"):
        return
    else:
        try:
            names = _planned(StoredRun(folder, folder.facts(), {})) - {*results}
        except RealUnifyError as error:
            yield f"their names cannot be told: {error}"
            return
    yield from (f"  {case}{f' (repeat {repeat})' if repeat else ''}" for case, repeat in sorted(names)[:SHOWN])
    if len(names) > SHOWN:
        yield f"  and {len(names) - SHOWN} more"


def _planned(run: StoredRun) -> set[tuple[str, int]]:
    options: Mapping[str, str] = run.facts["options"]
    limit = options.get("realunify_limit", "")
    listings = limited(suite_of(run).listings(), int(limit) if limit else None)
    axes = AXES if run.facts.get("judge") else AXES[1:]
    return {case.key for case in planned(listings, axes, run.protocols, int(options.get("realunify_repeats") or 1))}
