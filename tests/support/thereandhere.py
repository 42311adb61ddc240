"""One model in two tables: in pytest's own process, and in another interpreter."""

from __future__ import annotations

from dataclasses import replace

from pytest_realunify.records import Result
from raybench import timeless
from toybench import Bench


def tables(bench: Bench, adapter: str, python: str, more: str = "") -> None:
    """The same model twice: `here`, and `there` in the other interpreter."""
    table = f'[tool.realunify.models.{{}}]\nadapter = "{adapter}"\n{more}\n'
    there = f'python = "{python}"\n'
    bench.pytester.makepyprojecttoml(table.format("here") + "\n" + table.format("there") + there)


def nameless(results: dict[str, Result]) -> dict[str, Result]:
    """Without who, where and when."""
    return {case: replace(result, model="") for case, result in timeless(results).items()}
