"""What somebody deletes of a run while it goes is said, and what is known of it is written again."""

from __future__ import annotations

import pytest

from toybench import Bench

TIDY = """
import shutil
from pathlib import Path
from mymodels import Right

class Tidied(Right):
    def understand(self, requests):
        if any("0003-stepwise" in request.case for request in requests):
            [file] = Path(".realunify/runs").glob("*/journal.jsonl")
            {how}
        return super().understand(requests)
"""


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("file.unlink()", "journal.jsonl, which is written again with all 8 results"),
        ("file.with_name('run.json').unlink()", "run.json, which is written again"),
        ("[each.unlink() for each in file.with_name('images').iterdir()]", "* of 4 pictures, which are gone: *"),
    ],
    ids=["journal", "facts", "pictures"],
)
def test_it_is_said_and_nothing_finished_is_lost(bench: Bench, way: list[str], how: str, said: str) -> None:
    bench.data("ABCD")
    bench.pytester.makepyfile(tidied=TIDY.format(how=how))
    result = bench.run("--model=tidied:Tidied", "--realunify-batch-size=1", *way)
    result.assert_outcomes(passed=8)
    result.stdout.fnmatch_lines([f"deleted while the run went: {said}"])
    [run] = bench.folders
    assert len(run.results()) == 8
    assert run.facts()["finished"]
    again = bench.run("--realunify-resume", *way)
    again.assert_outcomes(passed=8)
    assert len(bench.calls) == 12, "nothing was asked again"


def test_a_run_that_nobody_touched_says_nothing(bench: Bench, way: list[str]) -> None:
    bench.data("ABCD")
    result = bench.run("--model=mymodels:Right", *way)
    result.stdout.no_fnmatch_line("*deleted while*")
