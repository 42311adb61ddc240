"""By what a user's own runs are told from those of others: a code over a run's options that takes a key to make.

A run's folder travels, and whoever sends one can write anything into its run.json. The key lies in a folder of the
user's and never in a run, so nobody else can make a code that fits; and the code of one project fits in no other.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pytest_realunify.text import encodable

FIELD: Final = "own"
"""Of run.json."""

_FILE: Final = "run-key"
_BYTES: Final = 32
_PRIVATE: Final = stat.S_IRWXG | stat.S_IRWXO


def code_of(options: Mapping[str, str], project: Path) -> str | None:
    """What a run in `project` (pytest's rootdir) with these options says; makes the key where there is none yet. None
    where the user has no folder to keep one in: such runs count as other people's."""
    key = _key() or _made()
    return None if key is None else _code(key, options, project)


def is_own(facts: Mapping[str, Any], project: Path) -> bool:
    """Whether this user wrote these options (of run.json) in this project."""
    key, told = _key(), facts.get(FIELD)
    if key is None or not isinstance(told, str) or not told.isascii():
        return False
    return hmac.compare_digest(told, _code(key, facts["options"], project))


def _code(key: bytes, options: Mapping[str, str], project: Path) -> str:
    stored = {name: encodable(value) for name, value in options.items()}
    told = json.dumps([os.path.realpath(project), stored], sort_keys=True)
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


def _folder() -> Path | None:
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_STATE_HOME")
    try:
        return Path(base).expanduser() / "realunify" if base else Path.home() / ".local" / "state" / "realunify"
    except RuntimeError:  # nobody's home
        return None


def _key() -> bytes | None:
    """None where there is none, and where somebody else could have read or written it."""
    if (folder := _folder()) is None:
        return None
    try:
        with (folder / _FILE).open("rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or _is_shared(found):
                return None
            key = file.read(_BYTES + 1)
    except OSError:
        return None
    return key if len(key) == _BYTES else None


def _is_shared(found: os.stat_result) -> bool:
    if sys.platform == "win32":  # where a user's folder is private, and modes say nothing
        return False
    return found.st_uid != os.geteuid() or bool(found.st_mode & _PRIVATE)


def _made() -> bytes | None:
    """In one move, so that of several runs that begin at once all have the same."""
    if (folder := _folder()) is None:
        return None
    part = folder / f"{_FILE}.{secrets.token_hex(8)}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_BYTES))
                file.flush()
                os.fsync(file.fileno())
            os.link(part, folder / _FILE)  # unlike a renamed file, it takes no other's place
        finally:
            part.unlink(missing_ok=True)
    return _key()
