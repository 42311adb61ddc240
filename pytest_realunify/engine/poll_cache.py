"""What a judge said before: one small file per poll, in a folder that several runs and processes may share."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.scoring import strict

REPLY_CHARACTERS: Final = 20_000
_LARGEST: Final = 400_000
"""Bytes of a file that may be ours: the longest reply in JSON's longest form, and a question."""


@dataclass(frozen=True, slots=True)
class PollKey:
    """What a reply is remembered by."""

    sha256: str
    question: str
    fingerprint: str
    """The judge's."""
    repeat: int
    """Which vote of the judge."""
    draw: str = ""
    """Which draw of the case: sample seed and repeat, so that a noisy judge is asked anew for each; empty where replies
    are shared between draws and runs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply, the draw it was first given to, and who of a judge of several parts gave it."""

    reply: str
    origin: str = ""
    by: str = ""


class PollCache:
    """Replies by picture, question, judge, vote and draw. A cache that fails costs a poll and never a case.

    Only replies that hold a verdict are kept, so that a resumed run asks again where the judge said neither.
    """

    def __init__(self, folder: Path | PlainFolder) -> None:
        """The folder is made when the first reply is kept. A path may be a link."""
        self._files = folder if isinstance(folder, PlainFolder) else PlainFolder(folder)
        self.folder = self._files.path

    def get(self, key: PollKey) -> Kept | None:
        """The reply kept, None when there is none. Whatever else lies in its place is nothing and no error."""
        folder, name = self._place(key)
        try:
            with os.fdopen(folder.open(name, os.O_RDONLY), "rb") as file:
                data = file.read(_LARGEST + 1)
            if len(data) > _LARGEST:
                return None
            told = msgspec.json.decode(data)  # the key's fields and the reply's, beside one another
            found, kept = msgspec.convert(told, PollKey), msgspec.convert(told, Kept)
        except (OSError, DataError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        return kept if found == key and _worth_keeping(kept.reply) else None

    def put(self, key: PollKey, kept: Kept) -> None:
        """Keep a reply. A folder that cannot be written keeps nothing: the reply is in the journal all the same."""
        if not _worth_keeping(kept.reply):
            return
        folder, name = self._place(key)
        try:
            folder.make()
            # Written aside and renamed: other processes, on other machines too, must never read half a file.
            data = json.dumps({**asdict(key), **asdict(kept)}).encode("ascii")
            folder.replace(name, data, f"{name}.{uuid.uuid4().hex}.part")
        except (OSError, DataError):
            return

    def _place(self, key: PollKey) -> tuple[PlainFolder, str]:
        parts = [key.sha256, key.question, key.fingerprint, key.repeat, *([key.draw] if key.draw else [])]
        name = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return self._files.folder(name[:2]), f"{name}.json"


def _worth_keeping(reply: str) -> bool:
    return len(reply) <= REPLY_CHARACTERS and strict.yes_no(reply) is not None
