"""As many clients as calls in flight ask for, eight each, and the first ones first."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from itertools import count

from pytest_realunify.models.openai.clients import EACH, MOST, Clients


def many() -> Clients[int]:
    numbers = count()
    return Clients(lambda: next(numbers))


def test_calls_one_after_another_have_one_client() -> None:
    clients = many()
    for _ in range(3 * EACH):
        with clients.one() as client:
            assert client == 0
    assert clients.all == [0]


def test_each_has_so_many_calls_and_a_place_that_is_free_is_taken_first() -> None:
    clients = many()
    with ExitStack() as calls:
        assert [calls.enter_context(clients.one()) for _ in range(EACH + 1)] == [0] * EACH + [1]
    with clients.one() as client:
        assert client == 0


def test_beyond_the_most_they_are_shared_evenly() -> None:
    clients = many()
    with ExitStack() as calls:
        taken = [calls.enter_context(clients.one()) for _ in range(MOST * (EACH + 2))]
    assert len(clients.all) == MOST
    assert {taken.count(each) for each in clients.all} == {EACH + 2}


def test_a_call_that_fails_leaves_its_place() -> None:
    clients = many()
    for _ in range(2 * EACH):
        with suppress(ValueError), clients.one():
            raise ValueError
    assert clients.all == [0]
