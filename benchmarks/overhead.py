"""What the plugin costs beside plain pytest, measured side by side in one run: `python benchmarks/overhead.py`.

The same cases twice: hand-made data in the official format, every picture opened and decoded, a model that answers at
once. Once through the plugin, once as an ordinary parametrized test file. Prints medians, ratios and memory.

    python benchmarks/overhead.py --light          # the no-op cases alone
    python benchmarks/overhead.py --light --bare   # without whatever other plugins are installed

CPU seconds are those of pytest and all its workers: on a machine that others use too they say more than the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

PLAIN = """
import json
from pathlib import Path

import pytest
from PIL import Image

from noop import Noop, Request

ROWS = json.loads(Path("data/GEU_direct.json").read_text())
IDS = [f"mental_tracking-cases-{row['index']:04d}-direct" for row in ROWS]


@pytest.fixture(scope="session")
def model():
    return Noop()


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_geu(row, model):
    with Image.open(Path("data") / row["input_image"]) as image:
        picture = image.convert("RGB")
    reply = model.understand([Request(row["question"], (picture,))])[0]
    assert reply == row["answer"]
"""

NOOP = """
from typing import NamedTuple


class Request(NamedTuple):
    prompt: str
    images: tuple


class Noop:
    def understand(self, requests):
        return ["A" for _ in requests]
"""

COLLECTED = """
import resource


def pytest_collection_finish(session):
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"PEAK {kib} ITEMS {len(session.items)}")
"""

BARE = "def test_nothing(): pass\n"


def prepare(folder: Path, cases: int) -> None:
    """Data, model and plain test file for so many cases, all of them answered right."""
    pictures = folder / "data/image/mental_tracking/cases/images"
    pictures.mkdir(parents=True, exist_ok=True)
    for number in range(50):
        Image.new("RGB", (64, 64), (5 * number, 80, 120)).save(pictures / f"{number}.png")
    rows = [
        {
            "index": index,
            "task_type": "mental_tracking",
            "question": f"Which number do the red segments show in picture {index}?",
            "option": ["12", "21", "15", "51"],
            "answer": "A",
            "input_image": f"./image/mental_tracking/cases/images/{index % 50}.png",
        }
        for index in range(cases)
    ]
    (folder / "data/GEU_direct.json").write_text(json.dumps(rows))
    (folder / "noop.py").write_text(NOOP)
    (folder / "test_plain.py").write_text(PLAIN)
    (folder / "test_bare.py").write_text(BARE)
    (folder / "conftest.py").write_text(COLLECTED)


PLUGIN = ("--realunify", "--model=noop:Noop", "--realunify-suite=official:data", "--realunify-protocol=direct")


ALONE = ("-p", "xdist.plugin", "-p", "pytest_realunify.plugin")
"""Plugins of a run without any others."""


class Took(NamedTuple):
    """Seconds of one pytest, its workers included."""

    cpu: float
    wall: float


def run(folder: Path, *arguments: str, bare: bool = False) -> tuple[Took, str]:
    """What one pytest process took, and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
    # Byte code is kept, as it is on a user's machine, but not in this checkout.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "pycache")}
    if bare:
        command += ALONE
        kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    began, before = time.perf_counter(), _cpu()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | kept)
    took = Took(_cpu() - before, time.perf_counter() - began)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return took, done.stdout


def _cpu() -> float:
    """Seconds of all processes below this one that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(
    folder: Path, rounds: int, plain: Sequence[str], ours: Sequence[str], label: str, bare: bool = False
) -> float:
    """Medians of both, run alternately so that a busy machine slows both; returns the ratio of CPU seconds."""
    times: dict[str, list[Took]] = {"plain": [], "plugin": []}
    for arguments in (plain, ours):  # compiles
        run(folder, *arguments, bare=bare)
    for _ in range(rounds):
        times["plain"].append(run(folder, *plain, bare=bare)[0])
        times["plugin"].append(run(folder, *ours, bare=bare)[0])
    ratios: list[float] = []
    for place, clock in enumerate(Took._fields):
        before, after = (statistics.median(took[place] for took in each) for each in times.values())
        ratios.append(after / before)
        shown = (
            f"plain {before:6.2f} s   plugin {after:6.2f} s   ratio {after / before:5.2f}   {after - before:+6.2f} s"
        )
        print(f"{label:<28} {clock:<4} {shown}", flush=True)
    return ratios[0]


def peak(folder: Path, *arguments: str) -> tuple[float, int]:
    """Peak MiB at the end of collection, and how many items there were."""
    words = run(folder, "--collect-only", "-s", *arguments)[1].split("PEAK ")[1].split()
    return int(words[0]) / 1024, int(words[2])


def memory(folder: Path) -> None:
    """Memory per collected case over what collecting one test takes, plain and through the plugin."""
    floor, _ = peak(folder, "test_bare.py")
    ours_floor, _ = peak(folder, *PLUGIN, "--realunify-limit=1")
    plain, items = peak(folder, "test_plain.py")
    ours, our_items = peak(folder, *PLUGIN)
    per_plain, per_ours = 1024 * (plain - floor) / items, 1024 * (ours - ours_floor) / our_items
    shown = f"plain {per_plain:6.2f} KiB plugin {per_ours:6.2f} KiB ratio {per_ours / per_plain:5.2f}"
    print(f"{'memory per collected case':<28} {shown}")


def collection(folder: Path, sizes: Sequence[int], rounds: int) -> None:
    """Collecting so many procedural instances against collecting a file with one test."""
    for size in sizes:
        ours = ("--collect-only", "-q", "-q", "--realunify", "--model=reference", "--realunify-protocol=direct")
        suite = f"--realunify-suite=procedural:{max(1, round(size / 9))}"
        compare(
            folder, rounds, ("--collect-only", "-q", "-q", "test_bare.py"), (*ours, suite), f"collect {size} instances"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--collect", type=int, nargs="*", default=[1000, 10_000, 100_000])
    parser.add_argument("--light", action="store_true", help="the no-op cases alone")
    parser.add_argument("--bare", action="store_true", help="without whatever other plugins are installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.cases)
        for workers in ("0", "2"):
            split = ("-n", workers)
            label = f"{options.cases} no-op cases, -n {workers}"
            compare(folder, options.rounds, ("test_plain.py", *split), (*PLUGIN, *split), label, options.bare)
        if not options.light:
            memory(folder)
            collection(folder, options.collect, min(3, options.rounds))


if __name__ == "__main__":
    main()
