"""The data set's rules on result files, written from their description and from nothing of this package.

A multiple-choice reply is trimmed, rid of some phrases, and its first capital A to D is the answer. A picture is right
if every question about it gets its gold answer, up to the first that does not; no picture is not right. A category is
its right rows over its instances, an axis the mean of its categories.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

PHRASES = [
    "The best answer is",
    "The correct answer is",
    "The answer is",
    "The answer",
    "The best option is",
    "The correct option is",
    "Best answer:",
    "Best option:",
    "Answer",
]

Ask = Callable[[Path, str], str]
"""A judge's reply about the picture in a file."""


def rows(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def letter_of(reply: str | list[str]) -> str:
    text = (reply[0] if isinstance(reply, list) else reply).strip()
    for phrase in PHRASES:
        text = text.replace(phrase, "")
    return next((sign for sign in text if sign in "ABCD"), "")


def decision_of(reply: str) -> str:
    text = reply.lower()
    return "yes" if "yes" in text else "no" if "no" in text else text


def choice_is_right(row: Mapping[str, Any]) -> bool:
    return bool(letter_of(row["response"]) == row["answer"])


def picture_is_right(row: Mapping[str, Any], folder: Path, ask: Ask) -> bool:
    picture = folder / row["generated_image"]
    if not picture.exists():
        return False
    return all(decision_of(ask(picture, asked["question"])) == asked["answer"] for asked in row["question_list"])


def accuracies(file: Path, instances: Mapping[str, int], ask: Ask) -> dict[str, float]:
    """By category, with the axis's average as `average`; `instances` is how many each category has."""
    right: Counter[str] = Counter()
    for row in rows(file):
        is_right = picture_is_right(row, file.parent, ask) if "generated_image" in row else choice_is_right(row)
        right[row["task_type"]] += is_right
    found = {category: right[category] / count for category, count in instances.items()}
    return {**found, "average": fmean(found.values())}
