"""A few wrong cases of a run, with the pictures that the model drew for them."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_realunify.datafiles.pictures import UnreadableError, opened, upright
from pytest_realunify.numbers.outlines import Outline
from pytest_realunify.records import SCORED, Result
from pytest_realunify.reporting.originals import Originals, is_free
from pytest_realunify.reporting.view import RunView
from pytest_realunify.text import harmless, shortened

if TYPE_CHECKING:
    from PIL.Image import Image

MOST: Final = 8
SIDE: Final = 512
"""Longest side of a picture in pixels."""


@dataclass(frozen=True, slots=True)
class WrongCase:
    """One of them."""

    case: str
    told: str
    """What was expected, and what came, on one line."""
    picture: bytes | None
    """A PNG of ours, whatever the file held; None where there is none that may be passed on."""


def worst_cases(view: RunView, most: int = MOST) -> list[WrongCase]:
    """Those that were right before come first, where a baseline says so and they are steady; then the categories take
    turns, the one with the lowest score first."""
    originals, free = Originals(view.run), is_free(view.run)
    return [_told(result, originals, free) for result in view.run.chosen(_chosen(view)[:most])]


def _chosen(view: RunView) -> list[Outline]:
    changes = view.decision.changed if view.decision else ()
    lost = {change.case for change in changes if change.worse and change.steady}
    by_category: dict[str, list[Outline]] = defaultdict(list)
    for each in view.run.outlines.values():
        if each.verdict.strict in ("wrong", "unparsed"):
            by_category[each.category].append(each)
    turns = sorted(by_category, key=lambda name: (-_share_wrong(view, name), name))
    rounds = zip_longest(*(by_category[name] for name in turns))
    spread = [outline for each in rounds for outline in each if outline is not None]
    return sorted(spread, key=lambda outline: outline.case not in lost)


def _share_wrong(view: RunView, category: str) -> float:
    """Of its cases that have a verdict."""
    states = [each.verdict.strict for each in view.run.outlines.values() if each.category == category]
    scored = [state for state in states if state in SCORED]
    return sum(state != "correct" for state in scored) / len(scored)


def _told(result: Result, originals: Originals, free: bool) -> WrongCase:
    case = result.case if not result.repeat else f"{result.case}-rep{result.repeat}"
    return WrongCase(harmless(case), harmless(_line(result)), _picture(result, originals, free))


def _line(result: Result) -> str:
    if result.axis == "UEG":
        missed = sum(poll.answer != poll.expected for poll in result.polls)
        return f"{missed} of {len(result.polls)} questions about the drawing are answered otherwise"
    read = result.verdict.answers.get("strict") or "nothing that can be read"
    return f"expected {shortened(result.expected or '', 40)}, answered {shortened(read, 40)}"


def _picture(result: Result, originals: Originals, free: bool) -> bytes | None:
    """The last that the model drew; else the one it was given, where the suite may be passed on."""
    drawn = [step.output for step in result.steps if step.verb != "understand" and step.output]
    given = [sha256 for step in result.steps for sha256 in step.inputs] if free else []
    for sha256 in [*reversed(drawn), *given]:
        if (file := originals.file(sha256, result)) is not None and (png := _png(file)) is not None:
            return png
    return None


def _png(file: Path) -> bytes | None:
    """Decoded and drawn anew: what a run's folder holds may come from anywhere."""
    try:
        small = opened(file, _reduced)
    except UnreadableError:
        return None
    buffer = io.BytesIO()
    small.save(buffer, "PNG")
    return buffer.getvalue()


def _reduced(image: Image) -> Image:
    plain = upright(image).convert("RGB")
    plain.thumbnail((SIDE, SIDE))
    plain.info = {}  # such as a text that some tool left in the file
    return plain
