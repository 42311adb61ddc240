"""Whether answers stay where nothing that matters changes: variants against their originals, and against chance.

A relation is held against what the model's own noise explains: the original is asked once more unvaried (`same`), and
if the relation changes nothing, variant and repetition could be exchanged. So of the pairs of which one alone agrees
with the original, as many should be of one kind as of the other: McNemar's exact test, one-sided. A letter is chosen
too often where the answers, under orders of the options that were drawn evenly, fall on it more often than the draw
explains, whatever was answered: an exact test again. `benchmarks/consistency.py` counts false namings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, factorial
from typing import Final

from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.numbers.stats import Estimate, mean_difference, wilson
from pytest_realunify.records import SCORED
from pytest_realunify.taxonomy import RELATIONS, SAME, original_of, protocol_key, relation_of, table_key

ALPHA: Final = 0.05
"""At most so many runs name anything of a model for which nothing changes, over all that a run may name."""

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Part:
    """A relation in one category, or in all."""

    scope: str
    """A category, or `GEU`."""
    compared: int
    """Triples of original, repetition and variant that all have a verdict."""
    agreement: Estimate | None
    """Share of variants answered as their original, between 0 and 1; None where there is nothing to compare."""
    noise: Estimate | None
    """The same of the repetitions."""
    difference: Estimate | None
    """agreement - noise, paired, with its 95 % interval."""
    p: float
    """One-sided, corrected for all that the run may name."""

    @property
    def breaks(self) -> bool:
        """Whether more answers change than noise explains."""
        return self.p <= ALPHA


@dataclass(frozen=True, slots=True)
class Relation:
    """What came of one relation."""

    name: str
    asked: int
    """Variants with a result of any kind."""
    whole: Part
    categories: tuple[Part, ...]
    """In table order."""


@dataclass(frozen=True, slots=True)
class Letter:
    """How often a letter was the answer under shuffled options, over instances."""

    letter: str
    chosen: int
    expected: float
    """If places meant nothing to the model."""
    p: float
    """As of a relation."""

    @property
    def preferred(self) -> bool:
        """Whether it is chosen too often."""
        return self.p <= ALPHA


@dataclass(frozen=True, slots=True)
class Consistency:
    """Of one run."""

    relations: tuple[Relation, ...]
    letters: tuple[Letter, ...]


Pair = tuple[str, bool, bool]
"""A category, and whether repetition and variant agree with the original."""


def consistency(originals: Iterable[Outline], variants: Iterable[Outline], orders: Mapping[str, str]) -> Consistency:
    """`orders` are those of the options, by original instance: by new letter the old one."""
    known = {each.case: each for each in originals if each.repeat == 0 and _is_scored(each)}
    varied = sorted(variants, key=lambda each: each.case)
    same = {original_of(each.case): each for each in varied if relation_of(each.case) == SAME and _is_scored(each)}
    by_relation = {name: [each for each in varied if relation_of(each.case) == name] for name in RELATIONS}
    asked = {name: found for name, found in by_relation.items() if found}
    pairs = {name: [*_pairs(found, known, same, orders)] for name, found in asked.items()}
    counts = [*_letters(asked.get("options", ()), orders)]
    found = {name: _sign_test(each) for name, each in pairs.items()}
    if counts:
        found["letters"] = min(1.0, len(counts) * min(p for *_, p in counts))
    corrected = _holm(found)
    relations = [
        Relation(name, len(asked[name]), _part("GEU", each, corrected[name]), _categories(each, corrected[name], found))
        for name, each in pairs.items()
    ]
    within = _holm({letter: p for letter, *_, p in counts})
    letters = [
        Letter(letter, chosen, expected, max(corrected["letters"], min(1.0, len(found) * within[letter])))
        for letter, chosen, expected, _ in counts
    ]
    return Consistency(tuple(relations), tuple(letters))


def _is_scored(outline: Outline) -> bool:
    return outline.verdict.strict in SCORED


def _answer(outline: Outline, orders: Mapping[str, str]) -> str:
    """The letter that the original has for what was answered; empty where no letter was read."""
    letter = outline.answers[0] or ""
    order = orders.get(original_of(outline.instance), "") if relation_of(outline.instance) == "options" else LETTERS
    place = LETTERS.find(letter) if letter else -1
    return order[place] if 0 <= place < len(order) else ""


def _pairs(
    variants: Iterable[Outline], known: Mapping[str, Outline], same: Mapping[str, Outline], orders: Mapping[str, str]
) -> Iterator[Pair]:
    for each in variants:
        case = original_of(each.case)
        if _is_scored(each) and case in known and case in same:
            due = _answer(known[case], orders)
            yield each.category, _answer(same[case], orders) == due, _answer(each, orders) == due


def _categories(pairs: Sequence[Pair], whole: float, family: Mapping[str, float]) -> tuple[Part, ...]:
    """Each tested at the relation's share of the level, and named only where the relation is."""
    by_category: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_category[pair[0]].append(pair)
    within = _holm({category: _sign_test(each) for category, each in by_category.items()})
    return tuple(
        _part(category, by_category[category], max(whole, min(1.0, len(family) * within[category])))
        for category in sorted(by_category, key=table_key)
    )


def _part(scope: str, pairs: Sequence[Pair], p: float) -> Part:
    count = len(pairs)
    if not count:
        return Part(scope, 0, None, None, None, 1.0)
    agreement = wilson(sum(varied for *_, varied in pairs) / count, count)
    noise = wilson(sum(again for _, again, _ in pairs) / count, count)
    difference = mean_difference([[(float(again), float(varied)) for _, again, varied in pairs]])
    return Part(scope, count, agreement, noise, difference, p)


def _sign_test(pairs: Sequence[Pair]) -> float:
    """How likely at least so many of the pairs that differ would be broken by the variant, if nothing changed."""
    broken = sum(again and not varied for _, again, varied in pairs)
    noisy = sum(varied and not again for _, again, varied in pairs)
    differ = broken + noisy
    return sum(comb(differ, count) for count in range(broken, differ + 1)) / (1 << differ)


def _letters(variants: Iterable[Outline], orders: Mapping[str, str]) -> Iterator[tuple[str, int, float, float]]:
    """By letter: how often it was chosen, how often it should be, and how likely so often is.

    Of each instance under the first protocol that has an answer alone: the others' have the same order.
    """
    first: dict[str, tuple[int, int, int]] = {}
    for each in sorted(variants, key=lambda each: protocol_key(each.protocol)):
        order, answer = orders.get(original_of(each.instance), ""), _answer(each, orders)
        if _is_scored(each) and answer and each.instance not in first:
            first[each.instance] = order.index(answer), LETTERS.index(answer), len(order)
    for place in range(max((size for *_, size in first.values()), default=0)):
        chances = [_chance(place, before, size) for _, before, size in first.values()]
        chosen = sum(now == place for now, *_ in first.values())
        yield LETTERS[place], chosen, sum(chances), _at_least(chosen, chances)


def _chance(place: int, before: int, size: int) -> float:
    """That an option stands there, in an order drawn from all but the one there was."""
    if place >= size:
        return 0.0
    return (factorial(size - 1) - (place == before)) / (factorial(size) - 1)


def _at_least(count: int, chances: Sequence[float]) -> float:
    """How likely so many of independent events happen, or more."""
    spread = [1.0]
    for chance in chances:
        rest = [*(each * (1 - chance) for each in spread), 0.0]
        spread = [stays + comes for stays, comes in zip(rest, [0.0, *(each * chance for each in spread)], strict=True)]
    return min(1.0, sum(spread[count:]))


def _holm(values: Mapping[str, float]) -> dict[str, float]:
    """Corrected for one another (S. Holm, Scandinavian Journal of Statistics 6, 1979)."""
    found: dict[str, float] = {}
    least = 0.0
    for place, (name, p) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        least = max(least, min(1.0, p * (len(values) - place)))
        found[name] = least
    return found
