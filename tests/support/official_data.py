"""A small hand-made data set in the official format, written into a folder. No text or picture of it is RealUnify's."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from pytest_realunify.taxonomy import CATEGORY

KINDS = ("UEG_direct", "UEG_step", "GEU_direct", "GEU_step")
ANSWERS = "ABCD"


def ueg_row(index: int, category: str = "world_knowledge", stepwise: bool = False) -> dict[str, Any]:
    """Draw so many wheels: two questions, gold yes and no."""
    prompt = f"Draw a cart with {index + 2} wheels."
    asked = [
        {"question": f"Does the cart have {index + 2} wheels?", "answer": "yes"},
        {"question": "Is there a horse?", "answer": "No"},
    ]
    texts = {"new_prompt": f"Say more precisely what to draw: {prompt}"} if stepwise else {"prompt": prompt}
    return {"index": index, "task_type": category, **texts, "question_list": asked}


def geu_row(
    index: int, category: str = "mental_tracking", subtask: str = "right", stepwise: bool = False
) -> dict[str, Any]:
    """A question whose right letter goes round with the index."""
    row: dict[str, Any] = {
        "index": index,
        "task_type": category,
        "question": f"Which number is shown in picture {index}?",
        "option": ["one", "two", "three", "four"],
        "answer": ANSWERS[index % 4],
        "input_image": f"./image/{category}/{subtask}/images/{index}.png",
        "evaluation_prompt": f"Which number is shown in picture {index}? A one, B two, C three, D four.",
    }
    return {**row, "edit_prompt": f"Mark the number in picture {index}."} if stepwise else row


def rows_of(kind: str, count: int = 4, category: str | None = None) -> list[dict[str, Any]]:
    """Rows of one official file. GEU indices are split over the subtasks `left` and `right`."""
    stepwise = kind.endswith("step")
    if kind.startswith("UEG"):
        return [ueg_row(index, category or "world_knowledge", stepwise) for index in range(count)]
    return [
        geu_row(index, category or "mental_tracking", ("left", "right")[index % 2], stepwise) for index in range(count)
    ]


def write_official(
    folder: Path,
    kinds: Iterable[str] = KINDS,
    *,
    count: int = 4,
    category: str | None = None,
    suffix: str = ".json",
) -> Path:
    """`count` rows in each of the named files, with their pictures. `category` must suit the files' axis."""
    for kind in kinds:
        of_axis = category if category is None or kind.startswith(CATEGORY[category].axis) else None
        rows = rows_of(kind, count, of_axis)
        write_rows(folder, kind, rows, suffix)
        write_pictures(folder, rows)
    return folder


def write_rows(folder: Path, kind: str, rows: Sequence[Any], suffix: str = ".json") -> Path:
    """One data file: a list in `.json`, a row a line in `.jsonl`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind}{suffix}"
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    file.write_text(lines if suffix == ".jsonl" else json.dumps(rows, indent=1), encoding="utf-8")
    return file


def write_pictures(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """A plain 24 x 16 picture for every row that names one, its shade following from the index."""
    for row in rows:
        if "input_image" in row:
            file = folder / row["input_image"]
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (24, 16), (10 * (row["index"] % 25), 90, 200)).save(file)


def promising_png(path: Path, width: int, height: int) -> None:
    """A file of a hundred bytes whose header promises a picture of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
