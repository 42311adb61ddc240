"""What is sent for a request: the body of a chat completion, or of a call of the images endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from pytest_realunify.interfaces import Request
from pytest_realunify.models.openai.settings import Settings
from pytest_realunify.taxonomy import Verb
from pytest_realunify.text import encodable

Body = dict[str, Any]

SEED: Final = "{seed}"
"""Where a table's fields take the request's seed."""
_SETTINGS: Final = ("max_tokens", "temperature")
"""Likewise `"{max_tokens}"` and `"{temperature}"` are the table's; a field whose setting there is none is not sent."""
_LIMITS: Final = frozenset(
    {"max_tokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "max_think_tokens"}
)
_SIGNED: Final = 0x7FFFFFFF
"""Servers in Java and Go refuse a seed above it: they hold it in 32 bits with a sign."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a server. `files` are PNGs that go along as a form."""

    route: Literal["chat", "generations", "edits"]
    body: Body
    files: tuple[bytes, ...] = ()

    def with_room(self, times: int) -> Call:
        """The same with every limit of a reply's tokens so many times as wide, wherever the body sets one."""
        return self if times == 1 else replace(self, body={**self.body, **_wider(self.body, times)})


def chat(settings: Settings, verb: Verb, request: Request, pictures: Sequence[str]) -> Body:
    """Pictures (data URIs), then the prompt, as one user's message.

    `temperature` and `max_tokens` are for text: a picture sampled greedily, or cut off, is none.
    """
    detail = {"detail": settings.detail} if settings.detail else {}
    parts = [{"type": "image_url", "image_url": {"url": each, **detail}} for each in pictures]
    text = {"type": "text", "text": prompt(settings, verb, request)}
    fields: Body = {
        "model": settings.model,
        "messages": [{"role": "user", "content": [*parts, text]}],
        "modalities": list(settings.modalities_of(verb)) or None,
    }
    if verb == "understand":
        fields |= {"temperature": settings.temperature, "max_tokens": settings.max_tokens}
    return _finished(settings, verb, request, fields, seeded=settings.seed is not False)


def picture(settings: Settings, verb: Verb, request: Request) -> Body:
    """For images/generations, and the text fields of images/edits."""
    fields = {
        "model": settings.model,
        "prompt": prompt(settings, verb, request),
        "response_format": settings.response_format,
    }
    return _finished(settings, verb, request, fields, seeded=settings.seed is True)


def prompt(settings: Settings, verb: Verb, request: Request) -> str:
    """The prompt in the verb's template. Not `str.format`: prompts and templates hold other braces."""
    template = settings.prompt_template.get(verb, "{prompt}")
    text = template.replace("{images}", settings.image_token * len(request.images))
    return encodable(text.replace("{prompt}", request.prompt))


def _finished(settings: Settings, verb: Verb, request: Request, fields: Body, seeded: bool) -> Body:
    seed = request.seed & _SIGNED
    added = {**settings.extra_body, **settings.extra_body_for.get(verb, {})}
    values = {SEED: seed, **{f"{{{name}}}": getattr(settings, name) for name in _SETTINGS}}
    body = {**fields, "seed": seed if seeded else None, **_filled(added, values)}
    return {key: value for key, value in body.items() if value is not None and key not in settings.omit}


def _filled(value: Any, values: Mapping[str, float | None]) -> Any:
    if isinstance(value, dict):
        filled = {key: _filled(each, values) for key, each in value.items()}
        return {key: each for key, each in filled.items() if each is not None}
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    return values[value] if isinstance(value, str) and value in values else value


def _wider(value: Any, times: int) -> Any:
    """What is said (messages, a prompt) is none of it."""
    if isinstance(value, dict):
        return {
            key: each * times if key in _LIMITS and type(each) is int else _wider(each, times)
            for key, each in value.items()
            if key not in ("messages", "prompt")
        }
    return [_wider(each, times) for each in value] if isinstance(value, list) else value
