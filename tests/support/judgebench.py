"""A toy UEG half: pictures of one colour that say what a toy judge will answer, and judges and models for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from official_data import ueg_row
from toybench import Bench

YES, NO, UNSURE, EYES, AWAY = 255, 0, 128, 200, 77
"""Red answers the question about wheels (gold yes), green the one about the horse (gold no)."""

Colours = Sequence[tuple[int, int]]

JUDGES = '''
"""Judges for the toy pictures. Every question asked is a line in asked.txt."""
from pathlib import Path

HERE = Path(__file__).parent
REPLIES = {255: "Yes.", 0: "no", 128: "I cannot tell.", 200: "No, not in my eyes."}


class Reads:
    def __init__(self, **settings):
        if (HERE / "unloadable").exists():
            raise OSError("no such endpoint")

    def answer(self, requests):
        with (HERE / "asked.txt").open("a") as log:
            log.writelines(f"{request.image.getpixel((0, 0))} {request.question}\\n" for request in requests)
        if (HERE / "outage").exists():
            raise ConnectionError("judge is away")
        return [self.reply(request) for request in requests]

    def reply(self, request):
        red, green, _ = request.image.getpixel((0, 0))
        found = red if "wheels" in request.question else green
        if found == 77 and not (HERE / "healed").exists():
            raise ValueError("boom on this one")
        return REPLIES.get(found, "Yes.")


class Eye(Reads):
    """A model that can judge: the prompt holds the question."""

    def understand(self, requests):
        from types import SimpleNamespace

        with (HERE / "prompts.txt").open("a") as log:
            log.writelines(f"{request.prompt}\\n" for request in requests)
        return self.answer([SimpleNamespace(image=r.images[0], question=r.prompt) for r in requests])


class Fickle(Reads):
    """Its first vote on every picture of index 1 is the opposite of the later ones."""

    def __init__(self):
        self.seen = {}

    def reply(self, request):
        key = (request.image.getpixel((0, 0)), request.question)
        self.seen[key] = self.seen.get(key, 0) + 1
        right = super().reply(request)
        return {"Yes.": "no", "no": "yes"}[right] if key[0][2] == 1 and self.seen[key] == 1 else right


class Deadly(Reads):
    """Takes its worker down on the picture of index 2."""

    def reply(self, request):
        import os

        if request.image.getpixel((0, 0))[2] == 2:
            os._exit(1)
        return super().reply(request)
'''

PAINTER = '''
"""A model that draws the toy pictures: colours.txt says which. Every call is a line in calls.txt."""
import json
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent


class Paints:
    def generate(self, requests):
        with (HERE / "calls.txt").open("a") as log:
            log.writelines(f"generate {request.case}\\n" for request in requests)
        return [self.paint(request) for request in requests]

    def paint(self, request):
        index = int(request.case.split("-")[1])
        return Image.new("RGB", (8, 8), (*json.loads((HERE / "colours.txt").read_text())[index], index))

    def understand(self, requests):
        return [f"refined {request.prompt}" for request in requests]
'''


class JudgeBench(Bench):
    """A bench with UEG data, judges in `myjudges.py` and a model in `painter.py`."""

    def draw(self, colours: Colours, *, steps: bool = False, recorded: bool = True) -> None:
        """One instance per pair of colours; its picture lies among recorded outputs, and the painter can draw it."""
        self.pytester.makepyfile(myjudges=JUDGES, painter=PAINTER)
        (self.path / "colours.txt").write_text(json.dumps(list(colours)))
        for kind in ("direct", "step") if steps else ("direct",):
            rows = [ueg_row(index, stepwise=kind == "step") for index in range(len(colours))]
            self.write(f"UEG_{kind}", rows)
        if recorded:
            record(self.path / "outputs", colours)

    @property
    def asked(self) -> list[str]:
        """A line for every question a judge was asked since the beginning."""
        log = self.path / "asked.txt"
        return log.read_text().splitlines() if log.exists() else []

    def flag(self, name: str, up: bool = True) -> None:
        """Raise or lower one of the flags the judges look for: outage, healed, unloadable."""
        if up:
            (self.path / name).touch()
        else:
            (self.path / name).unlink()

    def states(self) -> dict[int, tuple[str, str]]:
        """Strict and parity verdicts of the newest run by index."""
        return {
            int(case.split("-")[1]): (each.verdict.strict, each.verdict.parity)
            for case, each in sorted(self.results.items())
        }


def record(folder: Path, colours: Colours) -> None:
    """Pictures drawn elsewhere, as official result files name them."""
    (folder / "drawn").mkdir(parents=True, exist_ok=True)
    for index, (red, green) in enumerate(colours):
        Image.new("RGB", (8, 8), (red, green, index)).save(folder / f"drawn/{index}.png")
    rows = [{**ueg_row(index), "generated_image": f"drawn/{index}.png"} for index in range(len(colours))]
    (folder / "UEG_direct_results.json").write_text(json.dumps(rows))
