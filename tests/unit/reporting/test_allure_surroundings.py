"""The files beside Allure's results, whatever already stands in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_realunify.decisions.gates.outcome import Decision
from pytest_realunify.errors import UsageError
from pytest_realunify.reporting.allure.attachments import Files
from pytest_realunify.reporting.allure.gates import write_gates
from pytest_realunify.reporting.allure.surroundings import CATEGORIES, write_categories, write_environment

FACTS = {"model": {"name": "mod\u00e8le \N{GRINNING FACE} a\\b"}, "suite": {"name": "procedural"}, "options": {}}


def test_the_environment_is_written_as_java_reads_it(tmp_path: Path) -> None:
    write_environment(tmp_path, FACTS)
    first = (tmp_path / "environment.properties").read_bytes().splitlines()[0]
    assert first == rb"realunify.model=mod\u00e8le \ud83d\ude00 a\\b"


@pytest.mark.parametrize("line", ["owner=Jos\xe9".encode("latin-1"), "owner=Åsa … é".encode()])
def test_a_team_s_own_lines_stay_byte_by_byte(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "environment.properties"
    file.write_bytes(line + b"\n")
    for _ in range(2):
        write_environment(tmp_path, FACTS)
    assert file.read_bytes().split(b"\n")[:2] == [line, rb"realunify.model=mod\u00e8le \ud83d\ude00 a\\b"]


@pytest.mark.parametrize("text", ["{", '{"name": "x"}', '["x"]', "null"])
def test_categories_that_are_none_are_said_and_not_replaced(tmp_path: Path, text: str) -> None:
    file = tmp_path / "categories.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"categories\.json .*\nmend it or remove it"):
        write_categories(tmp_path)
    assert file.read_text() == text


def test_categories_are_added_once(tmp_path: Path) -> None:
    (tmp_path / "categories.json").write_text('[{"name": "Ours"}]')
    for _ in range(2):
        write_categories(tmp_path)
    assert len(json.loads((tmp_path / "categories.json").read_text())) == 1 + len(CATEGORIES)


def test_half_a_result_of_somebody_else_is_no_obstacle_to_gates(tmp_path: Path) -> None:
    (tmp_path / "half-result.json").write_bytes(b'{"uuid": "\xe2')
    write_gates(tmp_path, Decision(()))
    assert (tmp_path / "half-result.json").read_bytes() == b'{"uuid": "\xe2'


def test_a_link_among_the_pictures_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "private.png").write_bytes(b"")
    (tmp_path / f"{'ab' * 32}.png").symlink_to(tmp_path / "private.png")
    assert Files(tmp_path / "allure", tmp_path).picture("input", "ab" * 32) is None
