"""Files beside Allure's results: prompts, votes and pictures."""

from __future__ import annotations

import csv
import io
import os
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attr
import msgspec
from allure_commons import plugin_manager
from allure_commons.model2 import Attachment, TestResult
from allure_commons.types import AttachmentType

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.records import Poll
from pytest_realunify.reporting.inputs import Inputs
from pytest_realunify.text import tabular
from pytest_realunify.unsaid import without_secrets_within

_SHA256: Final = re.compile("[0-9a-f]{64}")

LEFT_OUT: Final = "left out: an input of the suite"
"""In the place of a text or a picture that the suite's licence keeps out."""

_ALL: Final = Inputs()


class Files:
    """Every attachment is a file of its own: Allure 3 shows a file's second mention, in any result, as missing."""

    def __init__(self, directory: Path, images: Path, inputs: Inputs = _ALL) -> None:
        """`directory` is Allure's, `images` a run's folder of pictures; `inputs` says which of the suite's texts and
        pictures are left out."""
        self.directory = directory
        self.images = PlainFolder.of(images)
        self.inputs = inputs

    def text(self, name: str, body: str) -> Attachment:
        """Plain text: a prompt, a reply."""
        return self._written(name, body, AttachmentType.TEXT)

    def votes(self, name: str, polls: Sequence[Poll]) -> Attachment:
        """A table with a line per question and vote."""
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["question", "expected", "read as", "reply"])
        for poll in polls:
            question = poll.question if self.inputs.shown else LEFT_OUT
            for vote in poll.votes or [poll]:
                told = (question, poll.expected, vote.answer or "neither", vote.reply)
                rows.writerow(map(tabular, told))
        return self._written(name, table.getvalue(), AttachmentType.CSV)

    def picture(self, name: str, sha256: str) -> Attachment | None:
        """None for a picture that the run did not store: one of a suite's own files, whose licence may forbid it."""
        stored = self.images.path / f"{sha256}.png"
        try:
            if not is_picture(sha256) or not self.images.has(stored.name):
                return None
        except DataError:  # a link may lead anywhere
            return None
        source = f"{self.name()}-attachment.png"
        try:
            os.link(stored, self.directory / source)  # 30 µs and no bytes, where a copy takes 150 µs and the picture's
        except OSError:  # another file system, or one without links
            self.copy(stored, source)
        return Attachment(name=name, source=source, type=AttachmentType.PNG.mime_type)

    def _written(self, name: str, body: str, kind: AttachmentType) -> Attachment:
        source = f"{self.name()}-attachment.{kind.extension}"
        self.write(body, source)
        return Attachment(name=name, source=source, type=kind.mime_type)

    # As they are written while pytest runs: by Allure's own plugin, whose results these become.

    def name(self) -> str:
        """Of a file that nobody has."""
        return str(uuid.uuid4())

    def write(self, body: str, source: str) -> None:
        """A text into the file called `source`."""
        plugin_manager.hook.report_attached_data(body=body, file_name=source)

    def copy(self, picture: Path, source: str) -> None:
        """A picture of the run into the file called `source`."""
        plugin_manager.hook.report_attached_file(source=str(picture), file_name=source)


def encoded(result: TestResult) -> bytes:
    """As Allure's own logger would write it, without secrets. It has json.dump do that: 100 µs and a write per token,
    where this takes 3 µs and one."""
    plain = attr.asdict(result, filter=lambda _, value: value or value is False)
    return msgspec.json.encode(without_secrets_within(plain))


def is_picture(output: str | None) -> bool:
    """Whether a step's output names a picture."""
    return output is not None and _SHA256.fullmatch(output) is not None
