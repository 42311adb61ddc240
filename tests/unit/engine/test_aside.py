"""Calls in threads beside: what they give comes back, and what does not come back is left."""

from __future__ import annotations

import contextlib
import threading
import time
import weakref

import pytest

from pytest_realunify.engine.aside import GRACE, Aside
from pytest_realunify.errors import ExpiredError

LONG = 20.0


def test_what_a_call_returns_or_raises_comes_back() -> None:
    aside = Aside("test")
    assert aside.call(LONG, lambda: 5) == 5
    with pytest.raises(ZeroDivisionError):
        aside.call(LONG, lambda: 1 / 0)
    aside.close()


def test_one_thread_s_calls_have_one_thread_and_another_s_have_another() -> None:
    """Libraries keep pools and handles per thread."""
    aside, others = Aside("test"), list[int]()
    mine = {aside.call(LONG, threading.get_ident) for _ in range(5)}
    asking = threading.Thread(target=lambda: others.append(aside.call(LONG, threading.get_ident)))
    asking.start()
    asking.join(LONG)
    assert len(mine) == 1
    assert set(others) - mine - {threading.get_ident()}
    aside.close()


def test_python_code_is_interrupted_and_the_next_call_has_a_fresh_thread() -> None:
    def spins() -> None:
        while True:
            with contextlib.suppress(Exception):  # as what tries again would
                time.sleep(0.001)

    aside = Aside("test")
    with pytest.raises(ExpiredError, match=r"^no answer within 0\.1 s$"):
        aside.call(0.1, spins)
    assert (aside.left, aside.call(LONG, lambda: 5)) == (0, 5)
    aside.close()


def test_what_no_exception_reaches_is_left_behind_and_nobody_waits() -> None:
    aside, go_on, began = Aside("test"), threading.Event(), time.monotonic()
    with pytest.raises(ExpiredError, match=r"^no answer within 0\.1 s, nor to an interrupt$"):
        aside.call(0.1, lambda: go_on.wait(LONG))
    assert time.monotonic() - began < GRACE + 5
    assert (aside.left, aside.call(LONG, lambda: 5)) == (1, 5)
    go_on.set()
    aside.close()


def test_nothing_of_a_call_is_held_once_it_is_over() -> None:
    class Large:
        pass

    def make() -> Large:
        made = Large()
        held.append(weakref.ref(made))
        return made

    held: list[weakref.ref[Large]] = []
    aside = Aside("test")
    aside.call(LONG, make)
    deadline = time.monotonic() + LONG
    while held[0]() is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert held[0]() is None
    aside.close()
