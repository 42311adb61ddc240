"""Mental reconstruction: the generators' promises."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jigsaws import BOTH, CHANCES, asked, built, country, same, whole_picture
from PIL import Image

from pytest_realunify.procedural.suite.base import Subtask
from pytest_realunify.procedural.suite.mental_reconstruction import (
    EDIT_PROMPTS,
    TURNED_EDIT_PROMPTS,
    questions,
    tiles,
)
from pytest_realunify.procedural.suite.mental_reconstruction.people import COATS, Gathering
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import mixed


class TestGenerators:
    @BOTH
    def test_the_same_address_gives_the_same_text_and_pixels(self, subtask: Subtask) -> None:
        one, other = built(subtask, 3), built(subtask, 3)
        assert (one.question, one.right, one.wrong, one.edit_prompt) == (
            other.question,
            other.right,
            other.wrong,
            other.edit_prompt,
        )
        assert same(one.render(), other.render())
        assert same(one.render_intermediate(), one.render_intermediate())

    @BOTH
    def test_the_four_options_differ_and_pictures_do_not_repeat(self, subtask: Subtask) -> None:
        puzzles = [built(subtask, index) for index in range(200)]
        assert all(len({puzzle.right, *puzzle.wrong}) == 4 for puzzle in puzzles)
        assert len({puzzle.render().tobytes() for puzzle in puzzles[:8]}) == 8

    def test_the_rank_of_the_right_number_says_nothing(self) -> None:
        ranks: Counter[int] = Counter()
        for ask in ("count", "bank"):
            for _, question in asked(ask, count=200):
                numbers = sorted(map(int, (question.right, *question.wrong)))
                ranks[numbers.index(int(question.right))] += 1
        assert all(70 <= ranks[rank] <= 130 for rank in range(4)), ranks

    def test_counted_shapes_are_as_many_as_the_right_option_says(self) -> None:
        for _, question in asked("count"):
            kind = next(kind for kind, plural in questions.PLURALS.items() if plural in question.ask)
            assert sum(token.kind == kind for token in country(question).tokens) == int(question.right)

    def test_shapes_on_the_house_side_of_the_river_are_as_many_as_the_right_option_says(self) -> None:
        for _, question in asked("bank"):
            kind = next(kind for kind, plural in questions.PLURALS.items() if plural in question.ask)
            scene = country(question)
            home = scene.way.bank(*scene.house)
            sides = Counter(scene.way.bank(token.x, token.y) == home for token in scene.tokens if token.kind == kind)
            assert sides[True] == int(question.right)
            assert str(sides[False]) in question.wrong

    @pytest.mark.parametrize("ask", ["by_house", "by_corner"])
    def test_the_nearest_shape_is_nearest_by_far_and_has_a_look_of_its_own(self, ask: str) -> None:
        for made, question in asked(ask):
            x, y = country(question).house
            if ask == "by_corner":
                x, y = (made.size * (word in question.ask) for word in ("right", "bottom"))
            away = sorted((math.hypot(token.x - x, token.y - y), token.label) for token in country(question).tokens)
            assert away[0][1] == question.right
            assert away[1][0] >= 1.3 * away[0][0]
            assert len({label for _, label in away}) == len(away)
            assert {label for _, label in away} >= set(question.wrong)

    def test_the_road_leaves_only_through_the_right_edge(self) -> None:
        for made, question in asked("leaving"):
            way, size = country(question).way, made.size
            half = way.width / 2
            ends = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}[question.right.split()[1]]
            for x, y in way.points:
                inside = [side for side in (x, size - x, y, size - y) if side < half]
                assert len(inside) <= 1
            x, y = way.points[-1]
            assert ((x > size) - (x < 0), (y > size) - (y < 0)) == ends

    def test_most_counted_shapes_are_cut(self) -> None:
        cut = total = 0
        for made, question in asked("count"):
            side = made.size / made.grid
            for token in country(question).tokens:
                total += 1
                cut += any(
                    abs(where - line * side) < token.radius / 2 for where in (token.x, token.y) for line in (1, 2)
                )
        assert cut > 0.6 * total

    def test_who_stands_next_to_whom_is_read_off_the_rows_and_across_a_cut(self) -> None:
        sides = set()
        for made, question in asked("beside", count=120):
            assert isinstance(question.scene, Gathering)
            named = re.search(r"the person in the (\w+) coat", question.ask)
            side = re.search(r"(?:on|to) the (left|right)", question.ask)
            assert named is not None
            assert side is not None
            sides.add(side[1])
            [row] = [row for row in question.scene.rows if any(person.coat == named[1] for person in row)]
            coats = [person.coat for person in row]
            place = coats.index(named[1])
            neighbour = row[place + (1 if side[1] == "right" else -1)]
            assert question.right == f"the person in the {neighbour.coat} coat"
            assert f"the person in the {named[1]} coat" not in (question.right, *question.wrong)
            tile = made.size / made.grid
            assert int(neighbour.x // tile) != int(row[place].x // tile)
        assert sides == {"left", "right"}

    def test_people_stand_apart_wholly_in_the_picture_and_each_has_a_coat_of_another_colour(self) -> None:
        for _, question in asked("beside", count=60):
            scene = question.scene
            assert isinstance(scene, Gathering)
            assert sorted(person.coat for person in scene.people) == sorted(COATS)
            for row in scene.rows:
                assert all(other.x - one.x > 62 for one, other in pairwise(row))
                assert all(31 < person.x < scene.size - 31 for person in row)
                assert all(71 < person.y < scene.size - 63 for person in row)
            back, front = scene.rows
            assert min(person.y - 72 for person in front) > max(person.y + 62 for person in back)

    @pytest.mark.parametrize("grid", [3, 8, 10])
    def test_no_tile_is_so_empty_that_its_shade_alone_could_place_it(self, grid: int) -> None:
        for seed in range(4):
            picture = whole_picture(grid, seed).convert("L")
            side = picture.width // grid
            for x in range(0, side * grid, side):
                for y in range(0, side * grid, side):
                    tile = np.asarray(picture.crop((x, y, x + side, y + side)).reduce(4), float)
                    assert np.percentile(tile, 90) - np.percentile(tile, 10) >= 12

    @BOTH
    def test_the_extremes_of_the_knobs_work(self, subtask: Subtask) -> None:
        grids, tokens = subtask.knobs["grid"], subtask.knobs["tokens"]
        for grid in (grids.least, grids.most):
            for count in (tokens.least, tokens.most):
                for index in range(12):
                    built(subtask, index, grid=grid, tokens=count, turned=index % 2)
            picture = built(subtask, 5, grid=grid, tokens=tokens.most).render()
            assert picture.width == picture.height == 512 - 512 % grid
            assert picture.mode == "RGB"

    @BOTH
    @pytest.mark.parametrize("turned", [0, 1])
    def test_the_edit_prompt_names_the_grid_and_whether_tiles_are_turned_and_not_the_answer(
        self, subtask: Subtask, turned: int
    ) -> None:
        grid = subtask.knobs["grid"].default
        for index in range(20):
            puzzle = built(subtask, index, turned=turned)
            assert len(re.findall(rf"\b{grid}\b", puzzle.edit_prompt)) == 2
            assert puzzle.edit_prompt in {text.format(n=grid) for text in _edit_prompts(turned)}
            assert ("turned" in puzzle.question) == bool(turned)

    @given(st.integers(2, 10), CHANCES, st.booleans())
    def test_mixing_moves_every_tile_and_its_inverse_restores_exactly(
        self, grid: int, rng: random.Random, turned: bool
    ) -> None:
        picture = Image.frombytes("RGB", (grid * 3, grid * 3), random.Random(grid).randbytes(27 * grid * grid))
        mix = mixed(rng, grid, turned)
        assert all(place != tile for place, tile in enumerate(mix.order))
        assert mix.is_turned == turned
        shuffled = tiles.rearranged(picture, mix)
        assert not same(shuffled, picture)
        assert same(tiles.rearranged(shuffled, tiles.inverse(mix)), picture)

    @given(st.integers(2, 10), CHANCES, st.booleans(), st.floats(0, 0.999), st.floats(0, 0.999))
    def test_a_moved_place_is_where_its_pixel_is_seen(
        self, grid: int, rng: random.Random, turned: bool, x: float, y: float
    ) -> None:
        size = grid * 4
        mix = mixed(rng, grid, turned)
        picture = Image.new("I", (size, size))
        picture.putdata(range(size * size))
        column, row = int(x * size), int(y * size)
        across, down = tiles.moved(column + 0.5, row + 0.5, size, mix)
        shuffled = tiles.rearranged(picture, mix)
        assert shuffled.getpixel((int(across), int(down))) == picture.getpixel((column, row))


def _edit_prompts(turned: int) -> tuple[str, ...]:
    return TURNED_EDIT_PROMPTS if turned else EDIT_PROMPTS
