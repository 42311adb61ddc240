"""A run on disk: `run.json` (who, what, with which options), `journal.jsonl` (one result a line), `images/`.

Only the controller writes the first two; workers add pictures. No pickle: everything can be read by anything.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.datafiles.whole_files import make_settled, must_be_kept, write_whole
from pytest_realunify.errors import DataError
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import Result
from pytest_realunify.stored import lines, run_file, run_lock, selection
from pytest_realunify.stored.appending import IMAGES, JOURNAL, Journal
from pytest_realunify.stored.journal_results import JournalResults, check_counts, counts_of
from pytest_realunify.stored.outlines import brief_outlines, check_cases
from pytest_realunify.taxonomy import relation_of

__all__ = [
    "FACTS",
    "FORMAT",
    "JOURNAL",
    "Journal",
    "RunFolder",
    "check_cases",
    "new_run",
    "now",
]

FORMAT: Final = run_file.FORMAT

FACTS: Final = run_file.FILE
POLLS: Final = "polls"
"""Where the judge's replies lie, unless the user has chosen another folder."""

_LAST_WORDS: Final = re.compile(r"\w[\w-]*\.(stacks|trouble)", re.ASCII)
_MARK: Final = re.compile(rf"[0-9a-f]{{16}}(-polls)?|\w[\w-]*\.work|{_LAST_WORDS.pattern}", re.ASCII)
"""What lies in `inflight`: of `engine.work_log` and `engine.last_words`; and marks, of runs before there were logs."""

_HALF: Final = re.compile(
    r"(run|selection|gates|frontier|report|journal)\.(json|jsonl|html|md)\.part|cases\.csv\.part|[0-9a-f]{64}\.(\d+-\d+|json\.[0-9a-f]{32})\.part",
    re.ASCII,
)
"""As `PlainFolder.replace` names them, here, in `engine.pictures` and in `engine.poll_cache`."""

_STAMPED: Final = "%Y%m%d-%H%M%S-%f"
_STAMP: Final = re.compile(r"(\d{8}-\d{6}-\d{3})-", re.ASCII)

_SHA256: Final = re.compile("[0-9a-f]{64}")


def now() -> str:
    """UTC, ISO 8601 with milliseconds."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


class RunFolder:
    """Where one run lies. Making the object touches nothing; `create` does.

    A run may come from elsewhere, so all that lies below it is opened as a `PlainFolder` opens it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files = PlainFolder(path)
        self.journal = path / JOURNAL
        self.images = path / IMAGES
        self.inflight = path / "inflight"

    @property
    def id(self) -> str:
        """The folder's name, also where it is called `.`."""
        return os.path.basename(os.path.abspath(self.path))  # noqa: PTH100, PTH119 -- `resolve` would follow links

    def picture(self, sha256: str) -> Path:
        """Where a picture lies, or would."""
        return self.images / f"{sha256}.png"

    def stored(self, sha256: str) -> Path | None:
        """Where a picture lies; None for one that is not there, and for a link: what that leads to may be anything of
        this machine, which a report or an export would pass on."""
        picture = self.picture(sha256)
        try:
            there = _SHA256.fullmatch(sha256) and self.files.folder(self.images.name).has(picture.name)
        except DataError:
            return None
        return picture if there else None

    def check(self) -> None:
        """Raises DataError where something below is neither a plain file nor a folder, or the journal is a file of
        somebody else's too: nothing of it may then be written or removed."""
        self.files.check()
        with contextlib.suppress(OSError):
            os.close(self.files.open(JOURNAL, os.O_WRONLY))

    def create(self) -> None:
        """Make the folders; safe to repeat, so a resumed run calls it too."""
        make_settled(self.path)
        for folder in (self.images, self.inflight):
            self.files.folder(folder.name).make()
        ignore = self.path.parent / ".gitignore"
        if not os.path.lexists(ignore):  # through no link
            write_whole(ignore, "# Runs are large and made by pytest --realunify.\n*\n")

    def discard(self) -> None:
        """Remove a new run that had nothing to do. One in which anything lies by now that `create` and the run's
        beginning did not put there stays as it is."""
        own = {FACTS, JOURNAL, run_lock.FILE, selection.FILE, self.images.name, self.inflight.name}
        within = [name for folder in (self.images, self.inflight) for name in self.files.folder(folder.name).names()]
        if {*self.files.names()} - own or within or self.results():
            return
        for name in (FACTS, JOURNAL, run_lock.FILE, selection.FILE):
            self.files.remove(name)
        for folder in (self.images, self.inflight, self.path):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def tidy(self) -> None:
        """Take away what a process that was killed, or could no longer write, left half written; of the journal what a
        power cut left, before more comes behind it."""
        with must_be_kept(self.journal):
            data = self.files.read(JOURNAL) if self.files.has(JOURNAL) else b""
            if b"\0" in data and not self._has_ended():
                lines = [line + b"\n" for line in data.split(b"\n")[:-1] if b"\0" not in line]
                self.files.replace(JOURNAL, b"".join(lines), settled=True)
        polls = self.files.folder(POLLS)
        places = [polls.folder(name) for name in polls.names() if (self.path / POLLS / name).is_dir()]
        for folder in (self.files, self.files.folder(self.images.name), *places):
            for name in filter(_HALF.fullmatch, folder.names()):
                folder.remove(name)

    def lift_marks(self, logs: bool = True) -> None:
        """Nothing is being worked on any more. Without `logs` those stay, for whoever goes on with the run."""
        inflight = self.files.folder(self.inflight.name)
        for name in filter(_MARK.fullmatch, inflight.names()):
            if logs or not name.endswith(".work"):
                inflight.remove(name)

    def forget_last_words(self) -> None:
        """Those of an earlier session's workers: one of this session's may have their names, and another fate."""
        inflight = self.files.folder(self.inflight.name)
        for name in filter(_LAST_WORDS.fullmatch, inflight.names()):
            inflight.remove(name)

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """Replace run.json in one move; on the disk when this returns. Raises StorageError."""
        with must_be_kept(self.path / FACTS):
            self.files.replace(FACTS, run_file.text(facts), settled=True)

    def facts(self) -> dict[str, Any]:
        """run.json as written. Raises DataError when it is missing or broken."""
        return run_file.read(self.files)

    def results(self) -> dict[tuple[str, int], Result]:
        """All of them, whole, by (case, repeat); where a case was run again, the later line holds.

        For whoever goes on with the run. Raises DataError for a journal that cannot be read.
        """
        found = {}
        for number, (_, result) in enumerate(lines.decoded(self.files, _RESULTS, self._has_ended)):
            check_counts(self.files, number, result.repeat, counts_of(result))
            found[result.key] = result
        return found

    def streamed(self) -> JournalResults:
        """As `results`, for whoever reads the run: what numbers need is at hand, and the rest stays on the disk."""
        found = JournalResults.read(self.files, self._has_ended)
        check_cases(self.journal, found.outlines.values())
        return found

    def outlines(self) -> dict[tuple[str, int], Outline]:
        """By (case, repeat), with no more than a trend needs, and nothing else is looked at; without variants."""
        found = brief_outlines(self.files, self._has_ended)
        check_cases(self.journal, found)
        return {each.key: each for each in found if not relation_of(each.case)}

    def _has_ended(self) -> bool:
        return bool(self.facts().get("finished"))


_RESULTS: Final = msgspec.json.Decoder(Result)


def new_run(root: Path, model: str) -> RunFolder:
    """A folder that does not exist yet, named so that names under `root` sort in the order in which runs began.

    The name begins with the time, to the millisecond, and with a later one where a run lies there that is named after
    it: clocks are put back, and the machines that share a folder differ.
    """
    stamp = _stamped(datetime.now(timezone.utc))
    for newest in sorted({found[1] for each in _names(root) if (found := _STAMP.match(each))}, reverse=True):
        if newest < stamp:
            break
        with contextlib.suppress(ValueError, OverflowError):  # no date at all, or the last there is
            stamp = _stamped(
                datetime.strptime(newest, _STAMPED).replace(tzinfo=timezone.utc) + timedelta(milliseconds=1)
            )
            break
    safe = "".join(letter if letter.isalnum() or letter in "._" else "-" for letter in model)[:40]
    return RunFolder(root / f"{stamp}-{safe}-{secrets.token_hex(2)}")


def _stamped(moment: datetime) -> str:
    return moment.strftime(_STAMPED)[:-3]  # `last` must hold for quick runs too


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:  # none yet; and what cannot be looked into is said when the run is written
        return []
