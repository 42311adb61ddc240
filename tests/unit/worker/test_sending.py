"""Reports on their way through xdist: a result as one text, and nothing that cannot be sent."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import execnet
from hypothesis import given
from hypothesis import strategies as st

from pytest_realunify.worker.sending import arrived, on_its_way

NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def report(result: object, **more: Any) -> dict[str, Any]:
    """As pytest serialises one."""
    payload = {"result": result, "wrong": False, "identities": {"model": {"name": "n"}}}
    return {"nodeid": "cases/test_geu.py::test_geu[a]", "location": ("a", 1, "b"), "realunify": payload, **more}


@given(PLAIN)
def test_a_result_arrives_as_it_was_sent(result: object) -> None:
    data = report(result)
    before = deepcopy(data)
    sent = on_its_way(data)
    assert data == before
    assert sent is not None
    assert isinstance(sent["realunify"]["result"], str)
    back = execnet.loads(execnet.dumps(sent))
    arrived(back)
    assert back == before


def test_what_utf_8_cannot_hold_is_sent_without_it() -> None:
    sent = on_its_way(report({"reply": "a\ud800"}, longrepr="b\ud800"))
    assert sent is not None
    back = execnet.loads(execnet.dumps(sent))
    arrived(back)
    assert (back["realunify"]["result"]["reply"], back["longrepr"]) == ("a?", "b?")


def test_reports_of_others_are_left_as_they_are() -> None:
    for data in ({"nodeid": "a"}, {"nodeid": "a", "realunify": {"unavailable": "line"}}, {"realunify": "theirs"}):
        sent: Any = on_its_way(dict(data))
        assert sent == data
        arrived(sent)
        assert sent == data
    assert on_its_way(None) is None
