"""The simulated model, run: what comes out is what was planted, on both axes, greedy and sampled."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from scipy.stats import binomtest

from plantedbench import attempts, states
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import GEUInstance, Request, UEGInstance
from pytest_realunify.procedural.simulated.model import REFUSAL, UNDECIDED, Simulated
from pytest_realunify.procedural.simulated.settings import Settings
from pytest_realunify.procedural.simulated.truth import Planted, flips, planted_case, planted_in, rerolled
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.scoring import parity, strict
from pytest_realunify.taxonomy import CATEGORY

MIXED: dict[str, Any] = {
    "profile": "exact", "weights": 5, "understanding": 0.7, "generation": 0.6, "integration": 0.5, "unparsed": 0.1
}  # fmt: skip
GREEDY = ("direct", "stepwise", "oracle", "blind")
SAMPLED: dict[str, Any] = {**MIXED, "unparsed": 0.0, "noise": 0.5}
FEW = ("world_knowledge", "code_to_image", "mental_tracking", "mental_reconstruction")
Found = dict[str, str]


def axis_of(case: str) -> str:
    return CATEGORY[case.partition("-")[0]].axis


@pytest.fixture(scope="module")
def greedy(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Every category under every protocol."""
    folder = tmp_path_factory.mktemp("greedy")
    return states(attempts(MIXED, folder, GREEDY, each=2), folder)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Found]:
    """By sample seed."""
    folder = tmp_path_factory.mktemp("sampled")
    return {
        seed: states(
            attempts(SAMPLED, folder, ("direct", "stepwise"), categories=FEW, each=4, sample_seed=seed), folder
        )
        for seed in (1, 2)
    }


def test_a_greedy_model_draws_right_what_it_was_planted_to_and_nothing_else(greedy: Found) -> None:
    settings, seen = Settings.of(MIXED), Counter[str]()
    for case, state in greedy.items():
        if axis_of(case) == "UEG":
            due = planted_case(settings, case)
            expected = "correct" if due.correct == 1 else "dark" if due.dark == 1 else "wrong"
            assert state == expected, case
            seen[state] += 1
    assert min(seen[state] for state in ("correct", "wrong", "dark")) >= 8


def test_a_greedy_model_answers_what_it_was_planted_to_and_guesses_the_rest(greedy: Found) -> None:
    settings, guessed = Settings.of(MIXED), []
    for case, state in greedy.items():
        if axis_of(case) == "GEU":
            due = planted_case(settings, case)
            if due.correct == 0.25:
                guessed.append(state)
            else:
                assert state == ("correct" if due.correct == 1 else "unparsed"), case
    assert set(guessed) == {"correct", "wrong"}
    assert binomtest(guessed.count("correct"), len(guessed), 0.25).pvalue > 1e-3


@pytest.mark.parametrize("protocol", ["direct", "stepwise"])
@pytest.mark.parametrize("axis", ["UEG", "GEU"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_sampled_model_scores_what_is_planted(sampled: dict[int, Found], seed: int, axis: str, protocol: str) -> None:
    run = {case: state for case, state in sampled[seed].items() if axis_of(case) == axis and case.endswith(protocol)}
    due = planted_in(Settings.of(SAMPLED), list(run))
    expected = sum(planted.correct * number(run, key) for key, planted in due.items()) / len(run)
    assert binomtest(list(run.values()).count("correct"), len(run), expected).pvalue > 1e-3


def number(run: Found, key: tuple[str, str]) -> int:
    return sum(case.startswith(f"{key[0]}-") and case.endswith(f"-{key[1]}") for case in run)


def test_two_runs_differ_by_the_planted_noise_and_by_nothing_else(sampled: dict[int, Found]) -> None:
    settings = Settings.of(SAMPLED)
    changed = [case for case in sampled[1] if sampled[1][case] != sampled[2][case]]
    assert changed
    assert all(rerolled(settings, case) for case in changed)
    expected = sum(flips(settings, case.partition("-")[0], case.rpartition("-")[2]) for case in sampled[1])
    assert binomtest(len(changed), len(sampled[1]), expected / len(sampled[1])).pvalue > 1e-3


def test_one_sample_seed_gives_one_run_to_the_bit(tmp_path: Path) -> None:
    def replies(folder: str) -> dict[str, str | None]:
        (tmp_path / folder).mkdir()
        made = attempts(SAMPLED, tmp_path / folder, ("stepwise",), categories=FEW, each=1, sample_seed=7)
        return {case: attempt.reply for case, (_, attempt) in made.items()}

    assert replies("once") == replies("again")


def test_a_greedy_model_s_repeats_and_runs_are_copies(tmp_path: Path) -> None:
    runs = [
        attempts(MIXED, tmp_path, ("direct", "stepwise"), categories=FEW, each=1, sample_seed=seed, repeat=repeat)
        for seed, repeat in ((0, 0), (0, 1), (9, 0))
    ]
    replies = [{case: attempt.reply for case, (_, attempt) in run.items()} for run in runs]
    assert replies[0] == replies[1] == replies[2]


def test_the_same_weights_copy_and_others_do_not(greedy: Found, tmp_path: Path) -> None:
    def run(weights: int) -> Found:
        table = {**MIXED, "weights": weights}
        return states(attempts(table, tmp_path, ("stepwise",), categories=FEW, each=2), tmp_path)

    copy, other = run(5), run(6)
    assert copy == {case: greedy[case] for case in copy}
    assert sum(other[case] != state for case, state in copy.items()) >= 0.15 * len(copy)


def test_a_lowered_share_loses_cases_and_gains_none(greedy: Found, tmp_path: Path) -> None:
    worse = states(
        attempts({**MIXED, "generation": 0.1}, tmp_path, ("oracle",), categories=["scientific_reasoning"], each=2),
        tmp_path,
    )
    changes = {(greedy[case], state) for case, state in worse.items() if greedy[case] != state}
    assert changes == {("correct", "wrong")}


def test_batches_and_order_change_nothing() -> None:
    suite = ProceduralSuite("1", seed=8)
    instances = [suite.instance(each, "stepwise") for each in suite.listings()]
    requests = [
        Request(each.refine_prompt or "", (), 3, f"{each.id}-stepwise")
        for each in instances
        if isinstance(each, UEGInstance)
    ]
    model = Simulated(**SAMPLED)
    together = model.understand(requests)
    assert together == [model.understand([request])[0] for request in requests]
    assert together[::-1] == model.understand(requests[::-1])


def test_options_in_another_order_get_another_letter() -> None:
    """What it knows is what stands in the option. The gold letter is nowhere in what it is given."""
    suite, model = ProceduralSuite("3", seed=5), Simulated(profile="exact")
    for listing in suite.listings():
        if listing.category in ("mental_tracking", "mental_reconstruction", "cognitive_navigation"):
            instance = suite.instance(listing, "direct")
            assert isinstance(instance, GEUInstance)
            turned = (*instance.options[1:], instance.options[0])
            lines = "\n".join(f"{letter}. {text}" for letter, text in zip("ABCD", turned, strict=True))
            prompt = f"{instance.question}\n\n{lines}\n\nAnswer with the letter of the right option."
            request = Request(prompt, (suite.open(instance.image),), 0, f"{listing.id}-direct")
            gold = turned.index(instance.options["ABCD".index(instance.answer)])
            assert model.understand([request]) == [f"The answer is {'ABCD'[gold]}."]


def test_the_case_s_name_settles_whether_it_knows_and_never_what() -> None:
    suite, model = ProceduralSuite("2", seed=5), Simulated(profile="exact")
    listings = [each for each in suite.listings() if each.category == "mental_tracking"]
    for listing, other in pairwise(listings):
        instance = suite.instance(listing, "direct")
        assert isinstance(instance, GEUInstance)
        request = Request(instance.evaluation_prompt, (suite.open(instance.image),), 0, f"{listing.id}-direct")
        assert model.understand([request]) == model.understand([replace(request, case=f"{other.id}-direct")])


def test_a_refusal_is_words_or_no_picture_at_all() -> None:
    model, picture = Simulated(profile="exact", refusals=1.0), Image.new("RGB", (40, 40), "white")
    case = "world_knowledge-food-0001-direct"
    assert model.understand([Request("Why?\n\nA. this\nB. that", (picture,), 0, case)]) == [REFUSAL]
    for asked in (model.generate, model.edit):
        [refused] = asked([Request("Draw a red circle.", (picture,), 0, case)])
        assert isinstance(refused, ModelError)


@pytest.mark.parametrize("reply", [REFUSAL, UNDECIDED])
def test_no_scorer_reads_an_option_into_what_is_no_answer(reply: str) -> None:
    assert strict.choice(reply, ("one", "two", "three", "four")) is None
    assert parity.choice(reply) is None


def test_requests_without_a_case_or_of_no_field_are_answered_too() -> None:
    picture = Image.new("RGB", (20, 20), (1, 2, 3))
    model, request = Simulated(profile="exact"), Request("What is this?\n\nA. one\nB. two", (picture,))
    assert model.understand([request])[0] in {"The answer is A.", "The answer is B."}
    assert model.edit([request])[0].tobytes() == picture.tobytes()
    assert model.generate([Request("")])[0].size == (512, 512)


def test_refused_and_illegible_drawings_are_dark(tmp_path: Path) -> None:
    table = {"profile": "exact", "weights": 2, "refusals": 0.2, "unparsed": 0.3}
    found = states(attempts(table, tmp_path, ("direct",), categories=["world_knowledge"]), tmp_path)
    due: list[Planted] = [planted_case(Settings.of(table), case) for case in found]
    assert [state == "dark" for state in found.values()] == [each.dark == 1 for each in due]
    assert 0 < sum(each.dark for each in due) < len(due)


def test_its_identity_tells_what_was_planted() -> None:
    one, other = Simulated(weights=3, style="soft"), Simulated(weights=3, UEG={"noise": 0.1})
    assert one.identity() == {
        "adapter": "simulated",
        "version": "1",
        "profile": "mid-range",
        "weights": 3,
        "settings": {"style": "soft"},
    }
    assert one.identity() != other.identity()
