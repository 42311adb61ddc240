"""What travels to a replica and back is plain data, and arrives as it left."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pytest_realunify.engine.ray.plain import UNREADABLE, packed, packed_answers, unpacked, unpacked_answers
from pytest_realunify.interfaces import Request
from pytest_realunify.records import Trouble

pictures = st.builds(
    lambda width, height, value: Image.frombytes("RGB", (width, height), bytes([value]) * (3 * width * height)),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 255),
)
requests = st.builds(
    Request, st.text(), st.lists(pictures, max_size=2).map(tuple), st.integers(0, 2**32 - 1), st.text()
)
answers = st.one_of(st.text(), pictures, st.builds(Trouble, st.text(), st.text()))

PLAIN = (str, int, bytes)


def is_plain(thing: Any) -> bool:
    if isinstance(thing, dict):
        return all(isinstance(key, str) and is_plain(value) for key, value in thing.items())
    return all(map(is_plain, thing)) if type(thing) is list else type(thing) in PLAIN


def seen(answers: list[Any]) -> list[Any]:
    """A picture by its pixels: on its way it becomes another kind of object."""
    return [(each.mode, each.size, each.tobytes()) if isinstance(each, Image.Image) else each for each in answers]


def said(request: Request | Trouble) -> list[Any]:
    assert isinstance(request, Request)
    return [request.prompt, request.seed, request.case, *seen(list(request.images))]


@given(st.lists(requests, max_size=3))
def test_requests_arrive_as_they_left(sent: list[Request]) -> None:
    travelling = packed(sent)
    assert is_plain(travelling)
    assert [said(request) for request in unpacked(travelling)] == [said(request) for request in sent]


@given(st.lists(answers, max_size=4))
def test_answers_arrive_as_they_left(sent: list[Any]) -> None:
    travelling = packed_answers(sent)
    assert is_plain(travelling)
    assert seen(unpacked_answers(travelling)) == seen(sent)


def test_a_picture_that_is_not_rgb_travels_as_rgb() -> None:
    (request,) = unpacked(packed([Request("p", (Image.new("L", (2, 2), 7),))]))
    assert isinstance(request, Request)
    assert request.images[0].mode == "RGB"
    assert request.images[0].getpixel((0, 0)) == (7, 7, 7)


def test_a_picture_that_cannot_be_opened_there_costs_its_own_request_alone() -> None:
    good, bad = packed([Request("good", (Image.new("RGB", (3, 3), "red"),)), Request("bad")])
    bad["images"] = [good["images"][0][:40]]
    opened, trouble = unpacked([good, bad])
    assert isinstance(opened, Request)
    assert isinstance(trouble, Trouble)
    assert trouble.kind == UNREADABLE
    assert trouble.message.startswith("an input picture is not a picture")
