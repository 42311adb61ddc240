"""Addresses become instances and instances become pictures, each only when asked for. The generators here are toys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import GEUInstance, Instance, Listing, Question, Suite, UEGInstance
from pytest_realunify.procedural.suite import difficulty as asked
from pytest_realunify.procedural.suite import suite as module
from pytest_realunify.procedural.suite.base import LETTERS, Chance, Knob, Puzzle, Sketch, Subtask, chance, letter_of
from pytest_realunify.procedural.suite.difficulty import Difficulty, parse_difficulty
from pytest_realunify.procedural.suite.registry import subtasks
from pytest_realunify.procedural.suite.suite import PER_CATEGORY, ProceduralSuite
from pytest_realunify.procedural.world.queries import Count, Exists, What
from pytest_realunify.procedural.world.scene import Shape, group
from pytest_realunify.suites.resolve import resolve
from pytest_realunify.taxonomy import CATEGORIES, CATEGORY, PROTOCOLS, STRATA

NAMES = [(subtask.category, name) for name, subtask in subtasks().items()]
KNOBS = {"size": Knob(11, 6, 20, "cells along a side", easy=7, hard=16), "steps": Knob(3, 1, 9, "turns")}


class Log:
    """What the toy generators were asked to do."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.rendered: list[str] = []


def toy(category: str, name: str, log: Log, version: int = 1) -> Subtask:
    def build(source: Chance, knobs: Mapping[str, int]) -> Puzzle | Sketch:
        log.built.append(name)
        if CATEGORY[category].axis == "UEG":
            count = source.randrange(2, 9)
            red = Shape("circle", "red")
            return Sketch(
                f"{name}: as many red circles as there are letters in {'x' * count}.",
                group(red, count),
                yes=(Count(What("circle", "red"), count),),
                no=(Exists(What("square")),),
                wrong=(group(red, count + 1),),
            )
        number = source.randrange(1000, 9000)

        def render(colour: str) -> Callable[[], Image.Image]:
            def draw() -> Image.Image:
                log.rendered.append(f"{name} {colour}")
                return Image.new("RGB", (knobs["size"], number % 7 + 1), colour)

            return draw

        return Puzzle(
            question=f"{name}: which number of size {knobs['size']}?",
            right=str(number),
            wrong=(str(number + 1), str(number + 2), str(number + 3)),
            edit_prompt="Show it.",
            render=render("red"),
            render_intermediate=render("green"),
        )

    return Subtask(category, name, version, KNOBS, build)


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    """Toys in place of every generator."""
    log = Log()
    toys = {name: toy(category, name, log) for category, name in NAMES}
    for place in (module, asked):
        monkeypatch.setattr(place, "subtasks", lambda: toys)
    return log


def listing(suite: ProceduralSuite, id_: str) -> Listing:
    return next(each for each in suite.listings() if each.id == id_)


def geu(instance: Instance) -> GEUInstance:
    assert isinstance(instance, GEUInstance)
    return instance


@pytest.mark.parametrize(("preset", "each"), [("", 10), ("smoke", 1), ("3", 3), ("12", 12)])
def test_a_preset_says_how_many_of_each_subtask(preset: str, each: int) -> None:
    counts = Counter((one.category, one.subtask) for one in ProceduralSuite(preset).listings())
    assert counts == dict.fromkeys(NAMES, each)


def test_the_full_preset_has_a_hundred_of_each_category_spread_evenly() -> None:
    listings = ProceduralSuite("full").listings()
    assert Counter(one.category for one in listings) == {category.name: PER_CATEGORY for category in CATEGORIES}
    per_subtask = Counter(one.subtask for one in listings)
    assert sorted(per_subtask[name] for name in ("quantity", "ocr", "attribute")) == [33, 33, 34]


def test_listings_stand_in_table_order_with_stable_ids() -> None:
    listings = ProceduralSuite("2").listings()
    assert [(one.category, one.subtask) for one in listings] == [name for name in NAMES for _ in range(2)]
    assert listings[1].id == "world_knowledge-animals_and_plants-0001"
    assert len({one.id for one in listings}) == len(listings)
    assert {(one.axis, one.protocols) for one in listings} == {("UEG", PROTOCOLS[:3]), ("GEU", PROTOCOLS)}


def test_listing_builds_nothing_and_an_instance_draws_nothing(log: Log) -> None:
    suite = ProceduralSuite()
    listings = suite.listings()
    assert log.built == []
    suite.instance(listings[0], "direct")
    assert (len(log.built), log.rendered) == (1, [])


def test_a_small_preset_lists_the_beginning_of_a_large_one() -> None:
    large = ProceduralSuite("full")
    for small in (ProceduralSuite("smoke"), ProceduralSuite("3")):
        assert set(small.listings()) <= set(large.listings())
        for one in small.listings():
            assert small.instance(one, "direct") == large.instance(one, "direct")


def test_the_right_option_stands_at_the_answer_and_the_others_stand_around_it() -> None:
    suite = ProceduralSuite("full", seed=5)
    for one in suite.listings():
        if one.axis == "UEG":
            continue
        instance = geu(suite.instance(one, "direct"))
        right = suite._puzzle(one.subtask, one.index).right
        assert instance.options[LETTERS.index(instance.answer)] == right
        assert len(set(instance.options)) == 4
        assert f"{instance.answer}. {right}\n" in instance.evaluation_prompt
        assert instance.question in instance.evaluation_prompt


def test_a_ueg_instance_has_its_truth_in_plain_words_and_its_golds_mixed() -> None:
    suite = ProceduralSuite()
    instance = suite.instance(listing(suite, "world_knowledge-food-0002"), "stepwise")
    assert isinstance(instance, UEGInstance)
    count = instance.prompt.count("x")
    assert instance.refined is not None
    assert instance.refined.startswith("Exactly ")
    assert instance.refine_prompt is not None
    assert instance.refine_prompt.endswith(f"Request: {instance.prompt}")
    assert Question("Is there a square in the picture?", "no") in instance.questions
    assert [each.answer for each in instance.questions].count("yes") == 1
    assert count == len(list(suite.sketch("food", 2).scene))


@given(st.integers(2, 40), st.integers(0, 300))
def test_what_is_dealt_never_comes_again_within_a_round(size: int, start: int) -> None:
    pool = tuple(range(size))
    begin = start // size * size
    dealt = [chance("food", 3, index, 1).deal(pool) for index in range(begin, begin + size)]
    assert sorted(dealt) == list(pool)


@given(st.sampled_from([name for _, name in NAMES]), st.integers(0, 99), st.integers(0, 50))
def test_every_four_in_a_row_have_every_letter_once(subtask: str, seed: int, block: int) -> None:
    assert sorted(letter_of(subtask, seed, 4 * block + place) for place in range(4)) == list(LETTERS)


def test_letters_and_chances_are_the_same_on_every_machine() -> None:
    assert "".join(letter_of("maze", 0, index) for index in range(12)) == "CDBAABDCBDCA"
    assert chance("maze", 0, 7, 1).randrange(10**6) == 795104


def test_chances_differ_by_subtask_seed_index_and_version() -> None:
    addresses = [("maze", 0, 7, 1), ("map", 0, 7, 1), ("maze", 1, 7, 1), ("maze", 0, 8, 1), ("maze", 0, 7, 2)]
    assert len({chance(*address).random() for address in addresses}) == 5


def test_the_two_pictures_of_an_instance_open_and_are_nobody_s_files(log: Log) -> None:
    suite = ProceduralSuite()
    instance = geu(suite.instance(listing(suite, "cognitive_navigation-maze-0003"), "oracle"))
    assert instance.intermediate is not None
    assert suite.open(instance.image).getpixel((0, 0)) == (255, 0, 0)
    assert suite.open(instance.intermediate).getpixel((0, 0)) == (0, 128, 0)
    assert suite.file(instance.image) is suite.file(instance.intermediate) is None
    assert log.built == ["maze"], "built once for the instance and both of its pictures"


def test_an_instance_is_the_same_under_every_protocol() -> None:
    suite = ProceduralSuite()
    for one in (suite.listings()[0], suite.listings()[-1]):
        assert len({suite.instance(one, protocol) for protocol in PROTOCOLS}) == 1


def test_an_instance_is_made_once_however_many_come_before_its_next_protocol(log: Log) -> None:
    suite = ProceduralSuite("full")
    for protocol in ("direct", "stepwise"):
        for one in suite.listings():
            suite.instance(one, protocol)
    assert len(log.built) == len(suite.listings()) == 1000


def test_the_fingerprint_changes_with_what_changes_instances_and_with_nothing_else(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ProceduralSuite().fingerprint
    assert len(made) == 12
    assert made == ProceduralSuite("full").fingerprint == ProceduralSuite("3", 0, {"maze": {"steps": 3}}).fingerprint
    others = {
        ProceduralSuite(seed=1).fingerprint,
        ProceduralSuite(difficulty={"maze": {"size": 11}}).fingerprint,
        ProceduralSuite(difficulty={"maze": {"size": 12}}).fingerprint,
        *(ProceduralSuite(stratum=stratum).fingerprint for stratum in STRATA),
    }
    newer = {name: toy(category, name, log, version=2 if name == "maze" else 1) for category, name in NAMES}
    monkeypatch.setattr(module, "subtasks", lambda: newer)
    assert len(others | {made, ProceduralSuite().fingerprint}) == 8


def test_difficulty_reaches_its_own_subtask_alone() -> None:
    suite = ProceduralSuite(difficulty={"maze": {"size": 14}})
    assert [suite.open(f"maze/{index}/input").width for index in range(4)] == [14] * 4
    assert [suite.open(f"map/{index}/input").width for index in range(4)] == [7, 11, 16, 7]


def test_strata_take_turns_within_every_subtask_and_one_alone_can_be_asked_for() -> None:
    for one in ProceduralSuite("7").listings():
        assert one.stratum == STRATA[one.index % 3]
    for stratum, width in zip(STRATA, (7, 11, 16), strict=True):
        suite = ProceduralSuite("4", stratum=stratum)
        assert {one.stratum for one in suite.listings()} == {stratum}
        assert {suite.open(f"maze/{index}/input").width for index in range(4)} == {width}


def test_a_subtask_that_is_the_same_in_all_strata_has_none() -> None:
    suite = ProceduralSuite("3", difficulty={"maze": {"size": 14}}, stratum="hard")
    assert {one.stratum for one in suite.listings() if one.subtask == "maze"} == {None}
    assert {one.stratum for one in suite.listings() if one.subtask != "maze"} == {"hard"}


def test_smoke_has_one_of_each_subtask_and_every_stratum_in_any_three() -> None:
    listings = ProceduralSuite("smoke").listings()
    assert [one.index for one in listings] == [place % 3 for place in range(len(NAMES))]
    assert [one.stratum for one in listings] == [STRATA[place % 3] for place in range(len(NAMES))]


def test_difficulty_is_typed_as_a_list() -> None:
    settings = {"maze": {"size": 14, "steps": 2}, "sequential": {"steps": 6}}
    assert parse_difficulty("maze.size=14, sequential.steps = 6,maze.steps=2,") == Difficulty(None, settings)
    assert parse_difficulty("") == parse_difficulty("mixed") == Difficulty()
    assert parse_difficulty("hard") == Difficulty("hard")
    assert parse_difficulty("maze.size=14, easy") == Difficulty("easy", {"maze": {"size": 14}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maze", "takes SUBTASK.SETTING=NUMBER, such as maze.size=14, not 'maze'\nor one of easy, medium, hard, mixed"),
        ("hrad", "unknown difficulty (--realunify-difficulty): 'hrad'. Did you mean 'hard'?"),
        ("easy,maze.size=14,hard", "--realunify-difficulty names easy and hard: one of easy, medium, hard, mixed"),
        ("mixed,hard", "names mixed and hard: one of"),
        ("maze=14", "takes SUBTASK.SETTING=NUMBER"),
        ("maze.size", "takes SUBTASK.SETTING=NUMBER"),
        ("mase.size=14", "unknown subtask (--realunify-difficulty): 'mase'. Did you mean 'maze'?"),
        (
            "maze.sise=14",
            "unknown setting of maze (--realunify-difficulty): 'sise'. Did you mean 'size'?\nvalid: size, steps",
        ),
        ("maze.size=99", "maze.size (cells along a side) is a number from 6 to 20, not '99'"),
        ("maze.size=-7", "is a number from 6 to 20, not '-7'"),
        ("maze.size=²", "is a number from 6 to 20, not '²'"),
        ("maze.size=", "is a number from 6 to 20, not ''"),
        ("maze.size=7,map.size=big", "map.size (cells along a side) is a number from 6 to 20, not 'big'"),
    ],
)
def test_a_mistyped_difficulty_is_answered_with_what_is_valid(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_difficulty(text)
    assert said in str(raised.value)


@pytest.mark.parametrize("edge", ["least", "most"])
def test_both_ends_of_a_setting_are_valid(edge: str) -> None:
    end = getattr(KNOBS["size"], edge)
    assert parse_difficulty(f"maze.size={end}").settings == {"maze": {"size": end}}


@pytest.mark.parametrize("name", ["procedural", "procedural:smoke", "procedural:full", "procedural:7"])
def test_a_suite_made_from_its_name_has_that_name(name: str) -> None:
    suite: Suite = resolve(name, root=Path("/"), seed=3, difficulty="maze.size=7")
    assert suite.name == name
    assert isinstance(suite, ProceduralSuite)
    assert (suite.seed, suite.difficulty) == (3, Difficulty(None, {"maze": {"size": 7}}))
    assert list(suite.notes) == []
