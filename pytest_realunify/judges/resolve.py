"""From the name a user types to something that builds the judge. Resolving loads nothing heavy; `build` does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from pytest_realunify.errors import JudgeError, UsageError
from pytest_realunify.extensions.identity import Identity, identity_of, unbuilt, unmade
from pytest_realunify.extensions.importing import IMPORT_PATH, Factory, NoModuleError, imported, made
from pytest_realunify.extensions.local_modules import nearest
from pytest_realunify.extensions.specs import Lent, ModelSpec
from pytest_realunify.interfaces import Judge, asynchronous
from pytest_realunify.judges import fallback, vlm
from pytest_realunify.judges.fallback import Fallback
from pytest_realunify.judges.vlm import VLM

ENTRY_POINTS: Final = "realunify.judges"
OPTION: Final = "--realunify-judge"
POLLS: Final = 16
"""Calls in flight of a judge that does not say how many it stands."""
FALLBACK: Final = "pixels+vlm"
_READER: Final = "rapidocr_onnxruntime"
_FORMS: Final = ("vlm:MODEL", "pixels+vlm:MODEL", "package.module:Class")

ResolveModel = Callable[[str], ModelSpec]


@dataclass(frozen=True, slots=True)
class JudgeSpec:
    """A judge that can be built when the first picture is polled, on the worker that polls it."""

    name: str
    source: str
    """Where the name was found, for the report header: `built-in`, `pyproject.toml`, `vlm`…"""
    factory: Factory
    settings: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    """What builds it: `pixels`, `vlm`, `pixels+vlm`, or `package.module:Class`."""
    model: ModelSpec | None = None
    """The model that `vlm` wraps."""
    told: Callable[[], Identity] | None = None
    """What it is, before it is built; None of a class of others."""
    lent: bool = False
    """Whether it stays its owner's, and is never closed."""

    @property
    def width(self) -> int:
        """How many of its polls may be in flight at once, where nobody says otherwise."""
        return self.model.widths.get("understand", POLLS) if self.model is not None else POLLS

    def batch(self, asked: int | None) -> int | None:
        """Polls that go into one call at most, of a judge that is asked by one thread; `asked` is what the user says of
        the model's. None: the built-in one, which looks at all of a picture at once."""
        return None if self.kind == "pixels" else asked or POLLS

    @property
    def hint(self) -> str:
        """What would let the judge see more, for the report header."""
        if self.kind not in ("pixels", FALLBACK) or (find_spec(_READER) and find_spec("onnxruntime")):
            return ""
        return (
            "signs in other fonts than the suite's are read with the extra judge: pip install 'pytest-realunify[judge]'"
        )

    def among(self, workers: int) -> JudgeSpec:
        """For one of so many workers: its share of what may be in flight, at least one."""
        if self.model is None:
            return self
        model = self.model.among(workers)
        return replace(self, model=model, factory=_looking(self.kind, model))

    def over(self, model: object) -> JudgeSpec:
        """The same judge, of a model that is loaded already."""
        assert self.model is not None, "of a judge that asks a model"
        ready = replace(self.model, factory=lambda: model, settings={})
        return replace(self, factory=_looking(self.kind, ready))

    def build(self) -> Judge:
        """Load the judge. Raises whatever loading raises, and JudgeError for what is no judge."""
        judge: Any = self.factory(**self.settings)
        if not _is_judge(judge):
            raise JudgeError(f"judge {self.name!r} is {_described(judge)}, without an answer(requests) method")
        if said := asynchronous(judge, "answer"):
            raise JudgeError(said)
        return judge  # type: ignore[no-any-return]  # as far as it can be told without asking

    def identity(self) -> Mapping[str, Any]:
        """What the judge is, as far as settings, files and sources tell: nothing is loaded."""
        if self.told is not None:
            return self.told()
        return unbuilt(self.kind, self.settings)

    def fingerprint(self, prompt: str, built: Mapping[str, Any] | None = None) -> str:
        """12 hex digits that differ where replies may differ: what the judge is, asked with which polling prompt.
        `built` is the identity of the one that was built, where it was: only then is all known of a class of others, or
        of a model in another interpreter."""
        known = identity_of(self) if built is None or self.told is None else {}
        # Without settings, as the built-in judge is: its calibration, its baseline and its replies go by these digits.
        facts = {"settings": {}, **known, **(built or {}), "prompt": prompt}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def resolve(
    name: str,
    judge_tables: Mapping[str, object],
    resolve_model: ResolveModel,
    hook: Callable[[str], object | None] = lambda _: None,
) -> JudgeSpec:
    """Find `name` in this order: hook, pyproject table, entry point, `pixels`, `vlm:MODEL`, `pixels+vlm:MODEL`,
    `package.module:Class`.

    `judge_tables` is `[tool.realunify.judges]`; `resolve_model` finds the MODEL of `vlm:MODEL`, as for `--model`;
    `hook` returns a factory, a ready judge, or None. Raises UsageError with the known names.
    """
    if isinstance(hooked := hook(name), Lent):
        thing = hooked.thing
        return JudgeSpec(name, "given", lambda: thing, told=lambda: identity_of(thing), lent=True)
    if hooked is not None:
        return JudgeSpec(name, "hook", lambda: _made(hooked, {}), told=lambda: unmade(hooked))
    if name in judge_tables:
        return _from_table(name, judge_tables[name], resolve_model)
    points = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if name in points:
        return JudgeSpec(name, "entry point", lambda: _made(points[name].load(), {}), {}, points[name].value)
    if name == "pixels":
        return JudgeSpec(name, "built-in", _pixels, {}, "pixels", told=_told_pixels)
    prefix, colon, target = name.partition(":")
    if colon and prefix in ("vlm", FALLBACK):
        return _vlm(name, prefix, target, resolve_model, prefix)
    known, hint = [*judge_tables, *points, "pixels", *_FORMS], ""
    if IMPORT_PATH.fullmatch(name):
        try:
            return JudgeSpec(name, "import", _imported(name), {}, name)
        except NoModuleError as error:  # `vml:eye` looks like a module and a class too
            hint = str(error)
    raise UsageError.unknown(f"judge ({OPTION})", name, known, hint, nearest(name, ("answer",), Path.cwd()))


def _from_table(name: str, table: object, resolve_model: ResolveModel) -> JudgeSpec:
    settings = dict(table) if isinstance(table, Mapping) else {}
    adapter = settings.pop("adapter", None)
    place = f"[tool.realunify.judges.{name}]"
    if not isinstance(adapter, str):
        raise UsageError(f'{place} ({OPTION}) needs adapter = "…": one of pixels, vlm, package.module:Class')
    if adapter == "pixels":
        for key in settings:
            raise UsageError.unknown(f"setting in {place} ({OPTION})", key, ["adapter"])
        return JudgeSpec(name, "pyproject.toml", _pixels, settings, "pixels", told=_told_pixels)
    if adapter == "vlm":
        return _vlm(name, "pyproject.toml", _model_of(settings, place), resolve_model)
    if IMPORT_PATH.fullmatch(adapter):
        return JudgeSpec(name, "pyproject.toml", _imported(adapter), settings, adapter)
    raise UsageError.unknown(f"adapter in {place} ({OPTION})", adapter, ["pixels", "vlm", "package.module:Class"])


def _model_of(settings: Mapping[str, object], place: str) -> str:
    for key in settings.keys() - {"model"}:
        hint = "settings of the model stand in its own table, [tool.realunify.models.NAME]"
        raise UsageError.unknown(f"setting in {place} ({OPTION})", key, ["adapter", "model"], hint)
    model = settings.get("model")
    if not isinstance(model, str):
        raise UsageError(f'{place} ({OPTION}) needs model = "…": a name that --model takes')
    return model


def _vlm(name: str, source: str, target: str, resolve_model: ResolveModel, kind: str = "vlm") -> JudgeSpec:
    try:
        model = resolve_model(target)
    except UsageError as error:  # it speaks of the option it was written for
        raise UsageError(str(error).replace("(--model)", f"({OPTION}={kind}:MODEL)")) from error
    return JudgeSpec(name, source, _looking(kind, model), {}, kind, model, lambda: _told_looking(kind, model))


def _looking(kind: str, model: ModelSpec) -> Factory:
    """What builds a judge that asks a model, or one that asks it where `pixels` cannot tell."""
    if kind != FALLBACK:
        return lambda: VLM(model.build(), model)
    return lambda: Fallback(_built_in(), VLM(model.build(), model), f"vlm:{model.name}")


def _told_looking(kind: str, model: ModelSpec) -> Identity:
    second = vlm.told(identity_of(model))
    return fallback.told(_told_pixels(), second) if kind == FALLBACK else second


def _imported(path: str) -> Factory:
    load = imported(path, OPTION, JudgeError)
    return lambda **settings: _made(load(), settings)


def _pixels(**settings: Any) -> object:
    from pytest_realunify.procedural.pixels import Pixels

    return Pixels(**settings)


def _told_pixels() -> Identity:
    # The same without the extra: it reads nothing otherwise, only less, and the shipped baseline is for both.
    from pytest_realunify.procedural.pixels import VERSION

    return {"judge": "pixels", "version": VERSION}


def _built_in() -> Judge:
    from pytest_realunify.procedural.pixels import Pixels

    return Pixels()


def _made(found: object, settings: Mapping[str, Any]) -> object:
    return made(found, settings, _is_judge)


def _is_judge(found: object) -> bool:
    return callable(getattr(found, "answer", None))


def _described(found: object) -> str:
    return "None" if found is None else f"an object of type {type(found).__name__}"
