"""What every suite shares: the name a user types, and a limit per subtask."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.selection import limited
from pytest_realunify.errors import RealUnifyError, UsageError
from pytest_realunify.interfaces import Listing
from pytest_realunify.suites.resolve import resolve

LISTINGS = st.lists(
    st.builds(
        lambda category, subtask, index: Listing(f"{category}-{subtask}-{index}", "GEU", category, subtask, index, ()),
        st.sampled_from(["mental_tracking", "cognitive_navigation"]),
        st.sampled_from(["", "one", "two"]),
        st.integers(0, 30),
    ),
    unique_by=lambda listing: listing.id,
    max_size=40,
)


@given(LISTINGS, st.integers(1, 5))
def test_a_limit_keeps_the_first_of_every_subtask_by_index(listings: list[Listing], limit: int) -> None:
    kept = limited(listings, limit)
    assert kept == [listing for listing in listings if listing in kept], "in their order"
    for listing in listings:
        before = sum(
            (other.category, other.subtask) == (listing.category, listing.subtask) and other.index < listing.index
            for other in listings
        )
        assert (listing in kept) == (before < limit)


@given(LISTINGS)
def test_no_limit_keeps_all(listings: list[Listing]) -> None:
    assert limited(listings, None) == listings
    assert limited(tuple(listings), 1000) == listings


@pytest.mark.parametrize("name", ["procedural", "procedural:smoke", "procedural:full", "procedural:25"])
def test_a_suite_s_name_has_one_of_these_forms(name: str) -> None:
    assert resolve(name, root=Path("/")).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "procedurel",
        "procedural:",
        "procedural:0",
        "procedural:-1",
        "procedural:²",
        "procedural:tiny",
        "official",
        "official:",
    ],
)
def test_any_other_name_is_answered_with_those_forms(name: str) -> None:
    with pytest.raises(
        UsageError, match=r"unknown suite \(--realunify-suite\)[^\n]*\nvalid: procedural, procedural:smoke"
    ):
        resolve(name, root=Path("/"))


def test_a_near_miss_is_pointed_out() -> None:
    with pytest.raises(UsageError, match="Did you mean 'procedural:smoke'"):
        resolve("procedural:smok", root=Path("/"))


def test_official_data_is_looked_for_under_the_root(tmp_path: Path) -> None:
    with pytest.raises(RealUnifyError, match="nowhere") as raised:
        resolve("official:nowhere", root=tmp_path)
    assert "no such file or folder" in str(raised.value)
