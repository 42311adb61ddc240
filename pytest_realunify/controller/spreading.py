"""Whether and how xdist spreads a run over worker processes."""

from __future__ import annotations

import os
import sys

import pytest

from pytest_realunify.borrowed import worker_specs
from pytest_realunify.errors import UsageError
from pytest_realunify.run.plan import RunPlan
from pytest_realunify.text import encodable, harmless


def spreads(config: pytest.Config) -> bool:
    """Whether xdist will run the cases elsewhere."""
    return bool(config.getoption("tx", None)) and config.getoption("dist", "no") != "no"


def worker_count(config: pytest.Config) -> int:
    return len(worker_specs(config))


def check_concurrency(plan: RunPlan, count: int) -> None:
    """Every worker asks the judge on its own. (The built-in one computes where it is asked, and has no calls.)"""
    most = plan.judge_concurrency
    if plan.judge is not None and plan.is_judged and plan.judge.kind != "pixels" and most < count:
        raise UsageError(
            f"--realunify-judge-concurrency={most} is fewer than the {count} workers, each of which asks the judge.\n"
            f"Type --realunify-judge-concurrency={count} (or more), or -n {most}"
        )


def check_once(config: pytest.Config) -> None:
    """Raises UsageError where xdist would have every worker run every case."""
    if config.getoption("dist", "no") == "each":
        raise UsageError(
            "--dist=each runs every case once on each worker, of which one could count.\n"
            "Type -n N to share them out, and --realunify-repeats=K to ask each K times, each with its own seed"
        )


def is_ours_to_schedule(config: pytest.Config) -> bool:
    """Only where the user asked for no other: `-n` alone makes xdist choose `load`."""
    typed = any(str(arg).startswith("--dist") for arg in config.invocation_params.args)
    return not typed and bool(config.getoption("dist") == "load")


def check_names(config: pytest.Config, plan: RunPlan) -> None:
    """xdist sends its workers where it is, what was typed, and what we add. Raises UsageError for what it cannot."""
    told = [os.getcwd(), *sys.path, *map(str, config.invocation_params.args), str(plan.folder.path)]  # noqa: PTH109
    for text in [*told, *plan.settings.texts().values()]:
        if encodable(text) != text:
            raise UsageError(
                f"pytest-xdist cannot tell its workers of '{harmless(text)}', which is no UTF-8.\n"
                "Leave out -n, or give it another name (or type PYTHONUTF8=1 before, where the locale is C)"
            )
