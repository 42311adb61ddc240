"""Laws of the flat-shape world: its English reads back, its pictures are pure, its places agree with its rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flatscenes import items, scenes, shapes
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.layout import MARGIN, SIDES, extent, plan, view
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.queries import Count, HalfIs, Query, Sectors, SectorsIn, What, nth, true_of
from pytest_realunify.procedural.world.queries.what import find, rows
from pytest_realunify.procedural.world.reading import literally, read_scene
from pytest_realunify.procedural.world.scene import COLOURS, Glass, Halves, Pie, Scene, Shape, Sign, group, row, rows_of


@given(scenes(columns=6, rows=5))
def test_the_explicit_english_of_a_scene_reads_back_as_the_scene(scene: Scene) -> None:
    assert read_scene(describe(scene)) == scene


@given(items, st.integers(1, 36))
def test_a_group_reads_back(item: Shape, count: int) -> None:
    scene = group(item, count)
    assert sum(1 for _ in scene) == count
    assert read_scene(describe(scene)) == scene


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_taken_literally(text: str) -> None:
    assert any(True for _ in literally(text))


@given(scenes())
def test_cells_do_not_overlap_and_a_margin_stays_free(scene: Scene) -> None:
    layout = plan(scene)
    assert layout.side in SIDES
    free = MARGIN * layout.side - 0.01
    for each in layout.placed:
        half = max(each.extent, layout.cell * extent(each.item)) / 2
        assert free <= each.x - half
        assert each.x + half <= layout.side - free
        assert free <= each.y - half
        assert each.y + half <= layout.side - free
    for one, other in zip(layout.placed, layout.placed[1:], strict=False):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= layout.cell - 0.01


@given(scenes())
def test_rows_as_seen_are_the_rows_of_the_scene(scene: Scene) -> None:
    assert [[each.item for each in found] for found in rows(view(scene))] == [list(found) for found in scene.rows]


@given(st.lists(items, min_size=1, max_size=9))
def test_every_place_in_a_row_finds_its_item(found: list[Shape]) -> None:
    scene = row(*found)
    for place, item in enumerate(found):
        assert getattr(find(nth(place, "left"), view(scene)), "item", None) == item
        assert getattr(find(nth(len(found) - 1 - place, "right"), view(scene)), "item", None) == item
    assert getattr(find("leftmost", view(scene)), "item", None) == found[0]
    middle = find("middle", view(scene))
    assert (middle is not None) == (len(found) % 2 == 1)


@given(st.lists(shapes, min_size=1, max_size=30))
def test_counts_add_up(found: list[Shape]) -> None:
    scene = rows_of(found)
    colour = found[0].colour
    number = sum(item.colour == colour for item in found)
    assert true_of(Count(What("object", colour), number), scene)
    assert not true_of(Count(What("object", colour), number + 1), scene)


@settings(max_examples=12)
@given(scenes(columns=3, rows=2))
def test_painting_is_pure_square_and_large(scene: Scene) -> None:
    first, second = paint(scene), paint(scene)
    assert first.mode == "RGB"
    assert first.width == first.height >= 512
    assert np.array_equal(np.asarray(first), np.asarray(second))


@pytest.mark.parametrize("liquid", COLOURS)
def test_the_surface_of_every_liquid_is_seen(liquid: str) -> None:
    half, full = (np.asarray(paint(row(Glass(level, liquid)))) for level in (2, 4))
    assert (half != full).any(axis=2).sum() > 500


@pytest.mark.parametrize("text", ["TJ", "AVATAR", "7:45", "QUEUE", "88888888", "MWMWMWMW"])
def test_writing_stays_on_its_sign(text: str) -> None:
    each = view(row(Sign(text)))[0]
    pixels = np.asarray(paint(row(Sign(text, "red"))))
    red = np.argwhere((pixels[..., 0] > 180) & (pixels[..., 1] < 90))
    assert len(red) > 100
    assert abs(red[:, 1] - each.x).max() < 0.48 * each.extent
    assert abs(red[:, 0] - each.y).max() < 0.26 * each.extent


@pytest.mark.parametrize("colour", ["red", "grey"])
def test_what_looks_the_same_is_answered_the_same(colour: str) -> None:
    scenes = [row(Pie(2, 1, colour)), row(Halves("vertical", "white", colour))]
    asked: list[Query] = [HalfIs(half, name) for half in ("left", "right", "upper") for name in (colour, "white")]
    asked += [Sectors(2), SectorsIn(1, colour), SectorsIn(1, "white"), SectorsIn(2, colour)]
    for query in asked:
        assert true_of(query, scenes[0]) == true_of(query, scenes[1])


@pytest.mark.parametrize(
    "rows_given",
    [
        (),
        ((),),
        ((Shape("circle", "mauve"),),),
        ((Sign("toolong89"),),),
        ((Glass(0, "red"),),),
        ((Glass(2, "red", Shape("star", "red")),),),
        ((Glass(2, "black", Shape("star", "red")),),),
        ((Pie(1, 0, "red"),),),
        ((Halves("vertical", "red", "red"),),),
    ],
)
def test_what_cannot_be_drawn_is_refused(rows_given: tuple[tuple[Shape, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"scene of|row of|cannot be drawn"):
        Scene(rows_given)
