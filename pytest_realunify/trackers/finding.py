"""From typed names to trackers: built-in ones, whose libraries are not imported yet, and those that a team brings."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pytest_realunify.api.run import Run
from pytest_realunify.errors import UsageError
from pytest_realunify.extensions.doors import Door
from pytest_realunify.options.table import TRACKERS
from pytest_realunify.trackers import mlflow
from pytest_realunify.trackers.tracked import Tracked

OPTION: Final = "--realunify-tracker"
DOOR: Final = Door("trackers", OPTION)

Telling = Callable[[], Tracked]
"""Gives what is told of the run, made when the first tracker asks."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """One of those that were asked for."""

    name: str
    """As it is said of it; without a target, which may be an address."""
    send: Callable[[Run, Telling], object]
    """Returns where the run can be seen, or nothing. May raise anything."""


@dataclass(frozen=True, slots=True)
class _BuiltIn:
    """A module of this room, and the library that it wants."""

    module: str
    maker: str
    libraries: tuple[str, ...]
    settings: tuple[str, ...]
    """Keys of its table; the first is what `NAME:TARGET` gives."""


_BUILT_IN: Final[Mapping[str, _BuiltIn]] = {
    "tensorboard": _BuiltIn("tensorboard", "TensorBoard", ("tensorboard",), ("log_dir",)),
    "mlflow": _BuiltIn("mlflow", "MLflow", ("mlflow",), ("experiment", "tracking_uri")),
    "wandb": _BuiltIn("wandb", "WandB", ("wandb",), ("project", "entity", "mode", "dir")),
}
assert tuple(_BUILT_IN) == TRACKERS


def trackers_of(
    names: Iterable[str], tables: Mapping[str, Any], root: Path, option: str = OPTION
) -> tuple[Tracker, ...]:
    """`tables` is `[tool.realunify.trackers]`; relative folders begin at `root`. Raises UsageError for a name that
    nobody knows, a table that cannot be used, and a library that is not installed."""
    return tuple(_found(name, tables, root, option) for name in names)


def _found(typed: str, tables: Mapping[str, Any], root: Path, option: str) -> Tracker:
    name, _, target = typed.partition(":")
    if name in _BUILT_IN:
        return _built_in(name, target, tables.get(name, {}), root)
    found = DOOR.find(typed, tables)
    if found is None:
        known = [*TRACKERS, *DOOR.names(tables), "package.module:function"]
        raise UsageError.unknown(f"tracker ({option})", typed, known)
    try:
        send: Any = found.load()
        send = send(**found.settings) if found.settings else send
    except ImportError as error:
        raise UsageError(f"tracker {typed!r} ({found.source}) cannot be imported: {error}") from error
    except TypeError as error:
        raise UsageError(f"tracker {typed!r} ({found.source}) does not take its table's settings: {error}") from error
    if not callable(send):
        raise UsageError(f"tracker {typed!r} ({found.source}) is {type(send).__name__} and no function of a run")
    return Tracker(typed, lambda run, _: send(run))


def _built_in(name: str, target: str, table: object, root: Path) -> Tracker:
    built_in, place = _BUILT_IN[name], f"[tool.realunify.trackers.{name}]"
    if not isinstance(table, Mapping) or "adapter" in table:
        raise UsageError(f"{place}: {name} is built in, and this table is for its settings.\nGive yours another name")
    for key, value in table.items():
        if key not in built_in.settings:
            raise UsageError.unknown(f"key in {place}", str(key), built_in.settings)
        if not isinstance(value, str):
            raise UsageError(f"{place}: {key} is {value!r} and no text")
    settings: dict[str, str] = {**table, **({built_in.settings[0]: target} if target else {})}
    for library in (*built_in.libraries, *(mlflow.store_libraries(settings) if name == "mlflow" else ())):
        if not _is_installed(library):
            raise UsageError(f"tracker {name} needs {library}: pip install 'pytest-realunify[{name}]'")
    made = cache(lambda: _made(built_in, settings, root))
    return Tracker(name, lambda _, telling: made().send(telling()))


def _made(built_in: _BuiltIn, settings: Mapping[str, str], root: Path) -> Any:
    module = importlib.import_module(f"pytest_realunify.trackers.{built_in.module}")
    return getattr(module, built_in.maker).made(settings, root)


def _is_installed(library: str) -> bool:
    """W&B keeps its runs in `./wandb`, which alone is a module of that name to Python, with nothing in it."""
    try:
        spec = importlib.util.find_spec(library)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None
