"""How a call of a server fails, and what that says of the next one."""

from __future__ import annotations

from typing import Final

AGAIN: Final = frozenset({408, 409, 429})
"""Client errors that may pass; so may every 5xx."""
AWAY: Final = frozenset({408, 429, 502, 503, 504, 529})
"""What says nothing of the request: the server, or the way there, is not up to any. (529: overloaded, at some.)"""
FOR_GOOD: Final = frozenset({401, 402})
"""What every request of this account gets: a key that is refused, an account that is empty."""
BUSY: Final = 429
NO_MONEY: Final = "insufficient_quota"
"""Of a 429, in its `code` or `type`: no pause helps."""


class CallError(Exception):
    """One call failed."""

    def __init__(
        self,
        message: str,
        *,
        again: bool,
        wait: float | None = None,
        away: bool = False,
        busy: bool = False,
        for_good: bool = False,
        answered: bool | None = None,
        sent: bool = True,
        gone: bool = False,
    ) -> None:
        """`again`: whether it may pass. `wait` is what the server asks for, in seconds, None where it asks for nothing.
        `away`: whether it says nothing of the request; `busy`: too many requests; `for_good`: all others fare alike.
        `answered`: whether the server did its part; by itself, where trying again is no use. `sent`: whether the call
        may have reached it; `gone`: whether nobody took it there."""
        super().__init__(message)
        self.again = again
        self.wait = wait
        self.away = away
        self.busy = busy
        self.for_good = for_good
        self.sent = sent
        self.gone = gone
        self.answered = (not again and not for_good) if answered is None else answered


def refused(code: int, message: str, wait: float | None, body: object) -> CallError:
    """What a status tells, with the reply's JSON."""
    for_good = code in FOR_GOOD or (code == BUSY and _lacks_money(body))
    again = (code in AGAIN or code >= 500) and not for_good
    return CallError(
        f"status {code}: {message}",
        again=again,
        wait=wait,
        away=again and code in AWAY,
        busy=again and code == BUSY,
        for_good=for_good,
    )


def _lacks_money(body: object) -> bool:
    """As OpenAI writes it, in the error or around it."""
    parts = [body, body.get("error")] if isinstance(body, dict) else []
    return any(NO_MONEY in (part.get("code"), part.get("type")) for part in parts if isinstance(part, dict))
