"""Thumbnails of 200 photographs at the end of a run: `python benchmarks/thumbnails_early.py`.

What is left to do when the page is written, with those that were made while the run went (all of them, here) and
without, in turn; seconds on the wall and of the processor. What they took while the run went stands beside.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from pytest_realunify.reporting.html.early import Early
from pytest_realunify.reporting.html.thumbnails import BUDGET_MB, within_budget

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import photographs

BUDGET: Final = int(BUDGET_MB * 1_000_000)
DIFFERENT: Final = 20
"""Pictures that are drawn; the others are files of the same."""


def write(folder: Path, count: int) -> dict[str, Path]:
    """As a run stores them."""
    photographs.SIDE = 512  # type: ignore[misc]
    drawn = [photographs.natural(np.random.default_rng(number)) for number in range(DIFFERENT)]
    files = {str(number): folder / f"{number}.png" for number in range(count)}
    for number, file in enumerate(files.values()):
        drawn[number % DIFFERENT].save(file)
    return files


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the wall and of this process."""
    began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began[0], time.process_time() - began[1]


def make(early: Early, files: dict[str, Path], side: int) -> None:
    """All, in its thread. Photographs outgrow the budget: `side` is the size that they end with."""
    for file in files.values():
        early.add(file)
    while not all(early.take(file, side) for file in files.values()):
        time.sleep(0.02)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ("without", "beside the run", "with")}
    with tempfile.TemporaryDirectory() as name:
        files = write(Path(name), options.pictures)
        side = next(iter(within_budget(files, BUDGET).values())).width
        for _ in range(options.rounds):
            early = Early(BUDGET)
            taken["without"].append(timed(lambda: within_budget(files, BUDGET)))
            taken["beside the run"].append(timed(partial(make, early, files, side)))
            early.close()
            taken["with"].append(timed(partial(within_budget, files, BUDGET, early.take)))
    print(f"{options.pictures} pictures of 512 px, medians of {options.rounds}")
    for name, each in taken.items():
        wall, processor = (statistics.median(times) for times in zip(*each, strict=True))
        print(f"{name:<16} {wall:7.3f} s, {processor:7.3f} s of processor")
    ratio = statistics.median(each[1] for each in taken["with"]) / statistics.median(
        each[1] for each in taken["without"]
    )
    print(f"left at the end: {ratio:.3f} of the processor time")


if __name__ == "__main__":
    main()
