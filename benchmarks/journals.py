"""What it takes to read great journals: processor time and memory of `compare`, `report`, `merge`, `gate` and `trend`,
beside a plain reader of the same files in the same run.

    python benchmarks/journals.py [--cases 100000] [--times 3] [--only report] [--dir DIR]

The plain reader is a few lines of Python: `json.loads` on each line, the dicts kept in a list. Every reading is a
process of its own, started anew; its memory is the most that it ever had (VmHWM, so on Linux alone), its time what it
used of a processor, Python's start included: the machine may be shared. Medians. Lines are those of `reports.py`.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from reports import write_run

from pytest_realunify.stored.journal import JOURNAL, RunFolder

PLAIN: Final = """
import json, sys
kept = []
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        kept += [json.loads(line) for line in file]
"""
COMMAND: Final = """
import sys
from pytest_realunify.cli.main import main
code = main()
if code:
    sys.exit(code)
"""
TOLD: Final = """
import os
used = os.times()
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print("took", used.user + used.system, peak, file=sys.stderr)
"""


def took(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds of processor time, and MiB at most."""
    command = [sys.executable, "-c", code + TOLD, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    _, seconds, peak = done.stderr.splitlines()[-1].split()
    return float(seconds), int(peak) / 1024


def shards(run: RunFolder, root: Path, of: int) -> list[RunFolder]:
    """A run as that many shards would have left it."""
    lines = run.journal.read_bytes().splitlines(keepends=True)
    facts, made = run.facts(), []
    for number in range(of):
        shard = RunFolder(root / f"{run.id}-shard{number}")
        shard.create()
        (shard.path / JOURNAL).write_bytes(b"".join(lines[number::of]))
        selected = Counter(outline.protocol for outline in shard.outlines().values())
        options = {**facts["options"], "realunify_shard": f"{number + 1}/{of}"}
        counts = {"selected": selected.total(), "selected_by_protocol": dict(selected)}
        shard.write_facts({**facts, "id": shard.id, "options": options, **counts})
        made.append(shard)
    return made


def measure(name: str, arguments: Sequence[str], journals: Sequence[Path], times: int) -> None:
    """A line, with the ratios."""
    plain, ours = [], []
    for _ in range(times):
        plain.append(took(PLAIN, *map(str, journals)))
        ours.append(took(COMMAND, *arguments))
    (seconds, peak), (used, most) = ([median(each) for each in zip(*found, strict=True)] for found in (plain, ours))
    print(
        f"{name:<16} {used:6.2f} s {most:6.0f} MiB, the plain reader {seconds:5.2f} s {peak:5.0f} MiB: "
        f"{used / seconds:.2f} of its time, {most / peak:.2f} of its memory",
        flush=True,
    )


def main() -> None:
    """A line per command and format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000, help="in each of two runs")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", default="", help="commands whose names begin so")
    parser.add_argument("--dir", type=Path, help="keep the runs here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root, rng = given.dir or Path(temporary), random.Random(7)
        runs = [RunFolder(write_run(root, number, given.cases, rng)) for number in range(2)]
        parts = shards(runs[1], root / "parts", 2)
        one, both = [runs[1].journal], [run.journal for run in runs]
        size = runs[1].journal.stat().st_size
        print(f"two runs of {given.cases} cases, {size / 1e6:.0f} MB of journal each")
        before, after = (str(run.path) for run in runs)
        save = ["baseline", "save", before, "-o", str(root / "baseline.json")]
        subprocess.run([sys.executable, "-c", COMMAND, *save], check=True, stdout=subprocess.DEVNULL)
        formats = ["terminal", "markdown", "json", "csv", "html"]
        commands = {
            "compare": (["compare", before, after], both),
            **{
                f"report {each}": (["report", after, "-o", str(root / f"x.{each}"), f"--format={each}"], one)
                for each in formats
            },
            "merge": (["merge", *(str(each.path) for each in parts), "-o", str(root / "merged")], one),
            "gate": (["gate", after, f"--baseline={root / 'baseline.json'}"], one),
            "trend": (["trend", before, after], both),
        }
        for name, (arguments, journals) in commands.items():
            if name.startswith(given.only):
                measure(name, arguments, journals, given.times)


if __name__ == "__main__":
    main()
