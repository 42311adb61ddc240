"""One case in one line."""

from __future__ import annotations

from pytest_realunify.records import Attempt, GEUInstance, Verdict


def answer_line(instance: GEUInstance, attempt: Attempt, verdict: Verdict) -> str:
    """Such as `expected B, got C: Which number do the green segments show?`"""
    got = verdict.answers.get("strict") or f"no answer in {shortened(attempt.reply or '', 60)!r}"
    return f"expected {instance.answer}, got {got}: {harmless(shortened(instance.question, 200))}"


def shortened(text: str, width: int) -> str:
    """On one line, ending in … when cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """What a terminal would obey instead of showing (escapes, bells, text that runs backwards) as its `\\x1b` form."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
