"""Asking a judge all questions about many pictures, in the background, while the next pictures are drawn."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from pytest_realunify.engine.ballots import Ballot, Polled
from pytest_realunify.engine.judge_calls import Ask, Asker, Calling
from pytest_realunify.engine.outage import judge_breaker
from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.engine.spending import Spender, counts
from pytest_realunify.engine.threads import Threads
from pytest_realunify.interfaces import Judge, Question
from pytest_realunify.records import Poll, Trouble, Vote
from pytest_realunify.scoring import strict

__all__ = ["Ballot", "Calling", "Polled", "Poller"]


class Poller:
    """Polls a judge from background threads.

    A judge with `concurrent = True` gets one poll per call and up to `concurrency` calls at once, over everything
    submitted. Any other gets what is open of each submission in batches, one after another.
    """

    def __init__(
        self,
        judge: Judge,
        *,
        fingerprint: str,
        prompt_template: str,
        cache: PollCache,
        repeats: int = 1,
        concurrency: int = 16,
        clock: Callable[[], float] = time.monotonic,
        purse: Spender | None = None,
        calling: Calling = Calling(),  # noqa: B008 (frozen)
        lost: Callable[[Trouble], None] | None = None,
    ) -> None:
        """`prompt_template` holds {question}; `repeats` is odd. `clock` counts seconds, for probes of a judge that is
        down. `purse` counts what is asked, and may refuse it. `calling` has the limits of one call. `lost` hears of an
        error that loses the device."""
        self.repeats = repeats
        self.concurrent = bool(getattr(judge, "concurrent", False))
        self._asker = Asker(judge, fingerprint, prompt_template, cache, judge_breaker(clock), purse, calling, lost)
        self._threads = Threads(concurrency if self.concurrent else 1, "realunify-polls")
        self._lock = threading.Lock()
        self._waiting: set[Future[Polled]] = set()
        self._closed = False

    def submit(self, items: Sequence[Ballot]) -> list[Future[Polled]]:
        """One future per ballot, in order. Returns at once. A future is cancelled when the poller is closed first."""
        sheets = [_Sheet(ballot, self.repeats) for ballot in items]
        for sheet in sheets:
            self._watch(sheet.future)
            sheet.finish_if_settled()
        asks = [(sheet, ask) for sheet in sheets for ask in sheet.asks]
        for job in [[each] for each in asks] if self.concurrent else [asks]:
            self._threads.submit(partial(self._work, job))
        return [sheet.future for sheet in sheets]

    @property
    def left_behind(self) -> int:
        """Calls of the judge that did not come back in their time."""
        return self._asker.left_behind

    def close(self, wait: float = 0.0) -> bool:
        """Cancels what is not done; whether no call is under way any more, for which it waits so many seconds at most.
        The judge is left to whoever built it."""
        with self._lock:
            self._closed = True
            waiting = list(self._waiting)
        for future in waiting:
            future.cancel()
        idle = self._threads.close(wait)
        self._asker.close()
        return idle

    def _watch(self, future: Future[Polled]) -> None:
        with self._lock:
            if self._closed:
                future.cancel()
                return
            self._waiting.add(future)
        future.add_done_callback(self._forget)

    def _forget(self, future: Future[Polled]) -> None:
        with self._lock:
            self._waiting.discard(future)

    def _work(self, job: Sequence[tuple[_Sheet, Ask]]) -> None:
        try:
            self._asker.settle([ask for _, ask in job])
        except BaseException as error:  # noqa: BLE001 (whatever it is, whoever waits for this job must hear of it)
            for _, ask in job:
                ask.trouble = ask.trouble or Trouble.of(error)
        for sheet, _ in job:
            sheet.settled()


class _Sheet:
    """A ballot on its way: its asks, and the future that is done when the last of them is settled."""

    def __init__(self, ballot: Ballot, repeats: int) -> None:
        self.ballot = ballot
        self.future: Future[Polled] = Future()
        self.asks = [
            Ask(ballot.picture, question.question, repeat, ballot.draw, ballot.shared)
            for question in ballot.questions
            for repeat in range(repeats)
        ]
        self._repeats = repeats
        self._open = len(self.asks)
        self._lock = threading.Lock()

    def settled(self) -> None:
        """One more ask is."""
        with self._lock:
            self._open -= 1
        self.finish_if_settled()

    def finish_if_settled(self) -> None:
        with self._lock:
            if self._open or not self.future.set_running_or_notify_cancel():
                return
        self.future.set_result(self._result())

    def _result(self) -> Polled:
        polls: list[Poll] = []
        for number, question in enumerate(self.ballot.questions):
            asks = self.asks[number * self._repeats : (number + 1) * self._repeats]
            if not any(ask.trouble for ask in asks):
                polls.append(_poll(question, asks))
        error = next((ask.trouble for ask in self.asks if ask.trouble), None)
        usage: Counter[str] = Counter()
        for ask in self.asks:
            usage.update(counts(ask.usage))
        return Polled(tuple(polls), error, dict(usage))


def _poll(question: Question, asks: Sequence[Ask]) -> Poll:
    votes = tuple(Vote(ask.reply or "", strict.yes_no(ask.reply or "")) for ask in asks)
    [(answer, count)] = Counter(vote.answer for vote in votes).most_common(1)
    return Poll(
        question=question.question,
        expected=question.answer,
        reply=votes[0].reply,
        answer=answer if count > len(votes) / 2 else None,
        votes=votes if len(votes) > 1 else (),
        copied=any(ask.copied for ask in asks),
        by="+".join(dict.fromkeys(ask.by for ask in asks if ask.by)),
    )
