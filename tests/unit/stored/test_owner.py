"""A user's own runs: told by a code that takes the user's key, and fits one project."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_realunify.stored.owner import FIELD, code_of, is_own

OPTIONS = {"realunify_model": "mine:Model", "realunify_suite": "procedural"}
texts = st.text(st.characters(), max_size=8)  # lone surrogates among them: names of files that are not UTF-8


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the key is kept."""
    folder = tmp_path / "state"
    monkeypatch.setenv("LOCALAPPDATA" if os.name == "nt" else "XDG_STATE_HOME", str(folder))
    return folder / "realunify"


def facts(options: dict[str, str], code: object) -> dict[str, object]:
    return {"options": options, FIELD: code}


@given(st.dictionaries(texts, texts), st.dictionaries(texts, texts))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_fits_its_options_alone(tmp_path: Path, one: dict[str, str], other: dict[str, str]) -> None:
    code = code_of(one, tmp_path)
    assert code is not None
    assert is_own(facts(one, code), tmp_path)
    stored = {name: value.encode("utf-8", "replace") for name, value in one.items()}
    same = stored == {name: value.encode("utf-8", "replace") for name, value in other.items()}
    assert is_own(facts(other, code), tmp_path) is same


def test_it_fits_its_project_alone_by_whatever_link_that_is_reached(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    code = code_of(OPTIONS, tmp_path / "one")
    assert is_own(facts(OPTIONS, code), tmp_path / "link")
    assert not is_own(facts(OPTIONS, code), tmp_path / "other")


@pytest.mark.parametrize("code", [None, "", 5, "é" * 64, "0" * 64, ["x"]])
def test_what_is_no_code_fits_nothing(tmp_path: Path, code: object) -> None:
    assert code_of(OPTIONS, tmp_path)
    assert not is_own(facts(OPTIONS, code), tmp_path)


def test_without_a_key_nothing_is_ones_own_and_looking_makes_none(tmp_path: Path, state: Path) -> None:
    assert not is_own(facts(OPTIONS, "0" * 64), tmp_path)
    assert not state.exists()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_key_that_is_none_is_not_taken_for_one(tmp_path: Path, state: Path, content: bytes) -> None:
    code = code_of(OPTIONS, tmp_path)
    [key] = state.iterdir()
    key.write_bytes(content)
    assert not is_own(facts(OPTIONS, code), tmp_path)
    assert code_of(OPTIONS, tmp_path) is None, "and no other takes its place"


def test_runs_that_begin_at_once_have_the_same_key(tmp_path: Path, state: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda _: code_of(OPTIONS, tmp_path), range(32)))
    assert len(codes) == 1
    assert None not in codes
    assert [file.name for file in state.iterdir()] == ["run-key"]


def test_a_home_that_cannot_be_written_is_no_trouble(tmp_path: Path, state: Path) -> None:
    state.parent.write_text("a file where the folder would be")
    assert code_of(OPTIONS, tmp_path) is None
    assert not is_own(facts(OPTIONS, None), tmp_path)
