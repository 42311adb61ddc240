"""What run.json holds: the types that whatever reads a run may rely on, wherever the run came from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec

from pytest_realunify.datafiles.plain_folder import PlainFolder
from pytest_realunify.errors import DataError
from pytest_realunify.records.bounds import Count
from pytest_realunify.taxonomy import Axis
from pytest_realunify.text import encodable

FORMAT: Final = 1
"""Raised when a reader of older runs would misread newer ones."""

FILE: Final = "run.json"
MAX_BYTES: Final = 50_000_000
"""Thousands of times one that says all it can."""

Money = Annotated[float, msgspec.Meta(ge=0, le=1e12)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The model under test."""

    name: str
    source: str = ""
    kind: str = ""
    """What builds it: adapter, built-in or `package.module:Class`."""
    settings: dict[str, Any] | None = None
    """Those in force, defaults too; None of a run stored before they were kept."""
    identity: dict[str, Any] | None = None
    """None: it never answered, so it did not say."""
    interpreters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteFile:
    """The suite."""

    name: str = ""
    fingerprint: str = ""
    version: int | None = None
    commit: str | None = None
    shareable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFile:
    """The judge."""

    name: str = ""
    fingerprint: str = ""
    source: str = ""
    kind: str = ""
    settings: dict[str, Any] | None = None
    """As of a model, of the one that it asks."""
    prompt: str = ""
    repeats: Count = 1
    identity: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProtocol:
    """A protocol of a team's own."""

    axes: tuple[Axis, ...]
    like: str
    source: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """What the run could use."""

    visible: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    workers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a model that runs here may stand on."""

    platform: str = ""
    libraries: dict[str, str] = field(default_factory=dict)
    """Versions; `cuda` is that which torch was built for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """What was asked again."""

    by_protocol: dict[str, Count] = field(default_factory=dict)
    repeats: Count = 0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFile:
    """All of it; a file may say more, for later versions may write more."""

    format: Literal[1]
    model: Model
    suite: SuiteFile
    options: dict[str, str]
    """As typed, by pytest's names for them."""
    id: str = ""
    label: str = ""
    """What reports call it, such as a checkpoint: typed, or from the model's identity."""
    started: str = ""
    """As `finished`, UTC, ISO 8601."""
    finished: str | None = None
    judge: JudgeFile | None = None
    scorer: str = ""
    scorers: dict[str, int] | None = None
    root: str = "."
    selected: Count = 0
    selected_by_protocol: dict[str, Count] = field(default_factory=dict)
    planned_by_protocol: dict[str, Count] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    surroundings: Surroundings | None = None
    tables: dict[str, dict[str, Any]] | None = None
    """Of pyproject.toml, those that the run named: by kind and name, without secrets."""
    withheld: tuple[str, ...] = ()
    """The keys of these that are left out, such as `models.mine.headers`."""
    calibration: dict[str, Any] | None = None
    """Of `numbers.calibration.evidence`, which reads it."""
    devices: Devices | None = None
    prices: dict[str, str | dict[str, dict[str, Money]]] | None = None
    """`currency`, and by who and verb the price of what is counted."""
    protocols: dict[str, OwnProtocol] | None = None
    confirmed: SecondLook | None = None
    resumed: tuple[str, ...] = ()
    seconds: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """That it took, in all of its sessions, by a clock that nobody puts back."""
    own: str | None = None
    """Of `stored.owner`: by what the user who wrote it knows it again."""
    in_bytes: dict[str, str] = field(default_factory=dict)
    """Of `root`, and of options by name, those that UTF-8 cannot hold, such as a folder's name: as the system has them,
    in hexadecimal."""


def text(facts: Mapping[str, Any]) -> bytes:
    """The file's."""
    paths = {"root": facts.get("root"), **facts.get("options", {})}
    odd = {name: path for name, path in paths.items() if isinstance(path, str) and encodable(path) != path}
    hexadecimal = {name: os.fsencode(path).hex() for name, path in odd.items() if _is_of_the_system(path)}
    told = {**facts, "in_bytes": hexadecimal} if hexadecimal else facts
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _is_of_the_system(path: str) -> bool:
    try:
        return os.fsdecode(os.fsencode(path)) == path
    except UnicodeError:
        return False


def _restored(facts: dict[str, Any], told: Mapping[str, str]) -> None:
    """Raises ValueError for what is not hexadecimal."""
    for name, hexadecimal in told.items():
        path = os.fsdecode(bytes.fromhex(hexadecimal))
        if name == "root":
            facts["root"] = path
        elif name in facts["options"]:
            facts["options"][name] = path


def read(folder: PlainFolder) -> dict[str, Any]:
    """As written. Raises DataError naming file and field where it is missing, cut, or no such record."""
    facts = decoded(folder)
    check(folder.path / FILE, facts)
    if told := facts.pop("in_bytes", None):
        try:
            _restored(facts, told)
        except (ValueError, UnicodeError) as error:
            raise DataError.at(folder.path / FILE, None, "in_bytes", "is not hexadecimal") from error
    return facts


def decoded(folder: PlainFolder) -> dict[str, Any]:
    """As `read`, and nothing is known but that it is an object of this format."""
    file = folder.path / FILE
    try:
        facts: Any = msgspec.json.decode(folder.read(FILE, MAX_BYTES))
    except FileNotFoundError as error:
        raise DataError.at(file, None, None, "not a readable run (there is no such file)") from error
    except OSError as error:
        raise DataError.at(file, None, None, f"not a readable run ({error.strerror or error})") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DataError.at(file, None, None, f"not a readable run ({error})") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise DataError.at(file, None, "format", f"this version reads run format {FORMAT}")
    return facts


def check(file: Path, facts: object) -> None:
    """Raise DataError naming the field unless these are such a record."""
    try:
        msgspec.convert(facts, RunFile)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        field_ = place.strip("`").removeprefix("$").removeprefix(".") or None
        raise DataError.at(file, None, field_, problem[:1].lower() + problem[1:]) from error
