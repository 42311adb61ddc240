"""A judge that is down costs errors and not hours. The clock is ours: nothing waits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.engine.outage import PROBE_SECONDS, PROBE_SHARE, judge_breaker, said
from pytest_realunify.models.outage import IN_A_ROW, Breaker, Leave


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def down(clock: Clock) -> Breaker:
    breaker = judge_breaker(clock)
    for _ in range(IN_A_ROW):
        assert breaker.ask() is Leave.ASK
        breaker.failed(Leave.ASK, "timeout")
    return breaker


def test_a_judge_is_down_when_so_many_polls_in_a_row_failed() -> None:
    breaker = down(Clock())
    assert breaker.ask() is Leave.REFUSED
    assert said(breaker) == f"the judge is down: {IN_A_ROW} polls in a row failed, the last with timeout"


@given(st.lists(st.integers(0, IN_A_ROW - 1)))
def test_fewer_in_a_row_are_no_outage_however_many_there_are(rows: list[int]) -> None:
    breaker = judge_breaker(Clock())
    for failures in rows:
        for _ in range(failures):
            breaker.failed(Leave.ASK, "500")
        assert breaker.ask() is Leave.ASK
        breaker.succeeded(Leave.ASK)


def test_one_probe_at_a_time_and_one_in_half_a_minute() -> None:
    clock = Clock()
    breaker = down(clock)
    clock.now += PROBE_SECONDS
    assert [breaker.ask() for _ in range(3)] == [Leave.PROBE, Leave.REFUSED, Leave.REFUSED]
    clock.now += 2 * PROBE_SECONDS
    assert breaker.ask() is Leave.REFUSED, "the probe is still under way"
    breaker.failed(Leave.PROBE, "timeout")
    assert breaker.ask() is Leave.REFUSED


def test_after_a_quick_probe_the_next_may_follow_in_half_a_minute() -> None:
    clock = Clock()
    breaker = down(clock)
    clock.now += PROBE_SECONDS
    for _ in range(5):
        assert breaker.ask() is Leave.PROBE
        clock.now += 1
        breaker.failed(Leave.PROBE, "refused")
        clock.now += PROBE_SECONDS - 1
        assert breaker.ask() is Leave.REFUSED
        clock.now += 1


@given(st.floats(0, 600))
def test_three_hours_of_silence_cost_a_quarter_of_the_time_and_no_more(seconds: float) -> None:
    clock = Clock()
    breaker = down(clock)
    began, waited = clock.now, 0.0
    while clock.now < began + 3 * 3600:
        if breaker.ask() is Leave.PROBE:
            clock.now += seconds
            waited += seconds
            breaker.failed(Leave.PROBE, "timeout")
        clock.now += 5
    assert waited <= (clock.now - began) / (1 + PROBE_SHARE) + seconds


def test_a_probe_that_succeeds_lets_everything_flow() -> None:
    clock = Clock()
    breaker = down(clock)
    clock.now += PROBE_SECONDS
    breaker.succeeded(breaker.ask())
    assert [breaker.ask() for _ in range(3)] == [Leave.ASK] * 3


def test_a_call_that_began_before_the_outage_does_not_end_the_probe() -> None:
    clock = Clock()
    breaker = down(clock)
    clock.now += PROBE_SECONDS
    assert breaker.ask() is Leave.PROBE
    breaker.failed(Leave.ASK, "late")
    clock.now += PROBE_SECONDS
    assert breaker.ask() is Leave.REFUSED


def test_a_call_that_began_before_the_outage_and_succeeds_ends_it() -> None:
    breaker = down(Clock())
    breaker.succeeded(Leave.ASK)
    assert breaker.ask() is Leave.ASK
