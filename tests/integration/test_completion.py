"""What bash offers at the Tab key: its own completion is asked, by the function that argcomplete has it register."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_realunify.stored import finish_order
from runbench import right, row, stored

pytest.importorskip("argcomplete")
pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="asks bash")

ASKED = """
eval "$(register-python-argcomplete realunify)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
read -ra COMP_WORDS <<< "$COMP_LINE"
[[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
handler=$(complete -p realunify | sed 's/.*-F \\([^ ]*\\).*/\\1/')
$handler realunify "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>&1
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs where its configuration keeps them; the command on the path."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    command = scripts / "realunify"
    command.write_text(f"#!{sys.executable}\nfrom pytest_realunify.cli.main import main\nraise SystemExit(main())\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(scripts), str(Path(sys.executable).parent), os.environ["PATH"]]))
    team = tmp_path / "team"
    team.mkdir()
    monkeypatch.chdir(team)
    (team / "pytest.ini").write_text("[pytest]\nrealunify_run_dir = kept\n")
    (team / "pyproject.toml").write_text('[tool.realunify.reports]\nwiki = "ours:wiki"\n')
    (team / "good-baseline.json").touch()
    for name in ("2026-a", "2026-b"):
        stored(team / "kept", name, row("mental_tracking", right(2, 4)))
        finish_order.note(team / "kept", name)
    return team


def offered(line: str) -> list[str]:
    """As bash shows them."""
    done = subprocess.run(["bash", "-c", ASKED, "bash", line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [word.strip() for word in done.stdout.splitlines() if word.strip()]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("realunify re", ["report"]),
        ("realunify baseline ", ["save"]),
        ("realunify show ", ["last", "2026-b", "2026-a"]),
        ("realunify show 2", ["2026-b", "2026-a"]),
        ("realunify compare 2026-a 2026-b", ["2026-b"]),
        ("realunify show 2026-a ", ["mental_tracking-x-0002-direct", "mental_tracking-x-0003-direct"]),
        ("realunify show last mental_tracking-x-0001", ["mental_tracking-x-0001-direct"]),
        ("realunify report last --format ", ["terminal", "markdown", "json", "csv", "html", "wiki"]),
        ("realunify compare last --format ma", ["markdown"]),
        ("realunify track last --to tensorboard,m", ["tensorboard,mlflow"]),
        ("realunify show --ch", ["--changed"]),
        ("realunify card ", ["check", "repeat", "list", "last", "2026-b", "2026-a"]),
        ("realunify card check good", ["good-baseline.json"]),
        ("realunify card check published", ["published:bagel-direct", "published:mio-direct"]),
        ("realunify --run-d", ["--run-dir"]),
        ("realunify gate last --run-d", ["--run-dir"]),
    ],
)
def test_the_shell_offers_what_fits(line: str, words: list[str]) -> None:
    found = offered(line)
    assert set(words) <= set(found)
    if len(words) == 1:
        assert found == words


@pytest.mark.usefixtures("project")
def test_all_commands_are_offered() -> None:
    assert {"runs", "show", "baseline", "gate", "noise", "trend", "model", "judge", "data"} <= set(
        offered("realunify ")
    )


def test_runs_of_another_folder_are_offered_where_it_was_named(project: Path, tmp_path: Path) -> None:
    (project / "kept").rename(tmp_path / "elsewhere")
    assert offered("realunify show 2026") == []
    assert set(offered(f"realunify --run-dir {tmp_path}/elsewhere show 2026")) == {"2026-a", "2026-b"}
    assert set(offered(f"realunify show --run-dir {tmp_path}/elsewhere 2026")) == {"2026-a", "2026-b"}


def test_baselines_are_files_and_the_one_that_ships(project: Path) -> None:
    assert {"good-baseline.json", "reference"} <= set(offered("realunify gate --baseline "))
    (project / "pyproject.toml").write_text("[tool")
    assert "markdown" in offered("realunify report --format ma"), "what is broken elsewhere is no trouble here"
