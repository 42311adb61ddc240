"""How IDEs talk with pytest: VS Code's extension as it is installed here, and what it reads, whoever wrote it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

PLACE: Final = "VSCODE_PYTHON_FILES"
"""The environment variable that names the folder `python_files` of VS Code's Python extension."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the extension was told, and how pytest ended."""

    messages: Sequence[Mapping[str, Any]]
    code: int
    printed: str

    @property
    def outcomes(self) -> dict[str, str]:
        """By absolute id: success, failure, skipped, error."""
        results = [message["result"] or {} for message in self.messages if "result" in message]
        return {name: each["outcome"] for result in results for name, each in result.items()}

    @property
    def tree(self) -> Mapping[str, Any]:
        (found,) = [message["tests"] for message in self.messages if "tests" in message]
        assert isinstance(found, dict)
        return found


def extension() -> Path:
    """The folder `python_files` of the installed extension; skips the test where there is none."""
    homes = [Path.home() / name / "extensions" for name in (".vscode", ".vscode-server", ".vscode-oss")]
    installed = [each for home in homes for each in sorted(home.glob("ms-python.python-*/python_files"))]
    for folder in ([Path(os.environ[PLACE])] if os.environ.get(PLACE) else []) + installed[::-1]:
        if (folder / "vscode_pytest/__init__.py").is_file():
            return folder
    pytest.skip(f"VS Code's Python extension is not installed here; {PLACE} may name its python_files")


def discovered(project: Path, arguments: Sequence[str]) -> Told:
    """What VS Code's test explorer asks for to fill itself."""
    words = ["-m", "pytest", "-p", "vscode_pytest", f"--rootdir={project}", "--collect-only", *arguments]
    return _told(project, words, {})


def ran(project: Path, arguments: Sequence[str], ids: Sequence[str]) -> Told:
    """What it does where somebody clicks on tests."""
    file = project / ".ids"
    file.write_text("\n".join(ids), encoding="utf-8")
    script = extension() / "vscode_pytest/run_pytest_script.py"
    words = [str(script), f"--rootdir={project}", *arguments]
    return _told(project, words, {"RUN_TEST_IDS_PIPE": str(file)})


def leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The tests of a tree, each with its `runID` and `path`."""
    if node["type_"] == "test":
        yield node
    for child in node.get("children", ()):
        yield from leaves(child)


def _told(project: Path, words: Sequence[str], more: Mapping[str, str]) -> Told:
    """Through a named pipe, as on Linux and macOS."""
    pipe = project / ".pipe"
    os.mkfifo(pipe)
    # Open for writing too: whoever else opens and closes it, such as a worker of xdist, ends nothing.
    ends = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    received, over = bytearray(), threading.Event()

    def read() -> None:
        while select.select([ends], [], [], 0.1)[0] or not over.is_set():
            with contextlib.suppress(BlockingIOError):
                received.extend(os.read(ends, 65536))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    env = {**os.environ, **more, "TEST_RUN_PIPE": str(pipe), "PYTHONPATH": f"{extension()}{os.pathsep}{project}"}
    try:
        done = subprocess.run(
            [sys.executable, *words], cwd=project, env=env, capture_output=True, text=True, check=False, timeout=300
        )
    finally:
        over.set()
        reader.join(60)
        os.close(ends)
        pipe.unlink()
    return Told(list(_messages(bytes(received))), done.returncode, done.stdout + done.stderr)


def _messages(raw: bytes) -> Iterator[Mapping[str, Any]]:
    """JSON-RPC, each after its headers."""
    while raw:
        head, _, raw = raw.partition(b"\r\n\r\n")
        (length,) = [int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        yield json.loads(raw[:length])["params"]
        raw = raw[length:]
