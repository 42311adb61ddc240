"""A batched model of this process beside the time that its own calls take: `python benchmarks/batched.py`.

Hand-made GEU data in the official layout with photographs, stepwise: each case is edited and then answered from the
edited picture. The model sleeps as long as a call of its size would take on a device of its own, and draws a photograph
made beforehand. Ideal is what its calls take with nothing in between: calls times their seconds.

Prints ideal / measured: from the first call's beginning to the last one's end, of the process that ran the most.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from endpoint_server import photograph

MODEL: Final = """
import io, json, os, time
from pathlib import Path
from PIL import Image

CALL, ITEM = {call}, {item}
LOG = Path(__file__).parent / "calls"
DRAWN = sorted(Path(__file__).parent.glob("drawn/*.png"))
PICTURES = [Image.open(io.BytesIO(path.read_bytes())).convert("RGB") for path in DRAWN]


class Model:
    def __init__(self):
        LOG.mkdir(exist_ok=True)
        self.log = open(LOG / f"{{os.getpid()}}.txt", "a", buffering=1)

    def _work(self, requests):
        began = time.perf_counter()
        time.sleep(CALL + ITEM * len(requests))
        print(json.dumps([began, time.perf_counter(), len(requests)]), file=self.log)

    def understand(self, requests):
        self._work(requests)
        return ["The answer is A."] * len(requests)

    def edit(self, requests):
        self._work(requests)
        return [PICTURES[request.seed % len(PICTURES)].copy() for request in requests]
"""
SETTINGS: Final = {"light": (0.05, 0.005, 512), "heavy": (0.0, 0.1, 1024)}
"""Seconds per call, seconds per item, pixels of a side."""


def write(folder: Path, cases: int, side: int, call: float, item: float) -> None:
    """Data, pictures and model."""
    rows: list[dict[str, Any]] = []
    for index in range(cases):
        picture = folder / "data" / "image" / "mental_tracking" / "cases" / "images" / f"{index}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(photograph(index % 16, side))
        rows.append(
            {
                "index": index,
                "task_type": "mental_tracking",
                "question": f"Which number is shown in picture {index}?",
                "option": ["one", "two", "three", "four"],
                "answer": "ABCD"[index % 4],
                "input_image": f"./image/mental_tracking/cases/images/{index}.png",
                "evaluation_prompt": f"Which number is shown in picture {index}? A one, B two, C three, D four.",
                "edit_prompt": f"Mark the number in picture {index}.",
            }
        )
    (folder / "data" / "GEU_step.json").write_text(json.dumps(rows))
    (folder / "drawn").mkdir()
    for number in range(8):
        (folder / "drawn" / f"{number}.png").write_bytes(photograph(100 + number, side))
    (folder / "sleeper.py").write_text(MODEL.format(call=call, item=item))


def share(folder: Path, options: list[str]) -> float:
    """Ideal time of the calls / measured time, over the processes that made them."""
    for file in folder.glob("calls/*"):
        file.unlink()
    chosen = ["--model=sleeper:Model", "--realunify-protocol=stepwise", "--realunify-suite=official:data"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--realunify", *chosen, *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    processes: list[list[list[float]]] = [
        [json.loads(line) for line in file.read_text().splitlines()] for file in folder.glob("calls/*")
    ]
    ideal = sum(ended - began for calls in processes for began, ended, _ in calls)
    whole = sum(calls[-1][1] - calls[0][0] for calls in processes)
    return ideal / whole


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--setting", choices=[*SETTINGS, "both"], default="both")
    parser.add_argument("--cases", type=int, default=96)
    parser.add_argument("--workers", default="0", help="numbers for -n, such as 0,1,2,4")
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are told")
    parser.add_argument("--pytest", default="", help="more options of pytest's")
    given = parser.parse_args()
    for name, (call, item, side) in SETTINGS.items():
        if given.setting not in (name, "both"):
            continue
        for workers in given.workers.split(","):
            shares = []
            for _ in range(given.rounds):
                with tempfile.TemporaryDirectory() as folder:
                    write(Path(folder), given.cases, side, call, item)
                    shares.append(share(Path(folder), ["-n", workers, *given.pytest.split()]))
            told = ", ".join(f"{each:.3f}" for each in shares)
            print(
                f"{call * 1000:g} ms a call and {item * 1000:g} ms an item, {side} px, -n {workers}: "
                f"{statistics.median(shares):.3f} of ideal ({told})",
                flush=True,
            )


if __name__ == "__main__":
    main()
