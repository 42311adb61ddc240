"""The README's main job, here and as it was at another revision: `python benchmarks/main_job.py REV [--rounds 3]`.

`pytest --realunify --model=reference --realunify-baseline=reference -n 2`, whole processes, run alternately so that a
busy machine slows both: seconds on the wall, and of the processor (user and system, workers included), which other
people's work on the machine disturbs less. REV is checked out beside this checkout, into a temporary worktree.
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
from typing import Final

HERE: Final = Path(__file__).resolve().parents[1]

JOB: Final = ("--realunify", "--model=reference", "--realunify-baseline=reference")


def run(folder: Path, checkout: Path, arguments: Sequence[str], judged: bool = True) -> tuple[float, float]:
    """Seconds of the wall and of the processor. Ends the program where a job that is to be `judged` does not pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    # Byte code is kept, as it is on a user's machine, but not in a checkout.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "pycache"), "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryDirectory(dir=folder) as place:
        Path(place, "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, env=os.environ | kept)
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0 and judged:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rev", metavar="REV")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-n", dest="workers", default="2", help="workers; 0: none")
    options = parser.parse_args()
    arguments = (*JOB, "-n", options.workers)
    git = ("git", "-C", str(HERE))
    with tempfile.TemporaryDirectory() as name:
        folder, other = Path(name), Path(name) / "other"
        subprocess.run([*git, "worktree", "add", "--detach", str(other), options.rev], check=True, capture_output=True)
        try:
            taken: dict[Path, list[tuple[float, float]]] = {other: [], HERE: []}
            for checkout in taken:  # compiles
                run(folder, checkout, (*arguments, "--realunify-limit=1"), judged=False)
            for _ in range(options.rounds):
                for checkout, times in taken.items():
                    times.append(run(folder, checkout, arguments))
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(other)], check=True, capture_output=True)
    print(f"{' '.join(arguments)}: medians of {options.rounds}")
    for place, what in enumerate(("wall", "processor")):
        before, after = (statistics.median(each[place] for each in times) for times in taken.values())
        print(f"{what:<10} {options.rev} {before:6.2f} s   here {after:6.2f} s   ratio {after / before:.2f}")


if __name__ == "__main__":
    main()
