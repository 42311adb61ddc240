"""Checkpoints of one model as stored runs, with pictures, for trackers to be told of."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from pytest_realunify.api.run import Run
from pytest_realunify.decisions.gates import outcome
from pytest_realunify.decisions.gates.outcome import Change, Decision, GateOutcome
from pytest_realunify.records import Poll, Result, Step
from pytest_realunify.taxonomy import CATEGORIES
from runbench import made, right, stored

INSTANCES = 6
"""Of each category."""


def checkpoint(root: Path, name: str, hits: int, label: str = "", **other: Any) -> Run:
    """Under direct one case in six of each category is right, under stepwise `hits` are. Every case has a picture of
    its own: of UEG the model drew it, of GEU it was given it."""
    results, pictures = [], {}
    for result in _results(hits):
        png = picture(result.case)
        sha256 = hashlib.sha256(png).hexdigest()
        pictures[sha256] = png
        results.append(_seen(result, sha256))
    run = stored(root, name, results, label=label, **other)
    for sha256, png in pictures.items():
        run.folder.picture(sha256).write_bytes(png)
    return Run.of(run.folder)


def _results(hits: int) -> Iterator[Result]:
    for category in CATEGORIES:
        for protocol, count in (("direct", 1), ("stepwise", hits)):
            for index, state in enumerate(right(count, INSTANCES)):
                yield made(category.name, index, state, protocol, parity="correct" if index < 2 else "wrong")


def _seen(result: Result, sha256: str) -> Result:
    if result.axis == "GEU":
        return replace(result, steps=(Step("understand", "Which letter?", (sha256,), "A"),))
    answer = "yes" if result.verdict.strict == "correct" else "no"
    polls = (Poll("Is it red?", "yes", answer, answer), Poll("Is it round?", "yes", "yes", "yes"))
    return replace(result, steps=(Step("generate", "Draw it.", (), sha256),), reply=sha256, polls=polls)


def picture(name: str) -> bytes:
    """A PNG that no other name has, with a text and a profile in it that no tracker has to get."""
    from PIL.PngImagePlugin import PngInfo

    colour = hashlib.sha256(name.encode()).digest()[:3]
    told, buffer = PngInfo(), io.BytesIO()
    told.add_text("comment", "drawn by somebody")
    Image.new("RGB", (30, 20), (colour[0], colour[1], colour[2])).save(
        buffer, "PNG", pnginfo=told, icc_profile=b"a profile"
    )
    return buffer.getvalue()


def gated(run: Run, lost: str = "") -> Run:
    """With two gates, of which one failed; `lost` is a case that was right in the baseline."""
    changed = (Change(lost, "correct", "wrong", worse=True),) if lost else ()
    outcome.write(
        run.path,
        Decision(
            (
                GateOutcome("ueg:stepwise>=0.35", "floor", True, "at least so much"),
                GateOutcome("mental_tracking:stepwise", "regression", False, "fell"),
            ),
            changed,
        ),
    )
    return run
