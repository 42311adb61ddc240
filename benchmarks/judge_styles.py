"""How much the `pixels` judge can read of pictures that other hands drew, and how often it is wrong.

    python benchmarks/judge_styles.py [--half held-out] [--seeds 0 1] [--groups shading …] [--strengths mild …]
        [--kinds glasses …] [--show wrong|unclear]

The painter is `pytest_realunify.procedural.styles`: it writes SVG and shares no drawing code with the one of the suite.
The judge is tuned on one half of the styles' parameters and seeds; the other half is what is reported.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.styles.groups import GROUPS
from pytest_realunify.procedural.styles.specimens import Specimen, specimens
from pytest_realunify.procedural.styles.style import STRENGTHS
from pytest_realunify.procedural.world.scene import Sign

USUAL = 512
"""Pixels of the longer side for which the judge's speed is said."""
PLAIN = ("shapes", "arrows", "halves", "flags")


@dataclass
class Tally:
    """Answers by truth, questions without one, and wrong pictures that got every answer the right one would get."""

    said: Counter[tuple[bool, str]] = field(default_factory=Counter)
    wrong_pictures: int = 0
    passed: int = 0
    right_pictures: int = 0
    refused: int = 0

    def add(self, specimen: Specimen, replies: list[str]) -> None:
        for truth, reply in zip(specimen.truths, replies, strict=True):
            self.said[truth, reply if reply in ("yes", "no") else "unclear"] += 1
        wanted = ["yes" if each else "no" for each in specimen.expected]
        if specimen.right:
            self.right_pictures += 1
            self.refused += replies != wanted
        else:
            self.wrong_pictures += 1
            self.passed += replies == wanted

    def row(self, name: str) -> str:
        asked = sum(self.said.values())
        answered = sum(count for (_, reply), count in self.said.items() if reply != "unclear")
        cells = (
            _share(answered, asked),
            _share(self.said[True, "yes"], self.said[True, "yes"] + self.said[True, "no"]),
            _share(self.said[False, "no"], self.said[False, "no"] + self.said[False, "yes"]),
            f"{self.passed}/{self.wrong_pictures}",
        )
        return f"| {name:<28} | {asked:>6} | " + " | ".join(f"{cell:>7}" for cell in cells) + " |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def measure(
    chosen: Iterable[Specimen], show: str
) -> tuple[Mapping[tuple[str, str], Tally], Counter[tuple[str, str]], Mapping[bool, list[float]]]:
    """Tallies by what they are of and strength; reasons by kind; seconds a picture of 512 px, by whether signs are on
    it."""
    judge = Pixels()
    seconds: dict[bool, list[float]] = {False: [], True: []}
    found: dict[tuple[str, str], Tally] = defaultdict(Tally)
    reasons: Counter[tuple[str, str]] = Counter()
    for specimen in chosen:
        image = specimen.image()
        start = time.perf_counter()
        replies = judge.answer([JudgeRequest(image, query.text, "") for query in specimen.questions])
        if max(image.size) == USUAL:
            signs = any(isinstance(item, Sign) for item in specimen.shown)
            seconds[signs].append(time.perf_counter() - start)
        strength = STRENGTHS[specimen.strength]
        names = ["all", f"group: {specimen.group}", f"kind: {specimen.kind}"]
        names += ["plain kinds"] if specimen.kind in PLAIN else []
        for name in names:
            found[name, strength].add(specimen, replies)
        for query, truth, reply in zip(specimen.questions, specimen.truths, replies, strict=True):
            clear = reply in ("yes", "no")
            if not clear:
                reasons[f"{specimen.kind} {strength}", reply.split(": ", 2)[-1]] += 1
            if (show == "wrong" and clear and (reply == "yes") != truth) or (show == "unclear" and not clear):
                side = "right" if specimen.right else "slipped"
                print(f"{specimen.seed} {side}: {query.text} {reply}, truly {'yes' if truth else 'no'}", flush=True)
    return found, reasons, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuning", "held-out"), default="held-out")
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 1), metavar=("FIRST", "END"))
    parser.add_argument("--groups", nargs="*", choices=list(GROUPS), default=[])
    parser.add_argument("--strengths", nargs="*", choices=STRENGTHS, default=list(STRENGTHS))
    parser.add_argument("--kinds", nargs="*", default=[])
    parser.add_argument("--show", choices=("wrong", "unclear", ""), default="")
    parser.add_argument("--reasons", type=int, default=0, metavar="N", help="the N most frequent reasons")
    typed = parser.parse_args()
    strengths = [STRENGTHS.index(each) for each in typed.strengths]
    chosen = specimens(typed.half, range(*typed.seeds), typed.groups, strengths)
    chosen = (each for each in chosen if not typed.kinds or each.kind in typed.kinds)
    found, reasons, seconds = measure(chosen, typed.show)
    print(f"half: {typed.half}")
    for signs, held in seconds.items():
        if held:
            kind = "with" if signs else "without"
            print(f"{len(held)} pictures of {USUAL} px {kind} signs: median {1000 * median(held):.0f} ms")
    for strength in typed.strengths:
        print(f"\n| {strength:<28} |  asked | answered |  sens.  |  spec.  | passed |\n|---|---|---|---|---|---|")
        for (name, own), tally in sorted(found.items()):
            if own == strength:
                print(tally.row(name))
    for (kind, reason), count in reasons.most_common(typed.reasons):
        print(f"{count:>5} {kind}: {reason}")


if __name__ == "__main__":
    main()
