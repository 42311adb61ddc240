"""Calling a judge so that only the poll that is at fault pays for it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final

from pytest_realunify.engine import outage
from pytest_realunify.engine.aside import Aside
from pytest_realunify.engine.halves import WHOLE, Failed, Halves, is_out_of_memory
from pytest_realunify.engine.poll_cache import REPLY_CHARACTERS, Kept, PollCache, PollKey
from pytest_realunify.engine.spending import SPENT, Spender, Till, Unlimited, watch_spending
from pytest_realunify.errors import ExpiredError, JudgeError
from pytest_realunify.interfaces import Judge, JudgeRequest
from pytest_realunify.models.device_faults import loses_device
from pytest_realunify.models.outage import Breaker, Leave
from pytest_realunify.models.remote.faults import InterpreterGoneError
from pytest_realunify.protocols import Drawn
from pytest_realunify.records import Trouble
from pytest_realunify.scoring import strict
from pytest_realunify.taxonomy import Verb
from pytest_realunify.text import encodable
from pytest_realunify.unsaid import without_secrets

PLACE: Final = "{question}"
"""Where the polling prompt takes the question. Not `str.format`: a prompt may hold other braces."""


@dataclass(slots=True)
class Ask:
    """One vote that is wanted, and what became of it: `reply`, or `trouble`."""

    picture: Drawn
    question: str
    repeat: int
    draw: str = ""
    """Which draw of the case it is about: sample seed and repeat."""
    shared: bool = False
    """Whether what was said of the same picture in another draw will do."""
    reply: str | None = None
    trouble: Trouble | None = None
    copied: bool = False
    """Whether the reply was given to another draw."""
    by: str = ""
    """Who of a judge of several parts gave the reply."""
    room: int = 1
    """How many times its usual length the reply may have."""
    usage: dict[str, int] = field(default_factory=dict)
    """What the judge's calls for it cost, as far as the judge says so."""

    def seed(self, attempt: int) -> int:
        """32 bits from picture, question, vote and draw, and other ones for the second attempt."""
        draw = [self.draw] if self.draw and not self.shared else []
        key = [self.picture.sha256, self.question, str(self.repeat), *draw, *(["again"] if attempt else [])]
        return int.from_bytes(hashlib.sha256("\n".join(key).encode("utf-8", "replace")).digest()[:4], "big")


@dataclass(frozen=True, slots=True)
class Calling:
    """How a judge is called."""

    batch: int = WHOLE
    """Polls of one call, at most."""
    seconds: float | None = None
    """What a call may take per poll; None: as long as it likes."""
    turn: AbstractContextManager[object] = field(default_factory=nullcontext)
    """Held during calls, by whoever must not run at the same time."""


class Asker:
    """Answers asks from the cache, else from the judge."""

    def __init__(
        self,
        judge: Judge,
        fingerprint: str,
        prompt_template: str,
        cache: PollCache,
        breaker: Breaker,
        purse: Spender | None = None,
        calling: Calling = Calling(),
        lost: Callable[[Trouble], None] | None = None,
    ) -> None:
        """`lost` is called with an error after which the judge can do nothing more on its device, before anybody else
        learns of it."""
        self.judge = judge
        self._calling = calling
        self._lost = lost
        self._aside = Aside("realunify-judge")
        self._halves = Halves[JudgeRequest, str | Trouble]({"understand": calling.batch}, self._offered)
        self._till = watch_spending(judge, purse) if purse is not None else Till(Unlimited())
        self.fingerprint = fingerprint
        self.prompt_template = prompt_template
        self.cache = cache
        self.breaker = breaker
        self._lock = threading.Lock()
        self._asking: dict[PollKey, threading.Event] = {}
        """Of asks that others may share the reply of, until it is there."""

    @property
    def left_behind(self) -> int:
        """Calls that did not come back in their time, nor when interrupted."""
        return self._aside.left

    def close(self) -> None:
        """Nothing more will be asked."""
        self._aside.close()

    def settle(self, asks: Sequence[Ask]) -> None:
        """Give every ask its reply or its trouble. Where a reply says neither yes nor no, the judge is asked once more,
        with twice the room if that reply was cut, and the second reply counts if it says one of them. What can be
        shared is asked once, and the others wait."""
        waiting = list(asks)
        while waiting:
            mine, waiting, other = self._claimed(waiting)
            try:
                self._settle(mine)
            finally:
                self._release(mine)
            if other is not None:
                other.wait()

    def _claimed(self, asks: Sequence[Ask]) -> tuple[list[Ask], list[Ask], threading.Event | None]:
        """Those to be asked now, those that somebody asks for at this moment, and what the first of these waits for."""
        mine, others, event = list[Ask](), list[Ask](), None
        with self._lock:
            for ask in asks:
                key = self._key(ask)
                if ask.shared and key in self._asking:
                    others.append(ask)
                    event = event or self._asking[key]
                    continue
                mine.append(ask)
                if ask.shared:
                    self._asking[key] = threading.Event()
        return mine, others, event

    def _release(self, asks: Sequence[Ask]) -> None:
        with self._lock:
            for ask in asks:
                if ask.shared:
                    self._asking.pop(self._key(ask)).set()

    def _settle(self, asks: Sequence[Ask]) -> None:
        unknown = [ask for ask in asks if not self._remembered(ask)]
        for ask, answer in zip(unknown, self._asked(unknown, 0), strict=True):
            ask.reply, ask.trouble = (answer, None) if isinstance(answer, str) else (None, answer)
        unread = [ask for ask in unknown if ask.reply is not None and strict.yes_no(ask.reply) is None]
        for ask, answer in zip(unread, self._asked(unread, 1), strict=True):
            if isinstance(answer, Trouble):
                ask.reply, ask.trouble = None, answer
            elif strict.yes_no(answer):
                ask.reply = answer
        for ask in unknown:
            if ask.reply is not None:
                self.cache.put(self._key(ask), Kept(ask.reply, ask.draw, ask.by))

    def _key(self, ask: Ask) -> PollKey:
        draw = "" if ask.shared else ask.draw
        return PollKey(ask.picture.sha256, ask.question, self.fingerprint, ask.repeat, draw)

    def _remembered(self, ask: Ask) -> bool:
        kept = self.cache.get(self._key(ask))
        if kept is None:
            return False
        ask.reply, ask.by, ask.copied = kept.reply, kept.by, ask.shared and kept.origin != ask.draw
        return True

    def _asked(self, asks: Sequence[Ask], attempt: int) -> list[str | Trouble]:
        requests = [
            JudgeRequest(
                ask.picture.image,
                ask.question,
                self.prompt_template.replace(PLACE, ask.question),
                ask.seed(attempt),
                usage=ask.usage,
                room=ask.room,
            )
            for ask in asks
        ]
        answers = self._halves.answer("understand", requests) if requests else []
        for ask, request in zip(asks, requests, strict=True):
            ask.by = str(request.notes.get("by", ""))
            ask.room = 2 if request.notes.get("finish") == "length" else 1
        return answers

    def _offered(self, verb: Verb, offered: Sequence[JudgeRequest]) -> Sequence[str | Trouble] | Failed:
        """One call, of those that may be asked; where none may, they are told why not."""
        leave = self.breaker.ask()
        if leave is Leave.REFUSED:
            return [Trouble(JudgeError.__name__, outage.said(self.breaker))] * len(offered)
        most = 1 if leave is Leave.PROBE else len(offered)
        room = self._till.room(verb, most)
        if not room:
            self.breaker.withdrawn(leave)
            return [self._till.refused()] * len(offered)
        part = offered[:room]
        try:
            with self._calling.turn, self._till.counted(verb, [request.usage for request in part]):
                replies = self._within(part)
            if not isinstance(replies, list | tuple) or len(replies) != len(part):
                raise JudgeError(f"answer returned {_described(replies)} for {len(part)} requests")
        except ExpiredError as expired:
            return self._failed(leave, part, Trouble("timeout", f"answer: {expired}"))
        except Exception as error:  # noqa: BLE001 (a judge may raise anything; the cause goes into the record)
            self._watch_device(error)
            return self._failed(leave, part, Trouble.of(error), is_out_of_memory(error))
        for reply in replies:
            self._watch_device(reply)
        return [self._counted(leave, _checked(reply)) for reply in replies]

    def _within(self, part: Sequence[JudgeRequest]) -> Any:
        """What the judge says, or ExpiredError: no signal reaches a thread."""
        if (seconds := self._calling.seconds) is None:
            return self.judge.answer(part)
        return self._aside.call(seconds * len(part), lambda: self.judge.answer(part))

    def _failed(self, leave: Leave, part: Sequence[JudgeRequest], trouble: Trouble, starved: bool = False) -> Failed:
        if len(part) == 1:
            self._counted(leave, trouble)
        return Failed(trouble, len(part), starved)

    def _watch_device(self, reply: object) -> None:
        """A judge that others serve, or another process, may speak of a device too: it is none of this process's."""
        if self._lost is None or not isinstance(reply, Exception) or isinstance(reply, InterpreterGoneError):
            return
        if not getattr(self.judge, "concurrent", False) and loses_device(reply):
            self._lost(Trouble.of(reply))

    def _counted(self, leave: Leave, answer: str | Trouble) -> str | Trouble:
        if isinstance(answer, str):
            self.breaker.succeeded(leave)
        elif answer.kind == SPENT:
            self.breaker.withdrawn(leave)
        else:
            self.breaker.failed(leave, f"{answer.kind}: {answer.message}")
        return answer


def _checked(reply: object) -> str | Trouble:
    if isinstance(reply, str):
        return _shortened(encodable(without_secrets(reply)))
    if isinstance(reply, Exception):
        return Trouble.of(reply)
    return Trouble(JudgeError.__name__, f"answer returned {_described(reply)} for a poll, expected text (str)")


def _shortened(reply: str) -> str:
    """The beginning and the end of a reply too long to keep: what it decides stands first or last."""
    half = REPLY_CHARACTERS // 2 - 2
    return reply if len(reply) <= REPLY_CHARACTERS else f"{reply[:half]}\n…\n{reply[-half:]}"


def _described(output: object) -> str:
    if isinstance(output, list | tuple):
        return f"{len(output)} results"
    return "None" if output is None else f"an object of type {type(output).__name__}"
