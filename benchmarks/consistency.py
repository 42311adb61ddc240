"""How often a run names a relation or a letter, over simulated runs, beside what was planted.

    python benchmarks/consistency.py [--runs 1000]

A model has a chance of its own for each case to answer as it usually does, another option otherwise. `nothing` plants
nothing: what is named is false. `jpeg` answers anew under JPEG in one category; `letter C` says C in every second case.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pytest_realunify.numbers.consistency import consistency
from pytest_realunify.numbers.outlines import Marks, Outline
from pytest_realunify.taxonomy import RELATIONS, SAME, categories_of

LETTERS: Final = "ABCD"
EACH: Final = 12
"""Instances that are varied, by category: a quarter of 48."""
MODELS: Final = ("nothing", "jpeg", "letter C")
NOISES: Final = (0.0, 0.1, 0.5)
"""How often a reply is another than usual."""
BROKEN: Final = "cognitive_navigation"


def outline(name: str, category: str, protocol: str, answer: str, gold: str) -> Outline:
    """Of a case with this answer."""
    state = Marks("correct", "correct") if answer == gold else Marks("wrong", "wrong")
    case = f"{name}-{protocol}"
    return Outline(case, name, "GEU", category, protocol, 0, state, None, expected=gold, answers=(answer, answer))


def run(model: str, noise: float, chance: random.Random) -> Sequence[str]:
    """What is named."""
    originals: list[Outline] = []
    variants: list[Outline] = []
    orders: dict[str, str] = {}
    for category in (each.name for each in categories_of("GEU")):
        for index in range(EACH):
            name = f"{category}-x-{index:04d}"
            orders[name] = next(_orders(chance))
            gold = chance.choice(LETTERS)
            for protocol in ("direct", "stepwise"):
                usual = gold if chance.random() < 0.6 else chance.choice(LETTERS)
                for relation in ("", SAME, *RELATIONS):
                    content = chance.choice(LETTERS) if chance.random() < noise else usual
                    if model == relation == "jpeg" and category == BROKEN:
                        content = chance.choice(LETTERS)
                    order = orders[name] if relation == "options" else LETTERS
                    letter = LETTERS[order.index(content)]
                    if model == "letter C" and index % 2:
                        letter = "C"
                    due = LETTERS[order.index(gold)]
                    found = outline(f"{name}~{relation}" if relation else name, category, protocol, letter, due)
                    (variants if relation else originals).append(found)
    told = consistency(originals, variants, orders)
    named = [each.name for each in told.relations if each.whole.breaks]
    named += [f"{each.name}:{part.scope}" for each in told.relations for part in each.categories if part.breaks]
    return [*named, *(f"letter {each.letter}" for each in told.letters if each.preferred)]


def _orders(chance: random.Random) -> Iterator[str]:
    while True:
        order = "".join(chance.sample(LETTERS, 4))
        if order != LETTERS:
            yield order


def _is_false(name: str, due: set[str]) -> bool:
    """Where a letter is preferred, options change answers in every category."""
    return name not in due and not ("options" in due and name.startswith("options:"))


def main() -> None:
    """Print a line per model and noise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    right: dict[str, set[str]] = {
        "nothing": set(),
        "jpeg": {"jpeg", f"jpeg:{BROKEN}"},
        "letter C": {"options", "letter C"},
    }
    for model in MODELS:
        for noise in NOISES:
            chance = random.Random(f"{model}/{noise}")
            named = [run(model, noise, chance) for _ in range(runs)]
            due = right[model]
            wrong = sum(any(_is_false(each, due) for each in found) for found in named)
            times = Counter(each for found in named for each in found)
            shown = ", ".join(f"{name} {100 * times[name] / runs:.1f} %" for name in sorted(due))
            print(f"{model:>9}, noise {noise:.1f}: false namings in {100 * wrong / runs:.1f} % of {runs} runs; {shown}")


if __name__ == "__main__":
    main()
