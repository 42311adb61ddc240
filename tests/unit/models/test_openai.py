"""The `openai` adapter through the real SDK, against a server that misbehaves as told."""

from __future__ import annotations

import base64
import io
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from fakepainter import prompt_of
from fakeserver import FAULTS, Body, FakeServer, serving, verdict
from openaibench import KEY, Connect, connecting
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request, supports
from pytest_realunify.models.openai import OpenAI
from pytest_realunify.models.openai.pictures import KEPT, DataURIs
from pytest_realunify.models.resolve import resolve
from pytest_realunify.records import Trouble


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with connecting(server, monkeypatch) as connect:
        yield connect


def picture(colour: str = "red") -> Image.Image:
    return Image.new("RGB", (5, 4), colour)


def failing_once(*faults: str | None) -> Callable[[int, Body], str | None]:
    """The first calls fail so; every later one is served."""
    return lambda number, _: faults[number] if number < len(faults) else None


def test_pictures_and_text_go_out_and_text_comes_back(server: FakeServer, connect: Connect) -> None:
    model = connect(max_tokens=7, detail="low", extra_body={"top_k": 1, "chat_template_kwargs": {"thinking": False}})
    images = (picture("red"), picture("blue"))
    assert model.understand([Request("Same?", images, seed=2**32 - 1)]) == [verdict("Same?")]
    [body] = server.bodies
    *sent, text = body.pop("messages")[0]["content"]
    assert text == {"type": "text", "text": "Same?"}
    assert body == {
        "model": "fake",
        "seed": 2**31 - 1,
        "temperature": 0.0,
        "max_tokens": 7,
        "top_k": 1,
        "chat_template_kwargs": {"thinking": False},
    }
    for part, image in zip(sent, images, strict=True):
        head, data = part["image_url"]["url"].split(",")
        assert (head, part["image_url"]["detail"]) == ("data:image/png;base64", "low")
        received = Image.open(io.BytesIO(base64.b64decode(data)))
        assert received.tobytes() == image.tobytes()
    assert server.keys == {f"Bearer {KEY}"}


def test_what_a_server_refuses_can_be_left_out(server: FakeServer, connect: Connect) -> None:
    connect(omit=["seed", "temperature"]).understand([Request("a")])
    assert server.bodies[0].keys() == {"model", "messages"}


def test_a_batch_is_in_flight_together_up_to_the_bound(server: FakeServer, connect: Connect) -> None:
    meeting = threading.Barrier(4)  # nobody is answered until four calls are in flight

    def meet(*_: object) -> None:
        meeting.wait(20)

    server.fault = meet
    model = connect(concurrency=4)
    replies = model.understand([Request(f"{number}") for number in range(12)])
    assert replies == [verdict(f"{number}") for number in range(12)]
    assert server.most_in_flight == 4


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_passes_costs_nothing(server: FakeServer, connect: Connect, fault: str) -> None:
    faults = (fault,) if fault == "empty" else (fault, fault, fault)
    server.fault = failing_once(*faults)
    assert connect().understand([Request("a")]) == [verdict("a")]
    assert len(server.bodies) == len(faults) + 1


@pytest.mark.parametrize("fault", ["429", "500", "503", "408", "409", "drop", "garbage", "no choices"])
def test_a_fault_that_stays_is_an_error_after_so_many_tries(server: FakeServer, connect: Connect, fault: str) -> None:
    server.fault = lambda *_: fault
    [error] = connect(max_retries=3).understand([Request("a")])
    assert isinstance(error, ModelError)
    assert "fake at http://127.0.0.1:" in str(error)
    assert "4 times in a row" in str(error)
    assert "\n" not in str(error)
    assert len(server.bodies) == 4


@pytest.mark.parametrize("fault", ["400", "401", "403", "404", "422"])
def test_a_call_that_is_wrong_is_not_repeated(server: FakeServer, connect: Connect, fault: str) -> None:
    server.fault = lambda *_: fault
    [error] = connect().understand([Request("a")])
    assert f"status {fault}" in str(error)
    assert len(server.bodies) == 1


def test_a_server_that_is_not_there_is_an_error(connect: Connect) -> None:
    with serving() as gone:
        url = gone.url
    [error] = connect(base_url=url, max_retries=1).understand([Request("a")])
    assert isinstance(error, ModelError)
    assert "Connection error" in str(error)


def test_a_server_that_is_silent_is_an_error(server: FakeServer, connect: Connect) -> None:
    server.latency = 0.5
    [error] = connect(timeout=0.02, max_retries=0).understand([Request("a")])
    assert "timed out" in str(error)


@pytest.mark.parametrize("reply", ["", None, "  "])
def test_a_model_that_says_nothing_twice_has_said_nothing(
    server: FakeServer, connect: Connect, reply: str | None
) -> None:
    server.reply = lambda _: reply
    assert connect().understand([Request("a")]) == [reply or ""]
    assert len(server.bodies) == 2


def test_a_request_that_fails_loses_none_of_its_neighbours(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda _, body: "400" if prompt_of(body) == "bad" else None
    unfit = picture()
    unfit.close()
    answers = connect().understand([Request("a"), Request("bad"), Request("b"), Request("unfit", (unfit,))])
    assert [answers[0], answers[2]] == [verdict("a"), verdict("b")]
    assert isinstance(answers[1], ModelError)
    assert str(answers[3]).startswith("a picture cannot be sent: ")
    assert len(server.bodies) == 3


def test_the_engine_takes_a_failed_request_as_that_case_s_error(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda _, body: "400" if prompt_of(body) == "bad" else None
    answers = Calls(connect(), 8).answer("understand", [Request("a"), Request("bad")])
    assert answers[0] == verdict("a")
    assert isinstance(answers[1], Trouble)
    assert answers[1].kind == "ModelError"


@pytest.mark.parametrize("fault", ["401", "500", "429"])
def test_an_error_never_quotes_the_key(server: FakeServer, connect: Connect, fault: str) -> None:
    server.fault = lambda *_: fault  # its message holds the whole header
    [error] = connect(max_retries=0).understand([Request("a")])
    assert "refused Bearer ***" in str(error)
    assert KEY not in repr(error)


def test_a_letter_that_is_given_for_a_key_spoils_no_message(
    server: FakeServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    server.whole = lambda _: {"error": "text without a next x"}
    [error] = connect(max_retries=0).understand([Request("a")])
    assert "text without a next x" in str(error)


def test_a_key_that_no_header_can_hold_is_not_quoted_either(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-\u2026secret")
    [error] = connect(max_retries=0).understand([Request("a")])
    assert isinstance(error, ModelError)
    assert "secret" not in str(error)


def test_the_identity_names_neither_the_endpoint_nor_a_secret(connect: Connect) -> None:
    model = connect(
        base_url="http://me:hunter2@localhost:8000/v1/?key=abc",
        temperature=0.5,
        extra_body={"top_k": 1, "api_key": "hunter3"},
    )
    assert model.identity() == {
        "adapter": "openai",
        "model": "fake",
        "images": "chat",
        "temperature": 0.5,
        "max_tokens": None,
        "detail": None,
        "seed": None,
        "modalities": {"understand": [], "generate": ["image", "text"], "edit": ["image", "text"]},
        "prompt_template": {},
        "image_token": "",
        "extra_body": {"top_k": 1},
        "extra_body_for": {},
        "omit": [],
    }


def test_a_one_liner_and_a_table_make_the_same_model(server: FakeServer, connect: Connect) -> None:
    del connect  # its key
    for spec in (
        resolve("openai:fake", {}),
        resolve("mine", {"mine": {"adapter": "openai", "model": "fake"}}),
        resolve("mine", {"mine": {"adapter": "openai", "target": "fake"}}),
    ):
        model = spec.build()
        assert isinstance(model, OpenAI)
        assert model.settings.model == "fake"
        assert [supports(model, verb) for verb in ("understand", "generate", "edit")] == [True, True, True]
        model.close()
    assert server.bodies == []


def test_without_the_sdk_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ModelError, match=r"pip install 'pytest-realunify\[openai\]'"):
        OpenAI(model="fake", base_url="http://localhost:1/v1")


def test_after_closing_nothing_is_asked(server: FakeServer, connect: Connect) -> None:
    model = connect()
    assert model.understand([Request("a")]) == [verdict("a")]
    model.close()
    model.close()
    with pytest.raises(ModelError, match="closed"):
        model.understand([Request("a")])
    assert len(server.bodies) == 1


def test_a_picture_is_encoded_once_for_all_who_ask_about_it() -> None:
    encoded: list[Image.Image] = []
    release = threading.Event()

    def encode(image: Image.Image) -> str:
        assert release.wait(20)
        encoded.append(image)
        return f"uri {len(encoded)}"

    uris, image, got = DataURIs(encode), picture(), []
    threads = [threading.Thread(target=lambda: got.append(uris.get(image))) for _ in range(8)]
    for thread in threads:
        thread.start()
    release.set()
    for thread in threads:
        thread.join()
    assert got == ["uri 1"] * 8
    others = [picture() for _ in range(KEPT)]
    assert len({uris.get(other) for other in others}) == KEPT, "equal pixels are another picture"
    uris.get(image)
    assert len(encoded) == KEPT + 2, "the oldest is forgotten"
