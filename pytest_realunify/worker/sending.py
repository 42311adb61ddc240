"""A report on its way from xdist's worker to its controller: what it may hold, and a result as one text."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pytest_realunify.text import encodable_within

_RESULT: Final = "result"


def on_its_way(data: dict[str, Any] | None) -> dict[str, Any] | None:
    """A report as pytest serialises it, with nothing that xdist cannot send. `data` stays as it is."""
    payload = data.get("realunify") if data is not None else None
    if data is None or not isinstance(payload, dict) or _RESULT not in payload:
        return encodable_within(data)  # type: ignore[no-any-return]
    rest = {key: each for key, each in payload.items() if key != _RESULT}
    sent: dict[str, Any] = encodable_within({**data, "realunify": rest})
    sent["realunify"][_RESULT] = _written(payload[_RESULT])
    return sent


def arrived(data: dict[str, Any]) -> None:
    """Undoes it, in place; a report of somebody else's is left alone."""
    payload = data.get("realunify")
    if isinstance(payload, dict) and isinstance(payload.get(_RESULT), str):
        payload[_RESULT] = msgspec.json.decode(payload[_RESULT])


def _written(result: object) -> str:
    try:
        return msgspec.json.encode(result).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(encodable_within(result)).decode()
