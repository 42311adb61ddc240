"""Doubts about things become doubts about answers exactly where they matter, and their words are no verdict."""

from __future__ import annotations

import ast
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flatscenes import items, questions, scenes
from pytest_realunify.procedural import pixels
from pytest_realunify.procedural.pixels.deciding import decide
from pytest_realunify.procedural.pixels.findings import between
from pytest_realunify.procedural.pixels.sightings import Absent, Outlined, Reading, Sighting, Written
from pytest_realunify.procedural.world.layout import Placed, view
from pytest_realunify.procedural.world.queries import Count, Every, Exists, Larger, Query, Shows, What
from pytest_realunify.procedural.world.scene import COLOURS, DIRECTIONS, SHAPES, Arrow, Item, Scene, Shape, Sign
from pytest_realunify.scoring import parity, strict

queries = st.one_of(*questions.values())


def sighting(place: int, *readings: Reading, doubt: str = "in doubt", alike: int = -1) -> Sighting:
    return Sighting(100.0 * place, 100.0, 60.0, readings, doubt, alike)


def sure(scene: Scene) -> list[Sighting]:
    return [Sighting(each.x, each.y, each.extent, (each.item,)) for each in view(scene)]


@given(scenes(columns=4, rows=1), queries)
def test_where_all_is_sure_the_answer_is_the_questions_own(scene: Scene, query: Query) -> None:
    truth = "yes" if query.holds(view(scene)) else "no"
    assert decide(query, sure(scene)) in (truth, "unclear: two places or two sizes are too close to tell apart")


@settings(max_examples=60)
@given(scenes(columns=3, rows=1), st.data(), queries)
def test_an_answer_holds_however_the_doubts_come_out(scene: Scene, data: st.DataObject, query: Query) -> None:
    seen = sure(scene)
    place = data.draw(st.integers(0, len(seen) - 1))
    others = data.draw(st.lists(items, min_size=1, max_size=3))
    doubtful = [*seen]
    doubtful[place] = Sighting(
        seen[place].x, seen[place].y, seen[place].extent, (*seen[place].readings, *others), "in doubt"
    )
    answer = decide(query, doubtful)
    for item in (list(scene)[place], *others):
        placed = [
            Placed(item if number == place else own, each.x, each.y, each.extent)
            for number, (own, each) in enumerate(zip(scene, seen, strict=True))
        ]
        assert answer not in ("yes", "no") or (answer == "yes") == query.holds(placed)


def test_a_doubt_that_does_not_matter_is_none() -> None:
    seen = [sighting(1, Shape("circle", "red"), Shape("circle", "orange")), sighting(2, Shape("star", "blue"))]
    assert decide(Count(What("circle"), 1), seen) == "yes"
    assert decide(Exists(What("circle", "green")), seen) == "no"
    assert decide(Exists(What("object", "blue")), seen) == "yes"


def test_a_doubt_that_matters_is_named_with_its_thing() -> None:
    red_or_orange = sighting(3, Shape("circle", "red"), Shape("circle", "orange"), doubt=between(["red", "orange"]))
    seen = [sighting(1, Shape("star", "blue")), sighting(2, Shape("star", "blue")), red_or_orange]
    reply = "unclear: object 3 from the left: between red and orange"
    assert decide(Exists(What("circle", "red")), seen) == reply


def test_two_doubts_that_only_together_change_the_answer_are_seen() -> None:
    seen = [sighting(place, Shape("circle", "orange"), Shape("circle", "red")) for place in (1, 2, 3)]
    assert decide(Count(What("circle", "red"), 2), seen).startswith("unclear: ")


def test_things_that_look_alike_are_the_same_whatever_they_are() -> None:
    seen = [sighting(place, Shape("circle", "orange"), Shape("circle", "red"), alike=1) for place in (1, 2, 3)]
    assert decide(Count(What("circle", "red"), 2), seen) == "no"
    assert decide(Count(What("circle", "red"), 3), seen).startswith("unclear: ")


def test_what_has_no_known_kind_may_be_whatever_is_asked_for_or_nothing() -> None:
    seen = [sighting(1, Shape("circle", "red")), sighting(2, Outlined())]
    assert decide(Exists(What("circle", "red")), seen) == "yes"
    for query in (
        Exists(What("square")),
        Count(What("object"), 2),
        Every(What(), What("circle")),
        Exists(What("glass")),
    ):
        assert decide(query, seen).startswith("unclear: object 2 from the left")


def test_a_strange_thing_of_a_known_colour_is_of_no_other() -> None:
    seen = [sighting(1, Shape("circle", "red")), sighting(2, Outlined(("blue",)))]
    assert decide(Exists(What("square", "green")), seen) == "no"
    assert decide(Exists(What("square", "blue")), seen).startswith("unclear: ")


def test_an_unread_sign_is_a_sign_with_any_text() -> None:
    seen = [sighting(1, Sign("42")), sighting(2, Written(("red",)))]
    assert decide(Count(What("sign"), 2), seen) == "yes"
    assert decide(Shows("42"), seen) == "yes"
    assert decide(Shows("43"), seen).startswith("unclear: object 2 from the left")


def test_a_speck_may_be_nothing() -> None:
    seen = [sighting(1, Shape("circle", "red")), sighting(2, Absent(), Outlined())]
    assert decide(Exists(What("circle", "red")), seen) == "yes"
    assert decide(Count(What("object"), 1), seen).startswith("unclear: ")


@pytest.mark.parametrize(("ratio", "reply"), [(1.45, "yes"), (1.05, "no"), (1.2, "unclear")])
def test_sizes_are_not_told_apart_at_the_border(ratio: float, reply: str) -> None:
    one, other = Shape("circle", "red"), Shape("star", "blue")
    seen = [Sighting(100, 100, 60 * ratio, (one,)), Sighting(300, 100, 60, (other,))]
    assert decide(Larger(What("circle"), What("star")), seen).startswith(reply)


def test_more_ways_than_can_be_tried_are_unclear() -> None:
    ways: tuple[Item, ...] = tuple(Arrow("red", way) for way in DIRECTIONS)
    seen = [sighting(place, *ways) for place in range(6)]
    assert decide(Exists(What("circle")), seen).startswith("unclear: ")


NAMES = (*COLOURS, *SHAPES, *(f"arrow pointing {way}" for way in DIRECTIONS), "an outline of its own")


@pytest.mark.parametrize("names", [*combinations(NAMES, 2), NAMES])
def test_naming_what_a_thing_is_between_is_no_verdict(names: tuple[str, ...]) -> None:
    assert_no_verdict(f"unclear: object 3 from the left: {between(names)}")


def said() -> list[str]:
    """Every text in the judge's code that may be said: of several words, and no docstring."""
    found = []
    for file in sorted(Path(pixels.__file__).parent.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docs:
                continue
            if " " in node.value and file.name not in _TABLES:
                found.append(node.value)
    return found


_TABLES = ("forms.py", "figure_forms.py", "questions.py", "naming.py")
"""Words of questions and names of colours: read, not said."""


def test_whatever_it_says_when_it_cannot_tell_is_no_verdict_to_either_scorer() -> None:
    texts = said()
    assert any("its writing is" in text for text in texts)
    for text in texts:
        assert_no_verdict(text)


def assert_no_verdict(text: str) -> None:
    assert strict.yes_no(text) is None, text
    assert parity.yes_no(text) is None, text
