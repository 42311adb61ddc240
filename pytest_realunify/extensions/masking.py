"""Secrets that are known, out of whatever is written: messages, replies and the log, in every spelling."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from pytest_realunify.extensions.public import names_secret

MASK: Final = "***"
SHORTEST: Final = 4
"""Letters of the shortest text that is taken for a secret: servers that want any key at all are given such as `x`."""
_WORD: Final = 8
"""Likewise in what a model says, where the secret could be a word or a number: `blue` is also an answer."""


class Masker(logging.Filter):
    """Knows the secrets of one model. As a filter of a logger, of whatever is logged there."""

    def __init__(self, secrets: Iterable[str], names: Iterable[str] = ()) -> None:
        """`names`: what should not be shown, and yet may be a word that a model says, such as a user's name."""
        super().__init__()
        secrets = set(secrets)
        self._anywhere = _spellings({*secrets, *names}, SHORTEST)
        self._in_replies = _spellings({each for each in secrets if not _is_word(each)}, SHORTEST)

    def mask(self, text: str) -> str:
        """A message of our own, or of a server."""
        return _without(text, self._anywhere)

    def mask_reply(self, text: str) -> str:
        """What a model said. Words stay: an answer must not change."""
        return _without(text, self._in_replies)

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything pass, without the secrets."""
        try:
            told = record.getMessage()
        except Exception:  # noqa: BLE001 (arguments that do not fit the message are for logging to report)
            return True
        if (masked := self.mask(told)) != told:
            record.msg, record.args = masked, ()
        return True


def in_address(url: str) -> tuple[set[str], set[str]]:
    """The secrets of an address, and names. A user without a password is a key; with one, the two together are what
    `Authorization: Basic` holds."""
    try:
        parts = urlsplit(url)
        user, password = parts.username or "", parts.password or ""
    except ValueError:  # such as a bracket that opens no IPv6 address
        return set(), set()
    secrets = {value for name, value in parse_qsl(parts.query) if names_secret(name, value)}
    if not user and not password:
        return secrets, set()
    login = f"{unquote(user)}:{unquote(password)}"
    secrets |= {password, unquote(password), base64.b64encode(login.encode()).decode()}
    return (secrets, {user, unquote(user)}) if password else ({*secrets, user, unquote(user)}, set())


def in_settings(value: Any) -> Iterator[str]:
    """The texts under every key, at every depth, that speaks of a secret."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(each) if names_secret(str(name), each) else in_settings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from in_settings(each)
    elif isinstance(value, str) and "://" in value:
        yield from in_address(value)[0]


def _texts(value: Any) -> Iterator[str]:
    """`Bearer abc` is two: servers quote the second part alone."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool):
        text = str(value).strip()
        yield text
        if (scheme := text.partition(" "))[2] and scheme[0].lower() in ("bearer", "basic", "token", "digest"):
            yield scheme[2].strip()


def _is_word(secret: str) -> bool:
    return len(secret) < _WORD and (secret.isalpha() or secret.isdigit())


def _is_common(secret: str) -> bool:
    """Whether it may stand in any text by chance: the secrets of a run are looked for in all that it says."""
    return len(secret) < _WORD or secret.isdigit() or (secret.isalpha() and secret in (secret.lower(), secret.title()))


def _spellings(secrets: Iterable[str], shortest: int) -> list[str]:
    """The longest first: one may be a part of another."""
    found: set[str] = set()
    for secret in filter(None, secrets):
        found |= {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
        found |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return sorted((each for each in found if len(each) >= shortest), key=len, reverse=True)


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def in_environment(environ: Mapping[str, str]) -> Iterator[str]:
    """The values of variables that speak of a secret, and what opens the doors of the addresses in others. Places of
    files are none (`SSH_AUTH_SOCK`), nor is what could be a word, a number or a switch."""
    for name, value in environ.items():
        if "://" in value:
            yield from in_address(value)[0]
        elif names_secret(name, value) and not value.startswith(("/", "~", "./")):
            yield from _texts(value)


def of_run(tables: Iterable[Mapping[str, Any]], environ: Mapping[str, str]) -> list[str]:
    """All that a run must not say, in every spelling: of the tables of models and judges, and of the environment."""
    found = {*in_environment(environ), *(secret for table in tables for secret in in_settings(table))}
    return _spellings({each for each in found if not _is_common(each)}, SHORTEST)
