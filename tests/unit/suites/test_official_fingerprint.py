"""The fingerprint of official-format data follows from what rows and pictures hold, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from official_data import KINDS, rows_of, write_official, write_rows
from pytest_realunify.suites.official import OfficialSuite

PICTURE = "image/mental_tracking/right/images/1.png"


def test_the_fingerprint_follows_from_content_alone(tmp_path: Path) -> None:
    one = OfficialSuite.load(write_official(tmp_path / "one"))
    other = write_official(tmp_path / "two/deeper", suffix=".jsonl")
    for kind in KINDS:
        shuffled = [dict(reversed(row.items())) for row in reversed(rows_of(kind))]
        write_rows(other, kind, shuffled, ".jsonl")
    moved = OfficialSuite.load(other, verify=False)
    assert len(one.fingerprint) == 12
    assert int(one.fingerprint, 16) >= 0
    assert moved.fingerprint == one.fingerprint
    assert moved.listings() == one.listings()


@pytest.mark.parametrize("kind", KINDS)
def test_the_fingerprint_changes_with_any_row(tmp_path: Path, kind: str) -> None:
    before = OfficialSuite.load(write_official(tmp_path)).fingerprint
    rows = rows_of(kind)
    rows[1]["note"] = "changed"
    write_rows(tmp_path, kind, rows)
    assert OfficialSuite.load(tmp_path).fingerprint != before


def test_the_fingerprint_changes_with_a_pictures_size(tmp_path: Path) -> None:
    before = OfficialSuite.load(write_official(tmp_path)).fingerprint
    with (tmp_path / PICTURE).open("ab") as file:
        file.write(b"\0")
    assert OfficialSuite.load(tmp_path).fingerprint != before


def test_the_fingerprint_changes_with_a_picture_of_the_same_size(tmp_path: Path) -> None:
    before = OfficialSuite.load(write_official(tmp_path)).fingerprint
    content = bytearray((tmp_path / PICTURE).read_bytes())
    content[-20] ^= 1
    (tmp_path / PICTURE).write_bytes(content)
    assert OfficialSuite.load(tmp_path, verify=False).fingerprint != before
