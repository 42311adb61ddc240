"""A served model's run beside an asyncio script that makes the same calls: `python benchmarks/endpoint.py`.

384 cases of both axes under direct and stepwise, hand-made data in the official layout with photographs of 512 px: 576
calls of the model and 1,088 polls, each answered after 200 ms by a local server in a process of its own. The script
knows the rows and files already, sends them with the same SDK, 64 calls and 64 polls in flight, and stores what comes.

Prints both times, their ratio, for which share of the time the server had nothing to do, and how many calls it saw.
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
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from endpoint_server import photograph

HERE: Final = Path(__file__).parent
CATEGORIES: Final = {
    "UEG": ("world_knowledge", "commonsense_reasoning", "logical_reasoning"),
    "GEU": ("mental_tracking", "attentional_focusing", "cognitive_navigation"),
}
EACH: Final = 32
"""Instances of a category."""

SCRIPT: Final = """
import asyncio, base64, hashlib, io, json, sys
from pathlib import Path
from openai import AsyncOpenAI

folder, url, most = Path("data"), sys.argv[1], int(sys.argv[2])
out = Path("script-images"); out.mkdir(exist_ok=True)
client = AsyncOpenAI(base_url=url + "/v1", api_key="none", max_retries=6)
asking, polling = asyncio.Semaphore(most), asyncio.Semaphore(most)
POLL = "Look at the picture and answer yes or no: "

def uri(data):
    return "data:image/png;base64," + base64.b64encode(data).decode()

async def say(text, data=None, gate=asking):
    parts = [{"type": "text", "text": text}]
    if data is not None:
        parts.insert(0, {"type": "image_url", "image_url": {"url": uri(data)}})
    async with gate:
        messages = [{"role": "user", "content": parts}]
        said = await client.chat.completions.create(model="bench", messages=messages, temperature=0)
    return said.choices[0].message.content

def kept(reply):
    data = base64.b64decode(reply.data[0].b64_json)
    (out / (hashlib.sha256(data).hexdigest() + ".png")).write_bytes(data)
    return data

HOW = {"model": "bench", "response_format": "b64_json"}

async def draw(text):
    async with asking:
        return kept(await client.images.generate(prompt=text, **HOW))

async def edit(text, data):
    file = ("a.png", io.BytesIO(data), "image/png")
    async with asking:
        return kept(await client.images.edit(prompt=text, image=file, **HOW))

async def ueg(row):
    data = await draw(row["prompt"] if "prompt" in row else await say(row["new_prompt"]))
    return await asyncio.gather(*(say(POLL + each["question"], data, polling) for each in row["question_list"]))

async def geu(row):
    data = (folder / row["input_image"]).read_bytes()
    if "edit_prompt" in row:
        data = await edit(row["edit_prompt"], data)
    return await say(row["evaluation_prompt"], data)

async def main():
    cases = []
    for kind in ("UEG_direct", "UEG_step", "GEU_direct", "GEU_step"):
        cases += [(ueg if kind[0] == "U" else geu)(row) for row in json.loads((folder / (kind + ".json")).read_text())]
    (Path("script.json")).write_text(json.dumps(await asyncio.gather(*cases)))

asyncio.run(main())
"""
TABLE: Final = """
[tool.realunify.models.bench]
adapter = "openai"
model = "bench"
images = "images"
base_url = "{url}/v1"
"""


def write_data(folder: Path) -> None:
    """Three categories of each axis, both protocols; each GEU instance a photograph of its own."""
    rows: dict[str, list[dict[str, Any]]] = {f"{axis}_{how}": [] for axis in CATEGORIES for how in ("direct", "step")}
    for axis, categories in CATEGORIES.items():
        for category in categories:
            for index in range(EACH):
                for how in ("direct", "step"):
                    rows[f"{axis}_{how}"].append(_row(folder, axis, category, index, how == "step"))
    for kind, each in rows.items():
        (folder / f"{kind}.json").write_text(json.dumps(each))


def _row(folder: Path, axis: str, category: str, index: int, stepwise: bool) -> dict[str, Any]:
    text = f"{category} {index}"
    row: dict[str, Any] = {"index": index, "task_type": category}
    if axis == "UEG":
        count = 6 if index % 3 else 5
        asked = [{"question": f"Is thing {number} of {text} red?", "answer": "yes"} for number in range(count)]
        return {**row, ("new_prompt" if stepwise else "prompt"): f"Draw {text}.", "question_list": asked}
    picture = folder / "image" / category / "cases" / "images" / f"{index}.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    if not picture.exists():
        picture.write_bytes(photograph(len(text) * 1000 + index))
    question = {"question": f"What is {text}?", "option": ["one", "two", "three", "four"], "answer": "ABCD"[index % 4]}
    asked_for = {"evaluation_prompt": f"What is {text}? A one, B two, C three, D four."}
    edited = {"edit_prompt": f"Mark {text}."} if stepwise else {}
    return {**row, **question, **asked_for, "input_image": f"./{picture.relative_to(folder)}", **edited}


@contextmanager
def server(latency: float, faults: float) -> Iterator[str]:
    """Its address; in a process of its own, as a real one would be."""
    command = [sys.executable, str(HERE / "endpoint_server.py"), f"--latency={latency}", f"--faults={faults}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield next(iter(process.stdout or ())).strip()
        process.communicate()


def stats(url: str) -> dict[str, Any]:
    """What the server has seen."""
    with urllib.request.urlopen(f"{url}/stats") as reply:  # noqa: S310 (our own address)
        found: dict[str, Any] = json.load(reply)
    return found


def timed(folder: Path, command: Sequence[str], given: argparse.Namespace) -> tuple[float, float, dict[str, Any]]:
    """Wall seconds, processor seconds of the process and its children, and what the server saw."""
    with server(given.latency, given.faults) as url:
        (folder / "pyproject.toml").write_text(TABLE.format(url=url))
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [each.replace("{url}", url) for each in command],
            cwd=folder,
            env={**os.environ, "OPENAI_API_KEY": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            sys.exit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
        if given.show:
            print(done.stdout[-2500:])
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return wall, used, stats(url)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="of which the medians are told")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds per call")
    parser.add_argument("--faults", type=float, default=0.0, help="share of calls that fail the first time")
    parser.add_argument("--flight", type=int, default=64, help="calls, and polls, that the script has in flight")
    parser.add_argument("--pytest", default="", help="more options of pytest's, such as '-n 2'")
    parser.add_argument("--show", action="store_true", help="what the runs print at their ends")
    given = parser.parse_args()
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_data(folder / "data")
        (folder / "script.py").write_text(SCRIPT)
        reference = [sys.executable, "script.py", "{url}", str(given.flight)]
        ours = [sys.executable, "-m", "pytest", "-q", "--realunify", "--model=bench", "--realunify-suite=official:data"]
        ours += ["--realunify-judge=vlm:bench", *given.pytest.split()]
        for _ in range(given.rounds):
            script, run = timed(folder, reference, given), timed(folder, ours, given)
            ratios.append(run[0] / script[0])
            for who, (wall, used, seen) in (("script", script), ("pytest", run)):
                print(
                    f"{who}: {wall:5.1f} s, {used:5.1f} s of processors, server idle {seen['idle']:4.0%} of "
                    f"{seen['seconds']:.1f} s, at most {seen['most']} in flight, {seen['calls']}",
                    flush=True,
                )
            print(f"ratio: {ratios[-1]:.2f}", flush=True)
    print(f"median of {given.rounds}: {statistics.median(ratios):.2f} times the script's time")


if __name__ == "__main__":
    main()
