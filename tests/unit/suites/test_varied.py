"""Variants: which there are, and that what is right follows from the original."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import GEUInstance, multiple_choice_prompt
from pytest_realunify.options.variants import parse_variants
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.suites.varied.pictures import rescaled, through_jpeg
from pytest_realunify.suites.varied.reordering import order_of, reordered
from pytest_realunify.suites.varied.suite import VariedSuite, may_run, related, variant_of, variants_of
from pytest_realunify.taxonomy import original_of, relation_of

WORDS = st.lists(st.text("abcde 7", min_size=2, max_size=9).map(str.strip).filter(bool), min_size=2, max_size=6)


def asked(options: tuple[str, ...], question: str = "Which one?", index: int = 0) -> GEUInstance:
    """An instance whose first option is right."""
    prompt = multiple_choice_prompt(question, options)
    name = f"mental_tracking-x-{index:04d}"
    return GEUInstance(name, "mental_tracking", "x", index, question, options, "A", prompt, "picture")


@given(WORDS, st.integers(0, 9999))
def test_in_any_order_the_same_option_is_right_and_the_text_lists_it(options: list[str], index: int) -> None:
    instance = asked(tuple(dict.fromkeys(options)), index=index)
    if not (order := order_of(instance)):
        assert len(instance.options) < 2
        return
    again = reordered(instance, order)
    assert again.options["ABCDEF".index(again.answer)] == instance.options[0]
    assert again.options != instance.options
    assert sorted(again.options) == sorted(instance.options)
    assert again.evaluation_prompt == multiple_choice_prompt(instance.question, again.options)


@pytest.mark.parametrize(
    "options",
    [("one", "two", "Both one and two"), ("one", "none of the above"), ("A", "B", "C"), ("one", "one"), ("one",)],
)
def test_options_that_depend_on_their_places_keep_them(options: tuple[str, ...]) -> None:
    assert order_of(asked(options)) == ""


def test_options_that_the_text_does_not_list_keep_their_places() -> None:
    instance = asked(("one", "two"))
    assert order_of(replace(instance, evaluation_prompt="Which one? one or two")) == ""
    assert order_of(replace(instance, question="Is option A the right one?")) == ""


def test_orders_are_drawn_evenly_from_all_but_the_one_there_is() -> None:
    found = [order_of(asked(("one", "two", "three"), index=index)) for index in range(2000)]
    counts = {order: found.count(order) for order in {*found}}
    assert "ABC" not in counts
    assert len(counts) == 5
    assert all(330 < count < 470 for count in counts.values())


def test_a_greater_share_has_what_a_smaller_has_and_every_relation_the_same_instances() -> None:
    suite = ProceduralSuite("8", seed=0)
    shares = [0.2, 0.5, 1.0]
    found = [variants_of(suite, suite.listings(), {"rescale": share, "jpeg": 1.0}) for share in shares]
    rescale = [{each.id for each in one.listings if relation_of(each.id) == "rescale"} for one in found]
    assert rescale[0] < rescale[1] < rescale[2]
    whole = {each.id for each in suite.listings() if each.axis == "GEU"}
    assert {original_of(each) for each in rescale[2]} == whole
    assert {each.id for each in found[0].listings if relation_of(each.id) == "same"} == {
        f"{each}~same" for each in whole
    }


def test_a_variants_instance_follows_from_its_originals() -> None:
    suite = ProceduralSuite("smoke", seed=0)
    variants = variants_of(suite, suite.listings(), dict.fromkeys(("options", "rescale", "jpeg"), 1.0))
    varied = VariedSuite(suite, variants)
    assert (varied.name, varied.fingerprint, varied.judge) == (suite.name, suite.fingerprint, suite.judge)
    assert varied.listings() == suite.listings()
    maze = next(each for each in suite.listings() if each.subtask == "maze")
    original = varied.instance(maze, "direct")
    assert original == suite.instance(maze, "direct")
    same = varied.instance(variant_of(maze, "same"), "direct")
    assert same == replace(original, id=f"{maze.id}~same")
    before = suite.open(f"maze/{maze.index}/input")
    assert varied.open(f"maze/{maze.index}/input") == before
    for relation in ("rescale", "jpeg"):
        instance = varied.instance(variant_of(maze, relation), "direct")
        assert isinstance(instance, GEUInstance)
        assert varied.open(instance.image) != before
        assert varied.file(instance.image) is None


def test_one_variant_of_one_instance_is_had_without_a_run() -> None:
    suite = ProceduralSuite("smoke", seed=0)
    by_subtask = {each.subtask: each for each in suite.listings()}
    found = related(suite, by_subtask["maze"], "options")
    assert found is not None
    varied, listing = found
    before, after = suite.instance(by_subtask["maze"], "direct"), varied.instance(listing, "direct")
    assert isinstance(before, GEUInstance)
    assert isinstance(after, GEUInstance)
    assert after.options != before.options
    assert after.options["ABCD".index(after.answer)] == before.options["ABCD".index(before.answer)]
    assert related(suite, by_subtask["map"], "options") is None  # its options are letters of the map
    drawn = next(each for each in suite.listings() if each.axis == "UEG")
    assert related(suite, drawn, "jpeg") is None


def test_a_picture_in_another_form_is_still_that_picture() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    assert rescaled(image).size == (512, 512)
    assert rescaled(image).getpixel((511, 511)) == image.getpixel((255, 255))
    assert through_jpeg(image).size == image.size
    wide = Image.new("RGB", (9000, 9000), "red")
    assert rescaled(wide).size == (4500, 4500)


def test_where_the_picture_is_withheld_no_other_form_of_it_is_asked() -> None:
    maze = next(each for each in ProceduralSuite("smoke", seed=0).listings() if each.subtask == "maze")
    assert not may_run(variant_of(maze, "jpeg"), "blind")
    assert may_run(variant_of(maze, "options"), "blind")
    assert may_run(variant_of(maze, "jpeg"), "direct")


def test_ids_tell_what_is_a_variant() -> None:
    assert relation_of("cognitive_navigation-maze-0007~jpeg-direct") == "jpeg"
    assert original_of("cognitive_navigation-maze-0007~jpeg-direct") == "cognitive_navigation-maze-0007-direct"
    assert original_of("cognitive_navigation-maze-0007~jpeg") == "cognitive_navigation-maze-0007"
    assert relation_of("cognitive_navigation-maze-0007-direct") == ""
    assert relation_of("cognitive_navigation-maze~jpegs-direct") == ""


def test_a_list_of_relations_says_shares() -> None:
    assert parse_variants("jpeg:0.5, options") == {"options": 0.25, "jpeg": 0.5}
    assert parse_variants("all:1") == {"options": 1.0, "rescale": 1.0, "jpeg": 1.0}
    assert parse_variants("") == {}
    for wrong in ("jepg", "jpeg:0", "jpeg:2", "jpeg:nan", "jpeg:"):
        with pytest.raises(UsageError, match="realunify-variants"):
            parse_variants(wrong)
