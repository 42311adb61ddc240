"""Only the item that is at fault pays for it."""

from __future__ import annotations

import gc
import io
import struct
import warnings
import weakref
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.engine.halves import is_out_of_memory
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import Verb


class OutOfMemoryError(RuntimeError):
    """Named as torch's."""


class Model:
    """Answers with the prompt; `spoil` may raise or change the outputs. Remembers the size of every call."""

    def __init__(self, spoil: Callable[[list[str], list[object]], object] = lambda _, outputs: outputs) -> None:
        self.spoil = spoil
        self.sizes: list[int] = []

    def understand(self, requests: Sequence[Request]) -> object:
        self.sizes.append(len(requests))
        prompts = [request.prompt for request in requests]
        return self.spoil(prompts, [f"re: {prompt}" for prompt in prompts])

    def generate(self, requests: Sequence[Request]) -> object:
        self.sizes.append(len(requests))
        return self.spoil([request.prompt for request in requests], [Image.new("RGB", (2, 2)) for _ in requests])


def asked(model: object, prompts: Sequence[str], size: int, verb: Verb = "understand") -> list[object]:
    return Calls(model, size).answer(verb, [Request(prompt) for prompt in prompts])


def failing_on(bad: set[str], error: Exception) -> Callable[[list[str], list[object]], object]:
    def spoil(prompts: list[str], outputs: list[object]) -> object:
        if bad & set(prompts):
            raise type(error)(*error.args)  # anew: one instance would gather tracebacks
        return outputs

    return spoil


@given(st.integers(0, 30), st.integers(1, 10))
def test_answers_come_in_the_order_of_the_requests_and_calls_are_full(count: int, size: int) -> None:
    model = Model()
    prompts = [str(number) for number in range(count)]
    assert asked(model, prompts, size) == [f"re: {prompt}" for prompt in prompts]
    assert model.sizes == [size] * (count // size) + ([count % size] if count % size else [])


@given(
    st.sets(st.integers(0, 19)),
    st.integers(1, 25),
    st.sampled_from([RuntimeError("shape"), OutOfMemoryError("x"), MemoryError(), RuntimeError("CUDA out of memory.")]),
)
def test_a_model_that_raises_costs_exactly_the_items_it_raises_for(bad: set[int], size: int, error: Exception) -> None:
    model = Model(failing_on({str(number) for number in bad}, error))
    answers = asked(model, [str(number) for number in range(20)], size)
    assert {number for number, answer in enumerate(answers) if isinstance(answer, Trouble)} == bad
    assert all(answers[number] == f"re: {number}" for number in set(range(20)) - bad)
    assert {answer.kind for answer in answers if isinstance(answer, Trouble)} <= {type(error).__name__}


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (None, "understand returned None for 1 requests"),
        ([], "understand returned 0 results for 1 requests"),
        (["a", "b"], "understand returned 2 results for 1 requests"),
        ("text", "understand returned an object of type str for 1 requests"),
        (iter(["a"]), "understand returned an object of type list_iterator for 1 requests"),
        ([None], "understand returned None, expected text (str)"),
        ([7], "understand returned an object of type int, expected text (str)"),
        ([["A"]], "understand returned 1 results, expected text (str)"),
    ],
)
def test_what_is_no_list_of_texts_is_described(outputs: object, said: str) -> None:
    model = Model(lambda prompts, _: outputs if prompts == ["bad"] else [f"re: {prompt}" for prompt in prompts])
    answers = asked(model, ["good", "bad", "fine"], 1)
    assert answers == ["re: good", Trouble("ModelError", said), "re: fine"]


def test_a_model_that_answers_too_few_is_asked_one_by_one() -> None:
    model = Model(lambda _, outputs: outputs[:1])
    assert asked(model, ["a", "b", "c"], 8) == ["re: a", "re: b", "re: c"]


def test_a_model_may_answer_with_a_tuple() -> None:
    assert asked(Model(lambda _, outputs: tuple(outputs)), ["a", "b"], 8) == ["re: a", "re: b"]


def test_a_text_that_no_file_can_hold_is_made_fit() -> None:
    assert asked(Model(lambda *_: ["\ud83d A"]), ["a"], 1) == ["? A"]


def broken_picture() -> Image.Image:
    buffer = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.getvalue()[:2000]))  # lazily: only decoding will fail


def closed_picture() -> Image.Image:
    picture = Image.new("RGB", (2, 2))
    picture.close()
    return picture


def huge_picture() -> Image.Image:
    """Opened and not decoded, which would fail: it ends after its header."""
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, "BMP")
    data = bytearray(buffer.getvalue())
    data[18:26] = struct.pack("<II", 10_000, 10_001)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (lambda: None, "generate returned None, expected a picture"),
        (lambda: "sunset.png", "generate returned an object of type str, expected a picture"),
        (broken_picture, "generate returned a picture that cannot be decoded: image file is truncated"),
        (closed_picture, "generate returned a picture that cannot be decoded: "),
        (lambda: Image.new("RGB", (0, 5)), "generate returned an empty picture: 0 x 5"),
        (
            lambda: Image.new("L", (100_000_001, 1)),
            "generate returned a picture of 100000001 x 1 pixels: more than 100 megapixels",
        ),
        (huge_picture, "generate returned a picture of 10000 x 10001 pixels: more than 100 megapixels"),
    ],
)
def test_what_is_no_picture_costs_its_own_case_alone(output: Callable[[], object], said: str) -> None:
    spoilt = Model(lambda prompts, drawn: [output() if p == "bad" else d for p, d in zip(prompts, drawn, strict=True)])
    answers = asked(spoilt, ["good", "bad", "fine"], 8, "generate")
    assert isinstance(answers[1], Trouble)
    assert answers[1].message.startswith(said)
    assert isinstance(answers[0], Image.Image)
    assert isinstance(answers[2], Image.Image)
    assert spoilt.sizes == [3], "what one call returned for the others is kept"


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "1", "P"])
def test_pictures_become_rgb(mode: str) -> None:
    [answer] = asked(Model(lambda *_: [Image.new(mode, (2, 3))]), ["a"], 1, "generate")
    assert isinstance(answer, Image.Image)
    assert (answer.mode, answer.size) == ("RGB", (2, 3))


@pytest.mark.parametrize("verb", ["understand", "generate"])
def test_an_exception_in_place_of_a_result_costs_its_own_case_alone(verb: Verb) -> None:
    refused = ModelError("status 400: refused\nby the filter")
    model = Model(
        lambda prompts, outputs: [refused if p == "bad" else o for p, o in zip(prompts, outputs, strict=True)]
    )
    answers = asked(model, ["good", "bad", "fine"], 8, verb)
    assert answers[1] == Trouble("ModelError", "status 400: refused by the filter")
    assert not isinstance(answers[0], Trouble)
    assert not isinstance(answers[2], Trouble)
    assert model.sizes == [3], "nobody is asked again"


def test_what_is_transparent_shows_white() -> None:
    picture = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    picture.putpixel((1, 0), (10, 20, 30, 255))
    [answer] = asked(Model(lambda *_: [picture]), ["a"], 1, "generate")
    assert isinstance(answer, Image.Image)
    assert [answer.getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255), (10, 20, 30)]


def test_out_of_memory_halves_the_batch_for_the_rest() -> None:
    def at_most_three(prompts: list[str], outputs: list[object]) -> object:
        if len(prompts) > 3:
            raise OutOfMemoryError
        return outputs

    model = Model(at_most_three)
    assert len(asked(model, ["a"] * 20, 8)) == 20
    assert model.sizes == [8, 4, 2, 2, 4, 2, 2] + [2] * 6


def test_any_other_failure_leaves_the_batch_size_alone() -> None:
    model = Model(failing_on({"0"}, ValueError("bad item")))
    asked(model, [str(number) for number in range(12)], 4)
    assert model.sizes[-2:] == [4, 4]


def test_one_item_too_large_for_any_batch_does_not_shrink_the_batches_of_the_rest() -> None:
    model = Model(failing_on({"0"}, OutOfMemoryError("CUDA out of memory")))
    asked(model, [str(number) for number in range(24)], 8)
    assert model.sizes[-2:] == [8, 8]


def test_each_verb_learns_its_own_size() -> None:
    def drawing_takes_more(prompts: list[str], outputs: list[object]) -> object:
        if isinstance(outputs[0], Image.Image) and len(prompts) > 1:
            raise MemoryError
        return outputs

    model = Model(drawing_takes_more)
    calls = Calls(model, 4)
    calls.answer("generate", [Request("a")] * 4)
    model.sizes.clear()
    calls.answer("generate", [Request("a")] * 2)
    calls.answer("understand", [Request("a")] * 4)
    assert model.sizes == [1, 1, 4]


def test_the_memory_of_a_failed_call_is_free_before_the_retry() -> None:
    """An exception holds its frames, and they the tensors: retrying inside `except` would run out of memory again."""

    class Tensor:
        pass

    alive: list[weakref.ref[Tensor]] = []

    class Hungry:
        def understand(self, requests: Sequence[Request]) -> list[str]:
            assert not any(reference() for reference in alive), "the last call's tensors are still held"
            tensor = Tensor()
            alive.append(weakref.ref(tensor))
            if len(requests) > 1:
                raise OutOfMemoryError
            return ["done" for _ in requests]

    gc.disable()  # a collector that happens to run must not help
    try:
        assert asked(Hungry(), ["a", "b", "c", "d"], 4) == ["done"] * 4
    finally:
        gc.enable()


def test_an_interrupt_is_not_the_model_s_trouble() -> None:
    def interrupt(*_: object) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(Model(interrupt), ["a"], 1)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (OutOfMemoryError("x"), True),
        (type("Deeper", (OutOfMemoryError,), {})("x"), True),
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), True),
        (RuntimeError("CUDNN_STATUS_NOT_SUPPORTED"), False),
    ],
)
def test_out_of_memory_is_recognised_by_name_or_wording(error: Exception, expected: bool) -> None:
    assert is_out_of_memory(error) is expected
