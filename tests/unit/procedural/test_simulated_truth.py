"""The simulated model's settings, luck and truth: without a picture."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import JudgeRequest
from pytest_realunify.models.resolve import resolve
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.simulated.faults import slipped, smeared
from pytest_realunify.procedural.simulated.limits import SHARES
from pytest_realunify.procedural.simulated.seams import grid_of
from pytest_realunify.procedural.simulated.settings import Settings
from pytest_realunify.procedural.simulated.styles import STYLES, styled
from pytest_realunify.procedural.simulated.truth import flips, planted, planted_case, rerolled
from pytest_realunify.procedural.suite.sketching import caught
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.taxonomy import CATEGORIES, PROTOCOLS, categories_of

share = st.integers(0, 100).map(lambda percent: percent / 100)
tables = st.fixed_dictionaries(dict.fromkeys(SHARES, share))
categories = st.sampled_from([each.name for each in CATEGORIES])
PUBLISHED = {"UEG": {"direct": 32.7, "stepwise": 47.7}, "GEU": {"direct": 39.3, "stepwise": 35.8}}
"""BAGEL's averages, arXiv 2509.24897."""


# Truth ----------------------------------------------------------------------------------------------------------------


@given(tables, categories, st.sampled_from(PROTOCOLS))
def test_what_becomes_of_a_case_adds_up(table: dict[str, float], category: str, protocol: str) -> None:
    if (category, protocol) in {(each.name, "blind") for each in categories_of("UEG")}:
        return
    found = planted(Settings.of(table), category, protocol)
    assert min(found.correct, found.wrong, found.unparsed, found.dark) >= -1e-9
    assert 0 <= found.accuracy <= 1 + 1e-9


@settings(max_examples=10)
@given(tables, categories, st.integers(0, 10**6))
def test_over_many_cases_the_luck_is_as_planted(table: dict[str, float], category: str, weights: int) -> None:
    checked = Settings.of({**table, "weights": weights})
    for protocol in ("direct", "stepwise", "oracle"):
        cases = [f"{category}-x-{index:04d}-{protocol}" for index in range(1000)]
        each, due = [planted_case(checked, case) for case in cases], planted(checked, category, protocol)
        chance = random.Random(f"{weights}/{protocol}")
        for name in ("correct", "unparsed", "dark"):
            drawn = sum(chance.random() < getattr(found, name) for found in each)
            assert binomtest(drawn, len(cases), min(1.0, max(0.0, getattr(due, name)))).pvalue > 1e-6


@given(tables, categories)
def test_more_ability_never_scores_less_and_every_step_costs(table: dict[str, float], category: str) -> None:
    found = {each: planted(Settings.of(table), category, each).accuracy for each in ("direct", "stepwise", "oracle")}
    best = {**table, "integration": 1.0, "generation": 1.0}
    due = {each: planted(Settings.of(best), category, each).accuracy for each in found}
    assert all(due[each] >= found[each] - 1e-9 for each in found)
    assert found["stepwise"] <= found["oracle"] + 1e-9 or table["refusals"] > 0


def test_the_default_profile_is_a_mid_range_model() -> None:
    default = Settings.of({})
    gaps = []
    for axis, due in PUBLISHED.items():
        names = [each.name for each in CATEGORIES if each.axis == axis]
        for protocol, average in due.items():
            mean = sum(planted(default, name, protocol).accuracy for name in names) / len(names)
            assert abs(100 * mean - average) < 0.7, (axis, protocol)
        gaps += [
            planted(default, name, "stepwise").accuracy - planted(default, name, "direct").accuracy for name in names
        ]
    assert sum(gap > 0.005 for gap in gaps) >= 6
    assert sum(gap < -0.005 for gap in gaps) >= 2


@given(share, categories, st.integers(0, 99))
def test_so_many_cases_as_noise_says_are_drawn_anew(noise: float, category: str, weights: int) -> None:
    checked = Settings.of({"noise": noise, "weights": weights})
    cases = [f"{category}-x-{index:04d}-direct" for index in range(500)]
    again = [rerolled(checked, case) for case in cases]
    assert binomtest(sum(again), len(cases), noise).pvalue > 1e-6
    assert again == [rerolled(checked, case.replace("direct", "stepwise")) for case in cases]
    assert flips(checked, category, "direct") <= noise / 2 + 1e-9


def test_truth_is_known_of_the_published_protocols_alone() -> None:
    with pytest.raises(UsageError, match="unknown protocol of UEG whose truth is planted: 'blind'"):
        planted(Settings.of({}), "world_knowledge", "blind")


# Settings -------------------------------------------------------------------------------------------------------------


def test_a_category_s_table_stands_above_its_axis_above_all_above_the_profile() -> None:
    checked = Settings.of({"generation": 0.5, "GEU": {"generation": 0.4}, "mental_tracking": {"generation": 0.3}})
    assert checked.of_category("world_knowledge").generation == 0.5
    assert checked.of_category("cognitive_navigation").generation == 0.4
    assert checked.of_category("mental_tracking").generation == 0.3
    assert checked.of_category("nothing").generation == 0.5
    assert checked.of_category("world_knowledge").understanding == 0.86, "the profile's"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"generaton": 0.5}, "unknown setting in [tool.realunify.models.mid]: 'generaton'. Did you mean 'generation'?"),
        ({"world_knowlege": {}}, "unknown setting in [tool.realunify.models.mid]: 'world_knowlege'. Did you "),
        ({"GEU": {"noize": 0.1}}, "unknown setting in [tool.realunify.models.mid.GEU]: 'noize'. Did you mean 'noise'?"),
        ({"GEU": {"weights": 1}}, "unknown setting in [tool.realunify.models.mid.GEU]: 'weights'."),
        ({"style": "bald"}, "unknown style in [tool.realunify.models.mid]: 'bald'. Did you mean 'bold'?"),
        ({"profile": "exat"}, "unknown profile in [tool.realunify.models.mid]: 'exat'. Did you mean 'exact'?"),
        ({"noise": 10}, "[tool.realunify.models.mid]: noise is 10, expected a share from 0 to 1"),
        ({"noise": True}, "[tool.realunify.models.mid]: noise is True, expected a share from 0 to 1"),
        ({"noise": float("nan")}, "[tool.realunify.models.mid]: noise is nan, expected a share from 0 to 1"),
        ({"weights": "a"}, "[tool.realunify.models.mid]: weights is 'a', expected a whole number"),
        ({"style": ["bold"]}, "unknown style in [tool.realunify.models.mid]: \"['bold']\"."),
        ({"UEG": 0.5}, "[tool.realunify.models.mid]: UEG is 0.5, expected a table such as UEG = { generation = 0.8 }"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused_before_anything_runs(table: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        resolve("mid", {"mid": {"adapter": "simulated", **table}})
    assert str(raised.value).startswith(said)


def test_the_name_alone_is_the_default_profile() -> None:
    spec = resolve("simulated", {})
    assert (spec.kind, spec.uses_device) == ("simulated", False)
    assert getattr(spec.build(), "settings") == Settings.of({})  # noqa: B009


# Slips, smears, styles ------------------------------------------------------------------------------------------------


def test_slips_are_wrong() -> None:
    suite, passed, made = ProceduralSuite("4", seed=21), 0, 0
    for subtask in suite.drawn:
        for index in range(4):
            sketch = suite.sketch(subtask, index)
            wrong = slipped(sketch.scene, random.Random(index))
            assert wrong != sketch.scene
            passed, made = passed + (not caught(sketch, wrong)), made + 1
    assert passed <= 0.03 * made


@pytest.mark.parametrize("style", STYLES)
def test_every_style_shows_what_was_drawn(style: str) -> None:
    suite, judge = ProceduralSuite("1", seed=31), Pixels()
    for subtask in suite.drawn[::3]:
        sketch = suite.sketch(subtask, 0)
        plain = paint(sketch.scene)
        picture = styled(plain, style)
        assert (picture.mode, picture.size) == ("RGB", plain.size)
        assert picture.tobytes() == styled(plain, style).tobytes()
        asked = [(query.text, "yes") for query in sketch.yes] + [(query.text, "no") for query in sketch.no]
        assert judge.answer([JudgeRequest(picture, text, text) for text, _ in asked]) == [gold for _, gold in asked]


def test_styles_differ() -> None:
    picture = paint(ProceduralSuite("1").sketch("food", 0).scene)
    assert len({styled(picture, style).tobytes() for style in STYLES}) == len(STYLES)


def test_in_a_smeared_picture_nothing_can_be_made_out() -> None:
    suite, judge = ProceduralSuite("1", seed=31), Pixels()
    for subtask in suite.drawn:
        sketch = suite.sketch(subtask, 0)
        picture = smeared(paint(sketch.scene))
        asked = [query.text for query in (*sketch.yes, *sketch.no)]
        assert all(reply.startswith("unclear") for reply in judge.answer([JudgeRequest(picture, q, q) for q in asked]))


@pytest.mark.parametrize("seed", range(4))
def test_a_shuffled_picture_shows_into_how_many_tiles_it_was_cut(seed: int) -> None:
    suite = ProceduralSuite("6", seed=seed)
    for listing in suite.listings():
        if listing.category == "mental_reconstruction":
            instance = suite.instance(listing, "direct")
            edit = getattr(instance, "edit_prompt")  # noqa: B009
            assert f"{grid_of(suite.open(getattr(instance, 'image')))} " in edit  # noqa: B009


def test_a_plain_picture_is_cut_nowhere() -> None:
    from PIL import Image

    assert grid_of(Image.new("RGB", (120, 120), "white")) is None
    assert grid_of(Image.new("RGB", (7, 5), "white")) is None
