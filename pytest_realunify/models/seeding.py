"""For models that draw from the process's one generator instead of taking one."""

from __future__ import annotations

import random
import sys


def seed_all(seed: int) -> None:
    """Python's, numpy's and torch's generators, on every device; of what nobody has imported, nothing."""
    random.seed(seed)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(seed % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)
