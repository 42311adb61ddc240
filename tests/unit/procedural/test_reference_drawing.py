"""The reference model's UEG half: drawing what is said, thinking before it, each without knowing the case."""

from __future__ import annotations

import pytest

from pytest_realunify.interfaces import Request, UEGInstance
from pytest_realunify.procedural.reference import Reference
from pytest_realunify.procedural.reference.refining import FIELDS, refine
from pytest_realunify.procedural.suite.sketching import REFINE_PROMPTS
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import true_of
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import Shape, Sign, group, row
from pytest_realunify.taxonomy import categories_of

STAR = Shape("star", "red")
CATEGORIES = [category.name for category in categories_of("UEG")]


def test_an_explicit_scene_is_drawn_exactly() -> None:
    scene = row(Shape("circle", "red"), Sign("42"), Shape("star", "blue", "small"))
    (picture,) = Reference().generate([Request(describe(scene))])
    assert picture.tobytes() == paint(scene).tobytes()


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Draw one green circle for every leg a spider has.", group(Shape("circle", "green"), 1)),
        (
            "Two red stars and a blue-square, please",
            row(Shape("star", "red"), Shape("star", "red"), Shape("square", "blue")),
        ),
        ("Write the word HELLO next to a small pink heart.", row(Sign("HELLO"), Shape("heart", "pink", "small"))),
        ("A cat on a mat.", group(Shape("circle", "grey"), 1)),
        ("", group(Shape("circle", "grey"), 1)),
    ],
)
def test_anything_else_is_taken_at_its_word(said: str, drawn: object) -> None:
    assert literally(said) == drawn


@pytest.mark.parametrize("template", REFINE_PROMPTS)
def test_a_request_is_refined_whatever_the_wording_around_it(template: str) -> None:
    scene = group(Shape("circle", "green"), 8)
    said = "Draw one green circle for every leg on a spider, and nothing else."
    assert read_scene(refine(template.format(prompt=describe(scene)))) == scene, "already plain"
    assert refine(template.format(prompt="A cat on a mat.")) == "A cat on a mat.", "not understood: passed on"
    assert read_scene(refine(template.format(prompt=said))) != literally(said)


def test_thinking_knows_the_request_alone() -> None:
    suite = ProceduralSuite("2", seed=77)
    for listing in suite.listings():
        instance = suite.instance(listing, "stepwise")
        if isinstance(instance, UEGInstance):
            prompt = instance.refine_prompt or ""
            replies = Reference().understand([Request(prompt, (), 1, instance.id), Request(prompt, (), 2, "")])
            assert replies[0] == replies[1]


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_a_field_that_thinks(category: str) -> None:
    assert category in FIELDS
    suite = ProceduralSuite("6", seed=78)
    drawn: list[bool] = []
    for listing in suite.listings():
        if listing.category == category:
            made = suite.sketch(listing.subtask, listing.index)
            instance = suite.instance(listing, "stepwise")
            assert isinstance(instance, UEGInstance)
            scene = literally(refine(instance.refine_prompt or ""))
            drawn.append(
                all(true_of(each, scene) for each in made.yes) and not any(true_of(each, scene) for each in made.no)
            )
    assert sum(drawn) >= 0.95 * len(drawn)
