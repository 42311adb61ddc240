"""Agreement of variants beyond noise, and letters chosen for their place."""

from __future__ import annotations

import random
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.numbers.consistency import Consistency, consistency
from pytest_realunify.numbers.outlines import Marks, Outline
from pytest_realunify.records import State
from pytest_realunify.taxonomy import categories_of

LETTERS = "ABCD"
NAMES = [(f"{each.name}-x-{index:04d}", each.name) for each in categories_of("GEU") for index in range(10)]
OTHERS = ["".join(order) for order in permutations(LETTERS)][1:]
ORDERS = {name: OTHERS[place % len(OTHERS)] for place, (name, _) in enumerate(NAMES)}
"""Every order but the one there was, about as often as any other."""


def outline(name: str, category: str, letter: str | None, protocol: str = "direct") -> Outline:
    """A scored case; what is right does not matter to agreement."""
    state: State = "wrong" if letter else "unparsed"
    marks = Marks(state, state)
    return Outline(
        f"{name}-{protocol}", name, "GEU", category, protocol, 0, marks, None, expected="A", answers=(letter, letter)
    )


def told(variants: dict[str, dict[str, str | None]]) -> Consistency:
    """Of a model that answers A, and what these say by relation and original; else the same option as ever."""
    originals = [outline(name, category, "A") for name, category in NAMES]
    varied = []
    for relation, answers in {"same": {}, **variants}.items():
        for name, category in NAMES:
            usual = LETTERS[ORDERS[name].index("A")] if relation == "options" else "A"
            varied.append(outline(f"{name}~{relation}", category, answers.get(name, usual)))
    return consistency(originals, varied, ORDERS)


def named(found: Consistency) -> list[str]:
    """Relations and letters."""
    relations = [each.name for each in found.relations if each.whole.breaks]
    return [*relations, *(each.letter for each in found.letters if each.preferred)]


def test_a_model_that_answers_as_ever_agrees_and_nothing_is_named() -> None:
    found = told({"options": {}, "rescale": {}, "jpeg": {}})
    assert named(found) == []
    assert [each.name for each in found.relations] == ["options", "rescale", "jpeg"]
    assert all(each.whole.agreement and each.whole.agreement.value == 1 for each in found.relations)
    assert [each.whole.compared for each in found.relations] == [len(NAMES)] * 3


def test_what_breaks_is_named_with_its_category_and_nothing_else() -> None:
    maze: dict[str, str | None] = {name: "B" for name, category in NAMES if category == "cognitive_navigation"}
    found = told({"options": {}, "rescale": {}, "jpeg": maze})
    assert named(found) == ["jpeg"]
    [jpeg] = [each for each in found.relations if each.name == "jpeg"]
    assert [part.scope for part in jpeg.categories if part.breaks] == ["cognitive_navigation"]
    assert jpeg.whole.agreement is not None
    assert jpeg.whole.agreement.value == 0.75


def test_an_answer_that_is_none_any_more_does_not_agree() -> None:
    found = told({"jpeg": {name: None for name, _ in NAMES}})
    assert named(found) == ["jpeg"]


def test_a_letter_chosen_for_its_place_is_named() -> None:
    found = told({"options": {name: "C" for name, _ in NAMES}})
    assert named(found) == ["options", "C"]
    [letter] = [each for each in found.letters if each.letter == "C"]
    assert letter.chosen == len(NAMES)
    assert letter.expected < len(NAMES) / 2


def test_noise_as_great_as_the_change_explains_it() -> None:
    originals = [outline(name, category, "A") for name, category in NAMES]
    half = {name for place, (name, _) in enumerate(NAMES) if place % 2}
    varied = [outline(f"{name}~same", category, "A" if name in half else "B") for name, category in NAMES]
    varied += [outline(f"{name}~jpeg", category, "B" if name in half else "A") for name, category in NAMES]
    found = consistency(originals, varied, {})
    assert named(found) == []
    whole = found.relations[0].whole
    assert whole.difference is not None
    assert whole.difference.low < 0 < whole.difference.high


def test_without_a_repetition_nothing_is_compared() -> None:
    originals = [outline(name, category, "A") for name, category in NAMES]
    found = consistency(originals, [outline(f"{name}~jpeg", category, "B") for name, category in NAMES], {})
    assert found.relations[0].asked == len(NAMES)
    assert found.relations[0].whole.compared == 0
    assert named(found) == []


@given(st.randoms(use_true_random=False))
def test_neither_order_of_results_nor_of_variants_matters(chance: random.Random) -> None:
    originals = [outline(name, category, chance.choice(LETTERS)) for name, category in NAMES]
    varied = [
        outline(f"{name}~{relation}", category, chance.choice(LETTERS))
        for name, category in NAMES
        for relation in ("same", "options", "jpeg")
    ]
    found = consistency(originals, varied, ORDERS)
    chance.shuffle(originals)
    chance.shuffle(varied)
    assert consistency(originals, varied, ORDERS) == found
