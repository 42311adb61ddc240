"""What can be set for an OpenAI-compatible model, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from pytest_realunify.errors import UsageError
from pytest_realunify.models.openai import presets
from pytest_realunify.taxonomy import VERBS, Verb

NO_KEY: Final = "none"
"""What the SDK is given where a server asks for no key: it insists on one."""
CONCURRENCY: Final = 64
HOSTED: Final = "https://api.openai.com/v1"
_IMAGES_ALONE: Final = re.compile(r"(?:^|/)(?:chatgpt-image|gpt-image|dall-e|imagen)")
"""Models that hosts serve at the images endpoints and not by chat."""
_NO_FORMAT: Final = re.compile(r"gpt-image|chatgpt-image")
"""Those that always send base64 and refuse to be told so."""
_NO_EDITING: Final = re.compile(r"dall-e-3|imagen")
_PROMPT: Final = "{prompt}"
_SECRETS: Final = ("api_key", "key", "token", "headers", "default_headers", "extra_headers", "authorization")


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "openai"`."""

    model: str
    preset: str | None = None
    """What the table builds on, such as `vllm-omni:bagel`: its values hold wherever the table has none."""
    base_url: str = HOSTED
    api_key_env: str = "OPENAI_API_KEY"
    """The environment variable that holds the key. The key itself is never a setting: tables are committed to git."""
    timeout: float = 120.0
    """Seconds for one call, from the first byte sent to the last one read."""
    deadline: float = 600.0
    """Seconds for one request with all its retries."""
    max_retries: int = 6
    max_body_mib: float = 64.0
    """MiB of a reply, unpacked: what is larger is not read to its end."""
    max_text_mib: float = 16.0
    """MiB of a reply's text."""
    concurrency: int = CONCURRENCY
    """Calls in flight at once, whoever asks: over all workers of a run together."""
    max_tokens: int | None = None
    temperature: float | None = 0.0
    detail: Literal["auto", "low", "high"] | None = None
    """How closely hosted models look at a picture."""
    seed: bool | None = None
    """Whether requests carry their seed; by itself chat does and the images endpoints do not."""
    images: Literal["auto", "chat", "images"] = "auto"
    """Where pictures come from: chat completions, or images/generations and images/edits; auto goes by the name."""
    verbs: tuple[Verb, ...] | None = None
    """What the model is asked; by itself everything its endpoints can be asked."""
    modalities: Mapping[Verb, tuple[str, ...]] = field(default_factory=dict)
    """Of chat completions, per verb; an empty list sends none."""
    prompt_template: Mapping[Verb, str] = field(default_factory=dict)
    """Per verb, around `{prompt}`; `{images}` is `image_token` once per picture."""
    image_token: str = ""
    fetch_urls: bool = False
    """Follow a link to a picture on the server itself."""
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    """Merged into the body at its top level. A value `"{seed}"` becomes the request's seed."""
    extra_body_for: Mapping[Verb, Mapping[str, Any]] = field(default_factory=dict)
    """The same for one verb, over `extra_body`."""
    omit: tuple[str, ...] = ()
    """Fields the server refuses, such as `seed` or `temperature`: they are not sent."""

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. `target` is the other name of `model`; without a base_url the
        environment's OPENAI_BASE_URL counts. Raises UsageError."""
        given = filled(given, place)
        _check_verbs(given, place)
        try:
            settings = msgspec.convert(given, cls)
        except msgspec.ValidationError as error:
            raise UsageError(f"{place}: {error}") from error
        above = (settings.timeout, settings.deadline, settings.max_body_mib, settings.max_text_mib)
        if settings.concurrency < 1 or settings.max_retries < 0 or not all(0 < each < math.inf for each in above):
            raise UsageError(
                f"{place}: concurrency, timeout, deadline, max_body_mib and max_text_mib must be above 0, "
                "max_retries at least 0"
            )
        if not _host(settings.base_url):
            raise UsageError(f"{place}: base_url is no address; such as {HOSTED!r} or 'http://localhost:8000/v1'")
        for verb, template in settings.prompt_template.items():
            if _PROMPT not in template:
                raise UsageError(f"{place}: prompt_template for {verb} has no {_PROMPT}: {template!r}")
        return settings

    @property
    def drawn_by(self) -> Literal["chat", "images"]:
        """The endpoint that pictures come from."""
        if self.images == "auto":
            return "images" if _IMAGES_ALONE.search(self.model) else "chat"
        return self.images

    @property
    def abilities(self) -> tuple[Verb, ...]:
        """The verbs the model has."""
        if self.verbs is not None:
            return self.verbs
        if self.images == "auto" and self.drawn_by == "images":
            return ("generate",) if _NO_EDITING.search(self.model) else ("generate", "edit")
        return VERBS

    @property
    def response_format(self) -> str | None:
        """What the images endpoints are asked for: without it, older models send links."""
        return None if _NO_FORMAT.search(self.model) else "b64_json"

    def modalities_of(self, verb: Verb) -> tuple[str, ...]:
        """Those of the table, else both for a picture: not every model can be kept from writing."""
        return self.modalities.get(verb, () if verb == "understand" else ("image", "text"))

    def key(self) -> str:
        """From the environment; for a server in the house that asks for none, `none`. Raises UsageError."""
        if key := os.environ.get(self.api_key_env, "").strip():
            return key
        if self.api_key_env == NO_KEY or _in_the_house(_host(self.base_url)):
            return NO_KEY
        raise UsageError(
            f"no API key for {_host(self.base_url)}: set {self.api_key_env} in the environment\n"
            f'(api_key_env = "OTHER" names another variable, api_key_env = "{NO_KEY}" a server that asks for no key)'
        )


def filled(given: Mapping[str, Any], place: str) -> dict[str, Any]:
    """What a user wrote, over its preset, with its address. Raises UsageError for names that are none."""
    given = dict(given)
    if "target" in given:
        given.setdefault("model", given.pop("target"))
    if isinstance(name := given.get("preset"), str):
        preset = presets.load(name, place)
        given = presets.built_on(preset.table, given)
        if not (given.get("base_url") or os.environ.get("OPENAI_BASE_URL")):
            raise UsageError(
                f'{place} needs base_url = "…", the address of the server that this starts:\n{preset.serve}'
            )
    _check_names(given, place)
    given.setdefault("base_url", os.environ.get("OPENAI_BASE_URL") or HOSTED)
    return given


def _check_names(given: Mapping[str, Any], place: str) -> None:
    for name in given:
        if name in _SECRETS:
            raise UsageError(
                f"{place}: {name} is not a setting, for a secret in a file gets into git.\n"
                'Set OPENAI_API_KEY in the environment; api_key_env = "OTHER" names another variable'
            )
        if name not in (known := [each.name for each in fields(Settings)]):
            raise UsageError.unknown(f"setting in {place}", name, known)
    if not given.get("model"):
        raise UsageError(f'{place} needs a model, as the server calls it: --model=openai:MODEL, or model = "…"')


def _check_verbs(given: Mapping[str, Any], place: str) -> None:
    """Whatever is named by verb. What is of the wrong type is left to msgspec."""
    for name in ("verbs", "modalities", "prompt_template", "extra_body_for"):
        value = given.get(name)
        for verb in value if isinstance(value, list | tuple | dict) else ():
            if verb not in VERBS:
                raise UsageError.unknown(f"verb of {name} in {place}", str(verb), VERBS)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:  # such as a bracket that opens no IPv6 address
        return ""


def _in_the_house(host: str) -> bool:
    """This machine, a private address, or a name without a domain."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))
    return address.is_private
