"""What calls cost, counted around them, and refused where the run may cost no more."""

from __future__ import annotations

import contextlib
import numbers
import threading
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from pytest_realunify.errors import SpentError
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb

SPENT: Final = SpentError.__name__
"""The kind of a Trouble of a request that was not made any more."""

_LOOK: Final = 1.0


class Spender(Protocol):
    """The purse of a model or judge, as whoever calls it uses it."""

    @property
    def limited(self) -> bool: ...
    def take(self, verb: Verb, calls: int = 1) -> int: ...
    def back(self, verb: Verb, calls: int = 1) -> None: ...
    def add(self, verb: Verb, counts: Mapping[str, int]) -> None: ...
    def refusal(self) -> SpentError: ...


class Unlimited:
    """Where nobody counts."""

    limited = False

    def take(self, verb: Verb, calls: int = 1) -> int:
        del verb
        return calls

    def back(self, verb: Verb, calls: int = 1) -> None:
        """Nothing."""

    def add(self, verb: Verb, counts: Mapping[str, int]) -> None:
        """Nothing."""

    def refusal(self) -> SpentError:
        return SpentError("no calls are left")


class Allowance:
    """Calls that a process elsewhere may make, given with each batch; whoever gave it knows the whole."""

    def __init__(self) -> None:
        self.left: int | None = None
        """None: as many as it takes."""
        self._lock = threading.Lock()

    @property
    def limited(self) -> bool:
        return self.left is not None

    def take(self, verb: Verb, calls: int = 1) -> int:
        del verb
        with self._lock:
            if self.left is None:
                return calls
            granted = min(self.left, calls)
            self.left -= granted
            return granted

    def back(self, verb: Verb, calls: int = 1) -> None:
        del verb
        with self._lock:
            self.left = None if self.left is None else self.left + calls

    def add(self, verb: Verb, counts: Mapping[str, int]) -> None:
        """Whoever gave it is told by the requests' `usage`."""

    def refusal(self) -> SpentError:
        return SpentError("no call is left for this batch")


class Allowances:
    """How many calls each batch that goes elsewhere may make: room for repeated ones too, which comes back unused."""

    REPEATED: Final = 8
    """Calls of a request that is asked again as often as a served model's table says if nobody says otherwise."""

    def __init__(self, purse: Spender) -> None:
        self.purse = purse
        self._out = 0
        self._change = threading.Condition()

    def grant(self, verb: Verb, requests: int) -> int | None:
        """None: as many as it takes. 0: none are left, and none that other batches have will come back."""
        if not self.purse.limited:
            return None
        with self._change:
            while not (granted := self.purse.take(verb, self.REPEATED * requests)) and self._out:
                self._change.wait(_LOOK)
            self._out += granted
            return granted

    def settle(self, verb: Verb, allowance: int | None, spent: Counter[str]) -> None:
        """What a batch with this allowance has spent."""
        spent["calls"] -= allowance or 0
        self.purse.add(verb, {name: count for name, count in spent.items() if count})
        if allowance is not None:
            with self._change:
                self._out -= allowance
                self._change.notify_all()


class Till:
    """Around the calls of one model or judge: what they may cost before, what they did cost after.

    A model that asks for every call itself (`watch_spending`) is let ask. Of any other, where there is a limit, each
    request is a call, asked for here; it may count its calls in `usage` itself. A request that is not made is refused.
    """

    def __init__(self, purse: Spender, own: Container[str] = ()) -> None:
        """`own`: the verbs of which every call is asked for where it is made."""
        self._purse = purse
        self._own = own

    def room(self, verb: Verb, requests: int) -> int:
        """How many of so many requests may be made now."""
        if verb in self._own or not self._purse.limited:
            return requests
        return self._purse.take(verb, requests)

    def refused(self) -> Trouble:
        """What is told to a request that is not made."""
        return Trouble.of(self._purse.refusal())

    @contextlib.contextmanager
    def counted(self, verb: Verb, usages: Sequence[dict[Any, Any]]) -> Iterator[None]:
        """Around one call for requests whose `usage` these are."""
        before = [counts(usage) for usage in usages]
        try:
            yield
        finally:
            asked = verb not in self._own and self._purse.limited
            spent: Counter[str] = Counter()
            for usage, earlier in zip(usages, before, strict=True):
                if asked and counts(usage).get("calls", 0) == earlier.get("calls", 0):
                    usage["calls"] = earlier.get("calls", 0) + 1
                now = counts(usage)
                spent.update({name: count - earlier.get(name, 0) for name, count in now.items()})
            if verb in self._own:
                del spent["calls"]
            elif asked:
                spent["calls"] -= len(usages)
            self._purse.add(verb, {name: count for name, count in spent.items() if count})


def watch_spending(asked: object, purse: Spender) -> Till:
    """Tell a model that asks a server whom to ask before every call. Looked up on the class, as some objects answer to
    every name."""
    watch: Any = getattr(type(asked), "watch_spending", None)
    told = watch(asked, purse) if callable(watch) else ()
    return Till(purse, VERBS if told is True else told or ())


def counts(usage: Mapping[Any, Any]) -> dict[str, int]:
    """What can be kept of what a model noted."""
    return {str(name): int(count) for name, count in usage.items() if isinstance(count, numbers.Integral)}
