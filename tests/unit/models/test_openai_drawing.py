"""Pictures through the real SDK, in every shape that servers send them, whole and broken."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from fakepainter import FLAWS, SHAPES, TOKENS, Body, pictures_of, prompt_of
from fakeserver import FakeServer, filled, serving
from openaibench import KEY, Connect, connecting
from pytest_realunify.engine.model_calls import Calls
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request, supports

COST = {"input_tokens": TOKENS["input"], "output_tokens": TOKENS["output"]}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with connecting(server, monkeypatch) as connect:
        yield connect


def photo(*colours: str) -> Image.Image:
    """A column per colour, so that it matters which way it is up."""
    image = Image.new("RGB", (len(colours), 2))
    for column, colour in enumerate(colours):
        image.paste(colour, (column, 0, column + 1, 2))
    return image


def failing_once(*faults: str) -> Callable[[int, Body], str | None]:
    return lambda number, _: faults[number] if number < len(faults) else None


def huge_png(width: int, height: int) -> bytes:
    """A header that promises more than anybody should decode."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_chat_s_picture_is_found_in_every_shape(server: FakeServer, connect: Connect, shape: str) -> None:
    server.shape = shape
    model, given = connect(fetch_urls=True), photo("red", "blue")
    drawn = model.generate([Request("draw a"), Request("draw b")])
    assert [each.tobytes() for each in drawn] == [filled({"prompt": f"draw {each}"}).tobytes() for each in "ab"]
    [edited] = model.edit([Request("turn it", (given,), seed=5)])
    assert edited.convert("RGB").tobytes() == photo("blue", "red").tobytes()
    body = server.bodies[-1]
    assert (body["modalities"], body["seed"], prompt_of(body)) == (["image", "text"], 5, "turn it")
    assert pictures_of(body)[0].tobytes() == given.tobytes()
    assert not body.keys() & {"temperature", "max_tokens"}, "they are for text"
    assert set(server.paths) == {"/v1/chat/completions"}


def test_the_images_endpoints_draw_and_edit(server: FakeServer, connect: Connect) -> None:
    model, given = (
        connect(images="images", extra_body_for={"edit": {"size": "256x256", "steps": 9}}),
        photo("red", "blue"),
    )
    [drawn] = model.generate([Request("draw", seed=7)])
    [edited] = model.edit([Request("turn it", (given,), seed=7)])
    assert drawn.size == (6, 4)
    assert edited.convert("RGB").tobytes() == photo("blue", "red").tobytes()
    assert server.paths == ["/v1/images/generations", "/v1/images/edits"]
    generation, edition = server.bodies
    assert generation == {"model": "fake", "prompt": "draw", "response_format": "b64_json"}
    [sent] = pictures_of(edition)
    assert sent.tobytes() == given.tobytes()
    del edition["image"]
    assert edition == {
        "model": "fake",
        "prompt": "turn it",
        "response_format": "b64_json",
        "size": "256x256",
        "steps": "9",
    }
    assert server.keys == {f"Bearer {KEY}"}


def test_several_pictures_go_out_in_order(server: FakeServer, connect: Connect) -> None:
    connect(images="images").edit([Request("join", (photo("red"), photo("lime")))])
    assert [each.getpixel((0, 0)) for each in pictures_of(server.bodies[0])] == [(255, 0, 0), (0, 255, 0)]


def test_a_hosted_drawing_model_is_known_by_its_name(server: FakeServer, connect: Connect) -> None:
    model = connect(model="gpt-image-1", seed=True)
    assert [supports(model, verb) for verb in ("understand", "generate", "edit")] == [False, True, True]
    model.generate([Request("draw", seed=2**31 + 3)])
    assert server.paths == ["/v1/images/generations"]
    assert server.bodies == [{"model": "gpt-image-1", "prompt": "draw", "seed": 3}]


@pytest.mark.parametrize("images", ["chat", "images"])
@pytest.mark.parametrize("fault", ["429", "500", "drop", "garbage", "no choices", *FLAWS])
def test_a_fault_that_passes_costs_no_picture(server: FakeServer, connect: Connect, images: str, fault: str) -> None:
    server.fault = failing_once(fault)
    [drawn] = connect(images=images).generate([Request("draw")])
    assert drawn.size == (6, 4)
    assert len(server.bodies) == 2


@pytest.mark.parametrize("images", ["chat", "images"])
@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ("no picture", "no picture came back"),
        ("broken base64", "the picture that came back is broken base64"),
        ("cut off", "the picture that came back cannot be decoded"),
    ],
)
def test_a_reply_without_a_usable_picture_is_asked_for_once_more(
    server: FakeServer, connect: Connect, images: str, flaw: str, said: str
) -> None:
    server.fault = lambda _, body: flaw if prompt_of(body) == "bad" else None
    bad, good = connect(images=images).generate([Request("bad"), Request("good")])
    assert good.size == (6, 4)
    assert isinstance(bad, ModelError)
    assert f"fake at {server.url}: {said}" in str(bad)
    assert len(server.bodies) == 3


def test_the_error_quotes_what_the_model_said_instead(server: FakeServer, connect: Connect) -> None:
    server.fault = lambda *_: "no picture"
    [error] = connect().generate([Request("draw")])
    assert str(error).endswith("no picture came back, but the text 'I would rather describe it.'")


@pytest.mark.parametrize("size", [(20_000, 20_000), (11_000, 10_000)], ids=["bomb", "large"])
def test_a_decompression_bomb_is_not_decoded(server: FakeServer, connect: Connect, size: tuple[int, int]) -> None:
    server.paint = lambda _: huge_png(*size)
    [error] = connect().generate([Request("draw")])
    assert isinstance(error, ModelError)
    assert "more than 100 megapixels" in str(error)


def test_what_is_transparent_shows_white(server: FakeServer, connect: Connect) -> None:
    server.paint = lambda _: Image.new("RGBA", (2, 2), (255, 0, 0, 0))
    [drawn] = Calls(connect(), 1).answer("generate", [Request("draw")])
    assert drawn.getpixel((0, 0)) == (255, 255, 255)


def test_a_link_is_not_followed_unless_the_table_says_so(server: FakeServer, connect: Connect) -> None:
    server.shape = "link"
    [error] = connect().generate([Request("draw")])
    assert "fetch_urls = true" in str(error)
    assert len(server.bodies) == 1


def test_a_link_to_another_server_is_never_followed(server: FakeServer, connect: Connect) -> None:
    server.shape = "link"
    with serving() as other:
        server.link = f"{other.url}/drawn.png?token=abc"
        other.files["/v1/drawn.png?token=abc"] = (200, b"")
        [error] = connect(fetch_urls=True).generate([Request("draw")])
        assert str(error).endswith(f"the picture is a link to another server: {other.url}/drawn.png")
        assert other.fetched == []


@pytest.mark.parametrize(("status", "said"), [(404, "status 404"), (302, "status 302"), (200, "is not a picture")])
def test_a_link_that_leads_to_no_picture_is_an_error(
    server: FakeServer, connect: Connect, status: int, said: str
) -> None:
    server.shape, server.link = "link", f"{server.url}/gone.png"
    server.files["/v1/gone.png"] = (status, b"<html>")
    [error] = connect(fetch_urls=True).generate([Request("draw")])
    assert isinstance(error, ModelError)
    assert said in str(error)


def test_what_a_request_cost_is_noted_with_all_its_calls(server: FakeServer, connect: Connect) -> None:
    server.fault = failing_once("500", "cut off")
    model, drawing, editing, asking = connect(), Request("draw"), Request("turn", (photo("red"),)), Request("what?")
    model.generate([drawing])
    model.edit([editing])
    model.understand([asking])
    assert drawing.usage.pop("waited_ms") > 0
    assert drawing.usage == {"calls": 3, "retries": 2, "output_images": 2, "input_tokens": 6, "output_tokens": 14}
    assert editing.usage == {"calls": 1, "input_images": 1, "output_images": 1, **COST}
    assert asking.usage == {"calls": 1, **COST}


def test_the_images_endpoints_count_alike(connect: Connect) -> None:
    editing = Request("turn", (photo("red"),))
    connect(images="images").edit([editing])
    assert editing.usage == {"calls": 1, "input_images": 1, "output_images": 1, **COST}


def test_a_picture_that_cannot_be_sent_costs_its_neighbours_nothing(server: FakeServer, connect: Connect) -> None:
    unfit = photo("red")
    unfit.close()
    for images in ("chat", "images"):
        good, bad = connect(images=images).edit([Request("a", (photo("red"),)), Request("b", (unfit,))])
        assert good.size == (1, 2)
        assert str(bad).startswith("a picture cannot be sent: ")
    assert len(server.bodies) == 2


def test_verbs_can_be_switched_off(connect: Connect) -> None:
    model = connect(verbs=["understand"])
    assert [supports(model, verb) for verb in ("understand", "generate", "edit")] == [True, False, False]
