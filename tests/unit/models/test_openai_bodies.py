"""What goes out for a request, and what is read from any reply at all."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fakepainter import png
from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai import bodies
from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.pictures import received
from pytest_realunify.models.openai.replies import FruitlessError, cost_of, pictures_in, text_of
from pytest_realunify.models.openai.settings import Settings
from pytest_realunify.taxonomy import VERBS

PLACE = "[tool.realunify.models.x]"
PICTURE = Image.new("RGB", (3, 2), "red")
FILE = png(PICTURE)
URI = f"data:image/png;base64,{base64.b64encode(FILE).decode()}"


def settings(**given: Any) -> Settings:
    return Settings.of({"model": "m", "base_url": "http://localhost/v1", **given}, PLACE)


def test_a_template_wraps_the_prompt_and_marks_the_pictures() -> None:
    bagel = settings(
        prompt_template={
            "understand": "<|im_start|>user\n{images}{prompt}<|im_end|>\n<|im_start|>assistant\n",
            "generate": "<|im_start|>{prompt}<|im_end|>",
        },
        image_token="<|image_pad|>\n",  # noqa: S106 (no secret)
    )
    asked, drawn = Request("How many {images}?", (PICTURE,)), Request("a {cat}")
    assert bodies.prompt(bagel, "understand", asked) == (
        "<|im_start|>user\n<|image_pad|>\nHow many {images}?<|im_end|>\n<|im_start|>assistant\n"
    )
    assert bodies.prompt(bagel, "understand", drawn) == "<|im_start|>user\na {cat}<|im_end|>\n<|im_start|>assistant\n"
    assert bodies.prompt(bagel, "generate", drawn) == "<|im_start|>a {cat}<|im_end|>"
    assert bodies.prompt(bagel, "edit", asked) == asked.prompt


def test_modalities_are_those_of_the_verb() -> None:
    table = settings(modalities={"understand": ["text"], "generate": ["image"], "edit": []})
    sent = [bodies.chat(table, verb, Request("a"), []).get("modalities") for verb in VERBS]
    assert sent == [["text"], ["image"], None]


def test_fields_of_the_verb_go_over_those_of_all_and_take_the_seed() -> None:
    table = settings(
        seed=False,
        extra_body={"steps": 5, "guidance": {"seeds": ["{seed}"]}, "note": "{seed}!"},
        extra_body_for={"generate": {"steps": 50, "sampling_seed": "{seed}"}},
    )
    request = Request("a", seed=2**32 - 1)
    assert bodies.picture(table, "generate", request) == {
        "model": "m",
        "prompt": "a",
        "response_format": "b64_json",
        "steps": 50,
        "sampling_seed": 2**31 - 1,
        "guidance": {"seeds": [2**31 - 1]},
        "note": "{seed}!",
    }
    chat = bodies.chat(table, "understand", request, [])
    assert (chat["steps"], "seed" in chat, "sampling_seed" in chat) == (5, False, False)


@pytest.mark.parametrize(
    ("model", "images", "drawn_by", "abilities"),
    [
        ("gpt-5", "auto", "chat", VERBS),
        ("openai/gpt-5-image", "auto", "chat", VERBS),
        ("gpt-image-1", "auto", "images", ("generate", "edit")),
        ("openai/gpt-image-1-mini", "auto", "images", ("generate", "edit")),
        ("dall-e-2", "auto", "images", ("generate", "edit")),
        ("dall-e-3", "auto", "images", ("generate",)),
        ("imagen-4.0-generate-001", "auto", "images", ("generate",)),
        ("Qwen/Qwen-Image-Edit", "images", "images", VERBS),
        ("gpt-image-1", "chat", "chat", VERBS),
    ],
)
def test_auto_goes_by_the_name(model: str, images: str, drawn_by: str, abilities: tuple[str, ...]) -> None:
    table = settings(model=model, images=images)
    assert (table.drawn_by, table.abilities) == (drawn_by, abilities)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verbs": ["draw"]}, r"unknown verb of verbs in \[tool.realunify.models.x\]: 'draw'"),
        ({"modalities": {"genrate": ["image"]}}, "verb of modalities .*'genrate'. Did you mean 'generate'"),
        ({"extra_body_for": {"edits": {}}}, "Did you mean 'edit'"),
        ({"prompt_template": {"edit": "no place"}}, "prompt_template for edit has no {prompt}"),
        ({"prompt_template": "{prompt}"}, "Expected `object`, got `str`"),
        ({"images": "both"}, "Invalid enum value 'both'"),
        ({"fetch_urls": "yes"}, "Expected `bool`"),
        ({"seed": 7}, "Expected `bool"),
    ],
)
def test_a_drawing_setting_that_cannot_be_is_refused_with_its_place(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        settings(**given)
    assert PLACE in str(raised.value)


@pytest.mark.parametrize(
    "message",
    [
        {"images": [{"image_url": {"url": URI}}]},
        {"images": [{"type": "image_url", "image_url": URI}], "content": None},
        {"images": [{"b64_json": URI.partition(",")[2]}]},
        {"images": [URI]},
        {"content": [{"type": "text", "text": "See:"}, {"type": "image_url", "image_url": {"url": URI}}]},
        {"content": f"See ![it]({URI})."},
        {"content": [{"type": "text", "text": f"<img src='{URI}'>"}], "images": None},
        {"content": URI.replace("png;base64", "png;charset=utf-8;base64").rstrip("=")},
    ],
)
def test_a_picture_is_a_picture_however_it_is_written(message: dict[str, Any]) -> None:
    [found] = pictures_in({"choices": [{"message": message}]})
    assert received(found).tobytes() == PICTURE.tobytes()


def test_pictures_come_in_the_order_of_the_choices() -> None:
    choices = [{"message": {"content": "text"}}, {"message": {"images": ["data:image/png;base64,a", URI]}}]
    assert pictures_in({"choices": choices}) == ["data:image/png;base64,a", URI]


def test_why_the_model_stopped_is_told_where_it_drew_nothing() -> None:
    reply = {"choices": [{"message": {"content": None}, "finish_reason": "content_filter"}]}
    with pytest.raises(FruitlessError, match=r"no picture came back \(it stopped for 'content_filter'\)$"):
        pictures_in(reply)


@pytest.mark.parametrize("uri", ["data:image/png,abc", "data:text/html;base64,PGI+", "data:image/png;base64,", "!", ""])
def test_what_is_no_picture_is_said_so(uri: str) -> None:
    with pytest.raises(FruitlessError, match="the picture that came back is "):
        received(uri)


_KEYS = ("choices", "message", "content", "images", "image_url", "url", "b64_json", "data", "text", "usage")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(URI),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), each, max_size=4),
    max_leaves=12,
)


@given(_JSON | st.fixed_dictionaries({"choices": st.lists(st.fixed_dictionaries({"message": _JSON}), min_size=1)}))
def test_any_json_at_all_is_read_or_refused(reply: Any) -> None:
    for read in (pictures_in, text_of):
        try:
            found = read(reply)
        except CallError:
            continue
        assert found or read is text_of
    assert all(type(count) is int for count in cost_of(reply).values())


@given(st.binary(max_size=60) | st.integers(0, len(FILE)).map(lambda cut: FILE[:cut]) | st.text(max_size=60))
def test_any_bytes_at_all_are_a_picture_or_refused(found: str | bytes) -> None:
    try:
        picture = received(found)
    except FruitlessError:
        return
    assert picture.size == PICTURE.size
