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

from allure_commons import plugin_manager
from allure_commons.model2 import Attachment
from allure_commons.types import AttachmentType

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.records import Poll
from pytest_realunify.text import tabular

_SHA256: Final = re.compile("[0-9a-f]{64}")


class Files:
    """Every attachment is a file of its own: Allure 3 shows a file's second mention, in any result, as missing."""

    def __init__(self, directory: Path, images: Path) -> None:
        """`directory` is Allure's, `images` a run's folder of pictures."""
        self.directory = directory
        self.images = PlainFolder.of(images)

    def text(self, name: str, body: str) -> Attachment:
        """Plain text: a prompt, a reply."""
        return self._written(name, body, AttachmentType.TEXT)

    def votes(self, name: str, polls: Sequence[Poll]) -> Attachment:
        """A table with a line per question and vote."""
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["question", "expected", "read as", "reply"])
        for poll in polls:
            for vote in poll.votes or [poll]:
                told = (poll.question, poll.expected, vote.answer or "neither", vote.reply)
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
        source = f"{uuid.uuid4()}-attachment.png"
        try:
            os.link(stored, self.directory / source)  # 30 µs and no bytes, where a copy takes 150 µs and the picture's
        except OSError:  # another file system, or one without links
            plugin_manager.hook.report_attached_file(source=str(stored), file_name=source)
        return Attachment(name=name, source=source, type=AttachmentType.PNG.mime_type)

    def _written(self, name: str, body: str, kind: AttachmentType) -> Attachment:
        source = f"{uuid.uuid4()}-attachment.{kind.extension}"
        plugin_manager.hook.report_attached_data(body=body, file_name=source)
        return Attachment(name=name, source=source, type=kind.mime_type)


def is_picture(output: str | None) -> bool:
    """Whether a step's output names a picture."""
    return output is not None and _SHA256.fullmatch(output) is not None
