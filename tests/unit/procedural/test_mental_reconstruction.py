"""Mental reconstruction: the generators' promises, and the reference model that restores and reads."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from pytest_realunify.procedural.reference.mental_reconstruction import edit, matches, understand
from pytest_realunify.procedural.reference.mental_reconstruction.restoring import restored
from pytest_realunify.procedural.reference.mental_reconstruction.turning import turned_back
from pytest_realunify.procedural.suite.base import LETTERS, Puzzle, Subtask, chance, letter_of
from pytest_realunify.procedural.suite.mental_reconstruction import (
    EDIT_PROMPTS,
    SUBTASKS,
    TURNED_EDIT_PROMPTS,
    layout,
    questions,
    tiles,
)
from pytest_realunify.procedural.suite.mental_reconstruction.painting import paint
from pytest_realunify.procedural.suite.mental_reconstruction.people import COATS, Gathering
from pytest_realunify.procedural.suite.mental_reconstruction.scene import Scene
from pytest_realunify.procedural.suite.mental_reconstruction.tiles import Mix, mixed

COARSE, FINE = SUBTASKS
CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
BOTH = pytest.mark.parametrize("subtask", SUBTASKS, ids=lambda subtask: subtask.name)


def built(subtask: Subtask, index: int, **difficulty: int) -> Puzzle:
    knobs = {name: knob.default for name, knob in subtask.knobs.items()}
    made = subtask.build(chance(subtask.name, 11, index, subtask.version), knobs | difficulty)
    assert isinstance(made, Puzzle)
    return made


def asked_text(puzzle: Puzzle, right: str) -> str:
    """The prompt as a model gets it, with the right option at the given letter."""
    wrong = iter(puzzle.wrong)
    lines = [f"{letter}. {puzzle.right if letter == right else next(wrong)}" for letter in LETTERS]
    return "\n".join([puzzle.question, "", *lines, "", "Answer with the letter of the right option."])


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.mode == other.mode and one.tobytes() == other.tobytes()


def setting(seed: int, grid: int = 3, tokens: int = 11, turned: bool = False) -> questions.Setting:
    rng = random.Random(seed)
    return questions.Setting(rng, 512 - 512 % grid, tokens, mixed(rng, grid, turned))


def asked(ask: str, grid: int = 3, count: int = 30) -> Iterator[tuple[questions.Setting, questions.Asked]]:
    """Many questions of one kind with the settings they were made from."""
    maker = next(maker for maker in questions.ASKS if maker.__name__ == ask)
    for seed in range(count):
        made = setting(seed, grid, turned=seed % 2 == 0)
        try:
            yield made, maker(made)
        except layout.NoRoomError:
            continue


def country(question: questions.Asked) -> Scene:
    assert isinstance(question.scene, Scene)
    return question.scene


@cache
def whole_picture(grid: int, seed: int) -> Image.Image:
    made = setting(seed, grid, tokens=8)
    return paint((questions.count if seed % 2 else questions.beside)(made).scene)


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


class TestRestoring:
    @settings(max_examples=25, deadline=None)
    @given(st.sampled_from([2, 3, 5]), st.integers(0, 2), CHANCES)
    def test_any_order_of_tiles_restores_exactly(self, grid: int, seed: int, rng: random.Random) -> None:
        picture = whole_picture(grid, seed)
        order = list(range(grid * grid))
        rng.shuffle(order)
        upright = Mix(grid, tuple(order), (0,) * len(order))
        assert same(restored(tiles.rearranged(picture, upright), grid), picture)

    @settings(max_examples=15, deadline=None)
    @given(st.sampled_from([2, 3, 5]), st.integers(0, 3), CHANCES)
    def test_any_order_and_any_turns_of_tiles_restore_exactly(self, grid: int, seed: int, rng: random.Random) -> None:
        picture = whole_picture(grid, seed)
        order = list(range(grid * grid))
        rng.shuffle(order)
        turns = tuple(rng.randrange(4) for _ in order)
        assert same(turned_back(tiles.rearranged(picture, Mix(grid, tuple(order), turns)), grid), picture)

    @pytest.mark.parametrize("turned", [0, 1])
    @pytest.mark.parametrize(("subtask", "grid"), [(COARSE, 4), (FINE, 6), (FINE, 8), (FINE, 10)])
    def test_finer_grids_restore_exactly(self, subtask: Subtask, grid: int, turned: int) -> None:
        puzzle = built(subtask, 1, grid=grid, turned=turned)
        assert same(edit(puzzle.edit_prompt, puzzle.render(), 0), puzzle.render_intermediate())

    def test_a_picture_that_the_grid_does_not_divide_is_left_alone(self) -> None:
        picture = whole_picture(2, 0).resize((101, 77))
        assert same(restored(picture, 3), picture)
        assert same(restored(picture, 90), picture)
        assert same(turned_back(picture, 3), picture)
        assert same(turned_back(picture.resize((90, 90)), 90), picture.resize((90, 90)))

    def test_a_prompt_without_a_grid_leaves_the_picture_alone(self) -> None:
        picture = whole_picture(2, 0)
        assert same(edit("Put the shuffled tiles back.", picture, 0), picture)
        assert same(edit("It was cut into a 3 x 4 grid of square tiles and shuffled.", picture, 0), picture)


class TestReading:
    @BOTH
    def test_it_is_right_on_edited_and_true_pictures_and_worse_on_shuffled_ones(self, subtask: Subtask) -> None:
        hits: Counter[str] = Counter()
        for index in range(12):
            puzzle = built(subtask, index)
            letter = letter_of(subtask.name, 11, index)
            text = asked_text(puzzle, letter)
            shuffled = puzzle.render()
            pictures = {
                "direct": shuffled,
                "stepwise": edit(puzzle.edit_prompt, shuffled, index),
                "oracle": puzzle.render_intermediate(),
            }
            for protocol, picture in pictures.items():
                hits[protocol] += understand(text, picture, index) == f"The answer is {letter}."
        assert hits["oracle"] == 12
        assert hits["stepwise"] >= 11
        assert hits["direct"] <= 7

    @BOTH
    def test_the_prompts_of_every_template_are_claimed(self, subtask: Subtask) -> None:
        frames, edits = set(), set()
        for index in range(60):
            puzzle = built(subtask, index)
            assert matches(asked_text(puzzle, "A"))
            assert matches(puzzle.edit_prompt)
            frames.add(puzzle.question.split(",")[0])
            edits.add(puzzle.edit_prompt)
        assert len(frames) == len(questions.FRAMES)
        assert len(edits) == len(EDIT_PROMPTS)

    @pytest.mark.parametrize(
        "prompt",
        [
            "How many red dots are there?",
            "Mark the way out of the maze with a line.",
            "What time does the sign show?",
            "The digits are recoloured step by step. Which digit is shown in the end?",
            "",
        ],
    )
    def test_other_prompts_are_not_claimed(self, prompt: str) -> None:
        assert not matches(prompt)

    def test_a_grey_picture_gets_guesses_that_vary_with_the_seed(self) -> None:
        grey = Image.new("RGB", (128, 128), (128, 128, 128))
        for _, question in asked("by_house", count=3):
            text = f"{question.ask}?\n\nA. {question.right}\nB. {question.wrong[0]}\nC. {question.wrong[1]}\nD. x"
            assert len({understand(text, grey, seed) for seed in range(20)}) == 4

    @settings(max_examples=40, deadline=None)
    @given(
        st.one_of(
            st.text(),
            st.builds(
                "{} {} {} shuffled tiles {} x {} grid\nA. 3\nB. the red star".format,
                st.sampled_from(["how many stars", "which edge", "closest to the house", "top-left corner"]),
                st.sampled_from(["river", "house", ""]),
                st.sampled_from(["?", ""]),
                st.integers(0, 99),
                st.integers(0, 99),
            ),
            st.integers(0, 99).map("how many stars? shuffled tiles {0} x {0} grid".format),
        ),
        st.integers(16, 60),
        st.integers(16, 60),
        st.sampled_from(["noise", "grey", "crop"]),
        st.integers(0, 2**32 - 1),
    )
    def test_no_text_and_no_picture_makes_it_raise(
        self, prompt: str, width: int, height: int, content: str, seed: int
    ) -> None:
        picture = {
            "noise": lambda: Image.fromarray(
                np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
            ),
            "grey": lambda: Image.new("RGB", (width, height), (140, 140, 140)),
            "crop": lambda: whole_picture(3, 0).crop((seed % 400, seed % 397, seed % 400 + width, seed % 397 + height)),
        }[content]()
        assert understand(prompt, picture, seed)[-2] in LETTERS
        edited = edit(prompt, picture, seed)
        assert edited.size == picture.size
        assert edited.mode == "RGB"

    def test_reading_and_restoring_leave_the_given_picture_as_it_was(self) -> None:
        puzzle = built(COARSE, 0)
        picture = puzzle.render()
        kept = picture.copy()
        edit(puzzle.edit_prompt, picture, 0)
        understand(asked_text(puzzle, "A"), picture, 0)
        assert ImageChops.difference(picture, kept).getbbox() is None
