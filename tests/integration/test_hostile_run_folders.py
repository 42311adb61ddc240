"""A stored run may come from elsewhere: what lies in its folder leads nowhere, and nobody else's files are touched."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_realunify.stored.journal import RunFolder
from runbench import made, right, row, stored
from toybench import Bench, one_line_errors

ALONE = ["-p", "no:xdist"]
SECONDS = 60
"""Of a command that must not hang; it takes three."""


def planted(place: Path, target: Path) -> None:
    """A link in the place of whatever lies there."""
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(target)


def seen(folder: Path) -> dict[str, tuple[int, str | bytes]]:
    """Everything below: its kind, and what it holds or where it leads."""
    found: dict[str, tuple[int, str | bytes]] = {}
    for path in sorted(folder.rglob("*")):
        kind = stat.S_IFMT(path.lstat().st_mode)
        holds: str | bytes = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = kind, holds
    return found


@pytest.fixture
def precious(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the user's."""
    folder = tmp_path_factory.mktemp("home") / "precious"
    folder.mkdir()
    (folder / "letters").write_text("kept for years\nand not ours", encoding="utf-8")
    (folder / ("a" * 16)).write_text("named as a mark is", encoding="utf-8")
    return folder


@pytest.fixture
def killed(bench: Bench) -> RunFolder:
    """A run of which half is done."""
    bench.data("ABCD")
    bench.run("--model=mymodels:Right", *ALONE).assert_outcomes(passed=8)
    [folder] = bench.folders
    lines = folder.journal.read_bytes().splitlines(keepends=True)
    folder.journal.write_bytes(b"".join(lines[:4]))
    return folder


def refused(bench: Bench, run: RunFolder, precious: Path, *told: str) -> None:
    before = seen(run.path), seen(precious)
    result = bench.pytester.runpytest_subprocess(
        "--realunify", f"--realunify-resume={run.path}", "--realunify-report=json", *ALONE, timeout=SECONDS
    )
    assert result.ret == 4
    [line] = one_line_errors(result)
    for text in told:
        assert text in line
    assert (seen(run.path), seen(precious)) == before


@pytest.mark.parametrize("name", ["inflight", "images", "polls", "spent", "stacks", "report.html", "anything"])
def test_a_link_to_a_folder_is_refused_and_nothing_changes(
    bench: Bench, killed: RunFolder, precious: Path, name: str
) -> None:
    planted(killed.path / name, precious)
    refused(bench, killed, precious, f"{killed.id}/{name} is a symbolic link")


@pytest.mark.parametrize("name", ["run.json.part", "gates.json", "journal.jsonl", "run.json", "report.json"])
def test_a_link_to_a_file_is_refused_and_nothing_changes(
    bench: Bench, killed: RunFolder, precious: Path, name: str
) -> None:
    planted(killed.path / name, precious / "letters")
    refused(bench, killed, precious, f"{killed.id}/{name} is a symbolic link")


def test_a_link_deep_below_is_refused(bench: Bench, killed: RunFolder, precious: Path) -> None:
    (killed.path / "polls/ab").mkdir(parents=True)
    planted(killed.path / "polls/ab/cd.json", precious / "letters")
    refused(bench, killed, precious, "polls/ab/cd.json is a symbolic link")


def test_a_link_to_nothing_is_refused(bench: Bench, killed: RunFolder, precious: Path) -> None:
    planted(killed.path / "gates.json", precious / "new")
    refused(bench, killed, precious, "gates.json is a symbolic link")


@pytest.mark.parametrize("name", ["journal.jsonl", "run.json", "gates.json"])
def test_a_pipe_is_refused_at_once(bench: Bench, killed: RunFolder, precious: Path, name: str) -> None:
    (killed.path / name).unlink(missing_ok=True)
    os.mkfifo(killed.path / name)
    refused(bench, killed, precious, f"{killed.id}/{name} is a pipe")


def test_a_journal_that_is_a_file_of_the_users_too_is_refused(bench: Bench, killed: RunFolder, precious: Path) -> None:
    killed.journal.unlink()
    os.link(precious / "letters", killed.journal)
    refused(bench, killed, precious, "journal.jsonl has another name elsewhere")


def test_a_run_without_such_things_goes_on_also_through_a_link_of_the_users(
    bench: Bench, killed: RunFolder, tmp_path: Path, way: list[str]
) -> None:
    done = killed.results()
    (tmp_path / "mine").symlink_to(killed.path)
    bench.run(f"--realunify-resume={tmp_path / 'mine'}", *way).assert_outcomes(passed=8)
    asked = [call.split()[1] for call in bench.calls]
    assert not {case for case, _ in done} & {*asked[12:]}, "what was finished is not asked again"
    assert not [*killed.inflight.iterdir()]


def test_files_among_the_marks_that_are_none_stay(bench: Bench, killed: RunFolder) -> None:
    (killed.inflight / "notes.txt").write_text("mine", encoding="utf-8")
    (killed.inflight / "more").mkdir()
    (killed.inflight / ("b" * 16)).touch()
    (killed.inflight / "gw1.stacks").touch()
    bench.run("--realunify-resume", *ALONE).assert_outcomes(passed=8)
    assert sorted(path.name for path in killed.inflight.iterdir()) == ["more", "notes.txt"]


# Runs of nothing ------------------------------------------------------------------------------------------------------


def test_a_resumed_run_is_never_removed(bench: Bench, killed: RunFolder) -> None:
    """Killed before its first case it holds no result, and no number of cases."""
    killed.journal.write_bytes(b"")
    facts = killed.facts()
    killed.write_facts({**facts, "selected": 0, "selected_by_protocol": {}})
    bench.run(f"--realunify-resume={killed.id}", "-k", "zzz", *ALONE)
    assert killed.facts()["started"] == facts["started"]
    assert [*killed.images.iterdir()]
    bench.run(f"--realunify-resume={killed.id}", *ALONE).assert_outcomes(passed=8)


def test_a_new_run_of_nothing_is_removed_unless_somebody_put_a_file_into_it(bench: Bench) -> None:
    bench.data("AB")
    bench.run("--model=mymodels:Right", "-k", "zzz", *ALONE)
    assert not bench.folders
    bench.pytester.makeconftest(
        """
        from pathlib import Path

        def pytest_collection_finish():
            [run] = Path(".realunify/runs").glob("*/")
            (run / "notes.txt").write_text("mine")
        """
    )
    bench.run("--model=mymodels:Right", "-k", "zzz", *ALONE)
    [folder] = bench.folders
    assert (folder.path / "notes.txt").read_text() == "mine"


# Commands -------------------------------------------------------------------------------------------------------------

Plant = Callable[[RunFolder, Path], object]


def piped(run: RunFolder, _: Path) -> None:
    run.journal.unlink()
    os.mkfifo(run.journal)


PLANTED: dict[str, tuple[Plant, str]] = {
    "a pipe": (piped, "journal.jsonl is a pipe"),
    "a link": (lambda run, home: planted(run.journal, home / "letters"), "journal.jsonl is a symbolic link"),
    "facts": (lambda run, home: planted(run.path / "run.json", home / "letters"), "run.json is a symbolic link"),
    "a device": (lambda run, _: planted(run.journal, Path("/dev/zero")), "journal.jsonl is a symbolic link"),
}
COMMANDS = {
    "report": ["RUN"],
    "show": ["RUN", "mental_tracking-x-0000-direct"],
    "compare": ["RUN", "RUN"],
    "trend": ["RUN"],
    "merge": ["RUN"],
    "export": ["RUN", "-o", "exported"],
    "baseline": ["save", "RUN", "-o", "baseline.json"],
}


def command(bench: Bench, *arguments: str) -> pytest.RunResult:
    return bench.pytester.run(sys.executable, "-m", "pytest_realunify.cli", *arguments, timeout=SECONDS)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("what", PLANTED)
def test_a_command_reads_no_run_with_a_link_or_a_pipe_in_it(bench: Bench, precious: Path, what: str, name: str) -> None:
    run = stored(bench.path, "run", row("mental_tracking", right(2, 4))).folder
    plant, told = PLANTED[what]
    plant(run, precious)
    before = seen(run.path), seen(precious)
    result = command(bench, name, *[str(run.path) if each == "RUN" else each for each in COMMANDS[name]])
    assert result.ret == 4
    [line] = one_line_errors(result)
    assert told in line
    assert (seen(run.path), seen(precious)) == before


def gates_piped(run: RunFolder, _: Path) -> None:
    os.mkfifo(run.path / "gates.json")


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (gates_piped, "gates.json is a pipe"),
        (lambda run, home: planted(run.path / "spent", home), "spent is a symbolic link"),
    ],
)
def test_nor_does_a_report_read_what_else_it_tells_of(bench: Bench, precious: Path, plant: Plant, told: str) -> None:
    run = stored(bench.path, "run", row("mental_tracking", right(2, 4))).folder
    plant(run, precious)
    result = command(bench, "report", str(run.path))
    assert result.ret == 4
    [line] = one_line_errors(result)
    assert told in line


@pytest.mark.parametrize("name", ["runs", "trend"])
def test_one_such_run_does_not_hide_the_others(bench: Bench, name: str) -> None:
    runs = bench.path / ".realunify/runs"
    stored(runs, "20260101-good", row("mental_tracking", right(2, 4)))
    piped(stored(runs, "20260102-piped", row("mental_tracking", right(2, 4))).folder, bench.path)
    result = command(bench, name)
    assert result.ret == 0
    assert "20260101-good" in result.stdout.str()
    assert "journal.jsonl is a pipe" in " ".join(result.stdout.str().split())


@pytest.mark.parametrize("file", ["report.html", "report.html.part"])
def test_a_report_is_written_through_no_link(bench: Bench, precious: Path, file: str) -> None:
    run = stored(bench.path, "run", row("mental_tracking", right(2, 4))).folder
    planted(run.path / file, precious / "letters")
    before = seen(precious)
    result = command(bench, "report", "--format=html", str(run.path))
    assert result.ret == 4
    assert f"{file} is a symbolic link" in result.stderr.str()
    assert seen(precious) == before


def test_pictures_in_a_folder_that_is_a_link_are_not_merged(bench: Bench, precious: Path) -> None:
    picture = f"{'ab' * 32}.png"
    (precious / picture).write_bytes(b"private")
    shards = [
        stored(
            bench.path,
            f"shard{number}",
            [made("mental_tracking", number)],
            options={"realunify_protocol": "direct", "realunify_shard": f"{number}/2"},
        ).folder
        for number in (1, 2)
    ]
    planted(shards[0].images, precious)
    result = command(bench, "merge", *[str(shard.path) for shard in shards], "-o", "merged")
    assert result.ret == 4
    assert "images is a symbolic link" in result.stderr.str()
    assert not [*bench.path.glob(f"merged/*/images/{picture}")]
