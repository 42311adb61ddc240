"""The secrets of this process, learnt when a run begins, and left out of all that is said or written from then on.

An environment is a process's, and so is what must not be said of it: whoever writes needs no list handed down.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

MASK = "***"

_secrets: list[str] = []


def learn(secrets: Iterable[str]) -> None:
    """These, in every spelling that they are to be found by, and no others any more."""
    _secrets[:] = sorted({each for each in secrets if each}, key=len, reverse=True)  # one may be a part of another


def without_secrets(text: str) -> str:
    """The same where it holds none."""
    for secret in _secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def without_secrets_within(value: Any) -> Any:
    """The same of every text of plain JSON data, its keys left as they are."""
    if not _secrets:
        return value
    if isinstance(value, dict):
        return {key: without_secrets_within(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets_within(each) for each in value]
    return without_secrets(value) if isinstance(value, str) else value


class Filter(logging.Filter):
    """Of a handler: lets everything pass, without the secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            told = record.getMessage()
        except Exception:  # noqa: BLE001 (arguments that do not fit the message are for logging to report)
            return True
        if (masked := without_secrets(told)) != told:
            record.msg, record.args = masked, ()
        return True
