"""Reads the file of a W&B run, of which current releases of the library have no reader in Python.

The file is a LevelDB log (https://github.com/google/leveldb/blob/main/doc/log_format.md) of W&B's own protocol buffers,
behind seven bytes of its own; checksums are plain CRC-32 of type and data.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_BLOCK: Final = 32 * 1024
_MAGIC: Final = struct.pack("<4sHB", b":W&B", 0xBEE1, 0)
_HEAD: Final = struct.Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


@dataclass
class WandbRun:
    """What was logged."""

    id: str = ""
    name: str = ""
    group: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    axes: dict[str, str] = field(default_factory=dict)
    """By name of a metric, perhaps with `*`: along which other it is drawn."""
    kinds: set[str] = field(default_factory=set)
    """Of records."""
    finished: bool = False


def read_wandb(file: Path) -> WandbRun:
    """Raises ValueError for what is none."""
    from wandb.proto.wandb_internal_pb2 import Record

    run = WandbRun()
    for data in records(file.read_bytes()):
        record: Any = Record.FromString(data)
        kind = record.WhichOneof("record_type")
        run.kinds.add(kind)
        if kind == "run":
            run.id, run.name, run.group = record.run.run_id, record.run.display_name, record.run.run_group
            run.config |= {item.key: json.loads(item.value_json) for item in record.run.config.update}
        elif kind == "history":
            run.history.append({_key(item): json.loads(item.value_json) for item in record.history.item})
        elif kind == "metric" and record.metric.step_metric:
            run.axes[record.metric.name or record.metric.glob_name] = record.metric.step_metric
        elif kind == "summary":
            run.summary |= {_key(item): json.loads(item.value_json) for item in record.summary.update}
        run.finished |= kind == "exit"
    return run


def _key(item: Any) -> str:
    return str(item.key or "/".join(item.nested_key))


def records(data: bytes) -> Iterator[bytes]:
    """Whole records, their checksums looked at."""
    if not data.startswith(_MAGIC):
        raise ValueError(f"begins with {data[:7]!r}")
    place, parts = len(_MAGIC), list[bytes]()
    while place + _HEAD.size <= len(data):
        if _BLOCK - place % _BLOCK < _HEAD.size:
            place += _BLOCK - place % _BLOCK
            continue
        checksum, length, kind = _HEAD.unpack_from(data, place)
        piece = data[place + _HEAD.size : place + _HEAD.size + length]
        if zlib.crc32(piece, zlib.crc32(bytes([kind]))) != checksum:
            raise ValueError(f"broken at {place}")
        place += _HEAD.size + length
        parts = [*(parts if kind in (_MIDDLE, _LAST) else []), piece]
        if kind in (_FULL, _LAST):
            yield b"".join(parts)
