"""The pixels judge answers yes or no in its world, and says in words that are neither when it cannot tell."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

import photographs
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.procedural.pixels import OTHER_QUESTION, VERSION, Pixels, sight
from pytest_realunify.procedural.pixels.questions import parse
from pytest_realunify.procedural.pixels.sight import Seen
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import Count, Exists, Query, What, true_of
from pytest_realunify.procedural.world.scene import Flag, Glass, Pie, Scene, Shape, Sign, column, row
from pytest_realunify.procedural.world.slips import perturbed


def ask(image: Image.Image, *questions: str) -> list[str]:
    return Pixels().answer([JudgeRequest(image, question, "") for question in questions])


def test_replies_come_in_order_whatever_the_questions() -> None:
    image = paint(row(Shape("circle", "red"), Shape("star", "blue")))
    asked = ["Is there a red circle in the picture?", "Who are you?", "Is the leftmost object blue?"]
    assert ask(image, *asked) == ["yes", OTHER_QUESTION, "no"]


@pytest.mark.parametrize("kind", photographs.OTHERS, ids=lambda kind: str(kind.__name__))
@pytest.mark.parametrize(
    "question",
    [
        "Is there an object in the picture?",
        "Is there a circle in the picture?",
        "Is every object a square?",
        "Are there exactly three objects in the picture?",
        "Does the picture show the number 7?",
    ],
)
def test_pictures_of_other_kinds_never_get_a_yes(kind: photographs.Draw, question: str) -> None:
    pictures = [kind(np.random.default_rng(1000 + seed)) for seed in range(10)]
    assert "yes" not in Pixels().answer([JudgeRequest(image, question, "") for image in pictures])


def test_one_picture_is_looked_at_once_however_often_it_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Image.Image] = []

    def look(image: Image.Image) -> Seen:
        looks.append(image)
        return Seen()

    monkeypatch.setattr(sight, "look", look)
    judge = Pixels()
    for _ in range(2):
        image = Image.new("RGB", (512, 512), "white")
        judge.answer([JudgeRequest(image, Exists(What("circle")).text, "")] * 3)
    judge.answer([JudgeRequest(Image.new("RGB", (512, 512), "red"), Exists(What("circle")).text, "")])
    assert len(looks) == 2


def test_a_picture_drawn_again_is_known_after_hundreds_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Image.Image] = []

    def look(image: Image.Image) -> Seen:
        looks.append(image)
        return Seen()

    monkeypatch.setattr(sight, "look", look)
    judge = Pixels()
    for _ in ("direct", "stepwise"):
        for number in range(300):
            image = Image.new("RGB", (96, 96), (number % 256, number // 256, 0))
            judge.answer([JudgeRequest(image, Exists(What("circle")).text, "")])
    assert len(looks) == 300


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


def test_what_cannot_be_made_out_hides_only_what_hangs_on_it() -> None:
    image = paint(row(Shape("circle", "red"), Shape("star", "blue"), Shape("square", "green")))
    pen = ImageDraw.Draw(image)
    pen.rectangle((330, 60, 500, 200), fill=(250, 249, 245))
    pen.line([(430, 60), (470, 140), (440, 100), (490, 190), (420, 150)], fill=(35, 35, 40), width=5)
    certain, doubtful = ask(
        image, "Is there a red circle in the picture?", "Are there exactly three objects in the picture?"
    )
    assert certain == "yes"
    assert doubtful.startswith("unclear: object ")


def test_an_unread_sign_is_still_a_sign_and_the_reply_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_realunify.procedural.pixels.kinds.signs._text", lambda _: None)
    image = paint(row(Sign("42"), Sign("43"), Shape("circle", "red")))
    asked = (
        "Are there exactly two signs in the picture?",
        "Is the second object from the left a sign?",
        "Does the second sign from the left show the number 43?",
        "Is the rightmost object red?",
    )
    two, second, written, red = ask(image, *asked)
    assert (two, second, red) == ("yes", "yes", "yes")
    assert written.startswith("unclear: object 2 from the left: its writing is ")
