"""Files that are there whole, or as they were."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from disklayer import CALLS, GROWING, DiskLayer, Fault
from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import must_be_kept, settle, write_all, write_whole
from pytest_realunify.errors import StorageError


@pytest.mark.parametrize("after", range(5))
def test_whatever_fails_the_file_is_as_it_was_and_nothing_lies_beside_it(tmp_path: Path, after: int) -> None:
    file = tmp_path / "kept"
    write_whole(file, "before")
    with DiskLayer(tmp_path, Fault(errno.ENOSPC, after, GROWING)).entered(), pytest.raises(OSError, match="No space"):
        write_whole(file, "after" * 1000)
    assert file.read_text() == "before"
    assert os.listdir(tmp_path) == ["kept"]  # noqa: PTH208


def test_it_is_on_the_disk_before_it_has_its_name_and_the_name_after(tmp_path: Path) -> None:
    with DiskLayer(tmp_path).entered() as layer:
        write_whole(tmp_path / "whole", "text")
        PlainFolder(tmp_path).replace("plain", b"data", settled=True)
        PlainFolder(tmp_path).replace("quick", b"data")
    kinds = [op.kind for op in layer.ops]
    settled = ["create", "write", "settle", "replace", "settle-names"]
    assert kinds == [*settled, *settled, "create", "write", "replace"]


def test_through_a_link_to_where_it_leads_with_the_rights_it_had(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target, link = tmp_path / "elsewhere/file", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    write_whole(link, "after")
    assert link.is_symlink()
    assert target.read_text() == "after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_what_is_no_plain_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    before = Path("/dev/null").stat()
    write_whole(Path("/dev/null"), "gone")
    assert Path("/dev/null").stat().st_rdev == before.st_rdev
    with pytest.raises(OSError, match=r"directory"):
        write_whole(tmp_path, "nothing")


def test_a_surrogate_is_written_as_it_can_be(tmp_path: Path) -> None:
    write_whole(tmp_path / os.fsdecode(b"caf\xe9"), "caf\udce9")
    assert (tmp_path / os.fsdecode(b"caf\xe9")).read_bytes() == b"caf?"


def test_a_disk_that_takes_a_part_is_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda opened, data: real(opened, bytes(data[:3])))
    with (tmp_path / "file").open("wb") as file:
        write_all(file.fileno(), b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


@pytest.mark.parametrize(("number", "raises"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_file_system_without_fsync_is_used_as_it_is(tmp_path: Path, number: int, raises: bool) -> None:
    with DiskLayer(tmp_path, Fault(number, 1, ("open", "fsync"))).entered():
        opened = os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
        try:
            if raises:
                with pytest.raises(OSError, match="Input/output"):
                    settle(opened)
            else:
                settle(opened)
        finally:
            os.close(opened)


def test_what_the_run_cannot_go_on_without_is_said_with_file_and_reason(tmp_path: Path) -> None:
    full = DiskLayer(tmp_path, Fault(errno.EDQUOT, 0, CALLS)).entered()
    with full, pytest.raises(StorageError) as told, must_be_kept(tmp_path / "run.json"):
        PlainFolder(tmp_path).replace("run.json", b"{}", settled=True)
    assert "\n" not in str(told.value)
    assert "run.json cannot be written: Disk quota exceeded." in str(told.value)
