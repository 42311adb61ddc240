"""What a server's JSON holds: text, pictures in any of their shapes, why it ended, and what it cost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pytest_realunify.models.openai.failures import CallError
from pytest_realunify.models.openai.unpacking import MIB

_INLINE: Final = re.compile(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,[A-Za-z0-9+/=_-]+")
_ADDRESSES: Final = ("image_url", "b64_json", "url")
_COUNTS: Final = {
    "input_tokens": ("prompt_tokens", "input_tokens"),
    "output_tokens": ("completion_tokens", "output_tokens"),
}


_DONE: Final = frozenset(
    {"", "stop", "eos", "eos_token", "end", "end_turn", "stop_sequence", "complete", "completed", "tool_calls"}
)
_WORDS: Final = {
    **dict.fromkeys(("length", "max_tokens", "max_output_tokens", "model_length", "token_limit"), "length"),
    **dict.fromkeys(
        ("content_filter", "content_filtered", "safety", "prohibited_content", "blocklist", "recitation", "refusal"),
        "content_filter",
    ),
}
"""Why a reply ended early, in OpenAI's words, from its own and other makers' that gateways pass on."""
_BROKEN_OFF: Final = frozenset({"abort", "aborted", "cancelled", "canceled"})
_PICTURE_ALONE: Final = re.compile(rf"!?\[[^\]\n]*\]\(\s*{_INLINE.pattern}\s*\)|{_INLINE.pattern}")
"""With what Markdown puts around it."""


class FruitlessError(CallError):
    """A whole reply without what was asked for. Sampling may do better: worth one more call."""

    def __init__(self, message: str) -> None:
        super().__init__(message, again=True, answered=True)


def check(reply: Any) -> None:
    """Raise CallError for a reply with status 200 that says of itself that it failed, whatever else it holds: gateways
    answer so when the server behind them breaks off, with an error in the choice and perhaps the text so far."""
    choices = _choices(reply)
    for place in [*choices, reply] if isinstance(reply, dict) else choices:
        if place.get("error"):
            raise CallError(f"the reply holds an error: {_quoted(place['error'])}", again=True)
    for reason in map(_reason, choices):
        if "error" in reason or reason in _BROKEN_OFF:
            raise CallError(f"the reply was broken off (finish_reason {reason!r}){_so_far(choices)}", again=True)


def text_of(reply: Any) -> str:
    """The text of a chat completion, empty where the model said nothing. Raises CallError for what is no completion."""
    return _text(_spoken(reply)["message"])


def check_size(text: str, most: float) -> None:
    """Raise CallError for a text of more than so many MiB, in UTF-8. Whoever writes that does not do it by chance."""
    if len(text) * 4 > most * MIB and (size := len(text.encode("utf-8", "replace"))) > most * MIB:
        raise CallError(f"the reply's text is larger than {most:g} MiB (max_text_mib): {size / MIB:.1f}", again=False)


def finish_of(reply: Any) -> str:
    """Why that text ended before it was done: `length`, `content_filter`, or the server's own word; empty where it was
    done. Raises CallError for what is no completion."""
    reason = _reason(_spoken(reply))
    return "" if reason in _DONE else _WORDS.get(reason, reason)


def only_pictures(reply: Any) -> bool:
    """Whether a chat completion is a picture and nothing said about it."""
    text = _PICTURE_ALONE.sub("", text_of(reply)).strip()
    return not text and any(_shown(message) for message in _messages(reply))


def pictures_in(reply: Any) -> list[str]:
    """Where the pictures of a reply are, in order: data URIs, bare base64 or links.

    Raises CallError for what is no reply, FruitlessError for one without a picture. Of a chat completion every choice
    counts: vLLM-Omni puts text first and the picture into a later one.
    """
    if isinstance(reply, dict) and isinstance(reply.get("data"), list):
        found = list(_addresses(reply["data"]))
    else:
        found = [address for message in _messages(reply) for address in _shown(message)]
    if not found:
        raise FruitlessError(f"no picture came back{_instead(reply)}")
    return found


def cost_of(reply: Any) -> dict[str, int]:
    """Tokens as both kinds of endpoints count them, under the names of the newer one."""
    usage = reply.get("usage") if isinstance(reply, dict) else None
    counted: Mapping[str, Any] = usage if isinstance(usage, dict) else {}
    return {
        name: counted[key]
        for name, keys in _COUNTS.items()
        for key in keys
        if isinstance(counted.get(key), int) and not isinstance(counted[key], bool)
    }


def _choices(reply: Any) -> list[dict[str, Any]]:
    choices = reply.get("choices") if isinstance(reply, dict) else None
    return [each for each in _list(choices) if isinstance(each, dict)]


def _spoken(reply: Any) -> dict[str, Any]:
    """The first choice with text, else the first: vLLM-Omni has a choice for each modality."""
    _messages(reply)
    choices = [each for each in _choices(reply) if isinstance(each.get("message"), dict)]
    return next((each for each in choices if _text(each["message"]).strip()), choices[0])


def _reason(choice: Mapping[str, Any]) -> str:
    reason = choice.get("finish_reason")
    return reason.strip().lower() if isinstance(reason, str) else ""


def _quoted(error: Any) -> str:
    """Its message and its code, or all of it."""
    message = error.get("message") if isinstance(error, dict) else error
    if not isinstance(message, str) or not message.strip():
        return json.dumps(error)
    code = error.get("code") if isinstance(error, dict) else None
    return f"{message.strip()} (code {code})" if code else message.strip()


def _so_far(choices: Iterable[Mapping[str, Any]]) -> str:
    said = " ".join(_text(each["message"]) for each in choices if isinstance(each.get("message"), dict)).strip()
    return f" after {said[:100]!r}" if said else ""


def _messages(reply: Any) -> list[dict[str, Any]]:
    """One per choice that has one; the first choice must."""
    choices = reply.get("choices") if isinstance(reply, dict) else None
    messages = [each.get("message") if isinstance(each, dict) else None for each in _list(choices)]
    if not messages or not isinstance(messages[0], dict):
        raise CallError(f"the reply holds no choices: {json.dumps(reply)}", again=True)
    return [message for message in messages if isinstance(message, dict)]


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part["text"]) for part in content if isinstance(part, dict) and part.get("text"))
    return str(content or message.get("refusal") or "")


def _shown(message: Mapping[str, Any]) -> list[str]:
    """`images` beside the content, pictures among its parts, or data URIs within its text."""
    apart = list(_addresses([*_list(message.get("images")), *_list(message.get("content"))]))
    return apart or _INLINE.findall(_text(message))


def _addresses(parts: Iterable[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str) and part.startswith("data:image/"):
            yield part
        elif isinstance(part, dict) and (address := _address(part)):
            yield address


def _address(part: Mapping[str, Any]) -> str:
    """`{"image_url": {"url": "…"}}`, the same without the inner table, or the images endpoints' `b64_json` or `url`."""
    for name in _ADDRESSES:
        value = part.get(name)
        if isinstance(value, dict):
            value = value.get("url")
        if isinstance(value, str) and value:
            return value
    return ""


def _instead(reply: Any) -> str:
    """What the model said, and why it stopped, where it drew nothing."""
    choices = _choices(reply)
    stopped = [str(each["finish_reason"]) for each in choices if each.get("finish_reason")]
    said = " ".join(_text(message) for message in _messages(reply)) if choices else ""
    because = f" (it stopped for {stopped[0]!r})" if stopped and stopped[0] != "stop" else ""
    return f"{because}, but the text {said.strip()[:200]!r}" if said.strip() else because


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
