"""Every Python at hand is found, and the lowest versions declared are those that are tested."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from checkout import ROOT
from tools import smoke

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = ".".join(map(str, sys.version_info[:2]))


def test_the_python_that_runs_this_is_found_among_pyenv_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f"versions/{HERE}.99/bin"
    folder.mkdir(parents=True)
    (folder / f"python{HERE}").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", "")
    assert smoke.found([HERE, "3.99"], tmp_path) == {HERE: str(folder / f"python{HERE}")}


def test_a_shim_that_runs_nothing_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "bin" / "python3.99"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(shim.parent))
    assert list(smoke.candidates("3.99", tmp_path)) == [str(shim)]
    assert smoke.found(["3.99"], tmp_path) == {}


def test_tox_has_an_environment_for_each() -> None:
    written = (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert f"py3{{{','.join(version.partition('.')[2] for version in smoke.VERSIONS)}}}" in written
    assert "[testenv:lowest]" in written


def test_the_lowest_versions_tested_are_the_lowest_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    lines = (ROOT / "tools" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    least = dict(re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(declared), re.MULTILINE))
    assert {*pinned} == {*least}
    for name, version in least.items():
        assert pinned[name].split(".")[: len(version.split("."))] == version.split("."), name
