"""How often the gates fail a build for nothing, and how often they find a true fall: `python benchmarks/gates.py`.

Every table of docs/gates.md that has numbers, counted by the gates' own code over builds of models whose truth is known
(`benchmarks/gateworlds.py`), or computed by it. `--write` puts them into the page, `--only NAME` makes one of them.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from gateworlds import Share, Side, World, simulate

from pytest_realunify.decisions.counts import WHOLE
from pytest_realunify.decisions.gates.asked import ONE_SIDED
from pytest_realunify.decisions.gates.detectable import smallest_drop
from pytest_realunify.decisions.gates.family import Test
from pytest_realunify.decisions.gates.permutation import Pair, shift
from pytest_realunify.numbers.stats import lower_limit, mean_difference

PAGE: Final = Path(__file__).parents[1] / "docs" / "gates.md"
LEVEL: Final = 0.05 / 20

Table = Iterator[Sequence[object]]
Measure = Callable[[Sequence[World]], list[Share]]
"""All of them, side by side where there are cores."""


def percent(share: float) -> str:
    """Such as 4.3 %; whole where that says enough."""
    return f"{100 * share:.0f} %" if 0.1 <= share <= 0.985 else f"{100 * share:.1f} %"


SIDES: Final[Sequence[tuple[Side, Side]]] = [
    (Side("runs", 1), Side("runs", 1)),
    (Side("runs", 3), Side("runs", 1)),
    (Side("runs", 3), Side("runs", 3)),
    (Side("runs", 10), Side("runs", 1)),
    (Side("repeats", 3), Side("repeats", 3)),
    (Side("copies", 3), Side("copies", 3)),
    (Side("copies", 3), Side("copies", 1)),
    (Side("copies", 1), Side("copies", 3)),
    (Side("half", 3), Side("half", 3)),
    (Side("judged", 3), Side("judged", 3)),
]


def unchanged(measure: Measure) -> Table:
    """Builds that an unchanged model fails."""
    yield "baseline", "now", "30 % right", "90 % right"
    accuracies = (0.3, 0.9)
    found = measure([World(before, now, accuracy) for before, now in SIDES for accuracy in accuracies])
    for (before, now), shares in zip(SIDES, _rows(found, len(accuracies)), strict=True):
        yield before, now, *(percent(share.any) for share in shares)


def falls(measure: Measure) -> Table:
    """Builds in which the gate of the category that fell fails."""
    drops = (0.10, 0.15, 0.20, 0.25)
    yield "baseline", "now", *(f"falls by {100 * drop:.0f}" for drop in drops)
    sides = [*SIDES[:3], SIDES[4]]
    found = measure([World(before, now, drop=drop) for before, now in sides for drop in drops])
    for (before, now), shares in zip(sides, _rows(found, len(drops)), strict=True):
        yield before, now, *(percent(share.first) for share in shares)


def others(measure: Measure) -> Table:
    """What else is found, or is not."""
    asked = {
        "10 of 100 cases that passed fail, in a model that never flips: found": World(
            drop=0.10, fall="turned", flip=0.0
        ),
        "every category falls by 3 points: found": World(drop=0.03, fall="everywhere"),
        "20 of 100 cases of one category have no verdict any more: found": World(drop=0.20, fall="dark"),
        "1 % of all cases have none, anywhere, in a model that never flips: failed": World(
            drop=0.01, fall="missing", flip=0.0
        ),
    }
    yield "what happened", "builds"
    for told, world, share in zip(asked, asked.values(), measure(list(asked.values())), strict=True):
        yield told, percent(share.first if world.fall in ("turned", "dark") else share.any)


def second_look(measure: Measure) -> Table:
    """What `--realunify-confirm` finds, and what it costs."""
    yield "baseline", "confirm", "unchanged: failed", "falls by 10: found", "by 15", "verdicts a case, unchanged"
    rows = [(runs, confirm) for runs in (1, 3) for confirm in (0, 2, 4)]
    worlds = [World(Side("runs", runs), drop=drop, confirm=more) for runs, more in rows for drop in (0.0, 0.10, 0.15)]
    for (runs, more), shares in zip(rows, _rows(measure(worlds), 3), strict=True):
        none, ten, fifteen = shares
        found = (percent(none.any), percent(ten.first), percent(fifteen.first))
        yield Side("runs", runs), more, *found, f"{none.verdicts:.2f}"


def detectable(_: Measure) -> Table:
    """Points of accuracy found in four of five runs, among 20 gates; computed."""
    sizes = (20, 50, 100, 200, 500)
    yield "runs, baseline and now", "flips", *(f"{cases} cases" for cases in sizes)
    for before, now in ((1, 1), (3, 1), (3, 3), (5, 5)):
        for flip in (0.0, 0.02, 0.05, 0.10) if (before, now) == (1, 1) else (0.02, 0.05, 0.10):
            drops = [smallest_drop(cases, 2 * flip * (1 - flip), LEVEL, (before, now)) for cases in sizes]
            yield (
                f"{before} and {now}",
                f"{100 * flip:.0f} %",
                *(f"{100 * drop:.0f}" if drop else "-" for drop in drops),
            )


def promised(measure: Measure) -> Table:
    """Whether the drop that `finds` names is found in four of five builds."""
    yield "runs, baseline and now", "flips", "finds", "builds that found it"
    rows = [(runs, flip) for runs in ((1, 1), (3, 1), (3, 3)) for flip in (0.02, 0.05, 0.15)]
    worlds = []
    for (before, now), flip in rows:
        drop = smallest_drop(100, 2 * flip * (1 - flip), _level(flip, (before, now)), (before, now), 0.6) or 0.6
        worlds.append(World(Side("runs", before), Side("runs", now), 0.6, drop, flip=flip))
    for ((before, now), flip), world, share in zip(rows, worlds, measure(worlds), strict=True):
        yield f"{before} and {now}", f"{100 * flip:.0f} %", f"{100 * world.drop:.1f}", percent(share.first)


def _level(flip: float, runs: tuple[int, int]) -> float:
    """What one gate among those of an unchanged model has to reach."""
    world = World(Side("runs", runs[0]), Side("runs", runs[1]), 0.6, flip=flip)
    return world.level(np.random.default_rng(1))


def intervals(_: Measure) -> Table:
    """Coverage of averaged differences, and margins at their boundary."""
    yield "categories", "95 % interval covers", "margin passed at its boundary"
    worlds = {
        "5 of 100 cases": [(100, 0.05, 0.05)] * 5,
        "5 of 20": [(20, 0.1, 0.1)] * 5,
        "4 of 200 that hardly differ, one of 10 that does": [(200, 0.01, 0.01)] * 4 + [(10, 0.4, 0.3)],
        "4 of 20 that never differ, one of 100 with a fall": [(20, 0.0, 0.0)] * 4 + [(100, 0.3, 0.05)],
        "10, from 10 to 100 cases, small ones noisy": [(10 * n, 0.5 / n, 0.4 / n) for n in range(1, 11)],
        "10, from 10 to 100 cases, large ones noisy": [(10 * n, 0.03 * n, 0.02 * n) for n in range(1, 11)],
        "one of 100, 5 % either way": [(100, 0.05, 0.05)],
        "one of 40, never better": [(40, 0.05, 0.0)],
    }
    for told, strata in worlds.items():
        covers, passes = coverage(strata, 4000)
        yield told, percent(covers), percent(passes)


def coverage(strata: Sequence[tuple[int, float, float]], times: int) -> tuple[float, float]:
    """Cases, chance to get worse and to get better of each category: how often the interval covers, and how often a
    margin that is exactly the true fall is passed."""
    rng = np.random.default_rng(0)
    truth = float(np.mean([better - worse for _, worse, better in strata]))
    covered = passed = 0
    for _ in range(times):
        pairs = []
        for cases, worse, better in strata:
            down, up, _ = rng.multinomial(cases, [worse, better, 1 - worse - better])
            pairs.append([(1.0, 0.0)] * down + [(0.0, 1.0)] * up + [(1.0, 1.0)] * (cases - down - up))
        estimate = mean_difference(pairs)
        covered += estimate.low <= truth <= estimate.high
        passed += truth < 0 and lower_limit(pairs, ONE_SIDED) > truth
    return covered / times, passed / times


def compare(_: Measure) -> Table:
    """`realunify compare` on runs of unlike repeats though nothing changed: p below 5 %."""
    yield "repeats", "50 % right", "90 % right"
    for before, after in ((1, 1), (3, 1), (5, 1), (3, 3)):
        yield f"{before} and {after}", *(percent(surprised(before, after, each, 2000)) for each in (0.5, 0.9))


def surprised(before: int, after: int, accuracy: float, times: int) -> float:
    """Share of comparisons of one category of 100 cases, flips 5 %, whose two-sided p is at most 5 %."""
    rng = np.random.default_rng(0)
    chances = np.where(np.arange(100) < 100 * accuracy, 0.95, 0.05)
    found = 0
    for _ in range(times):
        sides = [rng.random((of, 100)) < chances for of in (before, after)]
        pairs = [Pair("", *(tuple(int(WHOLE * hit) for hit in side[:, case]) for side in sides)) for case in range(100)]
        found += Test("", *shift(pairs)).two_sided <= 0.05
    return found / times


TABLES: Final[dict[str, Callable[[Measure], Table]]] = {
    each.__name__.replace("_", "-"): each
    for each in (unchanged, falls, others, second_look, detectable, promised, intervals, compare)
}


def _rows(shares: Sequence[Share], width: int) -> Iterator[Sequence[Share]]:
    return (shares[start : start + width] for start in range(0, len(shares), width))


def markdown(table: Table) -> str:
    """As GitHub shows it."""
    head, *rows = ["| " + " | ".join(map(str, row)) + " |" for row in table]
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows])


def written(page: str, name: str, table: str) -> str:
    """The page with one table replaced. Raises ValueError where the page has no place for it."""
    place = rf"(<!-- benchmarks/gates\.py {name} -->\n)(?:(?!<!-- end -->).)*(<!-- end -->)"
    found, count = re.subn(place, rf"\g<1>{table}\n\g<2>", page, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{PAGE} has no place for the table {name}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=2000, help="builds per number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", choices=TABLES, action="append", help="this table; may be repeated")
    parser.add_argument("--write", action="store_true", help="into docs/gates.md")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:

        def measure(worlds: Sequence[World]) -> list[Share]:
            return list(pool.map(partial(simulate, pairs=options.pairs, seed=options.seed), worlds))

        for name in options.only or TABLES:
            table = markdown(TABLES[name](measure))
            print(f"\n{name}: {(TABLES[name].__doc__ or '').splitlines()[0]}\n{table}", flush=True)
            if options.write:
                PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), name, table), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
