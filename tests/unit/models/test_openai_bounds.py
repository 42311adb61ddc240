"""What a server may cost a call: so much time and so many bytes; and what is meant for it goes to nobody else."""

from __future__ import annotations

import itertools
import json
import socket
import time
import tracemalloc
from collections.abc import Callable

import pytest
from PIL import Image

from evilserver import EvilServer, Handler, endless, leading, misbehaving, packed, plain, trickling
from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.interfaces import JudgeRequest, Request
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.openai import OpenAI

PICTURE = Image.new("RGB", (4, 4), "red")
PATIENCE = 8.0
"""Seconds within which a call must end whose limit is a second at most."""

Ask = Callable[[OpenAI], object]


def as_model(model: OpenAI) -> object:
    return model.understand([Request("private prompt", (PICTURE,))])[0]


def as_judge(model: OpenAI) -> object:
    return VLM(model).answer([JudgeRequest(PICTURE, "q", "private prompt")])[0]


def drawing(model: OpenAI) -> object:
    return model.generate([Request("private prompt")])[0]


both = pytest.mark.parametrize("ask", [as_model, as_judge])


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")


def asked(server: EvilServer, ask: Ask = as_model, **settings: object) -> object:
    """What comes of one request: an answer or an error."""
    model = OpenAI(**{"model": "fake", "base_url": server.url, "max_retries": 0, **settings})
    try:
        return ask(model)
    finally:
        model.close()


def refusal(server: EvilServer, ask: Ask = as_model, **settings: object) -> str:
    """The error, in time."""
    began = time.monotonic()
    error = asked(server, ask, **settings)
    assert time.monotonic() - began < PATIENCE
    assert isinstance(error, ModelError)
    return str(error)


@both
def test_a_server_that_trickles_ends_at_the_timeout(ask: Ask) -> None:
    with misbehaving(trickling(pause=0.05)) as server:
        assert "timed out" in refusal(server, ask, timeout=0.5)


@both
def test_a_server_that_trickles_ends_at_the_deadline_with_all_its_retries(ask: Ask) -> None:
    with misbehaving(trickling(pause=0.05)) as server:
        assert "within a deadline of 1 s" in refusal(server, ask, timeout=100, deadline=1.0, max_retries=6)


def test_a_server_that_is_slow_and_in_time_is_heard() -> None:
    with misbehaving(trickling(pause=0.02, spaces=10)) as server:
        assert asked(server, timeout=20) == "yes"


def test_a_head_that_trickles_ends_at_the_timeout() -> None:
    def behave(handler: Handler) -> None:
        for number in itertools.count():
            handler.wfile.write(b"X-%d: y\r\n" % number if number else b"HTTP/1.1 200 OK\r\n")
            time.sleep(0.05)

    with misbehaving(behave) as server:
        assert "timed out" in refusal(server, timeout=0.5)


def test_a_call_that_never_left_is_not_counted_as_one() -> None:
    with socket.socket() as silent:  # TCP is there, and TLS never begins
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        request = Request("a")
        model = OpenAI(
            model="fake", base_url=f"https://127.0.0.1:{silent.getsockname()[1]}/v1", timeout=0.5, max_retries=0
        )
        [error] = model.understand([request])
        model.close()
    assert "timed out" in str(error)
    assert request.usage["calls"] == 0, "and is told so: of who counts nothing else, one call is taken for granted"
    with misbehaving(trickling(pause=0.05)) as server:
        asked(server, lambda model: model.understand([request])[0], timeout=0.5)
    assert request.usage["calls"] == 1


def test_a_picture_that_trickles_from_its_link_ends_at_the_deadline() -> None:
    def behave(handler: Handler) -> None:
        if not handler.path.endswith("completions"):
            trickling(pause=0.05)(handler)
        handler.head()
        link = {"url": f"{handler.server.url}/picture.png"}
        handler.write([json.dumps({"choices": [{"message": {"images": [link]}}]}).encode()])

    with misbehaving(behave) as server:
        said = refusal(server, drawing, fetch_urls=True, timeout=100, deadline=1.0, max_retries=6)
        assert "timed out" in said


@both
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
def test_a_reply_that_unpacks_to_more_than_may_be_is_not_unpacked(ask: Ask, encoding: str) -> None:
    behave = packed(300, encoding)
    with misbehaving(behave) as server:
        tracemalloc.start()
        try:
            said = refusal(server, ask, max_body_mib=8, max_retries=6)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert "the reply is larger than 8 MiB (max_body_mib)" in said
        assert peak < 40 << 20
        assert len(server.heard) == 1, "a server that does that is not asked again"


def test_by_itself_a_reply_is_read_up_to_64_mib() -> None:
    with misbehaving(packed(66)) as server:
        assert "larger than 64 MiB" in refusal(server, timeout=60)


@both
def test_a_body_without_an_end_is_left(ask: Ask) -> None:
    with misbehaving(endless()) as server:
        assert "larger than 2 MiB" in refusal(server, ask, max_body_mib=2, max_retries=6)
        assert server.sent < 32 << 20
        assert len(server.heard) == 1


@pytest.mark.parametrize(("status", "calls"), [(500, 3), (400, 1)])
def test_a_refusal_without_an_end_is_taken_by_its_status(status: int, calls: int) -> None:
    with misbehaving(endless(status)) as server:
        assert f"status {status}" in refusal(server, max_retries=2)
        assert len(server.heard) == calls
        assert server.sent < 64 << 20


@both
def test_a_text_that_is_too_long_is_an_error_that_is_not_asked_for_again(ask: Ask) -> None:
    text = "é" * (3 << 18)
    with misbehaving(plain(text)) as server:
        said = refusal(server, ask, max_retries=6, max_text_mib=1)
        assert "the reply's text is larger than 1 MiB (max_text_mib): 1.5" in said
        assert len(server.heard) == 1
        assert asked(server, ask, max_text_mib=1.5) == text


def test_by_itself_a_text_may_have_16_mib() -> None:
    with misbehaving(packed(17)) as server:
        assert "the reply's text is larger than 16 MiB" in refusal(server, timeout=60)
    with misbehaving(packed(15)) as server:
        assert asked(server, timeout=60) == "A" * (15 << 20)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
def test_a_packed_reply_within_the_limits_is_read(encoding: str) -> None:
    with misbehaving(packed(1, encoding)) as server:
        assert asked(server) == "A" * (1 << 20)


def test_a_reply_that_is_packed_otherwise_than_it_says_is_asked_for_again() -> None:
    def behave(handler: Handler) -> None:
        if len(handler.server.heard) > 1:
            plain("yes")(handler)
            return
        handler.head(Content_Encoding="gzip")
        handler.write([b"no"])

    with misbehaving(behave) as server:
        assert asked(server, max_retries=1) == "yes"


def test_a_reply_packed_as_nobody_asked_for_is_named() -> None:
    def behave(handler: Handler) -> None:
        handler.head(Content_Encoding="br")
        handler.write([b"x"])

    with misbehaving(behave) as server:
        assert "packed as 'br', and was asked for as gzip or deflate" in refusal(server)
        assert server.heard[0][2]["accept-encoding"] == "gzip, deflate"


@both
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_takes_nothing_along(ask: Ask, status: int) -> None:
    with misbehaving(plain("stolen")) as other:
        there = other.url.replace("://", "://me:hunter2@")
        with misbehaving(leading(lambda _: f"{there}/chat?key=hunter3", status)) as server:
            said = refusal(server, ask, max_retries=6)
            assert len(server.heard) == 1
        assert other.heard == []
    assert f"{server.url}/chat/completions redirects to another server, {other.url}/chat;" in said
    assert "hunter" not in said


@pytest.mark.parametrize("elsewhere", ["https://127.0.0.1:{port}/v1", "http://localhost:{port}/v1", "//example.org/v1"])
def test_another_scheme_or_host_is_another_server(elsewhere: str) -> None:
    with misbehaving(leading(lambda h: elsewhere.format(port=h.server.server_address[1]))) as server:
        assert "redirects to another server" in refusal(server)
        assert len(server.heard) == 1


def test_a_redirect_within_the_server_is_followed() -> None:
    def behave(handler: Handler) -> None:
        moved = handler.path.startswith("/v2")
        (plain("yes") if moved else leading(lambda h: h.path.replace("/v1", "/v2"), 308))(handler)

    with misbehaving(behave) as server:
        assert asked(server) == "yes"
        (_, first, _), (path, second, headers) = server.heard
        assert path == "/v2/chat/completions"
        assert first == second
        assert headers["authorization"] == "Bearer sk-0123456789"


def test_a_way_out_after_a_redirect_within_is_refused_too() -> None:
    with misbehaving(plain("stolen")) as other:

        def behave(handler: Handler) -> None:
            there = f"{other.url}/x" if handler.path.startswith("/v2") else handler.path.replace("/v1", "/v2")
            leading(lambda _: there)(handler)

        with misbehaving(behave) as server:
            assert f"to another server, {other.url}/x" in refusal(server)
        assert other.heard == []


def test_a_redirect_that_goes_round_ends() -> None:
    with misbehaving(leading(lambda h: h.path)) as server:
        assert "more than 10 redirects in a row" in refusal(server)
        assert len(server.heard) == 11


def test_a_picture_s_link_that_leads_elsewhere_is_not_followed() -> None:
    with misbehaving(plain("stolen")) as other:

        def behave(handler: Handler) -> None:
            if not handler.path.endswith("completions"):
                leading(lambda _: other.url)(handler)
                return
            link = {"url": f"{handler.server.url}/picture.png"}
            handler.head()
            handler.write([json.dumps({"choices": [{"message": {"images": [link]}}]}).encode()])

        with misbehaving(behave) as server:
            assert f"redirects to another server, {other.url}" in refusal(server, drawing, fetch_urls=True)
        assert other.heard == []


@pytest.mark.parametrize("name", ["timeout", "deadline", "max_body_mib", "max_text_mib"])
@pytest.mark.parametrize("value", [0, -1.0, float("inf"), float("nan")])
def test_a_limit_is_a_number_above_0(name: str, value: float) -> None:
    with pytest.raises(UsageError, match="max_body_mib and max_text_mib must be above 0"):
        OpenAI(model="fake", base_url="http://localhost:1/v1", **{name: value})
