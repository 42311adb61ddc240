"""Plain files and folders below a folder, and nothing else: neither through a link nor out of a pipe."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_realunify.datafiles import plain_folder
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError

Act = Callable[[PlainFolder, str], object]

ACTS: dict[str, Act] = {
    "has": lambda folder, name: folder.has(name),
    "read": lambda folder, name: folder.read(name),
    "open": lambda folder, name: os.close(folder.open(name, os.O_WRONLY | os.O_CREAT)),
    "replace": lambda folder, name: folder.replace(name, b"new"),
    "write aside": lambda folder, name: folder.replace("other", b"new", name),
    "touch": lambda folder, name: folder.touch(name),
    "remove": lambda folder, name: folder.remove(name),
    "move away": lambda folder, name: folder.move(name, folder, "moved"),
    "move onto": lambda folder, name: folder.move("plain", folder, name),
}


@pytest.fixture(params=["by handle", "by path"])
def run(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file `plain` and a folder `below`; and beside it a file that is not to be touched."""
    if request.param == "by path":  # as on Windows
        monkeypatch.setattr(plain_folder, "_BY_HANDLE", False)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("kept")
    (tmp_path / "run/below").mkdir(parents=True)
    (tmp_path / "run/plain").write_text("old")
    return tmp_path / "run"


def link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "precious/file")


def folder_link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "precious")


def loose_link(path: Path) -> None:
    path.symlink_to(path.parent.parent / "precious/new")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket; its whole path may be too long for one."""
    monkeypatch.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


KINDS: dict[str, Callable[[Path], object]] = {
    "a symbolic link": link,
    "a symbolic link to a folder": folder_link,
    "a symbolic link to nothing": loose_link,
    "a symbolic link to a device": device,
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_file_is_named_and_left_as_it_is(run: Path, kind: str, act: str) -> None:
    KINDS[kind](run / "odd")
    before = (run / "odd").lstat()
    with pytest.raises(DataError) as caught:
        ACTS[act](PlainFolder(run), "odd")
    [line] = str(caught.value).splitlines()
    assert str(run / "odd") in line
    assert kind.partition(" to ")[0] in line
    assert (run / "odd").lstat() == before
    assert (run / "plain").read_text() == "old"
    assert sorted(path.name for path in run.iterdir()) == ["below", "odd", "plain"]
    assert [path.read_text() for path in (run.parent / "precious").iterdir()] == ["kept"]


def test_a_socket_is_none_either(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listening(run / "odd", monkeypatch)
    with pytest.raises(DataError, match="odd is a socket"):
        PlainFolder(run).read("odd")
    with pytest.raises(DataError, match="odd is a socket"):
        PlainFolder(run).check()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("inside", [("odd",), ("below", "odd"), ("odd", "deeper")])
def test_a_folder_on_the_way_is_no_link(run: Path, inside: tuple[str, ...], act: str) -> None:
    place = run.joinpath(*inside[: inside.index("odd") + 1])
    place.symlink_to(run.parent / "precious")
    folder = PlainFolder(run, inside)
    attempts: list[Callable[[], object]] = [folder.make, folder.names, lambda: ACTS[act](folder, "file")]
    for attempt in attempts:
        with pytest.raises(DataError, match="odd is a symbolic link, where a folder belongs"):
            attempt()
    assert [path.read_text() for path in (run.parent / "precious").iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["", ".", "..", "../precious/file", "below/x", "/etc/passwd", "nul\0"])
@pytest.mark.parametrize("act", ACTS)
def test_a_name_that_leads_elsewhere_is_none(run: Path, name: str, act: str) -> None:
    with pytest.raises(DataError, match="is no name of a file"):
        ACTS[act](PlainFolder(run, ("below",)), name)


def test_the_users_own_path_may_be_a_link(run: Path) -> None:
    (run.parent / "mine").symlink_to(run)
    folder = PlainFolder(run.parent / "mine")
    folder.check()
    folder.replace("plain", b"new")
    assert (run / "plain").read_text() == "new"
    with pytest.raises(DataError, match="mine is a symbolic link"):
        PlainFolder.of(run.parent / "mine").read("plain")


def test_plain_files_are_written_read_moved_and_removed(run: Path) -> None:
    folder = PlainFolder(run).folder("new").folder("deep")
    assert not folder.has("a")
    assert folder.names() == []
    folder.remove("a")
    with pytest.raises(FileNotFoundError):
        folder.read("a")
    folder.make()
    folder.make()
    folder.touch("a")
    folder.replace("b", b"bytes")
    folder.touch("b")
    folder.move("b", PlainFolder(run), "c")
    assert folder.path == run / "new/deep"
    assert folder.names() == ["a"]
    assert PlainFolder(run).read("c") == b"bytes"
    folder.remove("a")
    assert folder.names() == []
    PlainFolder(run).check()


def test_what_is_written_in_place_has_no_other_name(run: Path) -> None:
    os.link(run.parent / "precious/file", run / "shared")
    folder = PlainFolder(run)
    assert folder.read("shared") == b"kept"
    with pytest.raises(DataError, match="shared has another name elsewhere"):
        folder.open("shared", os.O_WRONLY)
    folder.replace("shared", b"new")
    folder.replace("other", b"aside", "shared")
    assert (run.parent / "precious/file").read_text() == "kept"


def test_what_cannot_be_written_leaves_nothing(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        PlainFolder(run).replace("plain", b"new")
    assert (run / "plain").read_text() == "old"
    assert sorted(path.name for path in run.iterdir()) == ["below", "plain"]


@pytest.mark.parametrize("depth", [0, 1, 300])
def test_the_whole_tree_is_looked_through(run: Path, depth: int) -> None:
    place = run.joinpath(*["d"] * depth)
    place.mkdir(parents=True, exist_ok=True)
    PlainFolder(run).check()
    os.mkfifo(place / "odd")
    with pytest.raises(DataError, match="odd is a pipe, where a plain file or folder belongs"):
        PlainFolder(run).check()


def test_a_folder_that_is_not_there_cannot_be_looked_through(run: Path) -> None:
    with pytest.raises(DataError, match="No such file or directory"):
        PlainFolder(run / "absent").check()


def test_a_name_that_a_terminal_would_obey_is_shown_harmless(run: Path) -> None:
    (run / "\x1b[2J\udcff").symlink_to("elsewhere")
    with pytest.raises(DataError) as caught:
        PlainFolder(run).check()
    assert str(caught.value).isprintable()


@given(name=st.text(max_size=8) | st.sampled_from(["plain", "below", "odd", "../precious/file"]), data=st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_whatever_the_name_nothing_outside_changes(run: Path, name: str, data: bytes) -> None:
    if not (run / "odd").is_symlink():
        (run / "odd").symlink_to(run.parent / "precious")
    folder = PlainFolder(run)
    try:
        folder.replace(name, data)
        assert folder.read(name) == data
        folder.remove(name)
    except (DataError, OSError, UnicodeEncodeError):
        pass
    assert [path.name for path in run.parent.iterdir() if path != run] == ["precious"]
    assert [path.read_text() for path in (run.parent / "precious").iterdir()] == ["kept"]
