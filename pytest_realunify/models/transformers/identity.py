"""What a model of the transformers library is, before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.sources import versions_of
from pytest_realunify.extensions.weights import fingerprint, of_text
from pytest_realunify.models import hub_commit
from pytest_realunify.models.transformers.settings import Settings

ADAPTER: Final = "transformers"
_TOLD_APART: Final = ("target", "revision", "dtype", "device", "device_map", "max_batch", "chat_template")
"""Settings that are told in another way, or that say where a model runs and not what it is."""
_LIBRARIES: Final = ("transformers", "tokenizers", "torch", "pillow")
_QUANTIZERS: Final = ("bitsandbytes", "torchao", "optimum-quanto", "hqq", "gptqmodel")


def told(settings: Settings, commit: str | None = None) -> dict[str, Any]:
    """Weights, and what shapes their answers. Of a folder its content, which has its chat template too, and not its
    place or name; of a hub id the commit, which is asked for where it is not given."""
    local = settings.is_local()
    said = {name: value for name, value in asdict(settings).items() if name not in _TOLD_APART}
    return {
        "adapter": ADAPTER,
        "model": None if local else settings.target,
        "revision": None if local else commit or hub_commit.expected(settings.target, settings.revision),
        "weights": fingerprint(Path(settings.target)) if local else None,
        "dtype": settings.dtype,
        "chat_template": _digest(template_of(settings)),
        "versions": versions_of(*_LIBRARIES, *(_QUANTIZERS if settings.quantization else ())),
        "settings": public(said),
    }


def told_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table."""
    return told(Settings.of(settings, "model transformers"))


def template_of(settings: Settings) -> str | None:
    """The table's own chat template, from its file where it names one. Raises OSError where that cannot be read."""
    if settings.chat_template is None:
        return None
    file = Path(settings.chat_template)
    return file.read_text("utf-8") if file.suffix == ".jinja" else settings.chat_template


def _digest(text: str | None) -> str | None:
    return None if text is None else of_text(text)
