"""Whether `realunify plan` keeps its promises, and how often a floor fails for nothing: `python benchmarks/plan.py`.

Designs as they are promised, simulated end to end: verdicts of a baseline of separate runs and of a new run are drawn
case by case, go through all gates of a build together (10 categories x 2 protocols, pooled ones, must-pass), through
the choice of what is asked again, and through all gates once more. A case passes or fails but for a chance flip of each
verdict; in the first category some of those that passed fail from now on. Every build has a baseline of its own.

With --uneven: what becomes of the promises where flips gather in few cases.

With --floors, computed and not simulated: the chance that an unchanged model falls below a floor set so many points
under one of its runs. With --write that table is written into docs/planning.md, and what the command prints too.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pytest_realunify.cli.main import main as realunify
from pytest_realunify.decisions.counts import WHOLE, CaseRecord, RunCounts
from pytest_realunify.decisions.evidence import Evidence, Place
from pytest_realunify.decisions.gates.comparison import Comparison
from pytest_realunify.decisions.gates.decide import chance_gates
from pytest_realunify.decisions.gates.doubt import in_doubt
from pytest_realunify.decisions.gates.outcome import GateOutcome
from pytest_realunify.decisions.gates.permutation import ROUNDING, Pair, shift
from pytest_realunify.decisions.gates.settings import GateSettings
from pytest_realunify.decisions.planning.builds import Design, Levels
from pytest_realunify.decisions.planning.designs import Question, plan
from pytest_realunify.decisions.planning.floors import below_floor
from pytest_realunify.decisions.planning.neighbours import Gates, neighbours
from pytest_realunify.taxonomy import CATEGORY

PROTOCOLS: Final = ("direct", "stepwise")
PLACES: Final = [(category, protocol) for protocol in PROTOCOLS for category in CATEGORY]
RIGHT: Final = 0.6
"""Share of cases that usually pass."""

DESIGNS: Final[Sequence[tuple[float, float, Design]]] = (
    (0.20, 0.05, Design(80, 1, 0)),
    (0.20, 0.05, Design(70, 1, 2)),
    (0.20, 0.05, Design(50, 3, 0)),
    (0.20, 0.05, Design(40, 3, 2)),
    (0.15, 0.02, Design(70, 1, 0)),
    (0.10, 0.05, Design(150, 3, 0)),
)
"""Drop, share of verdicts that are off, design."""

PAGE: Final = Path(__file__).parent.parent / "docs" / "planning.md"
Verdicts = NDArray[np.bool_]


@dataclass
class Build:
    """One comparison of a new run with a baseline of its own."""

    design: Design
    drop: float
    flip: float
    rng: np.random.Generator
    places: Sequence[Place]

    def __post_init__(self) -> None:
        self.asked = 0
        turned = self.drop / (1 - 2 * self.flip)
        self.passes = {place: self.rng.random(self.design.cases) < RIGHT for place in self.places}
        self.later = dict(self.passes)
        first = next(iter(self.passes))
        # Of all cases so many turn, and all of them passed.
        self.later[first] = self.passes[first] & (self.rng.random(self.design.cases) >= turned / RIGHT)
        self.before = {place: self._verdicts(usual, self.design.runs) for place, usual in self.passes.items()}
        self.now = {place: self._verdicts(usual, 1) for place, usual in self.later.items()}

    def judged(self) -> dict[str, GateOutcome]:
        """After a second look where the first leaves a doubt."""
        for place in in_doubt(self._comparison(), GateSettings()) if self.design.confirm else ():
            more = self._verdicts(self.later[place], self.design.confirm)
            self.now[place] = np.concatenate([self.now[place], more])
        self.asked = sum(verdicts.size for verdicts in self.now.values())
        return {gate.name: gate for gate in chance_gates(self._comparison(), GateSettings())}

    def _verdicts(self, usual: Verdicts, times: int) -> Verdicts:
        """By run or repeat, and case."""
        found: Verdicts = (self.rng.random((times, self.design.cases)) < self.flip) ^ usual
        return found

    def _comparison(self) -> Comparison:
        before = Evidence(dict(_records(self.before, apart=True)))
        return Comparison(before, Evidence(dict(_records(self.now, apart=False))))


def _records(verdicts: Mapping[Place, Verdicts], apart: bool) -> Iterator[tuple[str, CaseRecord]]:
    for (category, protocol), seen in verdicts.items():
        for index, column in enumerate(seen.T.tolist()):
            yield f"{category}-x-{index:04d}-{protocol}", _record(tuple(column), apart)


@cache
def _record(passed: tuple[bool, ...], apart: bool) -> CaseRecord:
    """Of runs `apart`, or of repeats within one. Cases alike share one, which works out once what it says."""
    return CaseRecord(tuple(map(_counts, ((each,) for each in passed) if apart else (passed,))))


@cache
def _counts(passed: tuple[bool, ...]) -> RunCounts:
    right = sum(passed)
    return RunCounts({"correct": right, "wrong": len(passed) - right}, {})


@dataclass(frozen=True)
class Measured:
    """Over many builds."""

    found: float
    """Those in which the gate of the category that fell fails."""
    failed: float
    """Those in which any gate does."""
    verdicts: float
    """A build."""


def simulate(
    design: Design, drop: float, flip: float, builds: int, seed: int, places: Sequence[Place] = PLACES
) -> Measured:
    rng = np.random.default_rng(seed)
    found = failed = asked = 0
    for _ in range(builds):
        build = Build(design, drop, flip, rng, places)
        gates = build.judged()
        found += not gates[":".join(places[0])].passed
        failed += not all(gate.passed for gate in gates.values())
        asked += build.asked
    return Measured(found / builds, failed / builds, asked / builds)


def promises(builds: int, seed: int) -> None:
    print("drop  flips  cases  runs  confirm  promised   found   verdicts promised  unchanged: verdicts  failed")
    for drop, flip, design in DESIGNS:
        promised = plan(Question(drop, 0.8, Gates(flip=flip)), design)
        fell = simulate(design, drop, flip, builds, seed)
        same = simulate(design, 0.0, flip, max(1, builds // 4), seed + 1)
        print(
            f"{100 * drop:4.0f} {100 * flip:5.0f}% {design.cases:6} {design.runs:5} {design.confirm:8} "
            f"{promised.found:9.1%} {fell.found:7.1%} {promised.verdicts:19,.0f} {same.verdicts:20,.0f} "
            f"{same.failed:7.1%}",
            flush=True,
        )


def uneven(builds: int, seed: int) -> None:
    """The same designs for a model whose flips gather: so many of its cases toss coins, and the others never flip. One
    category alone, case by case, at the level that its neighbours leave it."""
    print("drop  flips  cases  runs  alike often   in few cases (of those with one look)")
    for drop, flip, design in DESIGNS:
        if design.confirm:
            continue
        levels = neighbours(Gates(flip=flip), design.cases, design.runs, drop).levels
        shares = [_found_alone(design, drop, flip, gathered, levels, builds, seed) for gathered in (False, True)]
        print(
            f"{100 * drop:4.0f} {100 * flip:5.0f}% {design.cases:6} {design.runs:5} {shares[0]:12.1%} {shares[1]:14.1%}"
        )


def _found_alone(
    design: Design, drop: float, flip: float, gathered: bool, levels: Sequence[Levels], builds: int, seed: int
) -> float:
    rng = np.random.default_rng(seed)
    found = 0.0
    for _ in range(builds):
        usual = rng.random(design.cases) < RIGHT
        # Two runs differ in as many cases as where all flip alike; a case that tosses coins has nothing to lose.
        coins = rng.random(design.cases) < (4 * flip * (1 - flip) if gathered else 0.0)
        flips = np.where(coins, 0.5, 0.0 if gathered else flip)
        lost = drop / (RIGHT * (1 - 4 * flip * (1 - flip)) if gathered else RIGHT * (1 - 2 * flip))
        turned = ~coins & (rng.random(design.cases) < lost)
        before = (rng.random((design.runs, design.cases)) < flips) ^ usual
        now = (rng.random(design.cases) < flips) ^ (usual & ~turned)
        scores = (WHOLE * before.T).tolist()
        pairs = [Pair("", tuple(old), (WHOLE * int(new),)) for old, new in zip(scores, now, strict=True)]
        null, observed = shift(pairs)
        found += sum(null.at_most(observed) <= level.found + ROUNDING for level in levels) / len(levels)
    return found / builds


# Floors ---------------------------------------------------------------------------------------------------------------

SCOPES: Final = (("category", 1, (20, 50, 100, 200)), ("axis UEG", 6, (20, 50, 100)), ("total", 10, (20, 50, 100)))
MARGINS: Final = (1, 2, 3, 5, 10, 15)
ACCURACIES: Final = (0.5, 0.7, 0.9, 0.95)
"""30 % is as 70 %."""


def floors() -> list[str]:
    """A Markdown table: rows are scopes and cases a category, columns points under the run."""
    lines = [
        "| scope | cases a category | accuracy | " + " | ".join(f"{margin} under" for margin in MARGINS) + " |",
        "|---|---|---|" + "---|" * len(MARGINS),
    ]
    for name, categories, sizes in SCOPES:
        for cases in sizes:
            for accuracy in ACCURACIES:
                chances = (below_floor(accuracy, cases, margin / 100, categories) for margin in MARGINS)
                shown = " | ".join(_percent(chance) for chance in chances)
                lines.append(f"| {name} | {cases} | {100 * accuracy:.0f} % | {shown} |")
    return lines


def _percent(chance: float) -> str:
    return f"{100 * chance:.0f} %" if chance >= 0.005 else "< 1 %" if chance >= 0.0005 else "0"


def written(page: str, name: str, lines: Sequence[str]) -> str:
    """The page with these lines between its markers of that name."""
    start, end = f"<!-- {name}: benchmarks/plan.py --write -->", f"<!-- end of {name} -->"
    if page.count(start) != 1 or page.count(end) != 1:
        raise SystemExit(f"{PAGE} lacks {start} and {end}")
    return "\n".join([page.partition(start)[0] + start, *lines, end + page.partition(end)[2]])


def printed(*arguments: str) -> list[str]:
    """What the command prints, as a block of Markdown."""
    out = io.StringIO()
    with redirect_stdout(out):
        realunify(arguments)
    return ["```", *out.getvalue().splitlines(), "```"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builds", type=int, default=400, help="of a model that fell, per line")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--uneven", action="store_true", help="flips that gather in few cases, one category alone")
    parser.add_argument("--floors", action="store_true", help="the table of floors alone")
    parser.add_argument(
        "--write", action="store_true", help="into docs/planning.md: floors, and what the command prints"
    )
    options = parser.parse_args()
    if options.write:
        page = written(PAGE.read_text(encoding="utf-8"), "floors", floors())
        page = written(page, "plan", printed("plan", "--drop", "10", "--alpha", ".05"))
        PAGE.write_text(page, encoding="utf-8")
    elif options.uneven:
        uneven(options.builds, options.seed)
    elif options.floors:
        print("\n".join(floors()))
    else:
        started = time.monotonic()
        promises(options.builds, options.seed)
        print(f"{options.builds} builds a line, {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
