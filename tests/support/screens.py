"""A real terminal of any width: what a person has on the screen after a command, scrolled away or not."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path

import pyte

import surroundings

ROWS = 60
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A pseudo-terminal with an emulator behind it."""

    def __init__(self, columns: int = 100) -> None:
        self.columns = columns
        self.screen = pyte.HistoryScreen(columns, ROWS, history=5000)
        self.stream = pyte.ByteStream(self.screen)
        self.seen: set[str] = set()
        """Every line that stood on the screen after some piece of output."""
        self.raw = b""

    def run(
        self,
        folder: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        then: Callable[[subprocess.Popen[bytes], int], None] | None = None,
    ) -> int:
        """`pytest` with these arguments; its exit code. `then` is called after each piece of output, with the process
        and the terminal's descriptor, whose writing end is the keyboard."""
        keyboard, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, self.columns, 0, 0))
        given = surroundings.without(*surroundings.OURS, *surroundings.LINES)
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *arguments, "-p", "no:randomly"],
            cwd=folder,
            env={**given, "TERM": "xterm", **(environment or {})},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 (so that Ctrl-C reaches it)
        )
        os.close(terminal)
        while data := _read(keyboard):
            self.raw += data
            self.stream.feed(data)
            self.seen |= {line.rstrip() for line in self.screen.display}
            if then is not None:
                then(process, keyboard)
        os.close(keyboard)
        return process.wait()

    @property
    def lines(self) -> list[str]:
        """What is on the screen in the end, with what scrolled away."""
        gone = ["".join(line[column].data for column in range(self.columns)) for line in self.screen.history.top]
        return [line.rstrip() for line in [*gone, *self.screen.display]]

    @property
    def written(self) -> list[str]:
        """Lines as they were written, however wide, without colours."""
        return [_COLOUR.sub("", line) for line in self.raw.decode().split("\r\n")]

    @property
    def is_coloured(self) -> bool:
        return bool(_COLOUR.search(self.raw.decode()))


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""
