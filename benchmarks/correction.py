"""Whether a corrected UEG score is the truth, for judges that err in many ways: `python benchmarks/correction.py`.

Pictures are those of the procedural suite: its right and wrong specimens, with the true answer to every question. A
simulated judge is calibrated on some instances and judges a simulated model on others; `Tally`, `Evidence` and
`corrected` then do what they do in a run. Bias and coverage of the 95 % interval are of the model's true accuracy, over
repetitions that were not refused. Worlds beyond the five: subtasks of unlike accuracy, too; instances that are hard for
the judge; a model whose wrong pictures are wrong in more questions than the calibration's.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from pytest_realunify.engine.polling import Polled
from pytest_realunify.interfaces import Question
from pytest_realunify.numbers.calibration.correct import Correction, corrected
from pytest_realunify.numbers.calibration.evidence import Evidence
from pytest_realunify.numbers.calibration.measuring import Tally
from pytest_realunify.numbers.calibration.record import FORMAT, Calibration, MeasuredJudge
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.records import Poll, Result, State, Verdict
from pytest_realunify.taxonomy import categories_of

OTHER: Final = {"yes": "no", "no": "yes"}
TRUTHS: Final = (0.1, 0.3, 0.5, 0.7, 0.9)

Answers = tuple[str, ...]


@dataclass(frozen=True)
class Instance:
    """What is asked, and the true answers about each of its pictures."""

    subtask: str
    category: str
    index: int
    wanted: Answers
    pictures: tuple[Answers, ...]

    def off(self, truth: Answers) -> int:
        """Questions that show a picture to be wrong."""
        return sum(one != other for one, other in zip(self.wanted, truth, strict=True))


Pool = Mapping[str, Sequence[Instance]]
"""Instances by subtask."""


def of_the_suite(instances: int, seed: int = 0) -> Pool:
    """Drawn up, not drawn."""
    from pytest_realunify.procedural.suite.suite import ProceduralSuite

    suite, categories = ProceduralSuite(seed=seed), {name: each.category for name, each in subtasks().items()}
    found: dict[str, list[Instance]] = {}
    for name in suite.drawn:
        for index in range(instances):
            held = [tuple(each.answer for each in one.questions) for one in suite.specimens(name, index)]
            found.setdefault(name, []).append(Instance(name, categories[name], index, held[0], tuple(held)))
    return found


Judge = Callable[[np.random.Generator, Instance, Answers], list[str]]
"""Answers about one picture of an instance, of which the truth is given."""


def erring(chance: np.random.Generator, truth: Answers, error: float) -> list[str]:
    """Each answer by itself."""
    return [
        OTHER[each] if wrong else each for each, wrong in zip(truth, chance.random(len(truth)) < error, strict=True)
    ]


def independent(chance: np.random.Generator, _: Instance, truth: Answers) -> list[str]:
    return erring(chance, truth, 0.06)


def by_subtask(chance: np.random.Generator, instance: Instance, truth: Answers) -> list[str]:
    return erring(chance, truth, (sum(map(ord, instance.subtask)) % 8) / 50)


def better_on_right(chance: np.random.Generator, instance: Instance, truth: Answers) -> list[str]:
    return erring(chance, truth, 0.12 if instance.off(truth) else 0.02)


def misreads(chance: np.random.Generator, _: Instance, truth: Answers) -> list[str]:
    return erring(chance, truth, 0.5 if chance.random() < 0.2 else 0.01)


def sycophantic(chance: np.random.Generator, instance: Instance, truth: Answers) -> list[str]:
    return list(instance.wanted) if chance.random() < 0.1 else erring(chance, truth, 0.03)


def by_instance(chance: np.random.Generator, instance: Instance, truth: Answers) -> list[str]:
    return erring(chance, truth, 0.3 if (instance.index * 7 + len(instance.subtask)) % 5 == 0 else 0.01)


@dataclass(frozen=True)
class World:
    """A judge, and how the model is otherwise."""

    judge: Judge
    uneven: float = 0.0
    """By how much accuracies of a category's subtasks differ, as a share of what is possible."""
    grossly: bool = False
    """Wrong pictures are those with most questions off."""


WORLDS: Final = {
    "independent": World(independent),
    "by subtask": World(by_subtask),
    "better on right": World(better_on_right),
    "misreads": World(misreads),
    "sycophantic": World(sycophantic),
    "by subtask, uneven": World(by_subtask, uneven=0.8),
    "by instance": World(by_instance),
    "grossly wrong": World(independent, grossly=True),
    "sycophantic, grossly": World(sycophantic, grossly=True),
}
FIVE: Final = tuple(WORLDS)[:5]


@dataclass(frozen=True)
class Shown:
    """A picture as the judge had it."""

    subtask: str
    category: str
    instance: int
    questions: tuple[Question, ...]
    wanted: Answers | None
    condition: str = "clean"


def calibrated(pool: Pool, judge: Judge, per_subtask: int, chance: np.random.Generator) -> Calibration:
    """On all pictures of so many instances of each subtask, as `realunify judge calibrate` tallies them."""
    tally = Tally()
    for instances in pool.values():
        for place in chance.permutation(len(instances))[:per_subtask]:
            one = instances[int(place)]
            for truth in one.pictures:
                questions = tuple(Question("?", answer) for answer in truth)  # type: ignore[arg-type]
                shown = Shown(one.subtask, one.category, one.index, questions, one.wanted)
                answers = judge(chance, one, truth)
                polls = tuple(Poll("?", *each) for each in zip(truth, answers, answers, strict=True))
                tally.add(shown, Polled(polls))
    return Calibration(FORMAT, MeasuredJudge("j", "", "f", ""), "", "", "", tally.rows())


def run(pool: Pool, world: World, truth: float, cases: int, chance: np.random.Generator) -> list[Result]:
    """One case each of `cases` instances per category, spread over its subtasks."""
    found: list[Result] = []
    for category in categories_of("UEG"):
        names = [name for name, held in pool.items() if held[0].category == category.name]
        for number in range(cases):
            name = names[number % len(names)]
            # Up and down in turns around the category's mean, which stays: the first gets what the last lacks.
            tilt = (2 * names.index(name) / (len(names) - 1) - 1) if len(names) > 1 else 0.0
            right = chance.random() < truth + world.uneven * tilt * min(truth, 1 - truth)
            one = pool[name][int(chance.integers(len(pool[name])))]
            found.append(_result(one, number, world.judge(chance, one, _picture(one, bool(right), world, chance))))
    return found


def true_score(pool: Pool, world: World, truth: float, cases: int) -> float:
    """What `run` expects: where cases do not divide among subtasks the tilt leaves a little."""
    expected = []
    for category in categories_of("UEG"):
        names = [name for name, held in pool.items() if held[0].category == category.name]
        tilts = [
            (2 * (number % len(names)) / (len(names) - 1) - 1) if len(names) > 1 else 0.0 for number in range(cases)
        ]
        expected.append(truth + world.uneven * fmean(tilts) * min(truth, 1 - truth))
    return fmean(expected)


def _picture(one: Instance, right: bool, world: World, chance: np.random.Generator) -> Answers:
    if right:
        return one.wanted
    wrong = sorted((each for each in one.pictures if one.off(each)), key=one.off)
    if world.grossly:
        return wrong[-1 - chance.integers(max(1, len(wrong) // 3))]
    return wrong[chance.integers(len(wrong))]


def _result(one: Instance, number: int, answers: Sequence[str]) -> Result:
    polls = tuple(Poll("?", wanted, answer, answer) for wanted, answer in zip(one.wanted, answers, strict=True))
    state: State = "correct" if tuple(answers) == one.wanted else "wrong"
    name = f"{one.category}-{one.subtask}-{number:04d}"
    verdict = Verdict(state, state)
    return Result(f"{name}-direct", name, "UEG", one.category, one.subtask, "direct", 0, verdict, None, "png", polls)


@dataclass(frozen=True)
class Figures:
    """Of many repetitions."""

    refused: float
    bias: float
    coverage: float
    """Of the average; nan where all were refused."""
    by_category: float
    """Coverage of the single categories' intervals."""
    width: float


def repeated(
    pool: Pool,
    world: World,
    truths: Sequence[float],
    sizes: tuple[int, int],
    repetitions: int,
    *,
    seed: int = 0,
    first_format: bool = False,
    resamples: int = 1_000,
) -> list[Figures]:
    """By truth. `sizes`: instances per subtask in the calibration, cases per category in the run.

    A repetition calibrates anew, and corrects one run per truth by that.
    """
    chance = np.random.default_rng(seed)
    found: list[list[Correction]] = [[] for _ in truths]
    for repetition in range(repetitions):
        calibration = calibrated(pool, world.judge, sizes[0], chance)
        evidence = Evidence.of_answers(calibration.basis) if first_format else Evidence.of(calibration)
        for truth, held in zip(truths, found, strict=True):
            held.append(_corrected(run(pool, world, truth, sizes[1], chance), evidence, resamples, repetition))
    return [
        _figures(held, truth, true_score(pool, world, truth, sizes[1]))
        for truth, held in zip(truths, found, strict=True)
    ]


def _figures(corrections: Sequence[Correction], truth: float, aim: float) -> Figures:
    """`truth` of the categories (but for uneven ones), `aim` of their average."""
    found = [each.scores for each in corrections if not each.refusal]
    if not found:
        return Figures(1.0, *[float("nan")] * 4)
    scores = [each["UEG"] for each in found]
    single = [each for held in found for name, each in held.items() if name != "UEG"]
    return Figures(
        1 - len(found) / len(corrections),
        fmean(each.value for each in scores) - aim,
        fmean(each.low <= aim <= each.high for each in scores),
        fmean(each.low <= truth <= each.high for each in single),
        fmean(each.high - each.low for each in scores),
    )


def _corrected(results: Sequence[Result], evidence: Evidence, resamples: int, seed: int) -> Correction:
    from pytest_realunify.errors import UsageError

    try:
        return corrected(results, evidence, resamples=resamples, seed=seed)
    except UsageError as error:
        return Correction(refusal=str(error))


def main() -> None:
    """Prints a line per world and truth."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repetitions", type=int, default=100)
    parser.add_argument("--per-subtask", type=int, nargs="+", default=[3, 10, 30])
    parser.add_argument("--cases", type=int, nargs="+", default=[20, 100])
    parser.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(WORLDS))
    parser.add_argument("--truths", type=float, nargs="+", default=list(TRUTHS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first-format", action="store_true", help="calibrations that know answers alone")
    given = parser.parse_args()
    pool = of_the_suite(2 * max(given.per_subtask), given.seed)
    print(f"{'world':<22}{'calibration':>12}{'cases':>6}{'truth':>7}{'refused':>9}{'bias':>7}{'coverage':>10}"
          f"{'category':>10}{'width':>7}")  # fmt: skip
    for name in given.worlds:
        for sizes in [(per, cases) for per in given.per_subtask for cases in given.cases]:
            lines = repeated(
                pool, WORLDS[name], given.truths, sizes, given.repetitions, seed=given.seed,
                first_format=given.first_format,
            )  # fmt: skip
            for truth, seen in zip(given.truths, lines, strict=True):
                print(
                    f"{name:<22}{sizes[0]:>12}{sizes[1]:>6}{truth:>7}{seen.refused:>9.0%}{100 * seen.bias:>+7.1f}"
                    f"{seen.coverage:>10.0%}{seen.by_category:>10.0%}{100 * seen.width:>7.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
