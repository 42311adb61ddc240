"""Data of others changed in a place or two, by hypothesis: a key gone, a value of another kind, bytes put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from accidents import rounds_of, seed_of
from brokenfiles import JUNK, changed, places
from pytest_realunify.errors import LONGEST, RealUnifyError
from pytest_realunify.text import harmless

ACTIONS: Final = ("delete", "change", "change", "rename", "double")


def fuzz(config: pytest.Config, examples: int, check: Callable[[st.DataObject], None]) -> int:
    """Call `check` so many times (as many more as is asked for), every time with other data. How often it was."""
    calls = 0

    @seed(seed_of(config))
    @settings(
        max_examples=examples * rounds_of(config),
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking a run's data takes minutes; the seed brings it back
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def run(data: st.DataObject) -> None:
        nonlocal calls
        calls += 1
        check(data)

    run()
    return calls


def mutated(data: st.DataObject, value: Any, junk: tuple[object, ...] = JUNK) -> Any:
    """A copy with one to three places changed."""
    for _ in range(data.draw(st.integers(1, 3))):
        if found := places(value):
            place, action = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(ACTIONS))
            value = changed(value, place, action, data.draw(st.sampled_from(junk)))
    return value


def spoilt(data: st.DataObject, whole: bytes) -> bytes:
    """Cut, with bytes put in, written over or zeroed."""
    kind = data.draw(st.sampled_from(["cut", "put in", "written over", "zeroed"]))
    at = data.draw(st.integers(0, len(whole)))
    if kind == "cut":
        return whole[:at]
    piece = data.draw(st.binary(min_size=1, max_size=16)) if kind != "zeroed" else bytes(data.draw(st.integers(1, 64)))
    return whole[:at] + piece + whole[at + (0 if kind == "put in" else len(piece)) :]


def refused(read: Callable[[], object], kind: type[Exception] = RealUnifyError) -> bool:
    """Whether it is; with a message for a person then, which no terminal obeys."""
    try:
        read()
    except kind as error:
        text = str(error)
        if not text.strip() or not harmless(text).isprintable() or len(text) > LONGEST:
            raise AssertionError(text) from error
        return True
    return False


class Model:
    """What a team's table may name: nothing is asked of it here."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
