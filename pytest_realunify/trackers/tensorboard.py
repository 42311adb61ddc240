"""TensorBoard: an event file, written by the library `tensorboard` alone; neither TensorFlow nor torch is needed."""

from __future__ import annotations

import json
import os
import struct
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.trackers.tracked import Tracked

if TYPE_CHECKING:
    from tensorboard.compat.proto.summary_pb2 import Summary

LOG_DIR: Final = ".realunify/tensorboard"
_RGB: Final = 3
"""Of an image: https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/summary.proto"""


@dataclass(frozen=True, slots=True)
class TensorBoard:
    """Checkpoints with a step share a folder, and so are points of one curve; any other run has a folder of its own."""

    log_dir: Path
    is_ours: bool = False
    """Nobody chose the folder, so git is to pass over it, as over runs."""

    @classmethod
    def made(cls, settings: Mapping[str, str], root: Path) -> TensorBoard:
        """`root` is where a relative `log_dir` begins."""
        typed = settings.get("log_dir", "")
        return cls(root / Path(typed or LOG_DIR).expanduser(), is_ours=not typed)

    def send(self, told: Tracked) -> str:
        """The folder written to. Raises OSError and whatever the library does."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        folder, step = self.log_dir / told.series, told.step or 0
        when = told.finished or time.time()
        folder.mkdir(parents=True, exist_ok=True)
        ignore = self.log_dir / ".gitignore"
        if self.is_ours and not os.path.lexists(ignore):
            ignore.write_text("# Written by pytest --realunify --realunify-tracker=tensorboard.\n*\n", encoding="utf-8")
        writer = EventFileWriter(str(folder), filename_suffix=f".{told.run[:80]}")
        try:
            for summary in _summaries(told):
                writer.add_event(Event(wall_time=when, step=step, summary=summary))
        finally:
            writer.close()
        return str(folder)


def _summaries(told: Tracked) -> Iterator[Summary]:
    from tensorboard.compat.proto.summary_pb2 import Summary

    for name, value in told.metrics.items():
        yield Summary(value=[Summary.Value(tag=name, simple_value=value)])
    for case in told.worst:
        if case.picture is not None:
            yield _picture(f"realunify/worst/{case.case}", case.told, case.picture)
    yield _text("realunify/report", told.text)
    yield _text("realunify/params", f"```json\n{json.dumps(dict(told.params), indent=1)}\n```")


def _picture(tag: str, told: str, png: bytes) -> Summary:
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata

    width, height = struct.unpack(">II", png[16:24])  # of its first chunk, which PNG lets be no other
    image = Summary.Image(width=width, height=height, colorspace=_RGB, encoded_image_string=png)
    return Summary(value=[Summary.Value(tag=tag, image=image, metadata=SummaryMetadata(summary_description=told))])


def _text(tag: str, text: str) -> Summary:
    from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
    from tensorboard.compat.proto.tensor_pb2 import TensorProto
    from tensorboard.compat.proto.types_pb2 import DT_STRING

    plugin: Any = SummaryMetadata.PluginData(plugin_name="text")
    tensor = TensorProto(dtype=DT_STRING, string_val=[text.encode("utf-8", "replace")])
    return Summary(value=[Summary.Value(tag=tag, tensor=tensor, metadata=SummaryMetadata(plugin_data=plugin))])
