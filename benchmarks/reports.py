"""How long `realunify trend` and `compare` take over many stored runs, and how large the page of a trend is.

    python benchmarks/reports.py [--runs 30] [--cases 2000] [--dir DIR]

Runs are written to a temporary folder: results as full as real ones (prompts, steps, usage, polls), 1.7 KB a line,
without pictures; each case's verdict is drawn anew in each run, so that half of them turn at every run.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Final

from pytest_realunify.records import Poll, Result, Step, Verdict
from pytest_realunify.stored.journal import FORMAT, Journal, RunFolder
from pytest_realunify.taxonomy import CATEGORIES, Category

GOAL: Final = 5.0
"""Seconds for both together, over 30 runs of 2,000 cases."""

WORDS: Final = (
    "Exactly two rows from top to bottom, each from left to right. Row 1: three red rings. Row 2: a cyan star. "
)
SUBTASK: Final = "made_up"
SHA: Final = "ab" * 32


def results(count: int, accuracy: float, rng: random.Random, run: int = 0) -> Iterator[Result]:
    """Half direct, half stepwise, over the ten categories alike; each run says it in words of its own, as a sampler."""
    each = count // 2 // len(CATEGORIES)
    for protocol in ("direct", "stepwise"):
        for category in CATEGORIES:
            for index in range(each):
                made = result(category, index, protocol, rng.random() < accuracy)
                yield replace(made, reply=f"{made.reply} ({run})")


def result(category: Category, index: int, protocol: str, correct: bool) -> Result:
    """As the reference model's, in size."""
    instance = f"{category.name}-{SUBTASK}-{index:04d}"
    state, drawn = "correct" if correct else "wrong", category.axis == "UEG"
    polls = tuple(Poll(f"Are there exactly {n} red rings in the picture?", "yes", "yes", "yes") for n in range(4))
    usage = {"calls": 1, "input_tokens": 300 + index % 97, "output_tokens": 40 + index % 89}
    last = (
        Step("generate", WORDS * 3, (), SHA, 0.2, usage)
        if drawn
        else Step("understand", WORDS * 3, (SHA,), "B.", 0.2, usage)
    )
    first = [Step("understand", WORDS * 4, (), WORDS, 0.1, usage)] if protocol == "stepwise" else []
    return Result(
        *(f"{instance}-{protocol}", instance, category.axis, category.name, SUBTASK, protocol, 0),
        Verdict(
            "correct" if correct else "wrong", "correct" if correct else "wrong", {} if drawn else {"strict": state}
        ),
        expected=None if drawn else "B",
        reply=SHA if drawn else "The answer is B.",
        polls=polls if drawn else (),
        steps=(*first, last),
        model="generated",
        started="2026-01-02T03:04:05.678+00:00",
        seconds=0.3,
        judging={"calls": 4, "input_tokens": 900 + index % 83} if drawn else {},
    )


def write_run(root: Path, number: int, cases: int, rng: random.Random) -> Path:
    """One run, a little better than the one before."""
    folder = RunFolder(root / f"20260101-{number:06d}-generated")
    folder.create()
    journal, selected = Journal(folder.files), Counter[str]()
    for each in results(cases, 0.4 + 0.01 * number, rng, number):
        journal.append(each)
        selected[each.protocol] += 1
    journal.close()
    folder.write_facts(
        {
            "format": FORMAT,
            "id": folder.id,
            "started": f"2026-01-01T00:{number:02d}:00.000+00:00",
            "model": {"name": "generated"},
            "suite": {"name": "procedural", "fingerprint": "0" * 12},
            "judge": {"name": "pixels", "fingerprint": "1" * 12},
            "options": {"realunify_suite": "procedural"},
            "selected": selected.total(),
            "selected_by_protocol": dict(selected),
        }
    )
    return folder.path


def timed(root: Path, *arguments: str) -> tuple[float, float]:
    """The command as a user types it, Python's start included: seconds by the clock, and of processor time, which are
    the same on a machine that does nothing else."""
    start = "import sys; from pytest_realunify.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "--run-dir", str(root), *arguments]
    begun, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, processor


def main() -> None:
    """A line per command, then both together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--dir", type=Path, help="keep the runs here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root, rng = given.dir or Path(temporary), random.Random(7)
        runs = [write_run(root, number, given.cases, rng) for number in range(given.runs)]
        size = sum(RunFolder(run).journal.stat().st_size for run in runs)
        print(f"{len(runs)} runs of {given.cases} cases, {size / 1e6:.0f} MB of journals")
        took = {"trend": timed(root, "trend"), "compare": timed(root, "compare", runs[0].name, runs[-1].name)}
        took["together"] = (sum(clock for clock, _ in took.values()), sum(used for _, used in took.values()))
        page = root / "trend.html"
        took["page"] = timed(root, "trend", "-o", str(page))
        print(f"the page of the trend has {page.stat().st_size / 1e6:.1f} MB")
        for name, (clock, processor) in took.items():
            print(f"{name:<8} {clock:6.2f} s, {processor:.2f} s of processor time")
        print(f"the goal is {GOAL:.0f} s together, for 30 runs of 2,000 cases")


if __name__ == "__main__":
    main()
