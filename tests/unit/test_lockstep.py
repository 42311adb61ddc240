"""The engine: the same attempts however cases are batched, and trouble stays where it arose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify import protocols
from pytest_realunify.engine.lockstep import Engine
from pytest_realunify.engine.pictures import Pictures
from pytest_realunify.errors import DataError
from pytest_realunify.models.base import Request
from pytest_realunify.protocols import Ask, Edit, Understand
from pytest_realunify.records import Attempt, Case, GEUInstance, Instance, Listing, UEGInstance
from pytest_realunify.taxonomy import PROTOCOLS

COUNT = 9


class Suite:
    """A picture per reference, its colour a hash of it; `no/picture` cannot be opened."""

    name = "fake"
    fingerprint = "0" * 12
    notes: Sequence[str] = ()

    def listings(self) -> Sequence[Listing]:
        raise NotImplementedError

    def instance(self, listing: Listing, protocol: str) -> Instance:
        raise NotImplementedError

    def open(self, reference: str) -> Image.Image:
        if reference == "no/picture":
            raise DataError.at("GEU_direct.json", 1, "input_image", "no such file")
        return Image.new("RGB", (4, 4), colour(reference))

    def file(self, reference: str) -> Path | None:
        del reference
        return None


def colour(text: str) -> tuple[int, int, int]:
    digest = hashlib.sha256(text.encode()).digest()
    return digest[0], digest[1], digest[2]


class Model:
    """Answers from nothing but the request. `spoil` sees every call's requests and outputs first."""

    def __init__(self, spoil: Callable[[Sequence[Request], list[Any]], Any] = lambda _, outputs: outputs) -> None:
        self.spoil = spoil
        self.calls: list[tuple[str, int]] = []

    def _said(self, verb: str, requests: Sequence[Request]) -> list[str]:
        self.calls.append((verb, len(requests)))
        return [
            f"{verb} {request.prompt} {request.seed} {[image.getpixel((0, 0)) for image in request.images]}"
            for request in requests
        ]

    def understand(self, requests: Sequence[Request]) -> Any:
        return self.spoil(requests, self._said("understand", requests))

    def generate(self, requests: Sequence[Request]) -> Any:
        return self.spoil(
            requests, [Image.new("RGB", (3, 3), colour(said)) for said in self._said("generate", requests)]
        )

    def edit(self, requests: Sequence[Request]) -> Any:
        return self.spoil(requests, [Image.new("RGB", (4, 4), colour(said)) for said in self._said("edit", requests)])


def geu(index: int, image: str | None = None) -> GEUInstance:
    return GEUInstance(
        id=f"mental_tracking-sequential-{index:04d}",
        category="mental_tracking",
        subtask="sequential",
        index=index,
        question="Which?",
        options=("1", "2", "3", "4"),
        answer="A",
        evaluation_prompt=f"Which of these? ({index})",
        image=image or f"{index}/input",
        edit_prompt=f"Recolour. ({index})",
        intermediate=f"{index}/intermediate",
    )


def ueg(index: int) -> UEGInstance:
    return UEGInstance(f"food-{index:04d}", "world_knowledge", "food", index, "Draw.", (), "Refine.", "Draw an apple.")


def case_of(instance: Instance, protocol: str) -> Case:
    listing = Listing(instance.id, instance.axis, instance.category, instance.subtask, instance.index, PROTOCOLS)
    return Case(listing, protocol)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


def ran(
    model: object,
    folder: Path,
    instances: Sequence[Instance],
    name: str = "stepwise",
    size: int = 8,
    protocol: protocols.Protocol | None = None,
) -> dict[str, Attempt]:
    """Attempts by instance, without what a clock put in."""
    engine = Engine(model, Pictures(Suite(), folder), size)
    pairs = [(case_of(instance, name), instance) for instance in instances]
    attempts = engine.run(pairs, protocol or protocols.BY_NAME[instances[0].axis][name])
    timeless = [replace(a, steps=tuple(replace(step, seconds=0.0) for step in a.steps)) for a in attempts]
    return {instance.id: attempt for instance, attempt in zip(instances, timeless, strict=True)}


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
        engine.run([(case, geu(3))], protocols.answer_directly)
    assert [request.seed for request in seen] == [case.seed(0), case.seed(1)]
    assert {request.case for request in seen} == {case.id}


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


def test_no_case_at_all_asks_nothing(folder: Path) -> None:
    model = Model()
    assert Engine(model, Pictures(Suite(), folder), 8).run([], protocols.answer_directly) == []
    assert model.calls == []


def test_a_batch_size_learned_in_one_batch_holds_in_the_next(folder: Path) -> None:
    def at_most_two(requests: Sequence[Request], outputs: list[Any]) -> list[Any]:
        if len(requests) > 2:
            raise MemoryError
        return outputs

    model = Model(at_most_two)
    engine = Engine(model, Pictures(Suite(), folder), 8)
    pairs = [(case_of(geu(index), "direct"), geu(index)) for index in range(4)]
    engine.run(pairs, protocols.answer_directly)
    model.calls.clear()
    engine.run(pairs, protocols.answer_directly)
    assert model.calls == [("understand", 2), ("understand", 2)]
