"""600 pictures x 3 questions through Poller, VLM and the openai adapter, against a local server that answers after
200 ms and misbehaves in 10 % of calls: `python benchmarks/polling.py`.

Prints the sequential time (measured on a sample and scaled), the time with 64 polls in flight, and their ratio.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.engine.polling import Ballot, Polled, Poller
from pytest_realunify.interfaces import Question
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.protocols import Drawn

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from fakeserver import verdict


@contextmanager
def server(latency: float, faults: float) -> Iterator[str]:
    """In a process of its own, as a real one would be."""
    script = Path(__file__).parents[1] / "tests" / "support" / "fakeserver.py"
    command = [sys.executable, str(script), f"--latency={latency}", f"--faults={faults}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield next(iter(process.stdout or ())).strip()
        process.communicate()


def stats(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/stats") as reply:  # noqa: S310 (our own address)
        found: dict[str, Any] = json.load(reply)
    return found


def ballots(pictures: int, questions: int, size: int) -> list[Ballot]:
    return [Ballot(_picture(number, size), _questions(number, questions)) for number in range(pictures)]


def _questions(picture: int, count: int) -> tuple[Question, ...]:
    return tuple(Question(f"Is mark {number} of picture {picture} red?", "yes") for number in range(count))


def _picture(number: int, size: int) -> Drawn:
    image = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(image)
    for mark in range(6):
        left = (number * 37 + mark * 71) % (size - 90)
        draw.ellipse((left, mark * 80, left + 80, mark * 80 + 80), fill=(mark * 40, number % 256, 120))
    return Drawn(image, hashlib.sha256(str(number).encode()).hexdigest())


def timed(url: str, items: Sequence[Ballot], concurrency: int) -> tuple[float, list[Polled]]:
    model = OpenAI(model="fake", base_url=url, concurrency=concurrency)
    with tempfile.TemporaryDirectory() as folder:
        poller = Poller(
            VLM(model),
            fingerprint="bench",
            prompt_template="{question} Answer yes or no.",
            concurrency=concurrency,
            cache=PollCache(Path(folder)),
        )
        began = time.perf_counter()
        polled = [future.result() for future in poller.submit(items)]
        seconds = time.perf_counter() - began
        poller.close()
    return seconds, polled


def lost(items: Sequence[Ballot], polled: Sequence[Polled]) -> int:
    """Pictures with an error, a poll without an answer, or another answer than the server gives."""
    return sum(
        each.error is not None
        or [poll.answer for poll in each.polls]
        != [verdict(f"{question.question} Answer yes or no.") for question in item.questions]
        for item, each in zip(items, polled, strict=True)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--questions", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--latency", type=float, default=0.2)
    parser.add_argument("--faults", type=float, default=0.1)
    parser.add_argument("--sample", type=int, default=30, help="polls asked one after another, to be scaled")
    parser.add_argument("--size", type=int, default=512)
    options = parser.parse_args()
    items = ballots(options.pictures, options.questions, options.size)
    polls = options.pictures * options.questions
    with server(options.latency, 0.0) as url:
        sample = items[: max(1, options.sample // options.questions)]
        seconds, _ = timed(url, sample, 1)
        sequential = seconds / (len(sample) * options.questions) * polls
        print(
            f"one after another, no faults: {sequential:.1f} s (from {len(sample) * options.questions} polls, scaled)"
        )
    with server(options.latency, options.faults) as url:
        seconds, polled = timed(url, items, options.concurrency)
        seen = stats(url)
        print(f"{options.concurrency} in flight, {options.faults:.0%} faults: {seconds:.1f} s for {polls} polls")
        print(f"ratio 1/{sequential / seconds:.1f}, cases lost {lost(items, polled)} of {len(items)}")
        print(
            f"the server saw {seen['requests']} requests, at most {seen['most_in_flight']} in flight; {seen['faults']}"
        )


if __name__ == "__main__":
    main()
