"""How many accidents a test makes, and which: as few as CI has time for, or as many as are asked for."""

from __future__ import annotations

import os
from typing import Final

import pytest

ROUNDS: Final = "CHAOS_ROUNDS"
SEED: Final = "CHAOS_SEED"


def rounds_of(config: pytest.Config) -> int:
    """How many times as many as in CI; 1 there."""
    return max(1, _asked(config, "chaos_rounds", ROUNDS, 1))


def seed_of(config: pytest.Config) -> int:
    """Which accidents; 0 in CI."""
    return _asked(config, "chaos_seed", SEED, 0)


def _asked(config: pytest.Config, option: str, variable: str, default: int) -> int:
    typed = config.getoption(option, None)  # unknown where `pytest` names no folder: the conftest is read too late
    return typed if typed is not None else int(os.environ.get(variable, default))
