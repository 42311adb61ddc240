"""A model whose cases drop as planted, and a run that looks twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from toybench import Bench

FILE = "realunify-baseline.json"


MODEL = '''
"""Knows every letter; `drop.json` says of which cases not: on so many draws of each, counted over all processes."""
import json
import os
from pathlib import Path

from mymodels import Right

HERE = Path(__file__).parent


class Drops(Right):
    def __init__(self):
        with (HERE / "loaded.txt").open("a") as log:
            log.write("loaded\\n")

    def understand(self, requests):
        file = HERE / "drop.json"
        drop = json.loads(file.read_text()) if file.exists() else {}
        return [self.reply(request, drop) for request in requests]

    def reply(self, request, drop):
        with (HERE / "drawn.txt").open("a") as log:
            log.write(f"{request.case} {request.seed}\\n")
        draws = sum(line.split()[0] == request.case for line in (HERE / "drawn.txt").read_text().splitlines())
        if drop.get("dies") == [request.case, draws]:
            os._exit(9)
        right = self.answer(request)
        wrong = draws <= drop.get("wrong", {}).get(request.case, 0)
        said = ("D." if "A." in right else "A.") if wrong else right
        return f"{said} By draw {request.seed}"
'''


ALWAYS = 99
"""Draws."""


def case(index: int, protocol: str = "direct") -> str:
    return f"mental_tracking-{('left', 'right')[index % 2]}-{index:04d}-{protocol}"


def forget(bench: Bench) -> None:
    """Draws so far count no more."""
    for name in ("drawn.txt", "loaded.txt"):
        (bench.path / name).unlink(missing_ok=True)


def with_baseline(bench: Bench) -> Bench:
    """Eight instances under two protocols, and a baseline of a model that knows them all."""
    bench.data()
    bench.write_table("gates", "min-scored = 4")
    (bench.path / "dropping.py").write_text(MODEL)
    result = bench.run("--model=dropping:Drops", "--realunify-update-baseline", "-p", "no:xdist")
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    forget(bench)
    return bench


def plant(bench: Bench, cases: int, draws: int = ALWAYS, dies: tuple[str, int] | None = None) -> None:
    """Under `direct`, so many cases are wrong on their first draws."""
    told = {"wrong": {case(index): draws for index in range(cases)}, "dies": dies}
    (bench.path / "drop.json").write_text(json.dumps(told))


def look(bench: Bench, *arguments: str, confirm: int = 2, subprocess: bool = False) -> pytest.RunResult:
    given = ("--model=dropping:Drops", f"--realunify-baseline={FILE}", f"--realunify-confirm={confirm}")
    return bench.run(*given, *arguments, subprocess=subprocess)


def drawn(bench: Bench) -> Counter[str]:
    """How often each case was drawn: of `stepwise`, which understands once, too."""
    return Counter(line.split()[0] for line in (bench.path / "drawn.txt").read_text().splitlines())


def once(protocols: tuple[str, ...] = ("direct", "stepwise")) -> Counter[str]:
    return Counter(case(index, protocol) for protocol in protocols for index in range(8))
