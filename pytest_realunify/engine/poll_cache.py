"""What a judge said before: one small file per poll, in a folder that several runs and processes may share."""

from __future__ import annotations

import contextlib
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from pytest_realunify.scoring import strict

REPLY_CHARACTERS: Final = 20_000
_LARGEST: Final = 400_000
"""Bytes of a file that may be ours: the longest reply in JSON's longest form, and a question."""


@dataclass(frozen=True, slots=True)
class _Entry:
    sha256: str
    question: str
    fingerprint: str
    repeat: int
    reply: str = ""


class PollCache:
    """Replies by picture, question, judge fingerprint and repeat. A cache that fails costs a poll and never a case.

    Only replies that hold a verdict are kept, so that a resumed run asks again where the judge said neither.
    """

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first reply is kept."""
        self.folder = folder

    def get(self, sha256: str, question: str, fingerprint: str, repeat: int) -> str | None:
        """The reply kept, None when there is none. Whatever else lies in its place is nothing and no error."""
        key = _Entry(sha256, question, fingerprint, repeat)
        path = self._path(key)
        try:
            if not path.is_file() or path.stat().st_size > _LARGEST:  # a pipe or a device would never end
                return None
            found = msgspec.json.decode(path.read_bytes(), type=_Entry)
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        ours = replace(found, reply="") == key
        return found.reply if ours and _worth_keeping(found.reply) else None

    def put(self, sha256: str, question: str, fingerprint: str, repeat: int, reply: str) -> None:
        """Keep a reply. A folder that cannot be written keeps nothing: the reply is in the journal all the same."""
        if not _worth_keeping(reply):
            return
        entry = _Entry(sha256, question, fingerprint, repeat, reply)
        path = self._path(entry)
        # Written aside and renamed: other processes, on other machines too, must never read half a file.
        aside = path.with_suffix(f".{uuid.uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_text(json.dumps(asdict(entry)), encoding="ascii")
            aside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def _path(self, entry: _Entry) -> Path:
        key = json.dumps([entry.sha256, entry.question, entry.fingerprint, entry.repeat])
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.json"


def _worth_keeping(reply: str) -> bool:
    return len(reply) <= REPLY_CHARACTERS and strict.yes_no(reply) is not None
