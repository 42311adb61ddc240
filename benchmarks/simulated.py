"""What runs say of a model whose truth is known, against what was planted in it.

    python benchmarks/simulated.py ends       real runs of a greedy model with a noisy judge, through the gates
    python benchmarks/simulated.py diagnosis  findings of many weights, against the faults that are there
    python benchmarks/simulated.py slips      wrong drawings that the suite's questions let pass

`ends`: six runs of an unchanged checkpoint, three repeats each, judged by `pixels` with 1 % of its replies turned; each
is gated against each other one's baseline (30 ordered pairs), then six runs of a checkpoint that draws 15 points worse
in one category against one baseline each. Runs are pytest's own, in folders of their own; about five minutes.
`diagnosis` draws no pictures: outcomes follow from the model's luck alone.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from statistics import fmean
from typing import Final

from pytest_realunify.decisions.diagnosis import diagnose
from pytest_realunify.procedural.simulated.faults import slipped
from pytest_realunify.procedural.simulated.settings import Settings
from pytest_realunify.procedural.simulated.truth import planted, planted_case
from pytest_realunify.procedural.suite.sketching import caught
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.slips import perturbed
from pytest_realunify.records import Result, State, Verdict
from pytest_realunify.taxonomy import CATEGORY, CHANCE

PYTEST: Final = (
    sys.executable,
    "-m",
    "pytest",
    "-p",
    "no:cacheprovider",
    "-q",
    "--realunify",
    "--realunify-report=none",
)
CLI: Final = (sys.executable, "-m", "pytest_realunify.cli")
UNDERSTOOD: Final = 0.86
TABLES: Final = """
[tool.pytest.ini_options]
[tool.realunify.models.before]
adapter = "simulated"
weights = {weights}
[tool.realunify.models.after]
adapter = "simulated"
weights = {weights}
world_knowledge = {{ generation = {generation} }}
"""


# Real runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    """A folder to run in."""

    root: Path
    arguments: tuple[str, ...]

    def run(self, model: str) -> str:
        """The id of a run of a table's model."""
        known = set(self._runs())
        self._do([*PYTEST, f"--model={model}", *self.arguments], may_end=(0, 1))
        [new] = set(self._runs()) - known
        return new

    def baseline(self, run: str) -> str:
        """The file of a run's baseline."""
        self._do([*CLI, "baseline", "save", run, "-o", f"{run}.json", "--force"])
        return f"{run}.json"

    def fails(self, run: str, baseline: str) -> list[str]:
        """Which gates do."""
        said = self._do([*CLI, "gate", run, "--baseline", baseline], may_end=(0, 1))
        failed = [line.split()[0] for line in said.stdout.splitlines() if line.rstrip().endswith(" FAIL")]
        if bool(failed) != bool(said.returncode):
            raise SystemExit(f"cannot tell which gates failed:\n{said.stdout}")
        return failed

    def _runs(self) -> Iterator[str]:
        return (path.name for path in (self.root / ".realunify" / "runs").glob("*/"))

    def _do(self, command: Sequence[str], may_end: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
        given = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(command, cwd=self.root, env=given, capture_output=True, text=True, check=False)
        if done.returncode not in may_end:
            raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done


def ends(given: argparse.Namespace) -> bool:
    """Whether no more than 2 of 30 pairs fail, and at least 4 of 6 worse ones do."""
    started = time.monotonic()
    before = planted(Settings.of({}), "world_knowledge", "stepwise").correct
    worse = (before - given.drop / 100) / UNDERSTOOD
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pyproject.toml").write_text(TABLES.format(weights=given.weights, generation=round(worse, 4)))
        arguments = (
            f"--realunify-suite={given.suite}",
            f"--realunify-repeats={given.repeats}",
            "--realunify-judge=noisy_judge:Noisy",
            "-m",
            " or ".join(given.categories.split(",")),
        )
        bench = Bench(root, arguments)
        unchanged = [bench.run("before") for _ in range(given.runs)]
        changed = [bench.run("after") for _ in range(given.runs)]
        print(f"{2 * given.runs} runs in {time.monotonic() - started:.0f} s", flush=True)
        files = {run: bench.baseline(run) for run in unchanged}
        falsely = [bench.fails(run, files[base]) for run, base in permutations(unchanged, 2)]
        found = [bench.fails(run, files[base]) for run, base in zip(changed, unchanged, strict=True)]
    false = [each for each in falsely if each]
    print(f"unchanged: {len(false)} of {len(falsely)} ordered pairs fail: {false}")
    print(f"a planted drop of {given.drop:.0f} points: {sum(map(bool, found))} of {len(found)} fail: {found}")
    print(f"{time.monotonic() - started:.0f} s in all")
    return len(false) <= 2 and sum(map(bool, found)) >= 4


# Diagnosis ------------------------------------------------------------------------------------------------------------


def diagnosis(given: argparse.Namespace) -> bool:
    """Whether what is there is found, and what is not is not."""
    plants: dict[str, dict[str, object]] = {
        "no fault anywhere": {"profile": "exact"},
        "edits fail in 26.7 % (20 points of stepwise)": {"profile": "exact", "GEU": {"generation": 1 - 0.2 / 0.75}},
        "refined prompts wrong in 20 %": {"profile": "exact", "UEG": {"understanding": 0.8}},
        "pure guesser": {"profile": "exact", "GEU": {"understanding": 0.0, "generation": 0.0}},
        "integration .5": {"profile": "exact", "integration": 0.5},
        "the default profile": {},
    }
    planted_all = [_as_planted(name, table, given) for name, table in plants.items()]
    return all(planted_all)


def _as_planted(name: str, table: dict[str, object], given: argparse.Namespace) -> bool:
    """Whether the findings' means are what was planted within 3 points (one that is cut off at 100 % is 2.6 too low for
    a guesser), what is not there is told in 5 % at most, and a fault of 20 points of a first step in 90 % at least."""
    sure: dict[tuple[str, str], int] = {}
    values: dict[tuple[str, str], list[float]] = {}
    anything = 0
    for weights in range(given.models):
        settings = Settings.of({**table, "weights": weights})
        found = diagnose([each for category in given.categories.split(",") for each in _results(settings, category)])
        anything += any(each.matters for each in found)
        for each in found:
            key = str(each.name), each.category
            sure[key] = sure.get(key, 0) + each.matters
            values.setdefault(key, []).append(each.estimate.value)
    print(f"{name}: {100 * anything / given.models:.1f} % of {given.models} models are told something as sure")
    fine = []
    for (told, category), count in sure.items():
        mean, due, often = fmean(values[told, category]), _due(settings, category)[told], count / given.models
        absent = abs(due) < 0.001 or told == "shortcut"
        fits = abs(mean - due) <= 0.03 and (not absent or often <= 0.05 + 2 * (0.05 * 0.95 / given.models) ** 0.5)
        fine.append(fits and (often >= 0.9 or due < 0.2 or told not in _FIRST[CATEGORY[category].axis]))
        print(
            f"  {category} {told}: sure in {100 * often:.1f} %, mean {100 * mean:+.1f}, planted {100 * due:+.1f}"
            f"{'' if fine[-1] else '  <-- not as planted'}"
        )
    return all(fine)


_FIRST: Final = {"UEG": ("understanding fault",), "GEU": ("generation fault",)}


def _due(settings: Settings, category: str) -> dict[str, float]:
    """What each finding is an estimate of."""
    geu = CATEGORY[category].axis == "GEU"
    direct, stepwise, oracle = (planted(settings, category, each).accuracy for each in ("direct", "stepwise", "oracle"))
    first, second = (oracle - stepwise) / (1 - CHANCE * geu), (1 - oracle) / (1 - CHANCE * geu)
    faults = ("generation fault", "understanding fault") if geu else ("understanding fault", "generation fault")
    gap = {"integration gap": stepwise - direct, **dict(zip(faults, (first, second), strict=True))}
    return gap | ({"shortcut": planted(settings, category, "blind").accuracy - direct} if geu else {})


def _results(settings: Settings, category: str, cases: int = 100) -> Iterator[Result]:
    """Those of a run, by the model's luck: what is not certain (a guess) falls by a chance of its own."""
    axis = CATEGORY[category].axis
    for protocol in ("direct", "stepwise", "oracle", *(["blind"] if axis == "GEU" else [])):
        for index in range(cases):
            instance = f"{category}-made_up-{index:04d}"
            case = f"{instance}-{protocol}"
            chance = random.Random(f"{settings.weights}/{case}").random()
            state: State = "correct" if chance < planted_case(settings, case).correct else "wrong"
            yield Result(
                case, instance, axis, category, "made_up", protocol, 0, Verdict(state, state), expected="A", reply="A"
            )  # fmt: skip


# Slips ----------------------------------------------------------------------------------------------------------------


def slips(given: argparse.Namespace) -> bool:
    """Whether next to none of the simulated model's passes."""
    suite = ProceduralSuite(str(given.each), seed=given.weights)
    made: dict[str, list[bool]] = {}
    for listing in suite.listings():
        if listing.axis == "UEG":
            sketch = suite.sketch(listing.subtask, listing.index)
            chance = random.Random(listing.id)
            for name, scene in perturbed(sketch.scene, chance):
                made.setdefault(name, []).append(not caught(sketch, scene))
            made.setdefault("simulated", []).append(not caught(sketch, slipped(sketch.scene, chance)))
    for name, passed in made.items():
        print(f"{name}: {sum(passed)} of {len(passed)} pass ({100 * fmean(passed):.1f} %)")
    return fmean(made["simulated"]) <= 0.01


_SECOND: Final = {"diagnosis": "mental_tracking"}


def main() -> int:
    """0 where the figures are what they should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=[each.__name__ for each in (ends, diagnosis, slips)])
    parser.add_argument("--weights", type=int, default=1, help="the checkpoint, or the suite's seed")
    parser.add_argument("--runs", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--drop", type=float, default=15.0, help="points of world_knowledge:stepwise")
    parser.add_argument("--suite", default="procedural:14")
    parser.add_argument("--categories", help="default: world_knowledge and one more")
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--each", type=int, default=16, help="instances of every subtask")
    given = parser.parse_args()
    given.categories = given.categories or f"world_knowledge,{_SECOND.get(given.what, 'logical_reasoning')}"
    return 0 if {"ends": ends, "diagnosis": diagnosis, "slips": slips}[given.what](given) else 1


if __name__ == "__main__":
    sys.exit(main())
