"""What of a model's or judge's settings may be shown, stored and hashed: nothing that opens a door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

_SECRET: Final = re.compile(r"key|token|secret|password|authorization", re.IGNORECASE)
_LIMIT: Final = re.compile(r"tokens", re.IGNORECASE)
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def public(value: Any) -> Any:
    """The settings as plain JSON values, at every depth without what looks like a secret.

    A key that speaks of keys, tokens, secrets, passwords or authorization takes its value with it, unless that counts
    tokens (`max_tokens = 512`). Addresses lose user, password and query.
    """
    if isinstance(value, Mapping):
        return {str(key): public(each) for key, each in value.items() if not _secret(str(key), each)}
    if isinstance(value, (list, tuple)):
        return [public(each) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return without_credentials(text) if _URL.match(text) else text


def without_credentials(url: str) -> str:
    """Scheme, host, port and path alone: `https://me:secret@host:8000/v1?key=…` is `https://host:8000/v1`."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that opens no IPv6 address: nothing of it is safe to show
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def _secret(key: str, value: object) -> bool:
    if _LIMIT.search(key) and isinstance(value, (int, float)):
        return False
    return _SECRET.search(key) is not None
