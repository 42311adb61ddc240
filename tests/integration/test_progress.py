"""Live progress: a running line on a terminal, a line now and then elsewhere, and pytest's own output whole."""

from __future__ import annotations

import pytest

from screens import Terminal
from toybench import Bench

SLOW = """
import time
from mymodels import Always


class Slow(Always):
    def understand(self, requests):
        time.sleep(0.7)
        return super().understand(requests)
"""

THEIRS = """
def test_theirs():
    pass


def test_theirs_fails():
    assert 1 == 2
"""


def progress_lines(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("realunify: ") and " cases (" in line]


@pytest.mark.parametrize("way", [["-p", "no:xdist"], ["-n", "2"]], ids=["no-xdist", "n2"])
def test_a_terminal_shows_a_running_line_and_keeps_none_of_it(bench: Bench, way: list[str]) -> None:
    suite = bench.data()
    (bench.path / "slow.py").write_text(SLOW)
    terminal = Terminal()
    arguments = [
        "--realunify",
        "--realunify-report=none",
        "--model=slow:Slow",
        f"--realunify-suite={suite}",
        "--realunify-batch-size=2",
        "-rp",
        *way,
    ]
    assert terminal.run(bench.path, *arguments) == 1
    drawn = progress_lines(list(terminal.seen))
    assert any("of 16 cases" in line and "GEU 25.0" in line for line in drawn), drawn
    assert progress_lines(terminal.lines) == []
    assert any("12 failed, 4 passed" in line for line in terminal.lines)
    assert sum(line.startswith("PASSED cases/test_geu.py") for line in terminal.lines) == 4
    assert not any("F" in line and set(line) <= set(".F[]%0123456789 ") for line in terminal.lines)


DEBUGGER = """
import pdb
import time


class Slow(pdb.Pdb):
    def interaction(self, *_):
        print("somebody looks", flush=True)
        time.sleep(2.5)
        print("and has looked", flush=True)
        self.do_continue("")
"""


def test_nothing_is_drawn_where_somebody_types_and_no_call_ends_under_a_debugger(bench: Bench) -> None:
    suite = bench.data()
    (bench.path / "slow.py").write_text(
        SLOW.replace("time.sleep(0.7)", "time.sleep(0.7); breakpoint()", 1).replace("import time", "import time", 1)
    )
    (bench.path / "fakepdb.py").write_text(DEBUGGER.replace("    def interaction", "    def set_trace", 1))
    terminal = Terminal()
    told = ["--realunify", "--realunify-report=none", "--model=slow:Slow", f"--realunify-suite={suite}"]
    chosen = ["-k", "0000 and direct", "--pdbcls=fakepdb:Slow", "--realunify-timeout=2", "-p", "no:xdist"]
    assert terminal.run(bench.path, *told, *chosen) in (0, 1)
    looks = terminal.raw.decode().split("somebody looks")[1:]
    assert looks
    for look in looks:
        assert "cases (" not in look.partition("and has looked")[0]
    assert "no answer within" not in terminal.raw.decode()
    assert progress_lines(list(terminal.seen)), "it is drawn before and after"


def test_other_tests_keep_their_letters_and_failures(bench: Bench) -> None:
    suite = bench.data()
    (bench.path / "slow.py").write_text(SLOW)
    (bench.path / "test_theirs.py").write_text(THEIRS)
    terminal = Terminal()
    arguments = ["--realunify", "--model=slow:Slow", f"--realunify-suite={suite}", "-p", "no:xdist"]
    arguments.append("--realunify-report=none")
    assert terminal.run(bench.path, *arguments, "cases", "test_theirs.py") == 1
    assert progress_lines(list(terminal.seen))
    assert progress_lines(terminal.lines) == []
    assert any(line.startswith("test_theirs.py .F") for line in terminal.lines), terminal.lines
    assert any("assert 1 == 2" in line for line in terminal.lines)


def test_without_a_terminal_a_line_comes_every_so_often(bench: Bench) -> None:
    bench.data()
    (bench.path / "slow.py").write_text(SLOW)
    arguments = ["--model=slow:Slow", "--realunify-progress=0.2", "--realunify-batch-size=4", "-n", "2"]
    result = bench.run(*arguments, subprocess=True)
    lines = progress_lines(result.outlines)
    assert len(lines) >= 2
    assert any("gw" in line and "left" in line for line in lines)
    letters = "".join(
        line.partition("[")[0].strip() for line in result.outlines if set(line) <= set(".F[]%0123456789 ")
    )
    assert (letters.count("."), letters.count("F")) == (4, 12)


@pytest.mark.parametrize("how", [["--realunify-progress=off"], ["-qq", "--realunify-progress=0.1"]])
def test_progress_can_be_turned_off(bench: Bench, how: list[str]) -> None:
    bench.data()
    (bench.path / "slow.py").write_text(SLOW)
    result = bench.run("--model=slow:Slow", *how, subprocess=True)
    assert progress_lines(result.outlines) == []


def test_a_typo_in_its_value_is_told_what_it_takes(bench: Bench) -> None:
    bench.data()
    result = bench.run("--model=mymodels:Right", "--realunify-progress=sometimes")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--realunify-progress takes auto, off, or a number of seconds, not 'sometimes'"])
