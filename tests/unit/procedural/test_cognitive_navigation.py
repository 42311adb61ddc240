"""Mazes and town maps: the puzzles are fair, the pictures show them, and the reference model solves them by looking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import cognitive_navigation as reference
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance, letter_of
from pytest_realunify.procedural.suite.cognitive_navigation.choices import LABELS
from pytest_realunify.procedural.suite.cognitive_navigation.maze_plan import junctions, plan_maze
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import DISC, plan_town
from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import Town, lay, wander
from pytest_realunify.procedural.suite.registry import in_category

SUBTASKS = in_category("cognitive_navigation")

MAZE, MAP = SUBTASKS
both = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **knobs: int) -> Puzzle:
    difficulty: Mapping[str, int] = {name: knobs.get(name, knob.default) for name, knob in subtask.knobs.items()}
    made = subtask.build(chance(subtask.name, 0, index, subtask.version), difficulty)
    assert isinstance(made, Puzzle)
    return made


def asked(subtask: Subtask, index: int, puzzle: Puzzle) -> tuple[str, str]:
    """The text a model gets, and the right letter."""
    letter, wrong = letter_of(subtask.name, 0, index), iter(puzzle.wrong)
    lines = [f"{each}. {puzzle.right if each == letter else next(wrong)}" for each in LETTERS]
    ending = "Answer with the letter of the right option."
    return "\n\n".join((puzzle.question, "\n".join(lines), ending)), letter


def correct(subtask: Subtask, index: int, picture: Image.Image, puzzle: Puzzle) -> bool:
    prompt, letter = asked(subtask, index, puzzle)
    return reference.understand(prompt, picture, index) == f"The answer is {letter}."


@cache
def sample(name: str) -> Image.Image:
    return built(MAZE if name == "maze" else MAP, 0).render()


def same(one: Image.Image, two: Image.Image) -> bool:
    return one.mode == two.mode and one.size == two.size and one.tobytes() == two.tobytes()


def routes(network: Town, route: tuple[int, ...], goal: int) -> list[tuple[int, ...]]:
    """Every route without a place twice, found by trying all."""
    if route[-1] == goal:
        return [route]
    onward = (place for place in network.beside[route[-1]] if place not in route)
    return [found for place in onward for found in routes(network, (*route, place), goal)]


@both
def test_the_same_address_gives_the_same_text_and_pixels(subtask: Subtask) -> None:
    one, two = built(subtask, 5), built(subtask, 5)
    assert (one.question, one.right, one.wrong, one.edit_prompt) == (
        two.question,
        two.right,
        two.wrong,
        two.edit_prompt,
    )
    assert same(one.render(), two.render())
    assert same(one.render_intermediate(), one.render_intermediate())


@both
def test_the_intermediate_differs_from_the_input_by_magenta_alone(subtask: Subtask) -> None:
    puzzle = built(subtask, 3)
    before, after = np.asarray(puzzle.render(), dtype=int), np.asarray(puzzle.render_intermediate(), dtype=int)
    marker = np.abs(after - np.array(HIGHLIGHT)).sum(axis=2) == 0
    changed = (before != after).any(axis=2)
    assert not (np.abs(before - np.array(HIGHLIGHT)).sum(axis=2) < 120).any()
    assert marker.sum() > 0.6 * changed.sum() > 500


@both
def test_the_four_options_differ(subtask: Subtask) -> None:
    for index in range(150):
        puzzle = built(subtask, index)
        assert len({puzzle.right, *puzzle.wrong}) == 4


@both
def test_instances_rarely_repeat(subtask: Subtask) -> None:
    pictures = {built(subtask, index).render().tobytes() for index in range(20)}
    assert len(pictures) == 20


@both
def test_the_rank_of_the_right_number_says_nothing(subtask: Subtask) -> None:
    ranks: Counter[int] = Counter()
    for index in range(400):
        puzzle = built(subtask, index)
        if puzzle.right[0].isdigit():
            values = [int(option.removesuffix(" km")) for option in (puzzle.right, *puzzle.wrong)]
            assert min(values) > 0
            ranks[sorted(values).index(values[0])] += 1
    # 200 or so numbers: a fair share lies within 4 standard deviations (6) of a quarter
    assert all(abs(ranks[rank] - ranks.total() / 4) < 24 for rank in range(4)), ranks


@both
def test_prompts_name_no_answer_and_are_claimed_in_every_wording(subtask: Subtask) -> None:
    questions, edits = set(), set()
    for index in range(200):
        puzzle = built(subtask, index)
        assert reference.matches(puzzle.question)
        assert reference.matches(puzzle.edit_prompt)
        assert not re.search(r"\d", puzzle.edit_prompt)
        questions.add(re.sub(r"\b[A-Z]\b", "_", puzzle.question))
        edits.add(re.sub(r"\b[A-Z]\b", "_", puzzle.edit_prompt))
    assert len(questions) >= 20
    assert len(edits) == 3


def test_prompts_of_others_are_not_claimed() -> None:
    assert not reference.matches("How many segments of the digit are red?")
    assert not reference.matches("Restore the shuffled patches of the picture and mark nothing.")


@pytest.mark.parametrize("size", [6, 11, 20])
def test_mazes_are_spanning_trees_with_dead_ends_along_the_route(size: int) -> None:
    for index in range(15):
        plan = plan_maze(chance("maze", 1, index, 1), size)
        assert len(plan.passages) == size**2 - 1
        reached = {plan.route[0]}
        for _ in range(size**2):
            fresh = {cell for passage in plan.passages if reached & {*passage} for cell in passage} - reached
            if not fresh:
                break
            reached |= fresh
        assert len(reached) == size**2
        assert all((min(step), max(step)) in plan.passages for step in pairwise(plan.route))
        assert len(set(plan.route)) == len(plan.route)
        assert junctions(plan) >= 3


def test_a_maze_can_be_asked_for_by_its_turns() -> None:
    assert {plan_maze(chance("maze", 2, index, 1), 11, 13).turns for index in range(5)} == {13}


def test_maze_answers_follow_from_the_route() -> None:
    for index in range(150):
        puzzle = built(MAZE, index)
        scene = puzzle.render.args[0]  # type: ignore[attr-defined]
        at = {item.cell: item.label for item in scene.items}
        passed = [at[cell] for cell in scene.plan.route if cell in at]
        assert not {scene.plan.route[0], scene.plan.route[-1]} & at.keys()
        if "coin" in puzzle.question:
            assert puzzle.right == str(len(passed))
        elif puzzle.right.isdigit():
            assert puzzle.right == str(scene.plan.turns)
        elif "," in puzzle.right:
            assert puzzle.right == ", ".join(passed)
        else:
            offered = [label for label in passed if label in (puzzle.right, *puzzle.wrong)]
            assert puzzle.right == offered[-1 if "last" in puzzle.question else 0]


@pytest.mark.parametrize("places", [6, 9, 14])
def test_map_answers_follow_from_trying_every_route(places: int) -> None:
    for index in range(12):
        puzzle = built(MAP, index, places=places)
        scene = puzzle.render.args[0]  # type: ignore[attr-defined]
        network, best = scene.trip.town, scene.trip.best
        lengths = sorted((network.length(route), route) for route in routes(network, best[:1], best[-1]))
        assert lengths[0][1] == best
        assert lengths[1][0] >= lengths[0][0] + 2
        letters = [scene.letters[place] for place in best]
        assert f"from {letters[0]} to {letters[-1]}" in puzzle.question
        after = re.search(r"after ([A-Z])\b", puzzle.question)
        if after:
            assert puzzle.right == letters[letters.index(after[1]) + 1]
        elif puzzle.right.endswith("km"):
            assert puzzle.right == f"{lengths[0][0]} km"
        elif puzzle.right.isdigit():
            assert puzzle.right == str(len(best) - 1)
        else:
            assert puzzle.right in letters[1:-1]
            assert not {*puzzle.wrong} & {*letters}


@pytest.mark.parametrize("count", [6, 9, 14])
def test_every_length_on_a_map_has_room(count: int) -> None:
    for index in range(40):
        plan = plan_town(chance("map", 3, index, 1), count)
        middles = [plan.point(road, 0.5) for road in plan.roads]
        for road, (x, y) in zip(plan.roads, middles, strict=True):
            assert all(abs(x - px) > 26 or abs(y - py) > 18 for px, py in middles if (px, py) != (x, y))
            assert all(np.hypot(x - px, y - py) > DISC + 15 for px, py in plan.places)
            others = [plan.point(other, step / 20) for other in plan.roads if other != road for step in range(21)]
            # a plate reaches 13 pixels to the side and 9 up, the surface of a road 4
            assert all(abs(x - px) > 17 or abs(y - py) > 13 for px, py in others)


def test_laying_roads_leaves_the_layout_alone() -> None:
    rng = chance("map", 4, 0, 1)
    plan = plan_town(rng, 9)
    favoured = next(route for route in (wander(rng, plan, 3) for _ in range(100)) if route)
    network = lay(rng, plan, favoured)
    assert network.plan == plan
    assert len(favoured) == 4
    assert all(length >= 2 for length in network.kilometres.values())


def test_the_labels_leave_out_option_letters_start_and_goal() -> None:
    assert not {*LABELS} & {*"ABCDSG"}
    assert len(LABELS) >= MAP.knobs["places"].most


@both
def test_marking_helps_and_a_glance_does_not(subtask: Subtask) -> None:
    score: Counter[str] = Counter()
    total = 12
    for index in range(total):
        puzzle = built(subtask, index)
        before = puzzle.render()
        blank = Image.new("RGB", before.size, (128, 128, 128))
        score["direct"] += correct(subtask, index, before, puzzle)
        score["stepwise"] += correct(subtask, index, reference.edit(puzzle.edit_prompt, before, index), puzzle)
        score["oracle"] += correct(subtask, index, puzzle.render_intermediate(), puzzle)
        score["blind"] += correct(subtask, index, blank, puzzle)
    assert score["oracle"] == total
    assert score["stepwise"] >= total - 1
    assert score["direct"] <= total * 0.6
    assert score["blind"] <= total * 0.6


@pytest.mark.parametrize(
    ("subtask", "knobs"),
    [(MAZE, {"size": size}) for size in (6, 15, 20)] + [(MAP, {"places": places}) for places in (6, 12, 14)],
    ids=lambda value: value.name if isinstance(value, Subtask) else str(*value.values()),
)
def test_every_difficulty_can_be_drawn_marked_and_read(subtask: Subtask, knobs: dict[str, int]) -> None:
    for index in range(2):
        puzzle = built(subtask, index, **knobs)
        before = puzzle.render()
        assert before.mode == "RGB"
        assert 512 <= before.width == before.height <= 768
        assert correct(subtask, index, puzzle.render_intermediate(), puzzle)
        assert correct(subtask, index, reference.edit(puzzle.edit_prompt, before, 0), puzzle)


@both
def test_editing_keeps_what_is_not_the_route(subtask: Subtask) -> None:
    puzzle = built(subtask, 2)
    before = puzzle.render()
    after = reference.edit(puzzle.edit_prompt, before, 0)
    touched = (np.asarray(before) != np.asarray(after)).any(axis=2)
    allowed = (np.asarray(before) != np.asarray(puzzle.render_intermediate())).any(axis=2)
    strays = touched & ~np.asarray(Image.fromarray(allowed).convert("L").resize(before.size)).astype(bool)
    assert 0.7 * allowed.sum() < touched.sum() < 1.5 * allowed.sum()
    assert strays.sum() < 0.25 * touched.sum()


def junk() -> list[Image.Image]:
    noise = np.random.default_rng(0)
    full = [Image.fromarray(noise.integers(0, 256, (side, side + 9, 3), dtype=np.uint8)) for side in (16, 64, 300)]
    bars = Image.fromarray(np.tile(np.array([0, 255, 255], dtype=np.uint8), (90, 30))[..., None].repeat(3, axis=2))
    return [*full, bars, *(Image.new("RGB", (40, 16), colour) for colour in ("grey", "white", "black", HIGHLIGHT))]


@both
def test_junk_pictures_get_a_guess_and_come_back_unchanged(subtask: Subtask) -> None:
    puzzle = built(subtask, 1)
    prompt, _ = asked(subtask, 1, puzzle)
    other = built(MAP if subtask is MAZE else MAZE, 1)
    for picture in (*junk(), other.render(), puzzle.render().crop((0, 0, 200, 90))):
        assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, 1))
        assert same(reference.edit(puzzle.edit_prompt, picture, 1), picture)


def test_guesses_vary_with_the_seed() -> None:
    prompt, _ = asked(MAP, 0, built(MAP, 0))
    grey = Image.new("RGB", (64, 64), "grey")
    assert len({reference.understand(prompt, grey, seed) for seed in range(40)}) == 4


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(SUBTASKS), st.booleans(), st.text())
def test_no_text_makes_it_raise(subtask: Subtask, understandable: bool, text: str) -> None:
    picture = sample(subtask.name)
    prompt = f"{built(subtask, 0).question} {text}" if understandable else text
    assert re.fullmatch(r"The answer is [A-D]\.", reference.understand(prompt, picture, 0))
    assert reference.edit(prompt, picture, 0).size == picture.size
    assert reference.matches(prompt) >= understandable
