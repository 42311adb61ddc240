"""Asking a judge about pictures whose answers are known, as a run asks it: same poller, same prompt, same retries."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from pytest_realunify.engine.polling import Ballot, Polled, Poller
from pytest_realunify.interfaces import Judge, JudgeRequest, Question
from pytest_realunify.numbers.calibration.confusion import Confusion
from pytest_realunify.numbers.calibration.pictures import Picture
from pytest_realunify.numbers.calibration.record import Latency, Row
from pytest_realunify.numbers.calibration.specimens import Exhibit
from pytest_realunify.protocols import Drawn

if TYPE_CHECKING:
    from PIL.Image import Image

BATCH: Final = 8
"""Pictures submitted together, as many as a run's default batch: a judge that answers batches gets them at once."""


class Stopwatch:
    """A judge that is timed. Seconds per poll; a call that raised is a call but no poll."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.concurrent = bool(getattr(judge, "concurrent", False))
        self.calls = 0
        self.seconds: list[float] = []
        self._lock = threading.Lock()

    def answer(self, requests: Sequence[JudgeRequest]) -> list[str]:
        """The judge's replies."""
        with self._lock:
            self.calls += 1
        started = time.perf_counter()
        replies = self.judge.answer(requests)
        spent = time.perf_counter() - started
        with self._lock:
            self.seconds += [spent / len(requests)] * len(requests)
        return replies

    def close(self) -> None:
        """Close the judge, where it can be closed."""
        close: Callable[[], Any] | None = getattr(self.judge, "close", None)
        if callable(close):
            close()

    def latency(self) -> Latency:
        """Over all polls; a reply from the cache is none."""
        ranked = sorted(self.seconds)
        if not ranked:
            return Latency(self.calls)
        median, p95 = (ranked[round(share * (len(ranked) - 1))] for share in (0.5, 0.95))
        return Latency(self.calls, round(median, 6), round(p95, 6))


@dataclass(slots=True)
class Tally:
    """What came back so far."""

    held: dict[tuple[str, str, str], _Held] = field(default_factory=dict)
    pictures: int = 0
    questions: int = 0
    by: Counter[str] = field(default_factory=Counter)
    """Polls by who answered, of a judge that is made of several."""
    last_error: str = ""

    def add(self, shown: Shown, polled: Polled) -> None:
        """One picture's polls. A question without a poll is an error."""
        held = self.held.setdefault((shown.subtask, shown.condition, shown.category), _Held())
        held.answers.update((poll.expected, poll.answer) for poll in polled.polls)
        held.errors += len(shown.questions) - len(polled.polls)
        held.pictures.append(Picture.judged(shown.instance, shown.questions, shown.wanted, polled.polls))
        self.by.update(poll.by for poll in polled.polls if poll.by)
        self.pictures += 1
        self.questions += len(shown.questions)
        if polled.error is not None:
            self.last_error = f"{polled.error.kind}: {polled.error.message}"

    def rows(self) -> tuple[Row, ...]:
        """In the order in which subtasks and conditions first came."""
        return tuple(
            Row(subtask, condition, Confusion.of(held.answers, held.errors), category, tuple(held.pictures))
            for (subtask, condition, category), held in self.held.items()
        )


@dataclass(slots=True)
class _Held:
    """Of one subtask under one condition."""

    answers: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    """By truth and what was said."""
    errors: int = 0
    pictures: list[Picture] = field(default_factory=list)


class Shown(Protocol):
    """What must be known of an exhibit once the judge has it."""

    @property
    def subtask(self) -> str: ...
    @property
    def condition(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def instance(self) -> int: ...
    @property
    def questions(self) -> tuple[Question, ...]: ...
    @property
    def wanted(self) -> tuple[str, ...] | None: ...


def measure(
    poller: Poller, exhibits: Iterable[Exhibit], ahead: int, report: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Poll every exhibit, with at most `ahead` pictures waiting for the judge: thousands of them would fill memory.

    `report` is called after each picture.
    """
    tally = Tally()
    waiting: deque[_Waiting] = deque()
    for batch in _batches(exhibits):
        futures = poller.submit([Ballot(_drawn(each.image), each.questions) for each in batch])
        waiting.extend(
            _Waiting(each.subtask, each.condition, each.category, each.instance, each.questions, each.wanted, future)
            for each, future in zip(batch, futures, strict=True)
        )
        while len(waiting) > ahead:
            waiting.popleft().collect(tally, report)
    while waiting:
        waiting.popleft().collect(tally, report)
    return tally


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A picture the judge has; the poller alone holds its pixels."""

    subtask: str
    condition: str
    category: str
    instance: int
    questions: tuple[Question, ...]
    wanted: tuple[str, ...] | None
    future: Future[Polled]

    def collect(self, tally: Tally, report: Callable[[Tally], None]) -> None:
        tally.add(self, self.future.result())
        report(tally)


def _batches(exhibits: Iterable[Exhibit]) -> Iterator[list[Exhibit]]:
    iterator = iter(exhibits)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _drawn(image: Image) -> Drawn:
    """Known by its pixels: these pictures are stored nowhere, and encoding each as PNG would take longer than `pixels`
    takes to read it."""
    return Drawn(image, hashlib.sha256(f"{image.size}".encode() + image.tobytes()).hexdigest())
