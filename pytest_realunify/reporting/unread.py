"""What a run says of pictures that its judge could not read: how many, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from pytest_realunify.numbers.summary import Summary

SHOWN: Final = 3
"""Reasons told, the most frequent first."""


def unread_lines(summary: Summary, judge: str) -> list[str]:
    """Such as `pixels could not read 41 of 320 pictures (28: its outline is strange, 13: …)`, then what helps. Empty
    where all were read."""
    found = summary.unread
    if not found.pictures:
        return []
    told = [f"{count}: {reason}" for reason, count in islice(found.reasons.items(), SHOWN)]
    rest = found.pictures - sum(islice(found.reasons.values(), SHOWN))
    told += [f"{rest}: other reasons"] if rest else []
    return [
        f"{judge} could not read {found.pictures} of {found.judged} pictures ({', '.join(told)})",
        f"  to have them judged: {', or '.join(_ways(found.wants_extra, judge))}",
    ]


def _ways(wants_extra: bool, judge: str) -> Sequence[str]:
    install = ["pip install 'pytest-realunify[judge]'"] if wants_extra else []
    fallback = f"--realunify-judge={judge}+vlm:MODEL" if judge == "pixels" else "another --realunify-judge"
    return [*install, fallback]
