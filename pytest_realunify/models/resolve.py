"""From the name a user types to something that builds the model. Resolving loads nothing heavy; `build` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from typing import Any, Final

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.importing import IMPORT_PATH, Factory, check_here, imported, made
from pytest_realunify.extensions.specs import WIDTH, ModelSpec
from pytest_realunify.interfaces import supports
from pytest_realunify.models import composed
from pytest_realunify.models.open_models import LIBRARIES, another_way
from pytest_realunify.models.remote import travelling
from pytest_realunify.models.remote.place import Place, place_keys
from pytest_realunify.taxonomy import VERBS, Verb

ENTRY_POINTS: Final = "realunify.models"
WHAT: Final = "model (--model)"


def resolve(
    name: str,
    tables: Mapping[str, object],
    hook: Callable[[str], object | None] = lambda _: None,
) -> ModelSpec:
    """Find `name` in this order: hook, pyproject table, entry point, built-in, `adapter:target`, `module:Class`.

    `tables` is `[tool.realunify.models]`. `hook` returns a factory, a ready model, or None. (A team's own `model`
    fixture comes before all of these and never gets here.) Raises UsageError with the known names.
    """
    if (hooked := hook(name)) is not None:
        return ModelSpec(name, "hook", lambda: _made(hooked, {}))
    if name in tables:
        others = {other: table for other, table in tables.items() if other != name}  # no model is part of itself
        return _from_table(name, tables[name], lambda part: resolve(part, others, hook))
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in points:
        return ModelSpec(name, "entry point", lambda: _made(points[name].load(), {}), kind=points[name].value)
    if name in BUILT_IN:
        return ModelSpec(name, "built-in", BUILT_IN[name], kind=name)
    prefix, colon, target = name.partition(":")
    if colon and prefix in ADAPTERS:
        return _adapted(name, "adapter", prefix, {"target": target}, f"--model={name}")
    if colon and prefix == composed.ADAPTER:
        raise UsageError(f"{name!r} (--model): a composed model needs a table in pyproject.toml: {composed.EXAMPLE}")
    if IMPORT_PATH.fullmatch(name):
        return ModelSpec(name, "import", _imported(name), kind=name)
    known = [
        *tables,
        *points,
        *BUILT_IN,
        *(f"{adapter}:{what}" for adapter, what in _TARGETS.items()),
        "package.module:Class",
    ]
    raise UsageError.unknown(WHAT, name, known)


def _made(found: object, settings: Mapping[str, Any]) -> object:
    return made(found, settings, lambda each: any(supports(each, verb) for verb in VERBS))


def _from_table(name: str, table: object, find: Callable[[str], ModelSpec]) -> ModelSpec:
    settings = dict(table) if isinstance(table, Mapping) else {}
    adapter = settings.pop("adapter", "openai" if "preset" in settings else None)
    place = f"[tool.realunify.models.{name}]"
    if not isinstance(adapter, str):
        raise UsageError(f'{place} needs adapter = "…": one of {", ".join(_known_adapters())}')
    if elsewhere := {key: settings.pop(key) for key in place_keys(settings)}:
        return _elsewhere(name, adapter, settings, elsewhere, place)
    if adapter == composed.ADAPTER:
        parts = composed.parts_of(settings, place, find)
        return composed.spec_of(name, parts)
    if adapter in ADAPTERS:
        return _adapted(name, "pyproject.toml", adapter, settings, place)
    if adapter in BUILT_IN:
        checked = _CHECKS[adapter](settings, place) if adapter in _CHECKS else settings
        return ModelSpec(name, "pyproject.toml", BUILT_IN[adapter], checked, adapter)
    if IMPORT_PATH.fullmatch(adapter):
        return ModelSpec(name, "pyproject.toml", _imported(adapter), settings, adapter)
    raise UsageError.unknown(f"adapter in {place}", adapter, _known_adapters())


def _elsewhere(
    name: str, adapter: str, settings: Mapping[str, Any], elsewhere: Mapping[str, Any], place: str
) -> ModelSpec:
    """A model with an interpreter of its own. What cannot be checked from here is checked there."""
    target = travelling.ADAPTERS.get(adapter, adapter)
    where = Place.of(elsewhere, place)
    if adapter == composed.ADAPTER:
        raise UsageError(f"{place}: a composed model runs where its parts do: write {', '.join(elsewhere)} into theirs")
    if not IMPORT_PATH.fullmatch(target):
        if adapter not in _known_adapters():
            raise UsageError.unknown(f"adapter in {place}", adapter, _known_adapters())
        raise UsageError(
            f"{place}: {adapter} needs no libraries but the plugin's own, and runs beside it: leave out "
            f"{', '.join(elsewhere)}"
        )
    _check_plain(settings, place)
    _check_way(adapter, settings, place)
    if adapter in _CHECKS and not (where.ssh or where.directory):
        settings = _CHECKS[adapter](settings, place)
    elif adapter == target and not where.ssh:
        check_here(adapter, "--model")

    def build(**settings: Any) -> object:
        from pytest_realunify.models.remote.adapter import RemoteModel

        return RemoteModel(where, target, settings)

    return ModelSpec(name, "pyproject.toml", build, settings, adapter, elsewhere=elsewhere)


def _check_plain(settings: Mapping[str, Any], place: str) -> None:
    """Raises UsageError for what cannot go to another interpreter: TOML's dates and times."""
    try:
        json.dumps(dict(settings))
    except (TypeError, ValueError) as error:
        raise UsageError(f"{place}: a setting cannot go to another interpreter ({error}): write it as text") from error


def _adapted(name: str, source: str, adapter: str, settings: Mapping[str, Any], place: str) -> ModelSpec:
    """Settings that can be checked without loading anything are checked now; what they leave open is filled in."""
    _check_way(adapter, settings, place)
    if adapter in _CHECKS:
        settings = _CHECKS[adapter](settings, place)
    widths = _widths(settings) if adapter == "openai" else {}
    return ModelSpec(name, source, ADAPTERS[adapter], settings, adapter, widths=widths)


def _check_way(adapter: str, settings: Mapping[str, Any], place: str) -> None:
    """Raises UsageError for an open model that the adapter's library does not load, with the way that there is."""
    by_library = adapter in LIBRARIES and not settings.get("trust_remote_code")
    if by_library and (told := another_way(adapter, str(settings.get("target", "")))):
        raise UsageError(told if place.startswith("--") else f"{place}: {told}")


def _known_adapters() -> list[str]:
    return [*ADAPTERS, composed.ADAPTER, *BUILT_IN, "package.module:Class"]


def _imported(path: str) -> Factory:
    load = imported(path, "--model", ModelError)
    return lambda **settings: _made(load(), settings)


def _reference(**settings: Any) -> object:
    from pytest_realunify.procedural.reference import Reference

    return Reference(**settings)


def _degraded(**settings: Any) -> object:
    from pytest_realunify.procedural.reference.degraded import Degraded

    return Degraded(**settings)


def _simulated(**settings: Any) -> object:
    from pytest_realunify.procedural.simulated.model import Simulated

    return Simulated(**settings)


def _checked_simulated(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.procedural.simulated.settings import Settings

    Settings.of(settings, place)
    return settings


def _recorded(**settings: Any) -> object:
    from pytest_realunify.models.recorded import Recorded, Settings

    made = Settings.of(settings, "model recorded")
    return Recorded.load(made.target, made.pictures, made.places)


def _checked_recorded(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.recorded.settings import Settings

    Settings.of(settings, place)
    return settings


def _openai(**settings: Any) -> object:
    from pytest_realunify.models.openai import OpenAI

    return OpenAI(**settings)


def _checked_openai(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.openai.settings import Settings, filled

    Settings.of(settings, place).key()
    return filled(settings, place)


def _widths(settings: Mapping[str, Any]) -> Mapping[Verb, int]:
    from pytest_realunify.models.openai.settings import CONCURRENCY

    return dict.fromkeys(VERBS, settings.get(WIDTH, CONCURRENCY))


def _transformers(**settings: Any) -> object:
    from pytest_realunify.models.transformers import Transformers

    return Transformers(**settings)


def _diffusers(**settings: Any) -> object:
    from pytest_realunify.models.diffusers import Diffusers

    return Diffusers(**settings)


def _checked_diffusers(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.diffusers.settings import Settings

    Settings.of(settings, place)
    return settings


def _bagel(**settings: Any) -> object:
    from pytest_realunify.models.bagel import Bagel

    return Bagel(**settings)


def _checked_bagel(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.bagel import Settings

    Settings.of(settings, place)
    return settings


def _torchumm(**settings: Any) -> object:
    from pytest_realunify.models.torchumm import TorchUMM

    return TorchUMM(**settings)


def _checked_torchumm(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.torchumm import Settings

    Settings.of(settings, place)
    return settings


def _checked_transformers(settings: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    from pytest_realunify.models.transformers.settings import Settings

    Settings.of(settings, place)
    return settings


BUILT_IN: Final[dict[str, Factory]] = {
    "reference": _reference,
    "reference-degraded": _degraded,
    "simulated": _simulated,
}
ADAPTERS: Final[dict[str, Factory]] = {
    "recorded": _recorded,
    "openai": _openai,
    "transformers": _transformers,
    "diffusers": _diffusers,
    "bagel": _bagel,
    "torchumm": _torchumm,
}
"""Adapters take what follows the colon as `target`, and a table's other keys as settings."""
_TARGETS: Final = {
    "recorded": "PATH",
    "openai": "MODEL",
    "transformers": "FOLDER_OR_ID",
    "diffusers": "FOLDER_OR_ID",
    "torchumm": "BACKBONE",
}
"""What an adapter can be told in one word; `bagel` and `composed` need a table."""
_CHECKS: Final[dict[str, Callable[[Mapping[str, Any], str], Mapping[str, Any]]]] = {
    "simulated": _checked_simulated,
    "recorded": _checked_recorded,
    "openai": _checked_openai,
    "transformers": _checked_transformers,
    "diffusers": _checked_diffusers,
    "bagel": _checked_bagel,
    "torchumm": _checked_torchumm,
}
