"""300 GEU items in the official layout under a no-op model: `python benchmarks/official_items.py`.

Beside 300 empty tests. Whole processes without xdist, from start to end, run alternately: seconds on the wall and of
the processor (user and system), and the peak of the resident memory (`VmHWM`; `ru_maxrss` would count what a process
was forked from). `--against DIR` runs another checkout of this project beside this one.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "tests/support"))

LMMS_EVAL: Final = "lmms-eval 0.7.3: 7.0 s where plain pytest took 1.17 s (measured elsewhere, once; not run here)"
MOST: Final = 90.0
"""MiB at the peak, with the HTML report."""

EMPTY: Final = """
import pytest


@pytest.mark.parametrize("number", range({count}))
def test_nothing(number):
    pass
"""

NOOP: Final = """
class Noop:
    def understand(self, requests):
        return ["A" for _ in requests]
"""

PEAK: Final = """
import pytest


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    with open("peak.txt", "w") as said:
        said.write(peak)
"""

OURS: Final = ("--realunify", "--model=noop:Noop", "--realunify-suite=official:data", "--realunify-protocol=direct")


class Taken(NamedTuple):
    """By one process: seconds, seconds, MiB."""

    wall: float
    processor: float
    peak: float


def run(folder: Path, arguments: Sequence[str], checkout: Path) -> Taken:
    """Of one pytest. Ends the program where a test fails for another reason than a wrong answer."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "peak"]
    # Byte code is kept, as it is on a user's machine, but not in this checkout.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "pycache"), "PYTHONPATH": str(checkout)}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [*command, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=os.environ | kept
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or "error" in done.stdout.splitlines()[-1]:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(wall, processor, int((folder / "peak.txt").read_text()) / 1024)


def prepare(folder: Path, count: int) -> None:
    """Data, model, the empty tests and the plugin that says the peak."""
    from official_data import write_official

    write_official(folder / "data", ["GEU_direct"], count=count)
    files = {"noop.py": NOOP, "peak.py": PEAK, "test_empty.py": EMPTY.format(count=count), "pytest.ini": "[pytest]\n"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="DIR")
    options = parser.parse_args()
    ways = {
        "plain pytest, empty tests": (("test_empty.py", "-p", "no:realunify"), HERE),
        "ours, no report": ((*OURS, "--realunify-report=none"), HERE),
        "ours, HTML report": ((*OURS, "--realunify-report=html"), HERE),
    }
    if options.against:
        ways["the other, HTML report"] = (ways["ours, HTML report"][0], options.against.resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.items)
        taken: dict[str, list[Taken]] = {label: [] for label in ways}
        for turn in range(options.rounds + 1):
            for label, (arguments, checkout) in ways.items():
                found = run(folder, arguments, checkout)
                taken[label] += [found] if turn else []  # the first compiles
    print(f"{options.items} items, medians of {options.rounds}")
    medians = {label: Taken(*map(statistics.median, zip(*each, strict=True))) for label, each in taken.items()}
    plain = medians["plain pytest, empty tests"]
    for label, each in medians.items():
        ratio = f"{each.wall / plain.wall:5.2f} and {each.processor / plain.processor:5.2f} times plain"
        print(f"{label:<28} {each.wall:6.2f} s, {each.processor:6.2f} s of processor, {each.peak:6.1f} MiB   {ratio}")
    ours = medians["ours, HTML report"]
    print(LMMS_EVAL)
    print(f"peak with the HTML report {ours.peak:.1f} MiB (goal: {MOST:.0f} at most)")


if __name__ == "__main__":
    main()
