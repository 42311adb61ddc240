"""The pixels judge answers yes or no in its world, and says in words that are neither when it cannot tell."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image

import photographs
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import OTHER_PICTURE, OTHER_QUESTION, VERSION, Pixels, sight
from pytest_realunify.procedural.pixels.questions import parse
from pytest_realunify.procedural.world.layout import Placed
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import Count, Exists, Query, What, true_of
from pytest_realunify.procedural.world.scene import Flag, Glass, Pie, Scene, Shape, Sign, column, row
from pytest_realunify.procedural.world.slips import perturbed
from pytest_realunify.scoring import parity, strict


def ask(image: Image.Image, *questions: str) -> list[str]:
    return Pixels().answer([JudgeRequest(image, question, "") for question in questions])


@pytest.mark.parametrize("reply", [OTHER_PICTURE, OTHER_QUESTION])
def test_what_it_says_when_it_cannot_tell_is_no_verdict_to_either_scorer(reply: str) -> None:
    assert strict.yes_no(reply) is None
    assert parity.yes_no(reply) is None


def test_replies_come_in_order_whatever_the_questions() -> None:
    image = paint(row(Shape("circle", "red"), Shape("star", "blue")))
    asked = ["Is there a red circle in the picture?", "Who are you?", "Is the leftmost object blue?"]
    assert ask(image, *asked) == ["yes", OTHER_QUESTION, "no"]


def test_200_pictures_of_other_kinds_get_neither_yes_nor_no() -> None:
    pictures = [kind(np.random.default_rng(1000 + seed)) for kind in photographs.KINDS for seed in range(20)]
    requests = [JudgeRequest(image, "Is there an object in the picture?", "") for image in pictures]
    assert set(Pixels().answer(requests)) == {OTHER_PICTURE}


def test_one_picture_is_looked_at_once_however_often_it_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Image.Image] = []

    def look(image: Image.Image) -> list[Placed]:
        looks.append(image)
        return []

    monkeypatch.setattr(sight, "look", look)
    judge = Pixels()
    for _ in range(2):
        image = Image.new("RGB", (512, 512), "white")
        judge.answer([JudgeRequest(image, Exists(What("circle")).text, "")] * 3)
    judge.answer([JudgeRequest(Image.new("RGB", (512, 512), "red"), Exists(What("circle")).text, "")])
    assert len(looks) == 2


def test_the_identity_names_the_version() -> None:
    assert Pixels().identity() == {"judge": "pixels", "version": VERSION}


SCENES = [
    row(Shape("circle", "red"), Shape("circle", "blue"), Shape("star", "red", "large")),
    column(Sign("1984"), Sign("WORD", "red")),
    row(Glass(2, "blue", Shape("square", "brown"), True), Glass(3, "red")),
    row(Flag("horizontal", ("black", "red", "yellow"))),
    row(Pie(8, 3, "red")),
]
QUESTIONS = (
    "Are there exactly two red objects in the picture?",
    "Are there exactly two signs in the picture?",
    "Is the leftmost object red?",
    "Is the topmost object a sign?",
    "Is the blue circle to the left of the star?",
    "Is the star larger than the blue circle?",
    "Does the picture show the number 1984?",
    "Does the second sign from the top show the word WORD?",
    "Does the liquid stand equally high in all the glasses?",
    "Is the leftmost glass half full?",
    "Is the second glass from the left three quarters full?",
    "Does the brown square float on the liquid in a glass?",
    "Is the top stripe of the flag black?",
    "Is the middle stripe of the flag red?",
    "Does the flag have exactly three stripes?",
    "Is the circle cut into exactly eight equal sectors?",
    "Are exactly three sectors of the circle red?",
    Count(What("object"), 3).text,
)


@pytest.mark.parametrize("scene", SCENES, ids=range(len(SCENES)))
def test_the_slightest_slip_is_told_apart(scene: Scene) -> None:
    queries = [parse(question) for question in QUESTIONS]
    known: list[Query] = [query for query in queries if query is not None]
    assert len(known) == len(QUESTIONS)
    truths = set()
    for _, wrong in [("right", scene), *perturbed(scene, random.Random(7))]:
        truth = ["yes" if true_of(query, wrong) else "no" for query in known]
        assert ask(paint(wrong), *QUESTIONS) == truth
        truths.add(tuple(truth))
    assert len(truths) > 1
