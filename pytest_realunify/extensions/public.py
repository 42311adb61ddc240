"""What of a model's or judge's settings may be shown, stored and hashed: nothing that opens a door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

_SECRET: Final = re.compile(
    r"token(?!i[sz])|secret|passw(?:or)?d|passphrase|credential|signature|bearer|cookie|authoriz|authentic|apikey"
    r"|keys?(?=_|\d|$)"  # of keyframes nothing is hidden
    r"|(?:^|_)(?:[a-z]*auth|pwd|[a-z]*passwd|pass|passcode|sig|creds?)\d*(?=_|$)",
)
"""In a name's words, in small letters, with `_` between them."""
_TOKENS: Final = re.compile(r"tokens|token_(?:count|limit|budget|ids?|n)(?=_|$)")
"""What counts a model's tokens."""
_FILLED: Final = re.compile(r"\{\w+\}")
"""A value that stands for a setting of the table: `max_tokens = "{max_tokens}"`."""
_MARKS: Final = frozenset({"image_token"})
"""Names of what stands for a picture in a prompt."""
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|none")
"""Of an environment, or that there is none, under a name that ends so: `api_key_env = "OPENAI_API_KEY"`."""
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LOGIN: Final = re.compile(r"(?<=://)[^/@\s]*@")


def public(value: Any) -> Any:
    """The settings as plain JSON values, at every depth without what looks like a secret.

    A key that `names_secret` takes its value with it. Addresses lose user, password and query.
    """
    if isinstance(value, Mapping):
        return {str(key): public(each) for key, each in value.items() if not names_secret(str(key), each)}
    if isinstance(value, (list, tuple)):
        return [public(each) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = str(value)
    return without_credentials(text) if _URL.match(text) else _LOGIN.sub("", text)


def without_credentials(url: str) -> str:
    """Scheme, host, port and path alone: `https://me:secret@host:8000/v1?key=…` is `https://host:8000/v1`."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that opens no IPv6 address: nothing of it is safe to show
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def names_secret(key: str, value: object) -> bool:
    """Whether a key speaks of a secret (a key, token, password, signature, cookie…), and its value may be one: what
    counts tokens is none, be it a number or a placeholder (`max_tokens = "{max_tokens}"`), nor is a variable's name."""
    name = re.sub(r"[^a-z0-9]+", "_", _HUMP.sub("_", key).lower())
    if name in _MARKS or (name.endswith("_env") and _VARIABLE.fullmatch(str(value))):
        return False
    if _TOKENS.search(name) and _is_plain(value):
        name = _TOKENS.sub("", name)
    return _SECRET.search(name) is not None


def _is_plain(value: object) -> bool:
    """Whether it is a count, a switch or a placeholder, or holds such alone."""
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (int, float)) or _FILLED.fullmatch(str(value)) is not None
