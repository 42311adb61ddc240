"""Replies of the `openai` adapter under status 200 that failed, were cut, or are no text: never taken for an answer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fakepainter import TOKENS, Body, completion, png
from fakeserver import FakeServer, serving, verdict
from openaibench import Connect, connecting
from pytest_realunify.engine.judge_calls import Ask, Asker
from pytest_realunify.engine.outage import judge_breaker
from pytest_realunify.engine.poll_cache import PollCache
from pytest_realunify.errors import ModelError
from pytest_realunify.interfaces import Request
from pytest_realunify.judges.vlm import VLM
from pytest_realunify.models.openai.bodies import Call
from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.replies import check, finish_of
from pytest_realunify.protocols import Drawn

URI = f"data:image/png;base64,{base64.b64encode(png(Image.new('RGB', (2, 2)))).decode()}"
PICTURE = {"type": "image_url", "image_url": {"url": URI}}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture
def connect(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    with connecting(server, monkeypatch) as connect:
        yield connect


def choice(content: object, finish: object = "stop", **more: Any) -> Body:
    """A completion of one choice."""
    reply = completion({"content": content})
    reply["choices"][0] |= {"finish_reason": finish, **more}
    return reply


UPSTREAM = {"message": "the upstream broke off", "code": 502}
FAILED = {
    "an error in the choice": choice(None, "error", error=UPSTREAM),
    "an error beside half a text": choice("The answer is B, bec", "error", error=UPSTREAM),
    "an error without a finish": choice("The answer is B", None, error=UPSTREAM),
    "an error under a stop": choice("B", error={**UPSTREAM, "metadata": {"raw": "x"}}),
    "an error in words": choice("B", error="the upstream broke off"),
    "an error beside the choices": {**choice("B"), "error": UPSTREAM},
    "an error in a later choice": {
        "choices": [*choice("B")["choices"], *choice(None, "error", error=UPSTREAM)["choices"]]
    },
}


@pytest.mark.parametrize("failed", FAILED)
def test_a_choice_that_carries_an_error_is_asked_again(server: FakeServer, connect: Connect, failed: str) -> None:
    server.whole = lambda _: FAILED[failed] if len(server.bodies) <= 2 else None
    assert connect().understand([Request("a")]) == [verdict("a")]
    assert len(server.bodies) == 3


@pytest.mark.parametrize("failed", FAILED)
def test_one_that_always_does_is_an_error_that_quotes_it(server: FakeServer, connect: Connect, failed: str) -> None:
    server.whole = lambda _: FAILED[failed]
    [error] = connect(max_retries=2).understand([Request("a")])
    assert isinstance(error, ModelError)
    assert "the upstream broke off" in str(error)
    assert len(server.bodies) == 3


@pytest.mark.parametrize("verb", ["generate", "edit"])
def test_a_picture_beside_an_error_is_none(server: FakeServer, connect: Connect, verb: str) -> None:
    server.whole = lambda _: choice([PICTURE], "error", error=UPSTREAM)
    request = Request("a", (Image.new("RGB", (2, 2)),) if verb == "edit" else ())
    [error] = getattr(connect(max_retries=0), verb)([request])
    assert "the upstream broke off (code 502)" in str(error)


@pytest.mark.parametrize("finish", ["error", "ERROR", "abort", "network_error"])
def test_a_reply_that_was_broken_off_without_a_word_is_an_error_too(
    server: FakeServer, connect: Connect, finish: str
) -> None:
    server.whole = lambda _: choice("The answer is B", finish)
    [error] = connect(max_retries=1).understand([Request("a")])
    assert f"broken off (finish_reason {finish.lower()!r}) after 'The answer is B'" in str(error)
    assert len(server.bodies) == 2


def test_the_images_endpoints_can_fail_under_status_200_as_well(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: {"created": 1, "data": [], "error": UPSTREAM}
    [error] = connect(images="images", max_retries=0).generate([Request("a")])
    assert "the upstream broke off" in str(error)


@pytest.mark.parametrize(
    ("finish", "noted"),
    [
        ("length", "length"),
        ("MAX_TOKENS", "length"),
        ("content_filter", "content_filter"),
        ("SAFETY", "content_filter"),
        ("repetition", "repetition"),
    ],
)
def test_why_a_reply_ended_early_is_noted(server: FakeServer, connect: Connect, finish: str, noted: str) -> None:
    server.whole = lambda _: choice("Because of the", finish)
    request = Request("a")
    assert connect().understand([request]) == ["Because of the"]
    assert request.notes == {"finish": noted}
    assert len(server.bodies) == 1, "there is text: it is not asked again"


@pytest.mark.parametrize("finish", ["stop", "eos", "end_turn", "STOP", None, 3, {"type": "eos"}])
def test_a_reply_that_was_done_has_no_note(server: FakeServer, connect: Connect, finish: object) -> None:
    server.whole = lambda _: choice("B", finish)
    request = Request("a")
    assert connect().understand([request]) == ["B"]
    assert request.notes == {}


def test_a_reply_cut_before_its_first_word_is_asked_for_with_twice_the_room(
    server: FakeServer, connect: Connect
) -> None:
    server.whole = lambda body: choice(
        "B" if body["max_tokens"] > 100 else None, "stop" if body["max_tokens"] > 100 else "length"
    )
    request = Request("a")
    assert connect(max_tokens=64).understand([request]) == ["B"]
    assert [body["max_tokens"] for body in server.bodies] == [64, 128]
    assert request.notes == {}, "the reply that counts was done"


def test_one_cut_twice_is_empty_and_says_so(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: {
        "choices": [{"message": {"content": None, "reasoning": "Let me"}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": TOKENS["input"], "completion_tokens": TOKENS["output"]},
    }
    request = Request("a")
    assert connect(max_tokens=64).understand([request]) == [""]
    assert request.notes == {"finish": "length"}
    assert [body["max_tokens"] for body in server.bodies] == [64, 128]


def test_where_no_limit_was_set_none_is_invented(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: choice(None, "length")
    connect().understand([Request("a")])
    assert len(server.bodies) == 2
    assert all("max_tokens" not in body for body in server.bodies)


def test_an_empty_reply_that_was_not_cut_is_asked_for_with_the_same_room(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: choice("", "content_filter")
    request = Request("a")
    assert connect(max_tokens=64).understand([request]) == [""]
    assert request.notes == {"finish": "content_filter"}
    assert [body["max_tokens"] for body in server.bodies] == [64, 64]


@given(
    st.recursive(
        st.none() | st.integers(0, 9) | st.text(max_size=3),
        lambda each: (
            st.lists(each, max_size=3)
            | st.dictionaries(st.sampled_from(("max_tokens", "max_completion_tokens", "messages", "seed", "a")), each)
        ),
        max_leaves=12,
    ),
    st.integers(1, 4),
)
def test_room_is_made_wherever_a_limit_stands_and_nowhere_else(inner: Any, times: int) -> None:
    body = {
        "messages": [{"max_tokens": 7}],
        "max_tokens": 5,
        "stages": [inner, {"max_completion_tokens": 3, "seed": 5}],
    }
    wider = Call("chat", body).with_room(times).body
    assert wider["messages"] == [{"max_tokens": 7}]
    assert (wider["max_tokens"], wider["stages"][1]) == (5 * times, {"max_completion_tokens": 3 * times, "seed": 5})
    assert body["max_tokens"] == 5
    assert Call("chat", body).with_room(1).body == body


def test_a_judge_that_was_cut_gets_twice_the_room_when_it_is_asked_again(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    server.whole = lambda body: choice(
        "yes" if body["max_tokens"] > 8 else "Let me look", "stop" if body["max_tokens"] > 8 else "length"
    )
    asked = Ask(Drawn(Image.new("RGB", (2, 2)), "ab"), "Is it there?", 0)
    asker = Asker(VLM(connect(max_tokens=8)), "f", "{question}", PollCache(tmp_path), judge_breaker())
    asker.settle([asked])
    assert asked.reply == "yes"
    assert [body["max_tokens"] for body in server.bodies] == [8, 16]


def test_a_judge_that_rambles_without_being_cut_gets_no_more_room(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    server.whole = lambda _: choice("Let me look")
    asked = Ask(Drawn(Image.new("RGB", (2, 2)), "ab"), "Is it there?", 0)
    Asker(VLM(connect(max_tokens=8)), "f", "{question}", PollCache(tmp_path), judge_breaker()).settle([asked])
    assert [body["max_tokens"] for body in server.bodies] == [8, 8]


def test_an_error_in_a_judges_choice_is_trouble_and_no_vote(
    server: FakeServer, connect: Connect, tmp_path: Path
) -> None:
    server.whole = lambda _: choice("yes", "error", error=UPSTREAM)
    asked = Ask(Drawn(Image.new("RGB", (2, 2)), "ab"), "Is it there?", 0)
    Asker(VLM(connect(max_retries=0)), "f", "{question}", PollCache(tmp_path), judge_breaker()).settle([asked])
    assert asked.reply is None
    assert asked.trouble is not None
    assert "the upstream broke off" in asked.trouble.message


PICTURES_ALONE: dict[str, Callable[[], Body]] = {
    "as a part of the content": lambda: completion({"content": [PICTURE]}),
    "in a choice after an empty one": lambda: completion({"content": ""}, {"content": [PICTURE]}),
    "beside the content": lambda: completion({"content": None, "images": [PICTURE]}),
    "within the text": lambda: completion({"content": f"![image]({URI})\n"}),
}


@pytest.mark.parametrize("shape", PICTURES_ALONE)
def test_a_picture_where_text_was_asked_names_the_setting(server: FakeServer, connect: Connect, shape: str) -> None:
    server.whole = lambda _: PICTURES_ALONE[shape]()
    [error] = connect().understand([Request("Which?")])
    assert isinstance(error, ModelError)
    assert 'modalities.understand = ["text"]' in str(error)
    assert len(server.bodies) == 2


def test_a_server_that_draws_though_text_was_set_is_said_to_draw_only(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: completion({"content": [PICTURE]})
    [error] = connect(modalities={"understand": ["text"]}).understand([Request("Which?")])
    assert 'verbs = ["generate", "edit"]' in str(error)


def test_text_beside_a_picture_is_text_in_whichever_choice_it_stands(server: FakeServer, connect: Connect) -> None:
    server.whole = lambda _: completion({"content": [PICTURE]}, {"content": "It is B."})
    assert connect().understand([Request("Which?")]) == ["It is B."]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(st.sampled_from(("error", "message", "finish_reason", "choices", "content", "code")), each)
    ),
    max_leaves=12,
)


@given(
    _JSON
    | st.fixed_dictionaries({"choices": st.lists(st.fixed_dictionaries({"finish_reason": _JSON, "message": _JSON}))})
)
def test_any_json_at_all_is_checked_or_refused(reply: Any) -> None:
    try:
        check(reply)
        assert isinstance(finish_of(reply), str)
    except CallError:
        pass
