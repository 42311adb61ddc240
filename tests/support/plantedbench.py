"""What a simulated model gets right, measured: by the engine, the scorers and the judge, none of which know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.interfaces import GEUInstance, JudgeRequest
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.simulated.model import Simulated
from pytest_realunify.procedural.suite.suite import ProceduralSuite
from pytest_realunify.protocols import BY_NAME
from pytest_realunify.records import Attempt, Case
from pytest_realunify.scoring import score_choice
from pytest_realunify.taxonomy import CATEGORY


def attempts(
    table: Mapping[str, Any],
    folder: Path,
    protocols: Sequence[str],
    *,
    categories: Sequence[str] = (*CATEGORY,),
    each: int = 3,
    sample_seed: int = 0,
    repeat: int = 0,
) -> dict[str, tuple[Any, Attempt]]:
    """By case: the instance, and what the model made of it."""
    suite = ProceduralSuite(str(each), seed=8)
    engine = Engine(Simulated(**table), Pictures(suite, folder), batch_size=4, run_seed=sample_seed)
    found: dict[str, tuple[Any, Attempt]] = {}
    for category in categories:
        axis = CATEGORY[category].axis
        for protocol in protocols:
            if protocol not in BY_NAME[axis]:
                continue
            cases = [
                (Case(listing, protocol, repeat), suite.instance(listing, protocol))
                for listing in suite.listings()
                if listing.category == category
            ]
            tried = engine.run(cases, BY_NAME[axis][protocol])
            found |= {case.id: (each, attempt) for (case, each), attempt in zip(cases, tried, strict=True)}
    return found


def states(tried: Mapping[str, tuple[Any, Attempt]], folder: Path) -> dict[str, str]:
    """By case: correct, wrong, unparsed, or without a verdict: dark."""
    judge, pictures = Pixels(), folder
    return {case: _state(instance, attempt, judge, pictures) for case, (instance, attempt) in tried.items()}


def _state(instance: Any, attempt: Attempt, judge: Pixels, pictures: Path) -> str:
    from PIL import Image

    if attempt.error is not None:
        return "dark"
    if isinstance(instance, GEUInstance):
        return score_choice(attempt, instance).strict
    with Image.open(pictures / f"{attempt.reply}.png") as file:
        picture = file.convert("RGB")
    replies = judge.answer([JudgeRequest(picture, each.question, each.question) for each in instance.questions])
    if any(reply.startswith("unclear") for reply in replies):
        return "dark"
    right = [reply == each.answer for reply, each in zip(replies, instance.questions, strict=True)]
    return "correct" if all(right) else "wrong"
