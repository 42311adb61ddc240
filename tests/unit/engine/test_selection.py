"""The parts of a CI matrix: together the whole, apart alike in size and kind."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.selection import by_protocol, planned, sharded
from pytest_realunify.interfaces import Listing
from pytest_realunify.options import values
from pytest_realunify.options.values import Shard
from pytest_realunify.protocols import PUBLISHED
from pytest_realunify.records import Case
from pytest_realunify.taxonomy import AXES, CATEGORY, PROTOCOLS

SIZES = st.dictionaries(st.sampled_from(sorted(CATEGORY)), st.integers(1, 9), min_size=1, max_size=5)


def cases_of(sizes: dict[str, int], repeats: int = 1) -> list[Case]:
    listings = [
        Listing(f"{name}-x-{index:04d}", CATEGORY[name].axis, name, "x", index, PROTOCOLS)
        for name, size in sizes.items()
        for index in range(size)
    ]
    return planned(listings, AXES, tuple(PUBLISHED.values()), repeats)


def keys(cases: list[Case]) -> list[tuple[str, int]]:
    return [case.key for case in cases]


@given(SIZES, st.integers(1, 3), st.integers(1, 12))
def test_every_case_is_in_one_shard(sizes: dict[str, int], repeats: int, of: int) -> None:
    cases = cases_of(sizes, repeats)
    parts = [sharded(cases, Shard(number, of)) for number in range(1, of + 1)]
    assert sorted(key for part in parts for key in keys(part)) == sorted(keys(cases))


@given(SIZES, st.integers(1, 12))
def test_shards_are_alike_in_every_category_and_protocol_and_as_a_whole(sizes: dict[str, int], of: int) -> None:
    cases = cases_of(sizes)
    parts = [sharded(cases, Shard(number, of)) for number in range(1, of + 1)]
    counts = [Counter((case.listing.category, case.protocol) for case in part) for part in parts]
    for kind in Counter((case.listing.category, case.protocol) for case in cases):
        assert max(count[kind] for count in counts) - min(count[kind] for count in counts) <= 1
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@given(SIZES, st.integers(1, 12), st.randoms(use_true_random=False))
def test_which_shard_a_case_is_in_does_not_depend_on_the_order(
    sizes: dict[str, int], of: int, chance: random.Random
) -> None:
    cases = cases_of(sizes)
    shuffled = chance.sample(cases, len(cases))
    for number in range(1, of + 1):
        part = sharded(shuffled, Shard(number, of))
        assert set(keys(part)) == set(keys(sharded(cases, Shard(number, of))))
        assert keys(part) == [key for key in keys(shuffled) if key in set(keys(part))]


def test_without_a_shard_there_are_all_cases() -> None:
    cases = cases_of({"code_to_image": 3, "mental_tracking": 2}, repeats=2)
    assert sharded(cases, None) == cases
    assert by_protocol(cases) == {"direct": 10, "stepwise": 10, "oracle": 10, "blind": 4}


@pytest.mark.parametrize("text", ["1/1", "2/4", "9999/9999"])
def test_a_shard_is_written_as_it_is_read(text: str) -> None:
    shard = values.shard(text)
    assert shard is not None
    assert shard.text == text
    assert values.shard("") is None


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/", "a/b", "1/4/2", "-1/4", "1/10000", "1 / 4", "\u0661/4"])
def test_what_is_no_shard_says_what_one_is(text: str) -> None:
    with pytest.raises(ValueError, match="I/N with I from 1 to N, such as 2/4"):
        values.shard(text)
