"""Is a picture passed exactly when it is right? The procedural suite, taken as an exam.

    python benchmarks/exam.py --seed S --instances 200 [--subtasks NAME …] [--difficulty …] [--json] [--jobs 2]

For every UEG subtask, over so many instances of one seed: the share of slips that pass all questions (and by kind), the
share of random wrong answers of the right form that pass, how many objects must be drawn, how many questions there are
and with which golds, numbers, signs and directions that are the answer and are asked by no question with gold yes, and
prompts that are asked about things that they never excluded. What counts as a slip is in `exam_slips.py`, which knows
no generator. For every GEU subtask what `exam_geu.py` says, with `--unseen` instances for solvers without a picture.
With `--json`: `overall` and `subtasks.NAME` of UEG, `geu.NAME` of GEU.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

import exam_geu
import exam_ueg

from pytest_realunify.procedural.suite.difficulty import parse_difficulty
from pytest_realunify.procedural.suite.suite import ProceduralSuite


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    suite = ProceduralSuite()
    names = options.subtasks or list(suite.subtasks)
    drawn, answered = (
        [name for name in names if name in suite.drawn],
        [name for name in names if name not in suite.drawn],
    )
    with ProcessPoolExecutor(options.jobs) as pool:
        tallies = dict(zip(drawn, pool.map(_measured, drawn, [options] * len(drawn)), strict=True))
        geu = dict(zip(answered, pool.map(_answered, answered, [options] * len(answered)), strict=True))
    overall = exam_ueg.Tally()
    for tally in tallies.values():
        overall.add(tally)
    found = {"overall": overall.record(), "subtasks": {name: tally.record() for name, tally in tallies.items()}}
    if options.json:
        print(json.dumps({"seed": options.seed, **found, "geu": geu}, indent=2))
        return 0
    if tallies:
        _print_ueg(tallies, overall)
    for name, facts in geu.items():
        print(exam_geu.line(name, facts))
    return 0


def _print_ueg(tallies: Mapping[str, exam_ueg.Tally], overall: exam_ueg.Tally) -> None:
    for name, tally in (*tallies.items(), ("overall", overall)):
        print(_line(name, tally))
    print("\nslips that pass, by kind")
    for kind, shares in sorted(overall.by_kind.items()):
        print(f"  {kind:16} {sum(shares) / len(shares):6.1%}  of {len(shares)} instances that have such a slip")


def _measured(name: str, options: argparse.Namespace) -> exam_ueg.Tally:
    return exam_ueg.measured(_suite(options), name, options.instances)


def _answered(name: str, options: argparse.Namespace) -> exam_geu.Facts:
    return exam_geu.measured(_suite(options), name, options.instances, options.unseen)


def _suite(options: argparse.Namespace) -> ProceduralSuite:
    difficulty = parse_difficulty(options.difficulty)
    return ProceduralSuite(seed=options.seed, difficulty=difficulty.settings, stratum=difficulty.stratum)


def _line(name: str, tally: exam_ueg.Tally) -> str:
    of = tally.record()
    questions = tally.questions or [0]
    return (
        f"{name:24} slips {of['slips_passed']:6.1%}  forms {of['forms_passed']:6.1%}"
        f"  unasked {of['unasked_answers']:4}  unsaid {of['unsaid_exclusivity']:4}"
        f"  objects {min(tally.objects)}-{of['objects_max']}"
        f"  questions {min(questions)}-{max(questions)} (r {of['questions_follow_objects']:+.2f})"
        f"  yes {of['yes_share']:.0%}"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--instances", type=int, default=200, help="of every subtask")
    parser.add_argument("--unseen", type=int, default=2000, help="of every GEU subtask, for solvers without a picture")
    parser.add_argument("--subtasks", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--difficulty", default="", help="as --realunify-difficulty takes it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
