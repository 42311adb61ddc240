"""Texts of others on their way into a page: shortened, and without letters that a browser would obey."""

from __future__ import annotations

import re
from typing import Any, Final

from pytest_realunify.extensions.public import names_secret

_OBEYED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls but tab and newline, marks that turn the direction of text round, halves of surrogate pairs."""

_LOGIN: Final = re.compile(r"(?<=://)[^/@\s]*@")
_QUERY: Final = re.compile(
    r"(?i)((?:api[_-]?key|token(?!s|iz)|secret|password|passwd|pwd|pass|auth|signature|sig|key)=)[^&\s]+"
)


def readable(text: str, longest: int) -> str:
    """The text with what is invisible as `\\u202e`; what is beyond `longest` letters is counted instead."""
    rest = len(text) - longest
    shown = _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text[:longest].replace("\r\n", "\n"))
    return f"{shown} … ({rest:,} more letters)" if rest > 0 else shown


def without_secrets(value: Any) -> Any:
    """Plain JSON without the values of keys that name a secret, and without logins and keys in URLs."""
    if isinstance(value, dict):
        return {
            str(key): "(not shown)" if each and names_secret(str(key), each) else without_secrets(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(each) for each in value]
    return _QUERY.sub(r"\1(not shown)", _LOGIN.sub("", value)) if isinstance(value, str) else value
