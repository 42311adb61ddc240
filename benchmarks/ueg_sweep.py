"""Checks the UEG generators against everything that could contradict them, instance by instance.

    python benchmarks/ueg_sweep.py --instances 10000 --seeds 50 [--jobs 2]

For every instance: the golds are what `pixels` answers about the right picture, at least one is not what it answers
about every typical wrong picture, the refined prompt reads back to the scene, the prompt gives no number away, ids and
prompts do not repeat, and the reference model's refining and literal drawing are scored. Prints a line per subtask.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from PIL.Image import Image

from pytest_realunify.interfaces import JudgeRequest, UEGInstance
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.reference.refining import refine
from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene


@dataclass
class Findings:
    """Of one seed: counts by (subtask, what), and what is wrong, in words."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def main() -> int:
    options = _options()
    seeds = range(options.seeds)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = list(pool.map(sweep, seeds, [options.instances // options.seeds] * len(seeds)))
    counts = sum((each.counts for each in found), Counter[tuple[str, str]]())
    for subtask in dict.fromkeys(name for name, _ in counts):
        of = {
            what: counts[subtask, what] for what in ("instances", "wrong pictures", "stepwise", "literal", "yes", "no")
        }
        golds = of["yes"] + of["no"]
        print(
            f"{subtask:24} {of['instances']:6} instances {of['wrong pictures']:6} wrong pictures"
            f"  stepwise {of['stepwise'] / of['instances']:6.1%}  literal {of['literal'] / of['instances']:6.1%}"
            f"  golds yes {of['yes'] / golds:.0%}"
        )
    problems = [problem for each in found for problem in each.problems]
    print(*problems[:40], sep="\n")
    print(f"{sum(n for (_, what), n in counts.items() if what == 'instances')} instances, {len(problems)} problems")
    return 1 if problems else 0


def sweep(seed: int, instances: int, painted: int | None = None) -> Findings:
    """So many instances of one seed, spread over the subtasks; `painted`: how many of them are painted and looked at,
    which takes most of the time. None means all."""
    found = Findings()
    suite = ProceduralSuite("200", seed=seed)
    listings = [listing for listing in suite.listings() if listing.axis == "UEG"]
    listings.sort(key=lambda listing: listing.index)  # the first index of every subtask, then the second
    ids: set[str] = set()
    prompts: set[tuple[str, str]] = set()
    for place, listing in enumerate(listings[:instances]):
        instance = suite.instance(listing, "oracle")
        assert isinstance(instance, UEGInstance)  # noqa: S101
        if instance.id in ids or (listing.subtask, instance.prompt) in prompts:
            found.problems.append(f"{seed} {listing.id}: comes again")
        ids.add(instance.id)
        prompts.add((listing.subtask, instance.prompt))
        made = suite.sketch(listing.subtask, listing.index)
        problems = [
            *_in_words(made, instance),
            *(_in_pictures(made, instance) if painted is None or place < painted else ()),
        ]
        found.problems += [f"{seed} {listing.id}: {problem}" for problem in problems]
        _count(found.counts, listing.subtask, made, instance)
    return found


def _in_words(made: Sketch, instance: UEGInstance) -> Iterator[str]:
    if secrets := given_away(made):
        yield f"the prompt gives away {secrets}"
    if read_scene(instance.refined or "") != made.scene:
        yield f"the refined prompt reads back differently: {instance.refined}"


def _in_pictures(made: Sketch, instance: UEGInstance) -> Iterator[str]:
    golds = [question.answer for question in instance.questions]
    replies = _asked(instance, paint(made.scene))
    if replies != golds:
        yield f"the right picture is answered {replies}, golds {golds}: {instance.refined}"
    for scene in made.wrong:
        if _asked(instance, paint(scene)) == golds:
            yield f"a wrong picture passes: {describe(scene)}"


def _asked(instance: UEGInstance, image: Image) -> list[str]:
    requests = [JudgeRequest(image, question.question, question.question) for question in instance.questions]
    return [str(reply) for reply in JUDGE.answer(requests)]


JUDGE = Pixels()
WHAT = ("instances", "wrong pictures", "stepwise", "literal", "yes", "no")


def _count(counts: Counter[tuple[str, str]], subtask: str, made: Sketch, instance: UEGInstance) -> None:
    counts[subtask, "instances"] += 1
    counts[subtask, "wrong pictures"] += len(made.wrong)
    counts[subtask, "yes"] += len(made.yes)
    counts[subtask, "no"] += len(made.no)
    refined = refine(instance.refine_prompt or "")
    for what, text in (("stepwise", refined), ("literal", instance.prompt)):
        drawn = literally(text)
        right = all(true_of(query, drawn) for query in made.yes) and not any(true_of(query, drawn) for query in made.no)
        counts[subtask, what] += right


def _options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--instances", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
