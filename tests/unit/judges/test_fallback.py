"""`pixels+vlm:MODEL`: the built-in judge answers what it can, the model is asked the rest, and it stands who did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from pytest_realunify.datafiles.carried import encoded_once, file_of
from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.engine.polling import Ballot, Poller
from pytest_realunify.interfaces import JudgeRequest, Question, Request
from pytest_realunify.judges.fallback import Fallback
from pytest_realunify.judges.resolve import JudgeSpec, resolve
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.resolve import resolve as resolve_model
from pytest_realunify.procedural.pixels import Pixels
from pytest_realunify.procedural.world.painting import paint
from pytest_realunify.procedural.world.scene import Shape, row
from pytest_realunify.protocols import Drawn

KNOWN = Question("Is there a red circle in the picture?", "yes")
STRANGE = Question("Does the scene feel friendly?", "yes")


class Eye:
    """Says yes to everything, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def understand(self, requests: Sequence[Request]) -> list[str]:
        self.asked += [request.prompt for request in requests]
        return ["Yes." for _ in requests]


def picture() -> Image.Image:
    return paint(row(Shape("circle", "red")))


def test_a_picture_that_pixels_has_looked_at_still_has_its_file() -> None:
    seen = encoded_once(picture())
    assert Pixels().answer([JudgeRequest(seen, KNOWN.question, KNOWN.question)]) == ["yes"]
    assert file_of(seen) is not None


def test_the_model_is_asked_only_what_pixels_cannot_tell() -> None:
    eye = Eye()
    judge = Fallback(Pixels(), VLM(eye), "vlm:eye")
    requests = [JudgeRequest(picture(), each.question, each.question) for each in (KNOWN, STRANGE)]
    assert judge.answer(requests) == ["yes", "Yes."]
    assert eye.asked == [STRANGE.question]
    assert [request.notes["by"] for request in requests] == ["pixels", "vlm:eye"]


def test_the_model_is_not_called_where_all_is_told() -> None:
    class Fails:
        def understand(self, _: Sequence[Request]) -> list[str]:
            raise AssertionError

    judge = Fallback(Pixels(), VLM(Fails()), "vlm:eye")
    assert judge.answer([JudgeRequest(picture(), KNOWN.question, "")]) == ["yes"]


def test_polls_say_who_answered_also_from_the_cache(tmp_path: Path) -> None:
    for _ in range(2):
        judge = Fallback(Pixels(), VLM(Eye()), "vlm:eye")
        poller = Poller(judge, fingerprint="f", prompt_template="{question}", cache=PollCache(tmp_path))
        [future] = poller.submit([Ballot(Drawn(picture(), "0" * 64), (KNOWN, STRANGE))])
        polls = future.result(timeout=60).polls
        poller.close()
        assert [(poll.answer, poll.by) for poll in polls] == [("yes", "pixels"), ("yes", "vlm:eye")]


def test_its_name_resolves_and_its_fingerprint_is_its_own() -> None:
    tables = {"eye": {"adapter": "test_fallback:Eye"}}
    both, alone = (
        resolve(name, {}, lambda model: resolve_model(model, tables)) for name in ("pixels+vlm:eye", "vlm:eye")
    )
    assert isinstance(both.build(), Fallback)
    assert isinstance(both.among(2).build(), Fallback)
    assert both.fingerprint("p") != alone.fingerprint("p")
    assert both.source == "pixels+vlm"


def test_pixels_is_one_judge_with_the_extra_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped baseline and calibration are for both."""
    spec = resolve("pixels", {}, lambda model: resolve_model(model, {}))
    with_extra = spec.fingerprint("?")
    monkeypatch.setattr(JudgeSpec, "hint", property(lambda _: "pip install"))
    assert spec.fingerprint("?") == with_extra
