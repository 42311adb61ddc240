"""Mazes and town maps: the puzzles are fair, the pictures show them, and the reference model solves them by looking."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from ways import MAP, MAZE, both, built, same

from pytest_realunify.procedural.drawing import HIGHLIGHT
from pytest_realunify.procedural.reference import cognitive_navigation as reference
from pytest_realunify.procedural.suite.base import Puzzle, Subtask, chance
from pytest_realunify.procedural.suite.cognitive_navigation.choices import LABELS, MORE_LABELS
from pytest_realunify.procedural.suite.cognitive_navigation.maze import EDITS
from pytest_realunify.procedural.suite.cognitive_navigation.maze_plan import junctions, plan_maze
from pytest_realunify.procedural.suite.cognitive_navigation.town_plan import DISC, plan_town
from pytest_realunify.procedural.suite.cognitive_navigation.town_routes import Town, lay, wander
from pytest_realunify.procedural.suite.cognitive_navigation.town_words import RAILWAY, ROADS
from pytest_realunify.procedural.suite.cognitive_navigation.transit import lay_lines


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
            values = [int(option.split()[0]) for option in (puzzle.right, *puzzle.wrong)]
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
        edits.add(puzzle.edit_prompt)
    assert len(questions) >= 20
    texts = EDITS if subtask is MAZE else [text for words in (ROADS, RAILWAY) for text in words.edits]
    assert all(any(re.fullmatch(_open(text), edit, re.DOTALL) for edit in edits) for text in texts)


def _open(template: str) -> str:
    """A pattern in which the template's blanks are open."""
    return re.sub(r"\\\{\w+\\\}", ".*", re.escape(template))


def test_prompts_of_others_are_not_claimed() -> None:
    assert not reference.matches("How many segments of the digit are red?")
    assert not reference.matches("Restore the shuffled patches of the picture and mark nothing.")


@pytest.mark.parametrize("size", [6, 11, 20, 32])
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


@pytest.mark.parametrize("size", [7, 11, 16])
def test_a_question_about_a_maze_needs_two_fifths_of_the_route_from_either_end(size: int) -> None:
    """How far one has to walk, from S or back from G, until one option alone is left."""
    for index in range(120):
        puzzle = built(MAZE, index, size=size)
        scene = puzzle.render.args[0]  # type: ignore[attr-defined]
        at = {item.cell: item.label for item in scene.items}
        if "," not in puzzle.right and not puzzle.right.isalpha():
            continue  # coins and turns lie along all of it
        steps = len(scene.plan.route) - 1
        labels = [at.get(cell, "") for cell in scene.plan.route]
        options = (puzzle.right, *puzzle.wrong)
        walks = []
        for walk, backwards in ((labels, False), (labels[::-1], True)):
            met = [[each for each in walk[:n] if each] for n in range(len(walk))]
            known = next((n for n, each in enumerate(met) if _told(puzzle, each, options, backwards)), len(walk))
            walks.append((known - 1) / steps)
        assert min(walks) >= 0.4, puzzle.question


def _told(puzzle: Puzzle, met: list[str], options: tuple[str, ...], backwards: bool) -> bool:
    """Whether the spots met so far, in their order, leave the right option alone."""
    if "," in puzzle.right:
        met = met[::-1] if backwards else met
        fits = [
            option
            for option in options
            if (each := option.split(", ")) and (each[-len(met) :] if backwards else each[: len(met)]) == met
        ]
        return bool(met) and fits == [puzzle.right]
    offered = [label for label in met if label in options]
    if backwards == ("last" in puzzle.question):
        return bool(offered)  # the first one met
    return False  # what comes first is only known when all has been walked


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


@pytest.mark.parametrize(("places", "oneway"), [(7, 0), (8, 30), (11, 20), (11, 50)])
def test_map_answers_follow_from_trying_every_route(places: int, oneway: int) -> None:
    for index in range(16):
        puzzle = built(MAP, index, places=places, oneway=oneway)
        scene = puzzle.render.args[0]  # type: ignore[attr-defined]
        network, best = scene.trip.town, scene.trip.best
        lengths = sorted((network.length(route), route) for route in routes(network, best[:1], best[-1]))
        assert lengths[0][1] == best
        assert lengths[1][0] >= lengths[0][0] + 2
        letters = [scene.letters[place] for place in best]
        taken = [scene.lines.get((min(stage), max(stage))) for stage in pairwise(best)]
        assert len(best) > 3, "three roads at least"
        assert f"from {letters[0]} to {letters[-1]}" in puzzle.question
        after = re.search(r"after ([A-Z])\b", puzzle.question)
        change = re.search(r"change[sd]? to the (\w+) line", puzzle.question)
        if after:
            here = letters.index(after[1])
            assert puzzle.right == letters[here + 1]
            onward = network.plan.beside()[best[here]]
            assert {puzzle.right, *puzzle.wrong} & {scene.letters[place] for place in best[:here]} == set()
            assert sum(scene.letters[place] in (puzzle.right, *puzzle.wrong) for place in onward) >= 3
        elif change:
            assert taken.count(change[1]) == len(
                [1 for one, two in pairwise([None, *taken]) if two == change[1] == two]
            )
            assert puzzle.right == letters[taken.index(change[1])]
        elif "lines" in puzzle.question.partition("?")[0].rpartition(". ")[2]:
            assert puzzle.right == ", ".join(dict.fromkeys(map(str, taken)))
        elif puzzle.right.endswith(("km", "min")):
            assert puzzle.right.split()[0] == str(lengths[0][0])
        elif puzzle.right.isdigit():
            assert puzzle.right == str(len(best) - 1)
        else:
            assert puzzle.right in letters[1:-1]
            assert not {*puzzle.wrong} & {*letters}


def test_arrows_are_obeyed_and_often_in_the_way() -> None:
    barred = total = 0
    for index in range(60):
        puzzle = built(MAP, index, oneway=35)
        scene = puzzle.render.args[0]  # type: ignore[attr-defined]
        network, best = scene.trip.town, scene.trip.best
        assert not {stage[::-1] for stage in pairwise(best)} & network.oneway
        assert ("arrow" in puzzle.question) == ("arrow" in puzzle.edit_prompt) == bool(network.oneway)
        if network.oneway:
            total += 1
            free = replace(network, beside=network.plan.beside()).shortest(best[0], best[-1])
            barred += free != best
    assert total > 25
    assert barred > 0.5 * total


def test_lines_run_from_end_to_end_and_cover_every_stretch() -> None:
    for index in range(40):
        rng = chance("map", 5, index, 1)
        laid = lay_lines(rng, plan_town(rng, 8 + index % 7))
        if laid is None:
            continue
        plan, lines = laid
        assert {(road.low, road.high) for road in plan.roads} == {*lines}
        assert len({*lines.values()}) >= 3
        for colour in {*lines.values()}:
            ends = Counter(place for pair, own in lines.items() if own == colour for place in pair)
            assert sorted(ends.values())[:3:2] in ([1], [1, 2]), "two ends, and two neighbours in between"
            assert len(ends) == sum(own == colour for own in lines.values()) + 1


@pytest.mark.parametrize("count", [7, 11, 14, 24])
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
    assert len({*LABELS, *MORE_LABELS}) >= MAP.knobs["places"].most
    assert all(one != other for one in LABELS for other in MORE_LABELS)
