"""Attempts in hand, each with what it was made of: it counts where a test passes just that."""

from __future__ import annotations

import hashlib
import inspect
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

from pytest_realunify.engine.estate import ANYTHING
from pytest_realunify.interfaces import Instance
from pytest_realunify.protocols import Protocol
from pytest_realunify.records import Attempt


@dataclass(frozen=True, slots=True)
class Made:
    """An attempt made before its test asked, in this process or in one that is dead."""

    making: Future[Attempt]
    """Done when its pictures are stored."""
    made_of: str
    """As `made_of` says it, or ANYTHING."""
    instance: Instance | None = None
    protocol: Protocol | None = None
    """Both None where another process has made it."""

    @property
    def attempt(self) -> Attempt:
        """Waited for. Raises StorageError where a picture of it cannot be kept."""
        return self.making.result()

    def fits(self, instance: Instance, protocol: Protocol) -> bool:
        """Whether it is what this test asks for."""
        if self.protocol is not None:
            return self.protocol is protocol and (self.instance is instance or self.instance == instance)
        return self.made_of == ANYTHING or self.made_of == made_of(instance, protocol) != ""


def there(attempt: Attempt) -> Future[Attempt]:
    """One that is not waited for."""
    making: Future[Attempt] = Future()
    making.set_result(attempt)
    return making


def made_of(instance: Instance, protocol: Protocol) -> str:
    """Alike in any process for the same data under the same protocol. Empty where that cannot be told, as of a function
    made within another."""
    name = _named(protocol)
    return name and hashlib.sha256(f"{name}\n{instance!r}".encode("utf-8", "backslashreplace")).hexdigest()[:16]


@lru_cache(maxsize=256)
def _named(protocol: Protocol) -> str:
    module, name = getattr(protocol, "__module__", ""), getattr(protocol, "__qualname__", "")
    if not name or "<" in name:
        return ""
    try:
        source = inspect.getsource(protocol)
    except (OSError, TypeError):
        return ""
    return f"{module}.{name}\n{source}"
