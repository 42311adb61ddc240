"""Twelve checkpoints of a model in training, one of which breaks: what the trend says of them, and what trackers hold.

    python benchmarks/checkpoints.py run [--dir DIR] [--suite procedural:20] [--broken attentional_focusing] [--at 8]
    python benchmarks/checkpoints.py sweep [--seeds 20]

`run`: a `simulated` model, of whose instances one in ten comes out anew at every checkpoint, looked at by
`pytest_realunify.evaluate` with labels step-1000 … step-12000 and every tracker that is installed, then `realunify
trend`, as text and as page. From the checkpoint that breaks on it understands a third of what it understood of one
category. About 2 minutes of processor time a checkpoint; `--suite procedural:1 --trackers tensorboard` takes 10 s.
`sweep`: verdicts that follow from the model's luck alone, without pictures, for breaks in every category and at
several checkpoints, and none: who is named, since when, and who is named wrongly.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pytest_realunify import Run, evaluate, runs
from pytest_realunify.cli.main import main as realunify
from pytest_realunify.decisions.counts import CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence
from pytest_realunify.decisions.trend import Page, examine
from pytest_realunify.decisions.trend.course import courses
from pytest_realunify.procedural.simulated.limits import MID_RANGE, PROFILES
from pytest_realunify.procedural.simulated.model import Simulated
from pytest_realunify.procedural.simulated.truth import planted_case, rerolled
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.reporting.trend import trend
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY

BROKEN: Final = "attentional_focusing"
PROTOCOLS: Final = ("direct", "stepwise")
TRACKERS: Final = ("tensorboard", "mlflow", "wandb")
RIGHT: Final = RunCounts({"correct": 1}, {"correct": 1})
WRONG: Final = RunCounts({"wrong": 1}, {"wrong": 1})


@dataclass(frozen=True)
class Training:
    """A model over its checkpoints."""

    broken: str = BROKEN
    """A category; empty: nothing breaks."""
    at: int = 8
    """The first checkpoint that is broken, counting from 1."""
    checkpoints: int = 12
    seed: int = 0
    """Of the model's weights, and of what it draws anew."""
    left: float = 1 / 3
    """Of what it understood before."""
    noise: float = 0.1

    def model(self, checkpoint: int) -> Simulated:
        """`checkpoint` counts from 1."""
        settings: dict[str, Any] = {"weights": self.seed, "noise": self.noise}
        if self.broken and checkpoint >= self.at:
            settings[self.broken] = {"understanding": PROFILES[MID_RANGE][self.broken].understanding * self.left}
        return Simulated(**settings)

    def label(self, checkpoint: int) -> str:
        return f"step-{1000 * checkpoint}"

    def sample_seed(self, checkpoint: int) -> int:
        """Another at every checkpoint: what may come out otherwise does."""
        return 1000 * self.seed + checkpoint

    def looked_at(self, **options: Any) -> Iterator[Run]:
        """What a training loop does. `options` as of `evaluate`."""
        for checkpoint in range(1, self.checkpoints + 1):
            seed = self.sample_seed(checkpoint)
            yield evaluate(self.model(checkpoint), label=self.label(checkpoint), sample_seed=seed, **options)

    def evidence(self, suite: ProceduralSuite) -> Evidence:
        """What these runs would say, by luck alone."""
        models = [self.model(checkpoint).settings for checkpoint in range(1, self.checkpoints + 1)]
        cases, replies = dict[str, CaseRecord](), dict[str, tuple[str | None, ...]]()
        for case in (f"{each.id}-{protocol}" for each in suite.listings() for protocol in PROTOCOLS):
            passes = []
            for checkpoint, settings in enumerate(models, 1):
                anew = f"/{self.sample_seed(checkpoint)}" if rerolled(settings, case) else ""
                chance = random.Random(f"{self.seed}/{case}{anew}").random()
                passes.append(chance < planted_case(settings, case).correct)
            cases[case] = CaseRecord(tuple(RIGHT if each else WRONG for each in passes))
            replies[case] = tuple(f"{each:d}/{case}" for each in passes)
        return Evidence(dict(sorted(cases.items())), replies)


# Real runs ------------------------------------------------------------------------------------------------------------


def run(given: argparse.Namespace) -> bool:
    """Whether the trend names what broke and nothing else, since where it did."""
    given.dir.mkdir(parents=True, exist_ok=True)
    os.chdir(given.dir)
    os.environ.setdefault("WANDB_MODE", "offline")
    os.environ.setdefault("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db")
    training = Training(given.broken, given.at, given.checkpoints, given.seed)
    trackers = given.trackers or ",".join(name for name in TRACKERS if find_spec(name))
    for made in training.looked_at(suite=given.suite, tracker=trackers):
        print(f"{made.label}: run {made.id}, {made.done} cases", flush=True)
    started = time.monotonic()
    realunify(["trend"])
    realunify(["trend", "-o", "trend.html"])
    realunify(["export", "last", "--format=hf-eval-results", "--dataset=team/scores", "-o", "model-repo"])
    print(f"both trends and the export took {time.monotonic() - started:.1f} s")
    return _named(training)


def _named(training: Training) -> bool:
    told = Told()
    told.add(trend([each.stored.folder for each in runs()]).page, training)
    print(told.text("this training"))
    return bool(told.found == bool(training.broken) and not told.falsely)


# Luck alone -----------------------------------------------------------------------------------------------------------


@dataclass
class Told:
    """Over the pages of some trainings."""

    pages: int = 0
    found: int = 0
    """The broken category, under any protocol."""
    near: int = 0
    """Of `found`: since the checkpoint itself, or one beside it."""
    within: int = 0
    """Of `found`: the checkpoint lies in the range that is told."""
    falsely: int = 0
    """Pages that say that anything else fell: a category, or an average that the broken one is not in."""

    def add(self, page: Page, training: Training) -> None:
        self.pages += 1
        axis = CATEGORY[training.broken].axis if training.broken else ""
        falls = [move for move in page.falls if move.scope == training.broken]
        self.falsely += any(move.scope not in {training.broken, axis, "total"} - {""} for move in page.falls) or bool(
            page.falls and not training.broken
        )
        if falls:
            first = falls[0]
            self.found += 1
            self.near += abs(first.since - (training.at - 1)) <= 1
            self.within += first.earliest <= training.at - 1 <= first.latest

    def text(self, name: str) -> str:
        return (
            f"{name:42} named {self.found:3} of {self.pages:3}, at it or next to it {self.near:3}, "
            f"in the range told {self.within:3}; pages that name another {self.falsely}"
        )


def sweep(given: argparse.Namespace) -> bool:
    """Whether no more than 5 % of pages, and two standard errors, name what did not break."""
    suite = ProceduralSuite(given.suite.partition(":")[2])
    worlds = [("", 8), *((category.name, 8) for category in CATEGORIES), (BROKEN, 2), (BROKEN, 5), (BROKEN, 12)]
    counted: Counter[str] = Counter()
    for broken, at in worlds:
        told = Told()
        for seed in range(given.seed, given.seed + given.seeds):
            training = Training(broken, at, given.checkpoints, seed)
            told.add(examine(courses(training.evidence(suite))), training)
        print(told.text(f"{broken} at {at}" if broken else "nothing breaks"), flush=True)
        counted["pages"] += told.pages
        counted["falsely"] += told.falsely
    pages, falsely = counted["pages"], counted["falsely"]
    print(f"{falsely} of {pages} pages name what did not break")
    return bool(falsely <= pages * 0.05 + 2 * (pages * 0.05 * 0.95) ** 0.5)


def main() -> int:
    """0 where what is told is what was planted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=[each.__name__ for each in (run, sweep)])
    parser.add_argument("--dir", type=Path, default=Path("checkpoints"), help="of `run`, new or empty")
    parser.add_argument("--suite", default="procedural:20")
    parser.add_argument("--broken", default=BROKEN, choices=["", *CATEGORY], metavar="CATEGORY", help="empty: none")
    parser.add_argument("--at", type=int, default=8)
    parser.add_argument("--checkpoints", type=int, default=12)
    parser.add_argument("--trackers", default="", help="default: every one that is installed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=20, help="of `sweep`")
    given = parser.parse_args()
    return 0 if {"run": run, "sweep": sweep}[given.what](given) else 1


if __name__ == "__main__":
    sys.exit(main())
