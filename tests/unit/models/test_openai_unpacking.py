"""Laws of unpacking: all of what was packed in whatever pieces it comes, and never more than may be."""

from __future__ import annotations

import contextlib
import itertools
import zlib
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.models.openai.unpacking import TooLargeError, UnpackError, Unpacking


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    ends = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    return [data[start:end] for start, end in itertools.pairwise(ends)]


@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000)), st.sampled_from(["", "gzip", "deflate", "x-gzip"]))
def test_what_was_packed_comes_out_in_whatever_pieces_it_comes(content: bytes, cuts: list[int], packing: str) -> None:
    window = {"": 0, "deflate": 15}.get(packing, 31)
    packer = zlib.compressobj(9, zlib.DEFLATED, window) if window else None
    data = packer.compress(content) + packer.flush() if packer else content
    unpacking = Unpacking(packing, max(len(content), len(data)))
    for piece in pieces_of(data, cuts):
        unpacking.add(piece)
    assert unpacking.content == content
    if content and packing:
        small = Unpacking(packing, len(content) - 1)
        with pytest.raises(TooLargeError):
            deque(map(small.add, pieces_of(data, cuts)))
        assert len(small.content) < len(content)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]), st.integers(0, 500))
def test_what_is_no_packing_is_said_and_never_more_than_may_be(data: bytes, packing: str, most: int) -> None:
    unpacking = Unpacking(packing, most)
    with contextlib.suppress(UnpackError, TooLargeError):
        unpacking.add(data)
    assert len(unpacking.content) <= most
