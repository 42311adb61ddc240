"""The reference model as a whole: a true gap between direct and stepwise, from prompt and pixels alone."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.interfaces import GEUInstance, Listing, Request
from pytest_realunify.procedural.reference import FIELDS, Reference
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.protocols import BY_NAME
from pytest_realunify.records import Case
from pytest_realunify.scoring import score_choice
from pytest_realunify.taxonomy import PROTOCOLS, categories_of

PER_SUBTASK = 6
CATEGORIES = [category.name for category in categories_of("GEU")]


def geu(suite: ProceduralSuite, category: str = "") -> list[tuple[Listing, GEUInstance]]:
    """The suite's GEU instances, or those of one category."""
    found = [
        (each, suite.instance(each, "oracle"))
        for each in suite.listings()
        if each.category == (category or each.category)
    ]
    return [(listing, instance) for listing, instance in found if isinstance(instance, GEUInstance)]


@cache
def replies(folder: Path, category: str) -> dict[str, list[tuple[GEUInstance, Any]]]:
    """Per protocol: every instance with the reference's attempt at it."""
    suite = ProceduralSuite(str(PER_SUBTASK), seed=11)
    engine = Engine(Reference(), Pictures(suite, folder), batch_size=4)
    instances = geu(suite, category)
    found: dict[str, list[tuple[GEUInstance, Any]]] = {}
    for protocol in PROTOCOLS:
        attempts = engine.run(
            [(Case(listing, protocol), each) for listing, each in instances], BY_NAME["GEU"][protocol]
        )
        found[protocol] = [(instance, attempt) for (_, instance), attempt in zip(instances, attempts, strict=True)]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


def accuracy(pairs: list[tuple[GEUInstance, Any]], turn: int = 0) -> float:
    """Share answered right when every gold letter is turned `turn` places further."""
    letters = "ABCD"
    right = 0
    for instance, attempt in pairs:
        verdict = score_choice(attempt, instance)
        assert attempt.error is None, attempt.error
        gold = letters[(letters.index(instance.answer) + turn) % 4]
        right += verdict.answers["strict"] == gold
    return right / len(pairs)


@pytest.mark.parametrize("category", CATEGORIES)
def test_drawing_first_helps_the_reference_model(folder: Path, category: str) -> None:
    attempts = replies(folder, category)
    assert accuracy(attempts["oracle"]) >= 0.97
    assert accuracy(attempts["stepwise"]) >= 0.9
    assert accuracy(attempts["direct"]) <= accuracy(attempts["stepwise"]) - 0.25
    assert accuracy(attempts["blind"]) <= 0.6


def test_its_score_falls_to_chance_when_the_answers_are_shuffled_behind_its_back(folder: Path) -> None:
    pairs = [pair for category in CATEGORIES for pair in replies(folder, category)["stepwise"]]
    scores = []
    for seed in range(20):
        golds = [instance.answer for instance, _ in pairs]
        random.Random(seed).shuffle(golds)
        given = zip(pairs, golds, strict=True)
        scores.append(accuracy([(replace(instance, answer=gold), attempt) for (instance, attempt), gold in given]))
    assert 0.2 <= fmean(scores) <= 0.3


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_it_is_never_right_about_another_letter(folder: Path, turn: int) -> None:
    everything = [pair for category in CATEGORIES for pair in replies(folder, category)["stepwise"]]
    assert accuracy(everything) >= 0.9
    assert accuracy(everything, turn) <= 0.1, "right on the real gold, so hardly ever on another letter"


def test_options_in_another_order_get_another_letter() -> None:
    """What it answers is what stands in the option, not where the option stands."""
    suite = ProceduralSuite("2", seed=5)
    moved = 0
    instances = [each for listing, each in geu(suite) if listing.category != "attentional_focusing"]
    for instance in instances:
        assert instance.intermediate is not None
        turned = (*instance.options[1:], instance.options[0])
        lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ABCD", turned, strict=True))
        prompt = f"{instance.question}\n\n{lines}\n\nAnswer with the letter of the right option."
        reply = Reference().understand([Request(prompt, (suite.open(instance.intermediate),))])[0]
        gold = "ABCD"[turned.index(instance.options["ABCD".index(instance.answer)])]
        moved += f" {gold}." in reply
    assert moved >= 0.9 * len(instances)


def test_it_never_sees_the_case_it_answers() -> None:
    suite = ProceduralSuite("1", seed=3)
    for _, instance in geu(suite)[:4]:
        picture = suite.open(instance.image)
        named, unnamed = (
            Reference().understand([Request(instance.evaluation_prompt, (picture,), 1, case)])
            for case in (f"{instance.id}-direct", "")
        )
        assert named == unnamed


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_prompt_belongs_to_one_field(category: str) -> None:
    suite = ProceduralSuite("40", seed=2)
    for _, instance in geu(suite, category):
        for prompt in (instance.evaluation_prompt, instance.edit_prompt or ""):
            owners = [field.__name__.rpartition(".")[2] for field in FIELDS if field.matches(prompt)]
            assert owners == [category], prompt


def test_a_prompt_of_no_field_gets_a_guess_and_an_unchanged_picture() -> None:
    from PIL import Image

    picture = Image.new("RGB", (20, 20), (1, 2, 3))
    request = Request("What is this?\n\nA. one\nB. two", (picture,), seed=4)
    assert Reference().understand([request])[0] in {"The answer is A.", "The answer is B."}
    assert Reference().edit([request])[0].tobytes() == picture.tobytes()


def test_the_letters_of_the_right_options_are_spread_evenly() -> None:
    suite = ProceduralSuite("full", seed=0)
    for category in CATEGORIES:
        letters = [instance.answer for _, instance in geu(suite, category)]
        assert all(20 <= letters.count(letter) <= 30 for letter in "ABCD")


def test_listing_instances_renders_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = ProceduralSuite("112")
    for kind in ("_puzzle", "_sketch"):
        monkeypatch.setattr(suite, kind, lambda *_: pytest.fail("an instance was built"))
    listed = suite.listings()
    assert len(listed) == 32 * 112
    assert isinstance(listed[0], Listing)
