"""What Allure's results cost per case, ours beside allure-pytest's own: `python benchmarks/allure_cost.py`.

The same cases twice, each with a picture of about 100 KB. Once through the plugin, stepwise: two steps with their
prompts and the drawn picture. Once as an ordinary parametrized test that attaches its picture by Allure's own means.
Both with and without `--alluredir`, in turns so that a busy machine slows all alike; a cost is the median difference.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import tempfile
from pathlib import Path

from overhead import run
from PIL import Image

PLAIN = """
import allure
import pytest


@pytest.fixture(scope="session")
def model():
    return lambda number: "A"


@pytest.mark.parametrize("number", range({cases}), ids=lambda number: f"mental_tracking-cases-{{number:04d}}-stepwise")
def test_geu(number, model):
    allure.attach.file(f"pictures/{{number % 50}}.png", "picture", allure.attachment_type.PNG)
    assert model(number) == "A"
"""

MODEL = """
from PIL import Image

PICTURES = [Image.open(f"pictures/{number}.png").convert("RGB") for number in range(50)]


class Noop:
    def edit(self, requests):
        return [PICTURES[int(request.case.split("-")[2]) % 50] for request in requests]

    def understand(self, requests):
        return ["A" for _ in requests]
"""


def prepare(folder: Path, cases: int) -> None:
    """Data, pictures, model and plain test file for so many cases, all of them answered right."""
    (folder / "pictures").mkdir()
    inputs = folder / "data/image/mental_tracking/cases/images"
    inputs.mkdir(parents=True)
    Image.new("RGB", (64, 64), "navy").save(inputs / "0.png")
    for number in range(50):
        noise = random.Random(number).randbytes(185 * 185 * 3)
        Image.frombytes("RGB", (185, 185), noise).save(folder / f"pictures/{number}.png")
    rows = [
        {
            "index": index,
            "task_type": "mental_tracking",
            "question": f"Which number do the red segments show in picture {index}?",
            "option": ["12", "21", "15", "51"],
            "answer": "A",
            "edit_prompt": f"Mark the red segments of picture {index}.",
            "input_image": "./image/mental_tracking/cases/images/0.png",
        }
        for index in range(cases)
    ]
    (folder / "data/GEU_step.json").write_text(json.dumps(rows))
    (folder / "noop.py").write_text(MODEL)
    (folder / "test_plain.py").write_text(PLAIN.format(cases=cases))


OURS = (
    *("--realunify", "--model=noop:Noop", "--realunify-suite=official:data", "--realunify-protocol=stepwise"),
    *("--realunify-report=none", "-p", "no:xdist"),
)
THEIRS = ("test_plain.py", "-p", "no:xdist")


def spent(folder: Path, *arguments: str) -> tuple[float, float]:
    """Wall and processor seconds of one pytest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = run(folder, *arguments)[0].wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(folder: Path, cases: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds per case, wall and processor, that `--alluredir` adds; once per round."""
    costs: dict[str, list[tuple[float, float]]] = {"allure-pytest": [], "ours": []}
    for number in range(rounds + 1):
        for name, arguments in (("allure-pytest", THEIRS), ("ours", OURS)):
            without, with_it = spent(folder, *arguments), spent(folder, *arguments, "--alluredir=results")
            for rubbish in ("results", ".realunify"):
                shutil.rmtree(folder / rubbish, ignore_errors=True)
            if number:  # the first round compiles
                wall, processor = (
                    1000 * (after - before) / cases for before, after in zip(without, with_it, strict=True)
                )
                costs[name].append((wall, processor))
    return costs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.cases)
        costs = measure(folder, options.cases, options.rounds)
    for place, what in enumerate(("wall", "processor")):
        medians = {name: statistics.median(cost[place] for cost in each) for name, each in costs.items()}
        shown = "   ".join(f"{name} {median:5.2f} ms" for name, median in medians.items())
        print(f"{what:<9} per case: {shown}   ratio {medians['ours'] / medians['allure-pytest']:.2f}")


if __name__ == "__main__":
    main()
