"""From the name a user types to something that builds the model. Resolving loads nothing heavy; `build` does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.identity import Identity, contents, identity_of, unmade
from pytest_realunify.extensions.importing import IMPORT_PATH, Factory, NoModuleError, check_here, imported, made
from pytest_realunify.extensions.local_modules import nearest
from pytest_realunify.extensions.specs import WIDTH, Lent, ModelSpec
from pytest_realunify.interfaces import supports
from pytest_realunify.models import composed
from pytest_realunify.models.adapters import ADAPTERS, CHECKS, TARGETS, TOLD
from pytest_realunify.models.in_force import settings_in_force, told
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
    if isinstance(hooked := hook(name), Lent):
        thing = hooked.thing
        return ModelSpec(name, "given", lambda: thing, lent=True, told=lambda _: identity_of(thing))
    if hooked is not None:
        return ModelSpec(name, "hook", lambda: _made(hooked, {}), told=lambda _: unmade(hooked))
    if name in tables:
        others = {other: table for other, table in tables.items() if other != name}  # no model is part of itself
        return _from_table(name, tables[name], lambda part: resolve(part, others, hook))
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in points:
        return ModelSpec(name, "entry point", lambda: _made(points[name].load(), {}), kind=points[name].value)
    if name in BUILT_IN:
        return _built_in(name, "built-in", name, {})
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
        *(f"{adapter}:{what}" for adapter, what in TARGETS.items()),
        "package.module:Class",
    ]
    raise UsageError.unknown(WHAT, name, known, near=nearest(name, VERBS, Path.cwd()))


def in_force(spec: ModelSpec) -> dict[str, Any]:
    """Every setting that the model is asked with, defaults too, without secrets; of a composed one by its parts."""
    if spec.parts:
        return {part.name: in_force(part) for part in spec.parts}
    if spec.kind == "simulated":
        from pytest_realunify.procedural.simulated.settings import Settings

        return told(Settings.of(spec.settings))
    own = {key: value for key, value in spec.settings.items() if not (spec.kind == "recorded" and key == "places")}
    return {key: value for key, value in settings_in_force(spec.kind, own).items() if key != "places"}


def _made(found: object, settings: Mapping[str, Any]) -> object:
    return made(found, settings, lambda each: any(supports(each, verb) for verb in VERBS))


def _from_table(name: str, table: object, find: Callable[[str], ModelSpec]) -> ModelSpec:
    place = f"[tool.realunify.models.{name}]"
    try:
        return _of_table(name, table, find, place)
    except OSError as error:  # a folder, a file or an interpreter that cannot even be looked for
        raise UsageError(f"{place}: {error.strerror or error}: {error.filename!r}") from error


def _of_table(name: str, table: object, find: Callable[[str], ModelSpec], place: str) -> ModelSpec:
    settings = dict(table) if isinstance(table, Mapping) else {}
    adapter = settings.pop("adapter", "openai" if "preset" in settings else None)
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
        if adapter == "simulated":
            _check_simulated(settings, place)
        return _built_in(name, "pyproject.toml", adapter, settings)
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
    if adapter in CHECKS and not (where.ssh or where.directory):
        settings = CHECKS[adapter](settings, place)
    elif adapter == target and not where.ssh:
        check_here(adapter, "--model")

    def build(**settings: Any) -> object:
        from pytest_realunify.models.remote.adapter import RemoteModel

        return RemoteModel(where, target, settings)

    told = TOLD.get(adapter)
    if told is not None and (where.ssh or where.directory):
        told = partial(_told_there, adapter)
    return ModelSpec(name, "pyproject.toml", build, settings, adapter, elsewhere=elsewhere, told=told)


def _told_there(adapter: str, settings: Mapping[str, Any]) -> Identity:
    """What can be said from here: the files lie there."""
    return {"adapter": adapter, "settings": contents(settings)}


def _check_plain(settings: Mapping[str, Any], place: str) -> None:
    """Raises UsageError for what cannot go to another interpreter: TOML's dates and times."""
    try:
        json.dumps(dict(settings))
    except (TypeError, ValueError) as error:
        raise UsageError(f"{place}: a setting cannot go to another interpreter ({error}): write it as text") from error


def _adapted(name: str, source: str, adapter: str, settings: Mapping[str, Any], place: str) -> ModelSpec:
    """Settings that can be checked without loading anything are checked now; what they leave open is filled in."""
    _check_way(adapter, settings, place)
    if adapter in CHECKS:
        settings = CHECKS[adapter](settings, place)
    widths = _widths(settings) if adapter == "openai" else {}
    return ModelSpec(name, source, ADAPTERS[adapter], settings, adapter, widths=widths, told=TOLD[adapter])


def _check_way(adapter: str, settings: Mapping[str, Any], place: str) -> None:
    """Raises UsageError for an open model that the adapter's library does not load, with the way that there is."""
    by_library = adapter in LIBRARIES and not settings.get("trust_remote_code")
    if by_library and (told := another_way(adapter, str(settings.get("target", "")))):
        raise UsageError(told if place.startswith("--") else f"{place}: {told}")


def _known_adapters() -> list[str]:
    return [*ADAPTERS, composed.ADAPTER, *BUILT_IN, "package.module:Class"]


def _imported(path: str) -> Factory:
    try:
        load = imported(path, "--model", ModelError)
    except NoModuleError as error:
        near = nearest(path, VERBS, Path.cwd())
        raise NoModuleError(f"{error}\nDid you mean {near!r}?" if near else str(error)) from error
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


def _check_simulated(settings: Mapping[str, Any], place: str) -> None:
    from pytest_realunify.procedural.simulated.settings import Settings

    Settings.of(settings, place)


def _built_in(name: str, source: str, kind: str, settings: Mapping[str, Any]) -> ModelSpec:
    """One that has no weights: it is made to be asked what it is."""
    return ModelSpec(name, source, BUILT_IN[kind], settings, kind, told=lambda each: _asked(BUILT_IN[kind](**each)))


def _asked(ready: Any) -> Mapping[str, Any]:
    told: Mapping[str, Any] = ready.identity()
    return told


def _widths(settings: Mapping[str, Any]) -> Mapping[Verb, int]:
    from pytest_realunify.models.openai.settings import CONCURRENCY

    return dict.fromkeys(VERBS, settings.get(WIDTH, CONCURRENCY))


BUILT_IN: Final[dict[str, Factory]] = {
    "reference": _reference,
    "reference-degraded": _degraded,
    "simulated": _simulated,
}
