"""What a model in another interpreter costs beside the same one here: `python benchmarks/remote.py`.

One model that does nothing, asked in batches by the engine's own calls, alternately in this process and in an
interpreter with Pillow alone; pictures of noise, which no encoding makes small. Prints medians per picture that crosses
and per request without one, and what a start costs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PIL import Image

from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.interfaces import Request
from pytest_realunify.models.resolve import resolve
from pytest_realunify.taxonomy import Verb

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from interpreters import bare

MODEL: Final = """
from PIL import Image

class Idle:
    picture = Image.effect_noise((SIZE, SIZE), 80).convert("RGB")

    def understand(self, requests):
        return ["A"] * len(requests)

    def generate(self, requests):
        return [self.picture.copy() for _ in requests]

    def edit(self, requests):
        return [request.images[0].copy() for request in requests]
"""
CROSSING: Final[tuple[tuple[str, Verb, bool, int], ...]] = (
    ("text", "understand", False, 0),
    ("a picture there", "understand", True, 1),
    ("a picture back", "generate", False, 1),
    ("a picture there and one back", "edit", True, 2),
)


def seconds(calls: Calls, verb: Verb, requests: Sequence[Request]) -> float:
    """Of one batch; it raises where a request has no answer."""
    began = time.perf_counter()
    answers: list[Any] = calls.answer(verb, requests)
    taken = time.perf_counter() - began
    if not all(isinstance(each, str | Image.Image) for each in answers):
        raise SystemExit(f"no answer: {answers}")
    return taken


def side_by_side(
    here: Calls, there: Calls, verb: Verb, requests: Sequence[Request], rounds: int
) -> tuple[float, float]:
    """Medians of both, asked in turn, in milliseconds per request."""
    pairs = [(seconds(here, verb, requests), seconds(there, verb, requests)) for _ in range(rounds + 1)][1:]
    one, other = (statistics.median(each) * 1000 / len(requests) for each in zip(*pairs, strict=True))
    return one, other


def started(build: Callable[[], Any], rounds: int) -> float:
    """Median seconds of building and closing."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        build().close()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--python", help="the other interpreter (default: this Python with Pillow alone)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "idle.py").write_text(MODEL.replace("SIZE", str(options.size)))
        sys.path.append(folder)
        python = options.python or str(bare(Path(folder) / "env"))
        tables = {"here": {"adapter": "idle:Idle"}, "there": {"adapter": "idle:Idle", "python": python}}
        models = {name: resolve(name, tables).build() for name in tables}
        here, there = (Calls(models[name], options.batch) for name in ("here", "there"))
        noise = Image.effect_noise((options.size, options.size), 80).convert("RGB")
        for name, verb, pictured, pictures in CROSSING:
            requests = [Request("?", (noise,) if pictured else (), seed) for seed in range(options.batch)]
            one, other = side_by_side(here, there, verb, requests, options.rounds)
            each = f", {(other - one) / pictures:5.2f} ms a picture" if pictures else ""
            print(f"{name:<30} here {one:6.2f} ms   there {other:6.2f} ms   {other - one:+6.2f} ms a request{each}")
        there_spec = resolve("there", tables)
        print(f"{'start and end':<30} {started(there_spec.build, 5):.2f} s")
        models["there"].close()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
