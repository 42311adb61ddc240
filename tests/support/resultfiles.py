"""Result files as other tools write them, about instances of `official_data`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from official_data import geu_row, ueg_row

Row = dict[str, Any]


def painted(path: Path, shade: int = 100) -> str:
    """A plain picture, made with its folders; its absolute path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(path)
    return str(path.resolve())


def written(path: Path, rows: Iterable[object]) -> Path:
    """As `.json` or `.jsonl`, by the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n" if path.suffix == ".jsonl" else f"[{', '.join(lines)}]")
    return path


def sensenova_geu(folder: Path, data: Path, index: int, reply: str, shade: int, **more: object) -> Row:
    """A row of SenseNova-U1's evaluation: the given picture and the edited one, by absolute paths."""
    row = geu_row(index, stepwise=True)
    given = str((data / row.pop("input_image")).resolve())
    edited = painted(folder / f"images/{index}_edited.png", shade)
    kept = {key: row[key] for key in ("index", "task_type", "question", "option", "answer", "edit_prompt")}
    return {
        "image": [given, edited],
        "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": reply}],
        "model_response": reply,
        "generated_image": [given, edited],
        "hash_uid": f"u{index}",
        **kept,
        **more,
    }


def sensenova_ueg(folder: Path, index: int, refined: str, shade: int, mode: str = "understand_t2i") -> Row:
    """The same of a drawing."""
    row = ueg_row(index, stepwise=True)
    drawn = painted(folder / f"images/{row['task_type']}/{index}_gen.png", shade)
    return {
        "index": index,
        "image": [drawn],
        "conversations": [],
        "generated_images": [drawn],
        "generated_image": drawn,
        "task_type": row["task_type"],
        "question_list": row["question_list"],
        "hash_uid": str(index),
        "inference_mode": mode,
        "new_prompt": row["new_prompt"],
        "model_response": refined,
        "mid_output": f"{refined}\n\n<image>",
    }


def sample(number: int, reply: object, asked: str | None, task: str = "mental_tracking") -> Row:
    """A line of lmms-eval's log of samples; `asked` None: a version that keeps no prompt."""
    metric = {"task_type": task, "score": 1.0}
    line = {
        "doc_id": number,
        "target": "B",
        "filtered_resps": reply,
        "token_counts": None,
        "doc_hash": f"{number:064x}",
        task: metric,
        "accuracy": metric,
    }
    return line if asked is None else {**line, "input": asked}


def samples(folder: Path, lines: Sequence[Row], task: str = "realunify_mental_tracking") -> Path:
    """The file that the tool writes them to."""
    return written(folder / f"20261129_161500_samples_{task}.jsonl", lines)
