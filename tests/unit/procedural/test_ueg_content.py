"""Every UEG subtask: the judge reads its right pictures as the golds say, and tells its wrong ones apart.

The long sweep is benchmarks/ueg_sweep.py; this is its beginning, and what must hold of every generator alike.
"""

from __future__ import annotations

import re
from itertools import product

import pytest

import ueg_sweep
from pytest_realunify.interfaces import UEGInstance
from pytest_realunify.procedural.suite.suite import ProceduralSuite

SUBTASKS = ProceduralSuite().drawn
KNOBS = [
    (name, knob) for name, subtask in ProceduralSuite().subtasks.items() if name in SUBTASKS for knob in subtask.knobs
]


@pytest.fixture(scope="module")
def found() -> ueg_sweep.Findings:
    """8 instances of every subtask under each of three seeds, the first of them painted and looked at."""
    found = ueg_sweep.Findings()
    for seed in (0, 1, 12345):
        more = ueg_sweep.sweep(seed, 8 * len(SUBTASKS), painted=len(SUBTASKS))
        found.counts.update(more.counts)
        found.problems += more.problems
    return found


def test_nothing_contradicts_anything(found: ueg_sweep.Findings) -> None:
    assert found.problems == []


@pytest.mark.parametrize("subtask", SUBTASKS)
def test_the_reference_is_weak_directly_and_strong_stepwise(subtask: str, found: ueg_sweep.Findings) -> None:
    n = found.counts[subtask, "instances"]
    assert n == 24
    assert found.counts[subtask, "stepwise"] >= 0.95 * n
    assert found.counts[subtask, "literal"] <= 0.25 * n, "the painter who thinks nothing gets most of them wrong"


@pytest.mark.parametrize("subtask", SUBTASKS)
def test_neither_gold_can_be_guessed(subtask: str, found: ueg_sweep.Findings) -> None:
    yes, no = found.counts[subtask, "yes"], found.counts[subtask, "no"]
    assert 0.3 <= yes / (yes + no) <= 0.7


ARTICLE = re.compile(r"\b([Aa]n?) [\"(]?(?=(\w+))")
SPOKEN_WITH_A = re.compile(r"(?:uni|use|euro|one|once|u\b)", re.I)
SPOKEN_WITH_AN = re.compile(r"(?:[aeiou]|hour|heir|honest|honour|[FHLMNRSX]\b|8|11\b|18\b)", re.I)


def misspoken(text: str) -> list[str]:
    """Every "a orange" and "an hexagon". The letter A before a small word, as in "base A in", is no article."""
    found = [(match[1], match[2]) for match in ARTICLE.finditer(text)]
    found = [(article, word) for article, word in found if article != "A" or word not in ("and", "in", "into", "is")]
    return [
        f"{article} {word}"
        for article, word in found
        if (article.lower() == "an") != bool(SPOKEN_WITH_AN.match(word) and not SPOKEN_WITH_A.match(word))
    ]


def test_a_and_an_are_told_apart() -> None:
    assert misspoken("a orange ring, an hexagon, a hour, an unicycle, An red heart, a 8") == [
        *("a orange", "an hexagon", "a hour", "an unicycle", "An red", "a 8")
    ]
    assert misspoken("an orange ring, a unicycle, an hour, a hexagon, an F, an 8, a European, the base A in DNA") == []


@pytest.mark.parametrize("subtask", SUBTASKS)
def test_every_prompt_and_question_says_a_or_an_as_it_is_spoken(subtask: str) -> None:
    suite = ProceduralSuite(seed=4)
    for index in range(45):
        made = suite.sketch(subtask, index)
        prose = re.sub(r"```.*?```", "", made.prompt, flags=re.DOTALL)
        assert misspoken(" | ".join([prose, *(query.text for query in (*made.yes, *made.no))])) == []


@pytest.mark.parametrize("subtask", SUBTASKS)
def test_two_hundred_instances_are_all_different(subtask: str) -> None:
    suite = ProceduralSuite("200", seed=3)
    prompts = {suite.sketch(subtask, index).prompt for index in range(200)}
    assert len(prompts) == 200


@pytest.mark.parametrize(("subtask", "knob"), KNOBS)
@pytest.mark.parametrize("end", ["least", "most"])
def test_both_ends_of_every_setting_make_sound_instances(subtask: str, knob: str, end: str) -> None:
    value = getattr(ProceduralSuite().subtasks[subtask].knobs[knob], end)
    suite = ProceduralSuite("10", difficulty={subtask: {knob: value}})
    for listing in suite.listings():
        if listing.subtask == subtask:
            instance = suite.instance(listing, "direct")  # unsound ones raise
            assert isinstance(instance, UEGInstance)


@pytest.mark.parametrize("subtask", SUBTASKS)
def test_all_settings_at_their_ends_together_make_sound_instances(subtask: str) -> None:
    """Three facts, and room for four things: where not both can be had, there is an instance all the same."""
    knobs = ProceduralSuite().subtasks[subtask].knobs
    for ends in product(*((knob.least, knob.most) for knob in knobs.values())):
        suite = ProceduralSuite(seed=9, difficulty={subtask: dict(zip(knobs, ends, strict=True))})
        prompts = [suite.sketch(subtask, index).prompt for index in range(20)]  # unsound ones raise
        assert all(prompts)
        assert len(set(prompts)) > 1
