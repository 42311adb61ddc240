"""The engine: the same attempts however cases are batched."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enginebench import COUNT, Model, Suite, case_of, geu, ran, ueg
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.interfaces import GEUInstance, Request
from pytest_realunify.protocols import Ask, Edit, Understand
from pytest_realunify.protocols.published import answer_directly
from pytest_realunify.records import Attempt


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


def winding(case: GEUInstance) -> Generator[Ask, Any, Any]:
    """As many edits as the index says, so that cases of one batch are at different verbs."""
    picture: Any = case.image
    for turn in range(case.index % 4):
        picture = yield Edit(f"turn {turn}", picture)
    first = yield Understand(case.question, picture)
    return (yield Understand(f"{first}?")) if case.index % 2 else first


@given(st.permutations(range(COUNT)), st.integers(1, 12), st.sampled_from(["stepwise", "direct", "winding"]))
def test_attempts_do_not_depend_on_batch_size_or_order(folder: Path, order: list[int], size: int, name: str) -> None:
    protocol = winding if name == "winding" else None
    name = "direct" if name == "winding" else name
    alone: dict[str, Attempt] = {}
    for index in range(COUNT):
        alone |= ran(Model(), folder, [geu(index)], name, 1, protocol)
    assert ran(Model(), folder, [geu(index) for index in order], name, size, protocol) == alone


def test_each_verb_is_asked_for_the_whole_batch_at_once(folder: Path) -> None:
    model = Model()
    ran(model, folder, [geu(index) for index in range(COUNT)], size=16)
    assert model.calls == [("edit", COUNT), ("understand", COUNT)]


def test_cases_that_have_come_different_ways_still_share_their_calls(folder: Path) -> None:
    model = Model()
    ran(model, folder, [geu(index) for index in range(4)], "direct", protocol=winding)
    assert model.calls[:2] == [("edit", 3), ("understand", 1)]
    assert sum(count for _, count in model.calls) == 6 + 4 + 2
    assert len(model.calls) == 8


def test_a_step_records_what_went_in_and_what_came_out(folder: Path) -> None:
    [attempt] = ran(Model(), folder, [geu(0)]).values()
    edit, understand = attempt.steps
    assert (edit.verb, edit.prompt) == ("edit", "Recolour. (0)")
    assert (understand.verb, understand.prompt) == ("understand", "Which of these? (0)")
    assert understand.inputs == (edit.output,), "stepwise answers from the edited picture alone"
    assert understand.output == attempt.reply
    assert (attempt.error, attempt.unsupported) == (None, None)
    assert all((folder / f"{sha256}.png").is_file() for sha256 in (*edit.inputs, *understand.inputs))


def test_a_drawn_reply_is_the_sha256_of_its_picture(folder: Path) -> None:
    [attempt] = ran(Model(), folder, [ueg(0)]).values()
    assert [step.verb for step in attempt.steps] == ["understand", "generate"]
    assert attempt.steps[1].prompt == attempt.steps[0].output, "stepwise draws from the refined prompt alone"
    assert attempt.reply == attempt.steps[1].output
    assert (folder / f"{attempt.reply}.png").is_file()


def test_requests_carry_the_seed_of_their_case_and_run(folder: Path) -> None:
    seen: list[Request] = []

    def remember(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        seen.extend(requests)
        return outputs

    case = case_of(geu(3), "direct")
    for run_seed in (0, 1):
        engine = Engine(Model(remember), Pictures(Suite(), folder), 8, run_seed)
        engine.run([(case, geu(3))], answer_directly)
    assert [request.seed for request in seen] == [case.seed(0), case.seed(1)]
    assert {request.case for request in seen} == {case.id}


def test_no_case_at_all_asks_nothing(folder: Path) -> None:
    model = Model()
    assert Engine(model, Pictures(Suite(), folder), 8).run([], answer_directly) == []
    assert model.calls == []


def test_a_batch_size_learned_in_one_batch_holds_in_the_next(folder: Path) -> None:
    def at_most_two(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        if len(requests) > 2:
            raise MemoryError
        return outputs

    model = Model(at_most_two)
    engine = Engine(model, Pictures(Suite(), folder), 8)
    pairs = [(case_of(geu(index), "direct"), geu(index)) for index in range(4)]
    engine.run(pairs, answer_directly)
    model.calls.clear()
    engine.run(pairs, answer_directly)
    assert model.calls == [("understand", 2), ("understand", 2)]
