"""Windows and masks, against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from pytest_realunify.procedural.pixels.masks import closed, grown, opened, shrunk
from pytest_realunify.procedural.pixels.windows import highest, lowest

sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))


def noise(size: tuple[int, int], seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(seed).random(size, dtype=np.float32)


@given(sizes, st.integers(0, 99), st.sampled_from([1, 2, 3, 7, 9, 13]))
def test_highest_and_lowest_are_scipy_s(size: tuple[int, int], seed: int, breadth: int) -> None:
    values = noise(size, seed)
    assert (highest(values, breadth) == ndimage.maximum_filter(values, breadth)).all()
    assert (lowest(values, breadth) == ndimage.minimum_filter(values, breadth)).all()


@given(sizes, st.integers(0, 99), st.sampled_from([0.1, 0.5, 0.9]), st.integers(1, 6))
def test_masks_are_scipy_s(size: tuple[int, int], seed: int, share: float, reach: int) -> None:
    mask = noise(size, seed) < share
    square = np.ones((2 * reach + 1, 2 * reach + 1), bool)
    assert (grown(mask, reach) == ndimage.binary_dilation(mask, square)).all()
    assert (shrunk(mask, reach) == ndimage.binary_erosion(mask, square)).all()
    room = np.pad(mask, 2 * reach)
    assert (
        closed(mask, reach) == ndimage.binary_closing(room, square)[2 * reach : -2 * reach, 2 * reach : -2 * reach]
    ).all()


@pytest.mark.parametrize("size", range(2, 10))
@pytest.mark.parametrize("seed", range(4))
def test_what_a_square_fits_into_is_left_where_it_was(seed: int, size: int) -> None:
    mask = noise((50, 40), seed) < 0.97
    wanted = np.zeros_like(mask)
    for row in range(mask.shape[0] - size + 1):
        for column in range(mask.shape[1] - size + 1):
            if mask[row : row + size, column : column + size].all():
                wanted[row : row + size, column : column + size] = True
    assert wanted.any()
    assert (opened(mask, size) == wanted).all()
