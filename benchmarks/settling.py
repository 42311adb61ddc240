"""What it costs that a run is put onto the disk as it goes: `python benchmarks/settling.py [--folder PLACE]`.

The same run with `fsync` and with one that does nothing, in turns, on the file system of PLACE: the reference model on
the smoke suite, whose cases take milliseconds where a real model takes seconds. Prints medians and their ratio, how
many calls of `fsync` there are, and what one takes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTING = """
import os, time

CALLS, REAL = [], os.fsync
SKIPPED = "SETTLE_NOTHING" in os.environ


def fsync(opened):
    began = time.perf_counter()
    if not SKIPPED:
        REAL(opened)
    CALLS.append(time.perf_counter() - began)


os.fsync = fsync


def pytest_unconfigure():
    print(f"FSYNC {len(CALLS)} {sum(CALLS)}")
"""


def measured(folder: Path, settles: bool, options: list[str]) -> tuple[float, int, float]:
    """Seconds of a run of its own; calls of `fsync` in its controller, and their seconds."""
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])}
    if not settles:
        surroundings["SETTLE_NOTHING"] = "1"
    typed = [sys.executable, "-m", "pytest", "-q", "--realunify", "--model=reference", "--realunify-report=none"]
    typed += [
        "--realunify-suite=procedural:smoke",
        "--realunify-protocol=all",
        "-p",
        "counting",
        "-p",
        "no:cacheprovider",
    ]
    began = time.perf_counter()
    done = subprocess.run([*typed, *options], cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    _, calls, within = next(line for line in done.stdout.splitlines() if line.startswith("FSYNC")).split()
    return seconds, int(calls), float(within)


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="on which file system; default: that of temporary files")
    parser.add_argument("--runs", type=int, default=5, help="of each kind; default: %(default)s")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        folder = Path(place)
        (folder / "pytest.ini").write_text("[pytest]\n")
        (folder / "counting.py").write_text(COUNTING)
        for name, options in {"one process": ["-p", "no:xdist"], "-n 2": ["-n", "2"]}.items():
            kinds = (True, False)
            pairs = [[measured(folder, settles, options) for settles in kinds] for _ in range(given.runs + 1)]
            del pairs[0]  # which filled the caches
            with_it, without = (statistics.median(each[kind][0] for each in pairs) for kind in (0, 1))
            ratios = sorted(each[0][0] / each[1][0] for each in pairs)
            calls, within = pairs[-1][0][1], statistics.median(each[0][2] for each in pairs)
            print(
                f"{name:12} with {with_it:6.2f} s  without {without:6.2f} s  ratio {statistics.median(ratios):.3f} "
                f"({ratios[0]:.3f} to {ratios[-1]:.3f})  {calls} calls, {1000 * within / calls:.2f} ms each"
            )


if __name__ == "__main__":
    main()
