"""JSON as the SDK and Python write and read it, pictures included, in less time."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.models.openai import wire

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MESSAGES = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]}]


@given(st.dictionaries(st.text(), VALUES, max_size=4), VALUES, st.booleans())
def test_what_is_written_means_what_was_given(fields: dict[str, Any], said: Any, chat: bool) -> None:
    body = {**fields, "messages": said} if chat else fields
    written = wire.written(body)
    assert written is not None
    assert json.loads(written) == body


@given(VALUES)
def test_what_is_read_is_what_python_reads(value: Any) -> None:
    assert wire.read(json.dumps(value).encode()) == value


@pytest.mark.parametrize("text", ['{"a": NaN}', '"\\ud800"', '{"a": 1, "a": 2}', "1e400", str(10**30)])
def test_what_only_python_reads_is_read_too(text: str) -> None:
    found, expected = wire.read(text.encode()), json.loads(text)
    assert repr(found) == repr(expected) or found == expected


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"a": 1', b"\xff\xfe\xfd", b"{} {}"])
def test_what_is_no_json_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (what is said of it is Python's)
        wire.read(content)


def test_a_number_that_is_none_is_refused_as_the_sdk_does() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        wire.written({"temperature": math.nan, "messages": MESSAGES})


def test_what_the_sdk_alone_can_write_is_left_to_it() -> None:
    assert wire.written({"day": dt.date(2026, 12, 1), "messages": MESSAGES}) is None


def test_a_message_alone_is_a_body() -> None:
    assert json.loads(wire.written({"messages": MESSAGES}) or b"") == {"messages": MESSAGES}
