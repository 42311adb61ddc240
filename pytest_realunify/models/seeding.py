"""For models that draw from the process's one generator instead of taking one."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TURN = threading.RLock()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Around a call that draws from those generators: no other such call, a judge's say, is under way meanwhile."""
    with _TURN:
        seed_all(seed)
        yield


def seed_all(seed: int) -> None:
    """Python's, numpy's and torch's generators, on every device; of what nobody has imported, nothing."""
    random.seed(seed)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(seed % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)
