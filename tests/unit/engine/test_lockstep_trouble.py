"""The engine: trouble stays where it arose."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enginebench import COUNT, Model, geu, ran, ueg
from pytest_realunify.interfaces import GEUInstance, Request
from pytest_realunify.protocols import Ask, Understand


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


Fault = Callable[[Sequence[Request], list[Any], set[str]], Any]


def raising(error: Exception) -> Fault:
    def spoil(requests: Sequence[Request], outputs: list[Any], bad: set[str]) -> Any:
        if bad & {request.prompt for request in requests}:
            raise type(error)(*error.args)  # anew: one instance would gather tracebacks
        return outputs

    return spoil


def replacing(output: object) -> Fault:
    return lambda requests, outputs, bad: [
        output if request.prompt in bad else made for request, made in zip(requests, outputs, strict=True)
    ]


FAULTS: dict[str, Fault] = {
    "raises": raising(RuntimeError("size mismatch")),
    "runs out of memory": raising(MemoryError("out of memory")),
    "returns None": replacing(None),
    "returns neither text nor picture": replacing(object()),
    "returns too few": lambda requests, outputs, bad: [
        made for request, made in zip(requests, outputs, strict=True) if request.prompt not in bad
    ],
}


@pytest.mark.parametrize("fault", FAULTS)
@given(bad=st.sets(st.integers(0, COUNT - 1)), size=st.integers(1, 12), while_editing=st.booleans())
def test_exactly_the_cases_the_model_fails_on_are_errors(
    folder: Path, fault: str, bad: set[int], size: int, while_editing: bool
) -> None:
    failing = {geu(index).edit_prompt if while_editing else geu(index).evaluation_prompt for index in bad}
    wanted = {prompt for prompt in failing if prompt is not None}
    model = Model(lambda requests, outputs: FAULTS[fault](requests, outputs, wanted))
    healthy = ran(Model(), folder, [geu(index) for index in range(COUNT)])
    attempts = ran(model, folder, [geu(index) for index in range(COUNT)], size=size)
    for index in range(COUNT):
        attempt, sound = attempts[geu(index).id], healthy[geu(index).id]
        if index not in bad:
            assert attempt == sound
            continue
        assert attempt.error is not None
        assert attempt.reply is None
        last = attempt.steps[-1]
        assert last.output is None, "the step that failed is on record, without an output"
        assert (last.verb, len(attempt.steps)) == (("edit", 1) if while_editing else ("understand", 2))


@given(st.sets(st.integers(0, COUNT - 1)), st.integers(1, 12))
def test_exactly_the_cases_whose_picture_cannot_be_opened_are_errors(folder: Path, bad: set[int], size: int) -> None:
    instances = [geu(index, "no/picture" if index in bad else None) for index in range(COUNT)]
    attempts = ran(Model(), folder, instances, size=size)
    errors = {index for index in range(COUNT) if attempts[geu(index).id].error is not None}
    assert errors == bad
    kinds = {attempt.error.kind for attempt in attempts.values() if attempt.error is not None}
    assert kinds <= {"DataError"}


def test_a_protocol_that_raises_costs_its_own_case_alone(folder: Path) -> None:
    def picky(case: GEUInstance) -> Generator[Ask, Any, Any]:
        reply = yield Understand(case.evaluation_prompt, case.image)
        return reply if case.index != 1 else reply.index("not there")

    attempts = ran(Model(), folder, [geu(index) for index in range(3)], "direct", protocol=picky)
    errors = [attempt.error.kind if attempt.error else None for attempt in attempts.values()]
    assert errors == [None, "ValueError", None]


def test_a_protocol_that_returns_nothing_is_told_so(folder: Path) -> None:
    def forgetful(case: GEUInstance) -> Generator[Ask, Any, Any]:
        yield Understand(case.evaluation_prompt)

    [attempt] = ran(Model(), folder, [geu(0)], "direct", protocol=forgetful).values()
    assert attempt.error is not None
    assert "returned None" in attempt.error.message


class NoEdit:
    """Understands and that is all."""

    edit = None

    def understand(self, requests: Sequence[Request]) -> list[str]:
        return ["A" for _ in requests]


def test_a_model_without_edit_has_no_stepwise_and_every_other_protocol(folder: Path) -> None:
    instances = [geu(index) for index in range(3)]
    stepwise = ran(NoEdit(), folder, instances)
    assert {attempt.unsupported for attempt in stepwise.values()} == {"edit"}
    assert {(attempt.error, attempt.reply) for attempt in stepwise.values()} == {(None, None)}
    assert {(step.verb, step.output) for attempt in stepwise.values() for step in attempt.steps} == {("edit", None)}
    for name in ("direct", "oracle", "blind"):
        assert {attempt.reply for attempt in ran(NoEdit(), folder, instances, name).values()} == {"A"}


def test_a_verb_missing_in_the_middle_keeps_the_steps_before_it(folder: Path) -> None:
    [attempt] = ran(NoEdit(), folder, [ueg(0)]).values()
    assert attempt.unsupported == "generate"
    assert [(step.verb, step.output is None) for step in attempt.steps] == [("understand", False), ("generate", True)]
