"""The GEU half of the exam at toy size: what it finds in the suite, and that it finds what is made wrong on purpose."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from typing import Any

import exam_blind
import exam_geu
import numpy as np
import pytest
from PIL import Image

from pytest_realunify.procedural.suite.base import Puzzle
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.taxonomy import CATEGORY

SUITE = ProceduralSuite(seed=20_261)
GEU = [name for name, subtask in SUITE.subtasks.items() if CATEGORY[subtask.category].axis == "GEU"]
UNSEEN = 360


def puzzles(subtask: str, count: int) -> list[Puzzle]:
    return [exam_geu.built(SUITE, subtask, index) for index in range(count)]


@pytest.mark.parametrize("subtask", GEU)
def test_nobody_answers_without_the_picture(subtask: str) -> None:
    shares = exam_geu.picture_free(SUITE, subtask, UNSEEN)
    assert len(shares) >= 15
    # a quarter, and four standard deviations (2.3 points) for the luckiest of so many solvers
    assert min(shares.values()) >= 0.16, shares
    assert max(shares.values()) <= 0.34, shares


def test_solvers_without_a_picture_find_what_is_given_away() -> None:
    rng = random.Random(1)
    seen = []
    for _ in range(200):
        right = rng.randint(10, 90)
        options = rng.sample([right, right + 1, right + 2, right + 3], 4)
        seen.append(exam_blind.Seen("How many?", _four(options), "ABCD"[options.index(right)]))
    shares = exam_blind.picture_free(seen, seen[:100])
    assert shares["lowest"] == 1
    assert shares["prior of ranks"] == 1
    assert shares["highest"] == 0
    liked = [exam_blind.Seen("Which colour?", ("red", "blue", "green", "pink"), letter) for letter in "AAAB" * 20]
    assert exam_blind.picture_free(liked, liked)["prior of options"] == 0.75
    assert exam_blind.picture_free(liked, liked)["always A"] == 0.75


def _four(options: list[int]) -> tuple[str, str, str, str]:
    one, two, three, four = map(str, options)
    return one, two, three, four


@pytest.mark.parametrize("subtask", ["sequential", "simultaneous"])
def test_rules_carried_out_twice_change_no_answer_and_no_pixel(subtask: str) -> None:
    facts = exam_geu.tracking(puzzles(subtask, 8), SUITE)
    assert facts == {"followed": 1.0, "double_application": 0.0, "pixels_changed": 0.0, "unsaid": 0}


def test_a_result_that_rules_can_still_act_on_is_noticed() -> None:
    made = [replace(puzzle, render_intermediate=puzzle.render) for puzzle in puzzles("sequential", 3)]
    assert exam_geu.tracking(made, SUITE)["pixels_changed"] == 1.0
    silent = [replace(puzzle, question=puzzle.question.replace("(", "").replace(")", "")) for puzzle in made]
    assert exam_geu.tracking(silent, SUITE)["unsaid"] == 3


def test_a_maze_question_needs_two_fifths_of_the_route() -> None:
    facts: dict[str, Any] = exam_geu.maze(puzzles("maze", 150), SUITE)
    assert facts["walked_least"] >= 0.4


def test_a_spot_at_the_start_of_the_route_is_noticed() -> None:
    puzzle = next(
        each for each in puzzles("maze", 100) if "pass first" in each.question or "meet first" in each.question
    )
    scene = puzzle.render.args[0]  # type: ignore[attr-defined]
    route = scene.plan.route
    items = tuple(replace(item, cell=route[1] if item.label == puzzle.right else item.cell) for item in scene.items)
    early = replace(puzzle, render=partial(_undrawn, replace(scene, items=items)))
    assert exam_geu.maze([early], SUITE)["walked_least"] == 1 / (len(route) - 1)


def _undrawn(_scene: object) -> Image.Image:
    return Image.new("RGB", (1, 1))


def test_a_map_has_routes_of_three_roads_and_three_ways_on() -> None:
    facts: dict[str, Any] = exam_geu.map_(puzzles("map", 60), SUITE)
    assert facts["asked_for_next"] > 5
    assert min(facts["roads_least"], facts["ways_on_least"]) >= 3


@pytest.mark.parametrize("subtask", ["coarse_patches", "fine_patches"])
def test_no_tile_is_blank(subtask: str) -> None:
    assert exam_geu.reconstruction(puzzles(subtask, 9), SUITE)["blank_tiles"] == 0


def test_a_tile_that_only_has_a_shade_is_noticed() -> None:
    puzzle = puzzles("coarse_patches", 1)[0]
    grey = np.tile(np.linspace(100, 140, 512, dtype=np.uint8), (512, 1))  # 20 levels over each of two tiles
    grey[:256, :256] = 120
    made = replace(puzzle, render_intermediate=lambda: Image.fromarray(grey).convert("RGB"))
    assert exam_geu.reconstruction([made], SUITE) == {"tiles": 4, "blank_tiles": 1}


def test_the_size_a_model_must_see_follows_the_print() -> None:
    assert exam_geu.focusing([], SUITE) == {"input_size": {"easy": 688, "medium": 786, "hard": 917}}


def test_people_read_a_line_for_each() -> None:
    facts = exam_geu.measured(SUITE, "map", 12, 24)
    assert "roads_least 3" in exam_geu.line("map", facts)
    assert "picture-free" in exam_geu.line("map", facts)
