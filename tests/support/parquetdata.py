"""The toy GEU rows as the re-packed copy holds them: parquet, a folder per category, pictures within."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from official_data import geu_row

CATEGORIES = ("mental_tracking", "cognitive_navigation")


def packed_row(index: int, category: str, picture: bytes | None = None) -> dict[str, Any]:
    """Without an index of its own; the subtask is in the picture's path alone."""
    row = geu_row(index, category, ("left", "right")[index % 2])
    path = str(row.pop("input_image")).removeprefix("./")
    row.pop("index")
    return {**row, "image": {"bytes": shade(index) if picture is None else picture, "path": path}}


def shade(index: int) -> bytes:
    """A small PNG that differs by index."""
    file = io.BytesIO()
    Image.new("RGB", (24, 16), (index % 251, 90, index // 251)).save(file, "PNG")
    return file.getvalue()


def write_rows_of(file: Path, rows: Sequence[dict[str, Any]], group: int = 4) -> Path:
    """With a few rows in each row group."""
    import pyarrow as pa
    from pyarrow import parquet

    file.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pa.Table.from_pylist(list(rows)), file, row_group_size=group)
    return file


def write_parquet(folder: Path, count: int, categories: Sequence[str] = CATEGORIES) -> Path:
    """`count` rows of each category."""
    for category in categories:
        rows = [packed_row(index, category) for index in range(count)]
        write_rows_of(folder / category / "test-00000-of-00001.parquet", rows)
    return folder
