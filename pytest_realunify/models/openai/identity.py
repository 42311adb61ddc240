"""What a served model is, as far as its table says: the server says nothing of its weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pytest_realunify.extensions.public import public
from pytest_realunify.models.openai.settings import Settings

ADAPTER: Final = "openai"


def told(settings: Settings) -> dict[str, Any]:
    """The served model's name and what shapes its replies. Not where it is served, by which key, how patiently; nor a
    preset's name, whose values are here."""
    return {
        "adapter": ADAPTER,
        "model": settings.model,
        "images": settings.drawn_by,
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "detail": settings.detail,
        "seed": settings.seed,
        "modalities": {verb: list(settings.modalities_of(verb)) for verb in settings.abilities},
        "prompt_template": dict(settings.prompt_template),
        "image_token": settings.image_token,
        "extra_body": public(settings.extra_body),
        "extra_body_for": public(settings.extra_body_for),
        "omit": list(settings.omit),
    }


def told_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table."""
    return told(Settings.of(settings, "model openai"))
