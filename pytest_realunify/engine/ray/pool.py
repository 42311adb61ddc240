"""The replicas of one run: work goes to idle ones only, and what a lost one had in hand goes to another."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from pytest_realunify.errors import ModelUnavailableError
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb

PATIENCE: Final = 300.0
"""Seconds without a live replica, and without one that loads, before a run is given up."""
TICK: Final = 1.0
"""Seconds between looks at what nobody signals: the clock, a pool that was closed."""

GOODBYE: Final = 2.0
"""Seconds that closing waits for replicas that are on their way."""

Phase = Literal["placing", "loading", "idle", "busy"]


class LostError(Exception):
    """A replica is gone, with its process or machine, or is of no use any more."""

    def __init__(self, message: str, trouble: Trouble | None = None) -> None:
        """`trouble`: what its last case is told, should that be the one at fault."""
        super().__init__(message)
        self.trouble = trouble or Trouble("crash", f"the replica died while running this case ({message})")


class LoadError(Exception):
    """The model cannot be built there."""


class PoolError(ModelUnavailableError):
    """No replica is left to work with."""


@dataclass(frozen=True, slots=True)
class About:
    """What a replica says once its model is loaded."""

    verbs: tuple[Verb, ...]
    identity: dict[str, Any]


class Handle(Protocol):
    """A replica, seen from the driver. Every method but `kill` waits, and raises LostError when the replica is gone."""

    def arrive(self) -> str:
        """Wait until it is placed; where it is, for people."""
        ...

    def load(self) -> About:
        """Wait until its model is loaded. Raises LoadError."""
        ...

    def answer(self, verb: Verb, requests: Sequence[Request], allowance: int | None = None, /) -> list[Any]:
        """As `Calls.answer`, with at most `allowance` calls: for the rest of the requests it has Troubles."""
        ...

    def kill(self) -> None:
        """Let it go; safe to repeat, and for one that is gone."""
        ...


class Pool:
    """Starts replicas, leases them to callers in order of need, replaces those that are lost."""

    def __init__(self, launch: Callable[[], Handle], count: int, patience: float = PATIENCE) -> None:
        self.count = count
        self.answered = self.lost = self.sent_again = 0
        self.news: deque[str] = deque()
        """Lines for people, oldest first."""
        self.places: list[str] = []
        """Of every replica that ever was ready."""
        self._launch = launch
        self._patience = patience
        self._turn = threading.Condition()
        self._phases: dict[Handle, Phase] = {}
        self._where: dict[Handle, str] = {}
        self._line: list[tuple[int, int]] = []
        self._tickets = itertools.count()
        self._about: About | None = None
        self._in_a_row = 0
        self._rearing: list[threading.Thread] = []
        self._alive_at = time.monotonic()
        self._failure: str | None = None

    def start(self) -> None:
        """Ask for all replicas; returns at once."""
        with self._turn:  # so that none fails before all are known
            for _ in range(self.count):
                self._rear()

    def first(self, waiting: Callable[[], None] = lambda: None) -> About:
        """Wait for the first replica. Raises PoolError when there will be none; calls `waiting` every second."""
        while True:
            with self._turn:
                self._check()
                if self._about is not None:
                    return self._about
                self._turn.wait(TICK)
            waiting()

    def answer(self, verb: Verb, requests: Sequence[Request], need: int = 0, allowance: int | None = None) -> list[Any]:
        """As `Calls.answer`, on whichever replica is free; the smaller `need` goes first. Called from many threads.

        A batch whose replica is lost is sent again once, then one by one; what is lost even then is at fault.
        Raises PoolError.
        """
        for _ in range(2):
            with contextlib.suppress(LostError):
                return self._sent(verb, requests, need, allowance)
            self.sent_again += 1
        return [answer for request in requests for answer in self._alone(verb, request, need, allowance)]

    def phases(self) -> Counter[Phase]:
        """How many replicas are where."""
        with self._turn:
            return Counter(self._phases.values())

    @property
    def queue(self) -> int:
        """Batches that wait for a replica."""
        return len(self._line)

    def close(self) -> None:
        """Lets all replicas go. Whoever waits gets a PoolError."""
        with self._turn:
            self._fail("the run is over")
            left = list(self._phases)
        for handle in left:
            handle.kill()
        end = time.monotonic() + GOODBYE
        for thread in self._rearing:
            thread.join(max(0.0, end - time.monotonic()))

    def _alone(self, verb: Verb, request: Request, need: int, allowance: int | None) -> list[Any]:
        try:
            return self._sent(verb, [request], need, allowance and 1)
        except LostError as error:
            return [error.trouble]

    def _sent(self, verb: Verb, requests: Sequence[Request], need: int, allowance: int | None) -> list[Any]:
        handle = self._lease(need)
        allowed = () if allowance is None else (allowance,)
        try:
            answers = handle.answer(verb, requests, *allowed)
        except LostError as error:
            self._bury(handle, error)
            raise
        except BaseException:  # our trouble, such as no memory for the pictures here: the replica is as good as before
            self._free(handle)
            raise
        self._free(handle, answered=1)
        return answers

    def _free(self, handle: Handle, answered: int = 0) -> None:
        with self._turn:
            self.answered += answered
            self._in_a_row = 0
            self._phases[handle] = "idle"
            self._turn.notify_all()

    def _lease(self, need: int) -> Handle:
        ticket = (need, next(self._tickets))
        with self._turn:
            heapq.heappush(self._line, ticket)
            try:
                while True:
                    self._check()
                    idle = next((handle for handle, phase in self._phases.items() if phase == "idle"), None)
                    if idle is not None and self._line[0] == ticket:
                        self._phases[idle] = "busy"
                        return idle
                    self._turn.wait(TICK)
            finally:
                self._line.remove(ticket)
                heapq.heapify(self._line)
                self._turn.notify_all()

    def _check(self) -> None:
        if self._failure is None and any(phase != "placing" for phase in self._phases.values()):
            self._alive_at = time.monotonic()
        elif self._failure is None and time.monotonic() - self._alive_at > self._patience:
            self._fail(
                f"no replica could be placed for {self._patience:.0f} s; {self.lost} were lost. "
                "Is the cluster large enough, and free?"
            )
        if self._failure is not None:
            raise PoolError(self._failure)

    def _rear(self) -> None:
        handle = self._launch()
        self._phases[handle] = "placing"
        thread = threading.Thread(target=self._grow, args=(handle,), name="realunify-replica", daemon=True)
        self._rearing.append(thread)
        thread.start()

    def _grow(self, handle: Handle) -> None:
        """One replica from its launch to its first idle moment."""
        try:
            place = handle.arrive()
            with self._turn:
                self._phases[handle], self._where[handle] = "loading", place
            about = handle.load()
        except LostError as error:
            self._bury(handle, error)
            return
        except LoadError as error:
            self._give_up(handle, error)
            return
        with self._turn:
            self._about = self._about or about
            self._phases[handle] = "idle"
            self.places.append(place)
            self.news.append(f"replica ready on {place}")
            if about != self._about:
                self.news.append(f"the replica on {place} says of itself {about.identity}, unlike the first one")
            self._turn.notify_all()

    def _give_up(self, handle: Handle, error: LoadError) -> None:
        """Where loading failed once it will fail again: others go on, if there are any."""
        with self._turn:
            del self._phases[handle]
            self.news.append(f"the replica on {self._where[handle]} cannot load the model: {error}")
            if not self._phases:
                self._fail(f"the model cannot be loaded on any replica: {error}")
        handle.kill()

    def _bury(self, handle: Handle, error: LostError) -> None:
        """Not to be seen again; a fresh one takes its place. (Not a restart by Ray: its queued calls would hang.)"""
        with self._turn:
            self._phases.pop(handle, None)
            if self._failure is None:
                self.lost += 1
                self._in_a_row += 1
                self.news.append(f"the replica on {self._where.get(handle, 'no machine yet')} is lost: {error}")
                if self._in_a_row > 2 * self.count + 4:
                    self._fail(f"{self._in_a_row} replicas were lost in a row, the last one so: {error}")
                else:
                    self._rear()
            self._turn.notify_all()
        handle.kill()

    def _fail(self, message: str) -> None:
        self._failure = self._failure or message
        self._turn.notify_all()
