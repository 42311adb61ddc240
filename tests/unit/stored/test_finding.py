"""Which run a name means."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.errors import UsageError
from pytest_realunify.stored import finish_order
from pytest_realunify.stored.finding import find_run, last_begun, last_run, of_suite
from pytest_realunify.stored.journal import FORMAT, RunFolder

RUNS = ("20260101-000000-alpha-0001", "20260101-000000-alpha-0002", "20260202-000000-beta-0003")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for name in RUNS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{}", encoding="utf-8")
    (tmp_path / "20270101-000000-no-run").mkdir()
    return tmp_path


@pytest.mark.parametrize(("name", "found"), [("last", 2), (RUNS[0], 0), (RUNS[1], 1), ("202602", 2)])
def test_a_run_is_found_by_its_id_by_its_beginning_or_as_the_last(runs: Path, name: str, found: int) -> None:
    assert find_run(runs, name).path == runs / RUNS[found]


def test_a_run_that_selected_nothing_is_not_the_last(runs: Path) -> None:
    facts = {"format": FORMAT, "model": {}, "suite": {}, "options": {}}
    RunFolder(runs / RUNS[2]).write_facts({**facts, "selected": 0})
    assert find_run(runs, "last").id == RUNS[1]
    for name in RUNS:
        RunFolder(runs / name).write_facts({**facts, "selected": 0})
    assert find_run(runs, "last").id == RUNS[2], "where no run selected anything, the last one tells most"


def test_a_run_is_found_by_its_path(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert find_run(tmp_path_factory.mktemp("elsewhere"), str(runs / RUNS[1])).path == runs / RUNS[1]


def test_an_id_that_is_the_beginning_of_another_is_still_an_id(runs: Path) -> None:
    (runs / f"{RUNS[0]}x").mkdir()
    (runs / f"{RUNS[0]}x" / "run.json").write_text("{}", encoding="utf-8")
    assert find_run(runs, RUNS[0]).id == RUNS[0]


def test_a_beginning_of_several_runs_is_refused(runs: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown run \(several begin so\): '20260101'"):
        find_run(runs, "20260101")


def test_an_unknown_run_is_answered_with_the_known_ones(runs: Path) -> None:
    with pytest.raises(UsageError, match=rf"'20260202-000000-gamma'\. Did you mean '{RUNS[2]}'\?\nvalid: last, "):
        find_run(runs, "20260202-000000-gamma")


def test_where_there_is_no_run_last_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run"):
        find_run(tmp_path, "last")


# Which one is the last ------------------------------------------------------------------------------------------------

IDS = tuple(f"20260{month}01-000000-000-m-{month:04d}" for month in range(1, 6))


def kept(root: Path, name: str, /, ended: bool = True, **facts: Any) -> str:
    """A run, which finishes now where it has `ended`."""
    told = {"format": FORMAT, "model": {}, "suite": {"fingerprint": "s"}, "options": {}, "selected": 3}
    (root / name).mkdir(parents=True)
    RunFolder(root / name).write_facts({**told, **({"finished": "2026-01-01"} if ended else {}), **facts})
    if ended:
        finish_order.note(root, name)
    return name


def test_the_last_run_is_the_one_that_finished_last_though_another_began_later(tmp_path: Path) -> None:
    kept(tmp_path, IDS[1])
    kept(tmp_path, IDS[0])
    assert last_run(tmp_path).id == IDS[0]


def test_a_run_that_was_killed_or_goes_on_is_not_the_last_but_is_gone_on_with(tmp_path: Path) -> None:
    kept(tmp_path, IDS[0])
    kept(tmp_path, IDS[1], ended=False)
    assert find_run(tmp_path, "last").id == IDS[0]
    assert last_begun(tmp_path, "last").id == IDS[1]


def test_where_no_run_ended_the_last_is_the_one_that_began_last(tmp_path: Path) -> None:
    for name in IDS[:3]:
        kept(tmp_path, name, ended=False)
    assert last_run(tmp_path).id == IDS[2]


def test_no_clock_and_no_copy_changes_which_run_is_the_last(tmp_path: Path) -> None:
    """Clocks put back, times of files that a copy has made, and a run.json that tells another time."""
    runs = tmp_path / "runs"
    kept(runs, IDS[2], finished="2030-01-01T00:00:00.000+00:00")
    kept(runs, IDS[1], finished="1999-01-01T00:00:00.000+00:00")
    for age, name in enumerate((IDS[2], IDS[1])):
        os.utime(runs / name / "run.json", (10**9 - 10**7 * age, 10**9 - 10**7 * age))
    assert last_run(runs).id == IDS[1]
    shutil.copytree(runs, tmp_path / "copy")
    assert last_run(tmp_path / "copy").id == IDS[1]


def test_a_run_that_was_gone_on_with_finished_again(tmp_path: Path) -> None:
    for name in IDS[:3]:
        kept(tmp_path, name)
    finish_order.note(tmp_path, IDS[0])
    assert last_run(tmp_path).id == IDS[0]


def test_a_run_from_elsewhere_stands_where_its_id_does(tmp_path: Path) -> None:
    for name in (IDS[1], IDS[0], IDS[4]):
        kept(tmp_path / "runs", name)
    kept(tmp_path / "elsewhere", IDS[2])
    shutil.copytree(tmp_path / "elsewhere" / IDS[2], tmp_path / "runs" / IDS[2])
    names = [path.name for path in (tmp_path / "runs").iterdir() if path.is_dir()]
    assert finish_order.in_order(tmp_path / "runs", names) == [IDS[1], IDS[0], IDS[2], IDS[4]]


@given(
    st.lists(st.sampled_from(IDS), max_size=8),
    st.lists(st.sampled_from([*IDS, "stranger", "20260", "\x00", "é"]), max_size=3),
)
def test_every_run_has_one_place_and_those_that_were_noted_stand_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, finished: list[str], noise: list[str]
) -> None:
    root = tmp_path_factory.mktemp("runs")
    for name in (*noise, *finished):
        finish_order.note(root, name)
    order = finish_order.in_order(root, IDS)
    assert sorted(order) == sorted(IDS)
    last_first = list(dict.fromkeys([*noise, *finished][::-1]))
    assert [name for name in order[::-1] if name in last_first] == [name for name in last_first if name in IDS]


@pytest.mark.parametrize("left", [b"2026", b"\xff\xfe", b"\0" * 40, IDS[4].encode()])
def test_what_a_power_cut_left_of_a_line_spoils_no_other(tmp_path: Path, left: bytes) -> None:
    kept(tmp_path, IDS[2])
    with (tmp_path / finish_order.FILE).open("ab") as file:
        file.write(left)
    kept(tmp_path, IDS[0])
    assert last_run(tmp_path).id == IDS[0]


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_an_order_that_is_no_plain_file_is_neither_read_nor_written(tmp_path: Path, kind: str) -> None:
    other, runs = tmp_path / "other", tmp_path / "runs"
    other.write_text(f"{IDS[0]}\n")
    runs.mkdir()
    place = runs / finish_order.FILE
    if kind == "link":
        place.symlink_to(other)
    elif kind == "folder":
        place.mkdir()
    else:
        os.mkfifo(place)
    kept(runs, IDS[1])
    kept(runs, IDS[0])
    assert last_run(runs).id == IDS[1]
    assert other.read_text() == f"{IDS[0]}\n"


def test_of_a_folder_that_projects_share_the_last_is_this_project_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, its, shared = tmp_path / "mine", tmp_path / "its", tmp_path / "shared"
    for project in (mine, its):
        project.mkdir()
        (project / "pytest.ini").write_text("[pytest]\n")
    kept(shared, IDS[0], root=str(mine))
    kept(shared, IDS[1], root=str(its))
    for here, last in ((mine, IDS[0]), (its, IDS[1]), (tmp_path, IDS[1])):
        monkeypatch.chdir(here)
        assert find_run(shared, "last").id == last_begun(shared, "last").id == last
    shutil.copytree(shared, mine / "brought")
    monkeypatch.chdir(mine)
    assert last_run(mine / "brought").id == IDS[1], "what lies in a project is the project's, whoever made it"


def test_the_last_run_of_a_suite_is_preferred_to_later_ones_of_another(tmp_path: Path) -> None:
    kept(tmp_path, IDS[0])
    kept(tmp_path, IDS[1], suite={"fingerprint": "other"})
    assert last_run(tmp_path, of_suite("s")).id == IDS[0]
    assert last_run(tmp_path, of_suite("nobody's")).id == IDS[1]


def test_a_run_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    kept(tmp_path, IDS[0])
    kept(tmp_path, IDS[1])
    (tmp_path / IDS[1] / "run.json").write_text("{", encoding="utf-8")
    assert last_run(tmp_path).id == IDS[1]


def test_runs_that_end_at_once_each_have_a_line(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = [f"run-{number:03d}" for number in range(64)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: finish_order.note(tmp_path, name), names))
    assert sorted(filter(None, (tmp_path / finish_order.FILE).read_text().split("\n"))) == names
