"""The cases that a run sets out to do: a set of keys, counted by protocol."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.stored import selection
from pytest_realunify.stored.selection import FILE, Key, Selection

cases = st.builds(
    "mental_tracking-{}-{:04d}-{}".format,
    st.sampled_from(["left", "旋转", "a b-c"]),
    st.integers(0, 3),
    st.sampled_from(["direct", "stepwise", "mine"]),
)
keys: st.SearchStrategy[Key] = st.tuples(cases, st.integers(0, 2))


class Choosing(RuleBasedStateMachine):
    """A run that is chosen from, skipped in and gone on with, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.made = Selection()
        self.chosen: set[Key] = set()
        self.done: set[Key] = set()

    @rule(more=st.sets(keys))
    def choose(self, more: set[Key]) -> None:
        self.made.choose(more)
        self.chosen |= more

    @rule(key=keys)
    def skip(self, key: Key) -> None:
        if key in self.chosen and key not in self.done:
            self.made.skip(key)

    @rule(key=keys)
    def finish(self, key: Key) -> None:
        self.made.has_result(key)
        self.chosen.add(key)
        self.done.add(key)

    @invariant()
    def counts_are_of_the_keys(self) -> None:
        assert self.made.counts == Counter(case.rpartition("-")[2] for case, _ in self.made.cases)

    @invariant()
    def what_was_chosen_stays_known_and_what_is_done_stays_in(self) -> None:
        assert self.made.known == self.chosen
        assert self.done <= self.made.cases
        assert not self.made.cases & self.made.skipped


TestChoosing = Choosing.TestCase


@given(st.sets(keys), st.sets(keys))
def test_it_is_read_as_it_was_written(chosen: set[Key], skipped: set[Key]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        folder = PlainFolder(Path(place))
        selection.write(folder, Selection(chosen - skipped, skipped))
        found = selection.read(folder)
    assert found is not None
    assert (found.cases, found.skipped) == (chosen - skipped, skipped)


def test_a_run_from_before_there_were_keys_has_none(tmp_path: Path) -> None:
    assert selection.read(PlainFolder(tmp_path)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2, "cases": {}}',
        '{"format": 1, "cases": {"a": ["0"]}}',
        '{"format": 1, "cases": {"a": [-1]}}',
    ],
)
def test_a_file_that_is_none_of_ours_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(DataError, match=f"{FILE}: not what a run writes there"):
        selection.read(PlainFolder(tmp_path))


def test_what_an_old_run_says_by_number_is_the_least() -> None:
    made = Selection(least={"direct": 9})
    made.choose([("mental_tracking-left-0001-direct", 0)])
    assert made.counts == {"direct": 9}
    made.choose((f"mental_tracking-left-{index:04d}-direct", 0) for index in range(12))
    assert made.counts == {"direct": 12}
