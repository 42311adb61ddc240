"""What a model in another interpreter answers and raises is, for the engine, what it would answer and raise here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from loopback import REQUESTS, Do, Model, each, importable, looped, raising
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import DataError, ModelError, ModelUnavailableError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.remote.adapter import RemoteModel
from pytest_realunify.records import Trouble
from pytest_realunify.taxonomy import VERBS, Verb


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[RemoteModel]:
    with importable(monkeypatch):
        yield looped(monkeypatch, "there_models:Model")


def both(there: RemoteModel, verb: Verb, do: Do, requests: Sequence[Request], size: int = 8) -> list[Any]:
    """What the engine makes of the model here, once it has made the same of the model there."""
    Model.do = staticmethod(do)
    here, remote = Calls(Model(), size), Calls(there, size)
    found, expected = remote.answer(verb, requests), here.answer(verb, requests)
    assert [flat(each) for each in found] == [flat(each) for each in expected]
    assert remote.limit == here.limit
    return found


def flat(answer: Any) -> Any:
    return (answer.mode, answer.size, answer.tobytes()) if isinstance(answer, Image.Image) else answer


anything = st.one_of(st.none(), st.booleans(), st.integers(), st.binary(), st.lists(st.text(), max_size=3), st.text())
quick = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.lists(st.text(st.characters(exclude_categories=[])), max_size=5), st.integers(0, 2**32 - 1))
def test_whatever_a_prompt_holds_arrives_and_whatever_is_said_comes_back(
    there: RemoteModel, prompts: list[str], seed: int
) -> None:
    requests = [Request(prompt, seed=seed, case=prompt) for prompt in prompts]
    both(there, "understand", each(lambda request: f"{request.prompt}|{request.seed}|{request.case}"), requests)


@quick
@given(st.lists(anything, min_size=1, max_size=6), st.sampled_from(VERBS))
def test_what_is_no_answer_is_told_as_it_would_be_here(there: RemoteModel, outputs: list[Any], verb: Verb) -> None:
    requests = [Request(str(number)) for number in range(len(outputs))]
    both(there, verb, each(lambda request: outputs[int(request.prompt)]), requests)


@quick
@given(anything | st.integers(0, 9).map(lambda count: ["x"] * count), st.sampled_from(VERBS))
def test_what_is_no_list_of_answers_is_told_as_it_would_be_here(there: RemoteModel, outputs: Any, verb: Verb) -> None:
    both(there, verb, lambda _: outputs, REQUESTS)


MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "RGBX", "La", "RGBa", "CMYK", "YCbCr", "HSV", "LAB", "I", "F", "I;16")


@quick
@given(st.sampled_from(MODES), st.integers(0, 4), st.integers(0, 4), st.randoms(use_true_random=False))
def test_a_picture_of_any_kind_is_the_picture_it_would_be_here(
    there: RemoteModel, mode: str, width: int, height: int, chance: Any
) -> None:
    size = (width, height)
    empty = Image.new(mode, (1, 1))
    data = bytes(chance.randrange(256) for _ in range(len(empty.tobytes()) * 4 * 4))
    image = Image.new(mode, size)
    if width and height:
        image.frombytes(data[: len(image.tobytes())])
    if mode == "P":
        image.putpalette([chance.randrange(256) for _ in range(768)])
    if mode in ("P", "L", "RGB") and chance.random() < 0.5:
        image.info["transparency"] = 0 if mode != "RGB" else (0, 0, 0)
    both(there, "generate", each(lambda _: image), [Request("a")])


def test_pictures_come_in_as_they_are_and_in_their_order(there: RemoteModel) -> None:
    images = tuple(Image.effect_noise((7, 5), 50).convert("RGB").resize((number + 1, 5)) for number in range(4))
    requests = [Request("a", images[:2]), Request("b"), Request("c", images[2:])]
    edited = both(
        there, "edit", each(lambda request: request.images[-1].rotate(90) if request.images else None), requests
    )
    assert edited[0].tobytes() == images[1].rotate(90).tobytes()
    assert isinstance(edited[1], Trouble)
    assert edited[2].tobytes() == images[3].rotate(90).tobytes()


@pytest.mark.parametrize("size", [(512, 512), (1, 96 * 1024), (96 * 1024 // 3, 3), (700, 41), (1536, 1024)])
def test_pictures_of_many_pieces_are_put_together_again(there: RemoteModel, size: tuple[int, int]) -> None:
    noise = Image.effect_noise(size, 80)
    colour, clear = noise.convert("RGB"), Image.merge("RGBA", [noise] * 4)
    pictures = (colour, noise, clear, colour.rotate(180))
    requests = [Request(str(number), (image.convert("RGB"),)) for number, image in enumerate(pictures)]
    drawn = both(there, "generate", each(lambda request: pictures[int(request.prompt)]), requests)
    assert [image.size for image in drawn] == [size] * 4
    both(there, "edit", each(lambda request: request.images[0].rotate(90)), requests)


def test_a_picture_that_cannot_be_decoded_costs_its_request_alone(there: RemoteModel) -> None:
    class Broken(Image.Image):
        def load(self) -> Any:
            raise OSError("image file is truncated")

    good = Image.new("RGB", (2, 2), "red")
    found = both(there, "generate", each(lambda request: Broken() if request.case == "bad" else good), REQUESTS)
    assert "cannot be decoded: image file is truncated (test_remote_model.py:" in found[1].message
    assert [isinstance(answer, Image.Image) for answer in found] == [True, False, True, True]


def test_a_picture_that_is_too_large_does_not_travel(there: RemoteModel) -> None:
    [found] = both(there, "generate", each(lambda _: Image.new("L", (100_000_001, 1))), REQUESTS[:1])
    assert "more than 100 megapixels" in found.message


class OwnError(ModelError):
    pass


class SilentError(Exception):
    def __str__(self) -> str:
        return ""


ERRORS = [
    ValueError("boom on\nthis one"),
    KeyError("key"),
    StopIteration(),
    ZeroDivisionError(),
    MemoryError("no room"),
    type("OutOfMemoryError", (RuntimeError,), {})("CUDA"),
    type("Tight", (MemoryError,), {})("a subclass is one too"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad byte"),
    DataError("file, row 3"),
    ModelError("ours"),
    OwnError("a child of ours"),
    SilentError(),
    RuntimeError("\ud800"),
    RuntimeError("x" * 100_000),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("size", [1, 4])
def test_an_exception_costs_and_says_what_it_would_here(there: RemoteModel, error: Exception, size: int) -> None:
    found = both(there, "understand", raising(error), REQUESTS, size)
    assert found[1].kind == type(error).__name__
    assert [found[0], *found[2:]] == ["fine"] * 3


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_exception_in_the_place_of_an_answer_is_one_here_too(there: RemoteModel, error: Exception) -> None:
    both(there, "understand", each(lambda request: error if request.case == "bad" else "fine"), REQUESTS)


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit("no"), type("Odd", (BaseException,), {})("odd")])
def test_what_is_no_exception_ends_more_than_its_request(there: RemoteModel, error: BaseException) -> None:
    Model.do = staticmethod(raising(error))
    with pytest.raises(BaseException, match=str(error)) as here:
        Calls(Model(), 8).answer("understand", REQUESTS)
    with pytest.raises(BaseException, match=rf"^{error} \(loopback\.py:") as remote:
        Calls(there, 8).answer("understand", REQUESTS)
    assert not isinstance(remote.value, Exception)
    assert Trouble.of(remote.value).kind == type(here.value).__name__


def test_an_exception_whose_text_cannot_be_had_is_told_all_the_same(there: RemoteModel) -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("not now")

    Model.do = staticmethod(raising(MuteError()))
    [trouble] = Calls(there, 8).answer("understand", REQUESTS[1:2])
    assert trouble.kind == "MuteError"
    assert trouble.message.startswith("its text cannot be had: RuntimeError (")


def test_a_model_that_gives_up_there_ends_the_run_here(there: RemoteModel) -> None:
    Model.do = staticmethod(raising(ModelUnavailableError("the key is refused")))
    with pytest.raises(ModelUnavailableError, match=r"^the key is refused$"):
        Calls(there, 8).answer("understand", REQUESTS)


def test_what_a_request_cost_is_noted_here_however_the_call_ended(there: RemoteModel) -> None:
    def do(requests: Sequence[Request]) -> list[str]:
        for request in requests:
            request.usage["calls"] = request.usage.get("calls", 0) + 1
            request.usage["odd"] = "no count"  # type: ignore[assignment]
        if len(requests) > 1:
            raise ValueError("one by one")
        return ["" for _ in requests]

    Model.do = staticmethod(do)
    requests = [Request("a"), Request("b")]
    Calls(there, 8).answer("understand", requests)
    assert [request.usage for request in requests] == [{"calls": 2}, {"calls": 2}]


def test_what_a_model_says_of_its_reply_and_the_room_it_has_cross(there: RemoteModel) -> None:
    def do(requests: Sequence[Request]) -> list[str]:
        for request in requests:
            request.notes["finish"] = "length"
        return [str(request.room) for request in requests]

    Model.do = staticmethod(do)
    requests = [Request("a", room=2), Request("b", notes={"kept": "yes"})]
    assert Calls(there, 8).answer("understand", requests) == ["2", "1"]
    assert [request.notes for request in requests] == [{"finish": "length"}, {"kept": "yes", "finish": "length"}]
