"""A UEG instance that contradicts itself, or whose prompt gives its number away, never leaves the generator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from pytest_realunify.errors import RealUnifyError
from pytest_realunify.procedural.suite import sketching
from pytest_realunify.procedural.suite.base import Chance, Sketch, Subtask, chance
from pytest_realunify.procedural.suite.presumed import one_each
from pytest_realunify.procedural.suite.secrecy import given_away
from pytest_realunify.procedural.suite.sketching import UnsoundError, check, sketch
from pytest_realunify.procedural.world.layout import view
from pytest_realunify.procedural.world.queries import (
    At,
    Beside,
    Count,
    Every,
    Exists,
    Floats,
    HalfIs,
    HigherIn,
    Larger,
    LevelIs,
    LiquidIs,
    Points,
    Query,
    Sectors,
    Shows,
    SignShows,
    StripeIs,
    What,
    nth,
)
from pytest_realunify.procedural.world.scene import Arrow, Flag, Glass, Pie, Scene, Shape, Sign, column, group, row

RED = Shape("circle", "red")
SOUND = Sketch(
    prompt="A red circle for every leg of a spider.",
    scene=group(RED, 8),
    yes=(Count(What("circle", "red"), 8),),
    no=(Count(What("circle"), 6),),
    wrong=(group(RED, 6), group(Shape("square", "red"), 8)),
)


def test_a_sound_sketch_passes() -> None:
    check(SOUND, "here")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"yes": (Exists(What("square")),)}, "gold yes, but false: Is there a square in the picture?"),
        ({"no": (Exists(What("circle")),)}, "gold no, but true: Is there a circle"),
        ({"no": ()}, "needs two to eight different questions with both golds"),
        ({"yes": SOUND.yes * 2}, "needs two to eight different questions"),
        (
            {"no": (At("middle", What("circle", "blue")),)},
            "speaks of one, and means several or none: Is the object in the middle",
        ),
        ({"wrong": ()}, "needs a typical wrong picture"),
        ({"wrong": (SOUND.scene,)}, "not caught: Exactly two rows, each of four red circles"),
    ],
)
def test_a_contradiction_is_named(change: Mapping[str, tuple[Query, ...]], said: str) -> None:
    with pytest.raises(UnsoundError) as raised:
        check(replace(SOUND, **change), "spider/0/7")  # type: ignore[arg-type]
    assert str(raised.value).startswith("spider/0/7: ")
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "prompt",
    ["Eight legs, so many circles.", "Draw 8 circles.", "The eighth circle.", "An eight-legged friend.", "1,8 circles"],
)
def test_a_prompt_that_states_the_number_gives_it_away(prompt: str) -> None:
    assert given_away(replace(SOUND, prompt=prompt)) == {"8"}
    assert given_away(replace(SOUND, prompt=prompt, given=("8",))) == set()


@pytest.mark.parametrize("prompt", ["A weight of 80 or 18 kg, 0.81 m.", "Eighty eighteenths freight.", "Six of them."])
def test_other_numbers_give_nothing_away(prompt: str) -> None:
    assert given_away(replace(SOUND, prompt=prompt)) == set()


def test_a_sign_s_word_or_time_is_a_secret_too() -> None:
    def written(text: str, prompt: str) -> Sketch:
        return Sketch(prompt, row(Sign(text)), (Shows(text),), (Exists(What("circle")),), (row(RED),))

    assert given_away(written("RAT", "Swap the letters of TAR.")) == set()
    assert given_away(written("RAT", "Write RAT.")) == {"RAT"}
    assert given_away(written("9:30", "An hour after 8:30.")) == set()
    assert given_away(written("9:30", "At 9:30 sharp.")) == {"9:30"}
    assert given_away(written("007", "Seven.")) == {"7"}


def test_a_proposal_that_gives_itself_away_is_replaced_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
        del difficulty
        return replace(SOUND, prompt="Eight." if rng.random() < 0.5 else "A spider's legs.")

    subtask = Subtask("world_knowledge", "food", 1, {}, build)
    assert {sketch(subtask, 0, index, {}).prompt for index in range(40)} == {"A spider's legs."}
    monkeypatch.setattr(sketching, "ATTEMPTS", 1)
    spoilt = next(index for index in range(40) if chance("food", 0, index, 1).random() < 0.5)
    with pytest.raises(UnsoundError, match="gives its answer away"):
        sketch(subtask, 0, spoilt, {})


BLUE = Shape("square", "blue")
GLASSES, ARROWS = row(Glass(1, "red"), Glass(2, "red"), Glass(3, "red")), row(Arrow("red", "up"), Arrow("red", "left"))
MIDDLE = At("middle", What("circle"))
LEFT = Beside(What("circle", "red"), "to the left of", What("arrow", "blue"))


@pytest.mark.parametrize(
    ("query", "scene"),
    [
        (MIDDLE, row(RED, BLUE, RED)),
        (MIDDLE, column(RED, BLUE, RED)),
        (At(nth(1, "left"), What("object", "red")), row(RED, BLUE, RED)),
        (At("bottommost", What("object", "red")), column(RED, BLUE)),
        (HigherIn("leftmost", "middle"), GLASSES),
        (SignShows("rightmost", "7"), row(RED, Sign("7"), Sign("8"))),
        (Points("up", "leftmost"), ARROWS),
        (Points("up", "only", "red"), Scene(((RED, RED, RED), (Arrow("red", "up"),)))),
        (Count(What("circle"), 3), Scene(((RED, RED, RED), (BLUE,)))),
        (LEFT, Scene(((RED, BLUE), (BLUE, BLUE)))),
        (HalfIs("left", "red"), row(RED, BLUE)),
        (Sectors(4), row(Pie(4, 1, "red"))),
    ],
)
def test_what_is_spoken_of_as_one_is_one_or_none(query: Query, scene: Scene) -> None:
    assert one_each(query, view(scene))


@pytest.mark.parametrize(
    ("query", "scene"),
    [
        (MIDDLE, row(RED, BLUE, RED, BLUE)),
        (MIDDLE, Scene(((RED, RED), (BLUE, RED, RED), (RED, RED)))),
        (At("bottommost", What("circle")), Scene(((RED, RED), (BLUE,)))),
        (At("bottommost", What("circle")), row(RED, BLUE)),
        (At("leftmost", What("circle")), row(RED)),
        (At(nth(2, "left"), What("circle")), row(RED, BLUE)),
        (LevelIs("topmost", 1), GLASSES),
        (LiquidIs("leftmost", "red"), row(RED, Glass(1, "red"))),
        (HigherIn("leftmost", nth(3, "left")), GLASSES),
        (Points("up", "leftmost", "blue"), ARROWS),
        (Points("up", "only", "red"), ARROWS),
        (LEFT, row(RED, BLUE, RED, Arrow("blue", "up"))),
        (Larger(What("circle"), What("square")), row(RED, BLUE, BLUE)),
        (HalfIs("left", "red"), row(RED, BLUE, RED)),
        (Sectors(4), row(Pie(4, 1, "red"), Pie(3, 1, "blue"))),
        (StripeIs("top", "red"), row(*[Flag("horizontal", ("red", "blue"))] * 2)),
        (Floats(What("heart", "red")), row(*[Glass(1, "blue", Shape("heart", "red"))] * 2)),
    ],
)
def test_what_is_several_is_not_spoken_of_as_one_nor_a_place_that_nothing_has(query: Query, scene: Scene) -> None:
    assert not one_each(query, view(scene))


def test_golds_stand_in_an_order_that_tells_nothing() -> None:
    made = Sketch(
        "A spider.",
        Scene(((RED, RED),)),
        yes=(Exists(What("circle")), Every(What("circle"), What("object", "red"))),
        no=(Every(What("circle"), What("object", "blue")),),
        wrong=(row(Shape("square", "red")),),
    )
    asked = sketching.instance(made, "id", "world_knowledge", "food", 0).questions
    assert [each.question for each in asked] == sorted(each.question for each in asked)
    assert [each.answer for each in asked] == ["no", "yes", "yes"], "not those with yes first"


def test_a_generator_that_fails_costs_its_own_instance_one_line() -> None:
    def build(rng: Chance, difficulty: Mapping[str, int]) -> Sketch:
        del rng, difficulty
        return replace(SOUND, scene=group(RED, 199))

    with pytest.raises(RealUnifyError, match=r"food/v1/3/7: a scene of \d+ rows|food/v1/3/7: a row of"):
        sketch(Subtask("world_knowledge", "food", 1, {}, build), 3, 7, {})
