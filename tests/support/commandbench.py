"""The `realunify` command, called in this process: what it says, and what it refuses."""

from __future__ import annotations

import pytest

from pytest_realunify.cli.main import main


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert main(arguments) == 0
    return capsys.readouterr().out


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The same, line by line."""
    return said(capsys, *arguments).splitlines()


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of what an argument or a file names and cannot be."""
    assert main(arguments) == 4
    return capsys.readouterr().err
