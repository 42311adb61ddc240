"""What a run leaves on terminals of 80, 100 and 140 columns, as files that a person can read: `screens/NAME-WIDTH.txt`.

    REALUNIFY_UPDATE_SCREENS=1 python -m pytest tests/integration/test_screens.py

writes them anew; look at what changed before you commit it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_realunify.text import width
from screens import Terminal

SCREENS = Path(__file__).parent / "screens"
WIDTHS = (80, 100, 140)
TABLES = """
[tool.realunify.gates]
min-scored = 4
[tool.realunify.models.step-1000]
adapter = "simulated"
profile = "exact"
[tool.realunify.models.step-2000]
adapter = "simulated"
profile = "exact"
mental_tracking = { understanding = 0 }
world_knowledge = { generation = 0.2 }
"""
EVERYWHERE = ("--realunify-suite=procedural:smoke",)
TWO = ("--realunify-suite=procedural:8", "-m", "mental_tracking or code_to_image")
COMMON = ("--realunify", "--realunify-sample-seed=1", "--realunify-report=none", "-p", "no:xdist")
NAMES = {
    "wrong": ("smoke", []),
    "fallen": ("two", ["--realunify-baseline=realunify-baseline.json"]),
    "too-few": ("smoke", ["--realunify-baseline=reference"]),
}
"""Of a screen: which run it shows, and with what more options."""

_VARYING = (
    (re.compile(r"\b\d{8}-\d{6}-\d{3}-([\w-]+)-[0-9a-f]{4}\b"), r"20260101-000000-000-\1-0000"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "0" * 12),
    (re.compile(r"\b20\d{2}-\d{2}-\d{2}\b"), "2026-01-01"),
)
"""Names of this very run: replaced by others as long, so that lines are parted where they were."""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with three runs, named in `smoke` and `two`, and a baseline; later ones replay them."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "pyproject.toml").write_text(TABLES, encoding="utf-8")
    for name, model, arguments in (
        ("baseline", "step-1000", (*TWO, "--realunify-update-baseline")),
        ("two", "step-2000", TWO),
        ("smoke", "step-2000", EVERYWHERE),
    ):
        before = {*_runs(folder)}
        Terminal().run(folder, *COMMON, f"--model={model}", *arguments)
        [run] = {*_runs(folder)} - before
        (folder / name).write_text(run, encoding="utf-8")
    return folder


def _runs(folder: Path) -> Iterator[str]:
    return (file.parent.name for file in folder.glob(".realunify/runs/*/run.json"))


def shown(team: Path, name: str, columns: int, *arguments: str) -> Terminal:
    """The end of a run, which replays, so that nothing but the screen is another one."""
    run, options = NAMES[name]
    terminal = Terminal(columns)
    id_ = (team / run).read_text(encoding="utf-8")
    code = terminal.run(
        team,
        "--realunify",
        f"--realunify-resume={id_}",
        "--realunify-report=none",
        "-p",
        "no:xdist",
        *options,
        *arguments,
    )
    assert code == 1, "\n".join(terminal.lines)
    return terminal


def ours(lines: list[str]) -> list[str]:
    """The header's lines, then what is printed when all is done."""
    header = [number for number, line in enumerate(lines) if line.startswith("realunify: ")]
    ends = next((number for number, line in enumerate(lines) if line.startswith("rootdir: ")), 0)
    begins = next(n for n, line in enumerate(lines) if re.match(r"=+ (wrong|short|RealUnify|warnings)", line))
    return [*lines[header[0] : ends], "…", *lines[begins:]] if header else lines[begins:]


def stable(lines: list[str]) -> str:
    """As it is whenever it is run: without this run's names and times, and what hangs on what is installed."""
    text = "\n".join(lines).rstrip() + "\n"
    text = re.sub(r"realunify: signs in other fonts.*\n(?:  .*\n)*", "", text)
    text = re.sub(r"=* ([^\n=]*?) in [0-9.]+s(?: \([0-9:]+\))? =*", r"== \1 ==", text)
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return text


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_screen_is_the_one_that_was_looked_at(team: Path, name: str, columns: int) -> None:
    terminal = shown(team, name, columns)
    said = stable(ours(terminal.lines))
    file = SCREENS / f"{name}-{columns}.txt"
    if os.environ.get("REALUNIFY_UPDATE_SCREENS"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8"), (
        "look at it, and if it is as it should be: see this file's first lines"
    )
    for line in ours(terminal.written):
        whole = line.strip()
        parted = " " in whole and not re.match(r"realunify |pytest |pip |html report:|FAILED ", whole)
        assert width(line) <= columns or not parted, line


def test_quiet_is_shorter_and_quieter_still_shorter_and_loud_longer(team: Path) -> None:
    lines = {how: ours(shown(team, "fallen", 80, *how.split()).lines) for how in ("-qq", "-q", "", "-v")}
    lengths = [sum(map(bool, each)) for each in lines.values()]
    assert lengths == sorted(set(lengths)), lengths
    for each in lines.values():
        assert any(line.startswith("GATES FAILED: ") for line in each)
    assert any(re.match(r"direct: ", line) for line in lines["-qq"])
    assert not any("WK     CR" in line for line in lines["-qq"])
    assert any("WK     CR" in line for line in lines["-q"])
    assert not any("world knowledge" in line for line in lines["-q"])


@pytest.mark.parametrize("how", ["NO_COLOR", "--color=no"])
def test_colours_stay_away_where_nobody_wants_them(team: Path, how: str) -> None:
    terminal = Terminal(80)
    given = ["--color=no"] if how == "--color=no" else []
    id_ = (team / "two").read_text(encoding="utf-8")
    arguments = ["--realunify", f"--realunify-resume={id_}", "--realunify-report=none", "-p", "no:xdist", *given]
    terminal.run(team, *arguments, environment={"NO_COLOR": "1"} if how == "NO_COLOR" else {})
    assert not terminal.is_coloured
    terminal = Terminal(80)
    terminal.run(team, *arguments[:5])
    assert terminal.is_coloured
