"""Instances as hypothesis draws them: from the easy end on, so that what fails is shrunk towards it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from pytest_realunify.errors import UsageError
from pytest_realunify.strategies.library import library
from pytest_realunify.strategies.twin import SUITE, Knob, Place, easiest, knobs_of, place_at

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

LAST: Final = 9999
"""Index of the last instance that is drawn where the test does not say."""


def instances(
    *subtasks: str,
    seed: int | SearchStrategy[int] = 0,
    index: int | SearchStrategy[int] | None = None,
    **settings: int | SearchStrategy[int],
) -> SearchStrategy[Place]:
    """Instances of these subtasks, of all where none is named: `instances("maze", size=st.integers(6, 32))`.

    A setting is a number or a strategy, and holds for every subtask that has it; one that is not given is drawn from
    its whole range, and shrinks to its easy end (a given strategy shrinks as it does: towards its own low end, mostly).
    What is drawn is shrunk subtask first (towards the first named), then setting by setting, then index. It asks no
    model and draws no picture.

    Raises UsageError for what no subtask has, and where hypothesis is missing; while drawing, for a value out of range.
    """
    library()
    from hypothesis import strategies as st

    named = subtasks or tuple(SUITE.knobs)
    for name in named:
        if name not in SUITE.knobs:
            raise UsageError.unknown("subtask", name, SUITE.knobs)
    known = dict.fromkeys(setting for name in named for setting in knobs_of(name))
    for setting in settings:
        if setting not in known:
            raise UsageError.unknown(f"setting of {', '.join(subtasks) or 'any subtask'}", setting, known)
    at = st.integers(0, LAST) if index is None else _strategy(index)
    of = {name: _values(name, settings) for name in named}

    @st.composite
    def drawn(draw: st.DrawFn) -> Place:
        name = draw(st.sampled_from(named)) if len(named) > 1 else named[0]
        values = {setting: draw(value) for setting, value in of[name].items()}
        return place_at(name, draw(_strategy(seed)), draw(at), **values)

    return drawn()


def _values(subtask: str, settings: dict[str, int | SearchStrategy[int]]) -> dict[str, SearchStrategy[int]]:
    return {
        name: _strategy(settings[name]) if name in settings else _whole_range(knob)
        for name, knob in knobs_of(subtask).items()
    }


def _whole_range(knob: Knob) -> SearchStrategy[int]:
    from hypothesis import strategies as st

    easy = easiest(knob)
    sign = 1 if easy == knob.least else -1
    return st.integers(0, knob.most - knob.least).map(lambda away: easy + sign * away)


def _strategy(given: T | SearchStrategy[T]) -> SearchStrategy[T]:
    from hypothesis import strategies as st

    return given if isinstance(given, st.SearchStrategy) else st.just(given)
