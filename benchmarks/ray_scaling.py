"""How busy `--realunify-engine=ray` keeps replicas, and what a lost machine costs: `python benchmarks/ray_scaling.py`.

A model that sleeps 50 ms per case, eight replicas on a Ray cluster of this machine, the whole of `pytest --realunify`
driving them. Replicas note when each call began and ended. After start-up (from the moment every replica has begun its
first call, to the end of the last call of all) ideal is: every replica in a call all the time. With `--kill`, a node
with half of the replicas is killed on the way; printed is how long until its lost batches are answered elsewhere.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from pytest_realunify.procedural.drawing import PALETTE, PAPER

DIFFERENT = 16
"""Pictures; the rest of the data are copies, because painting takes longer than the run."""


def painted(size: int, number: int, photograph: bool) -> Image.Image:
    """Flat shapes on paper; or something as hard to encode as a photograph (300 KB as a PNG of 512 pixels)."""
    if photograph:
        walks = np.random.default_rng(number).normal(0, 1, (size, size, 3)).cumsum(axis=1)
        return Image.fromarray((walks % 256).astype(np.uint8))
    image = Image.new("RGB", (size, size), PAPER)
    pen, side = ImageDraw.Draw(image), size // 8 + number
    for place, colour in enumerate(("red", "blue", "green")):
        left = (place + 1) * size // 5
        pen.ellipse((left, left, left + side, left + side), fill=PALETTE[colour])
    return image


SLEEPER = """
import os
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from pytest_realunify.drawing import PALETTE, PAPER

CALLS = Path(__file__).parent / "calls"


class Sleeper:
    def __init__(self):
        self.drawn = painted(SIZE, 0, PHOTOGRAPHS)

    def understand(self, requests):
        return self.asked(requests, ["A" for _ in requests])

    def generate(self, requests):
        return self.asked(requests, [self.drawn for _ in requests])

    edit = generate

    def asked(self, requests, outputs):
        began = time.time()
        with (CALLS / str(os.getpid())).open("a") as log:
            log.write(f"{began} {' '.join(request.case for request in requests)}")
        time.sleep(SECONDS * len(requests))
        with (CALLS / str(os.getpid())).open("a") as log:
            log.write(f" {time.time()}\\n")
        return outputs


"""

HEALTH = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 2}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the model; `ended` is None where its replica was killed in it."""

    replica: str
    began: float
    ended: float | None
    cases: tuple[str, ...]


def write_model(folder: Path, options: argparse.Namespace) -> None:
    text = SLEEPER
    for name in ("seconds", "size", "photographs"):
        text = text.replace(name.upper(), repr(getattr(options, name)))
    (folder / "sleeper.py").write_text(text + inspect.getsource(painted))
    (folder / "calls").mkdir()


def write_data(folder: Path, options: argparse.Namespace) -> None:
    images = folder / "data/image/mental_tracking/cases/images"
    images.mkdir(parents=True)
    rows = []
    for index in range(options.cases):
        file = images / f"{index}.png"
        if index < DIFFERENT:
            painted(options.size, index, options.photographs).save(file, compress_level=1)
        else:
            file.write_bytes((images / f"{index % DIFFERENT}.png").read_bytes())
        rows.append(
            {
                "index": index,
                "task_type": "mental_tracking",
                "question": f"Question {index}: which one?",
                "option": ["one", "two", "three", "four"],
                "answer": "A",
                "input_image": f"./image/mental_tracking/cases/images/{index}.png",
            }
        )
    (folder / "data/GEU_direct.json").write_text(json.dumps(rows))


@contextmanager
def cluster(nodes: int, devices: int) -> Iterator[tuple[Any, list[Any]]]:
    """A head and so many further nodes, each with its pretended GPUs."""
    os.environ.pop("CUDA_VISIBLE_DEVICES", None)
    os.environ |= {"RAY_AUTH_MODE": "disabled", "RAY_USAGE_STATS_ENABLED": "0", "OMP_NUM_THREADS": "1"}
    utils = importlib.import_module("ray.cluster_utils")
    each = {"num_cpus": 1, "object_store_memory": 200 * 2**20, "include_dashboard": False}
    made = utils.Cluster(initialize_head=True, head_node_args={**each, "num_gpus": 0, "_system_config": HEALTH})
    try:
        yield made, [made.add_node(**each, num_gpus=devices) for _ in range(nodes)]
    finally:
        made.shutdown()


def calls(folder: Path) -> list[Call]:
    found: list[Call] = []
    for file in (folder / "calls").iterdir():
        for line in file.read_text().splitlines(keepends=True):
            began, *cases = line.split()
            ended = float(cases.pop()) if line.endswith("\n") else None
            found.append(Call(file.name, float(began), ended, tuple(cases)))
    return found


def run(folder: Path, address: str, options: argparse.Namespace) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pytest", "--realunify", "-q", "-p", "no:randomly", "-p", "no:xdist"]
    command += ["--model=sleeper:Sleeper", f"--realunify-suite={options.suite}", "--tb=no"]
    command += ["--realunify-engine=ray", f"--realunify-ray-address={address}"]
    command += [f"--realunify-replicas={options.replicas}", f"--realunify-batch-size={options.batch_size}"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)


def efficiency(made: Sequence[Call]) -> tuple[float, float]:
    """Share of the replicas' time spent in calls, and the seconds looked at."""
    first: dict[str, float] = {}
    for call in made:
        first[call.replica] = min(call.began, first.get(call.replica, call.began))
    start, end = max(first.values()), max(call.ended or call.began for call in made)
    busy = sum(max(0.0, (call.ended or call.began) - max(call.began, start)) for call in made)
    return busy / (len(first) * (end - start)), end - start


def recovery(made: Sequence[Call], killed: float) -> float:
    """Seconds from the kill to the last answer to a case that was in a call and never ended there."""
    lost = {case for call in made if call.ended is None for case in call.cases}
    return max(call.ended - killed for call in made if call.ended and lost & set(call.cases))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="official:data", help="such as procedural:full; default: pictures in files")
    parser.add_argument("--cases", type=int, default=1200, help="how many such files")
    parser.add_argument("--replicas", type=int, default=8)
    parser.add_argument("--nodes", type=int, default=2, help="besides the head, which has no devices")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=0.05, help="of the model, per case")
    parser.add_argument("--size", type=int, default=512, help="of pictures in files, and of those that the model draws")
    parser.add_argument("--photographs", action="store_true", help="let those be hard to encode, not flat shapes")
    parser.add_argument("--kill", action="store_true", help="kill a node on the way")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        cluster(options.nodes, -(-options.replicas // options.nodes)) as (head, nodes),
    ):
        folder = Path(name)
        write_model(folder, options)
        write_data(folder, options)
        began = time.time()
        process = run(folder, head.address, options)
        killed = 0.0
        if options.kill:
            while sum(len(call.cases) for call in calls(folder)) < options.cases // 3:
                time.sleep(0.1)
            killed = time.time()
            head.remove_node(nodes[-1], allow_graceful=False)
        output, _ = process.communicate()
        made, wall = calls(folder), time.time() - began
        print(*[line for line in output.splitlines() if "realunify: ray:" in line or " in " in line], sep="\n")
    answered = sum(len(call.cases) for call in made)
    print(f"{options.replicas} replicas, {answered} requests of {1000 * options.seconds:.0f} ms, {wall:.1f} s in all")
    if killed:
        print(f"a node was killed: what it had in hand was answered {recovery(made, killed):.1f} s later")
    else:
        share, seconds = efficiency(made)
        print(
            f"replicas were busy {share:.3f} of the {seconds:.1f} s after start-up, in batches of {options.batch_size}"
        )


if __name__ == "__main__":
    main()
