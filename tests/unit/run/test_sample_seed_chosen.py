"""Where the draws of a run begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from pytest_realunify.options.settings import Settings
from pytest_realunify.options.values import Shard
from pytest_realunify.run.sample_seed import CI_RUN, sampled


@dataclass
class Asked:
    """As much of Settings as matters here."""

    sample_seed: int | None = None
    shard: Shard | None = None


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CI_RUN:
        monkeypatch.delenv(name, raising=False)


def seed(**asked: Any) -> int | None:
    return sampled(cast("Settings", Asked(**asked))).sample_seed


def test_every_run_has_a_seed_of_its_own() -> None:
    drawn = {seed() for _ in range(50)}
    assert len(drawn) == 50
    assert all(each is not None and 0 <= each < 2**31 for each in drawn)


@pytest.mark.parametrize("typed", [0, 7, 2**40])
def test_one_that_is_typed_is_kept(typed: int) -> None:
    assert seed(sample_seed=typed) == seed(sample_seed=typed, shard=Shard(1, 2)) == typed


def test_shards_share_one_by_what_ci_calls_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for run in ("1", "2"):
        monkeypatch.setenv("GITHUB_RUN_ID", run)
        first, second = seed(shard=Shard(1, 2)), seed(shard=Shard(2, 2))
        assert first == second
        found.add(first)
    assert len(found) == 2


def test_a_job_that_is_tried_again_has_the_seed_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "1")
    monkeypatch.setenv("GITHUB_RUN_ATTEMPT", "1")
    before = seed(shard=Shard(1, 2))
    monkeypatch.setenv("GITHUB_RUN_ATTEMPT", "2")
    assert seed(shard=Shard(1, 2)) == before


def test_shards_that_nobody_has_a_name_for_begin_at_0() -> None:
    assert seed(shard=Shard(1, 2)) == seed(shard=Shard(2, 2)) == 0
