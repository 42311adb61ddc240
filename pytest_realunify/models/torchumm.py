"""The `torchumm` adapter: the unified models that TorchUMM has behind its InferencePipeline, one request at a time."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pytest_realunify.errors import ModelError, UsageError
from pytest_realunify.extensions.identity import contents
from pytest_realunify.extensions.sources import versions_of
from pytest_realunify.extensions.weights import code_fingerprint, fingerprint
from pytest_realunify.interfaces import Request
from pytest_realunify.models.libraries import one_line
from pytest_realunify.models.seeding import seeded
from pytest_realunify.models.settings import Kind, checked
from pytest_realunify.taxonomy import VERBS, Verb

if TYPE_CHECKING:
    from PIL.Image import Image

    Answer = Callable[[Sequence[Request]], list[Any]]

ADAPTER: Final = "torchumm"
_TASKS: Final[Mapping[Verb, str]] = {"understand": "understanding", "generate": "generation", "edit": "editing"}
_METHODS: Final[Mapping[Verb, tuple[str, ...]]] = {
    "understand": ("understanding", "understand"),
    "generate": ("generation", "generate"),
    "edit": ("editing", "edit"),
}
"""Of a backbone, in the pipeline's order. It also takes `encode` for understanding, which answers with tensors."""
_EMPTY_METHODS: Final = frozenset({("tokenflow", "understand"), ("show_o", "edit"), ("show_o2", "edit")})
"""Methods that are there and do nothing: TokenFlow understands everything as "", Show-o's edit raises."""
_SEED_NAMES: Final = {"deepgen": "seed", "omnigen2": "seed", "ovis_u1": "seed", "tokenflow": "g_seed"}
"""Backbones that seed themselves for every call, from this parameter or else with one number for all."""
_PROMPTS_BY_LINE: Final = frozenset({("show_o", "generate"), ("show_o2", "generate")})
"""What hands prompts over in a file that is read by lines: several lines are several prompts, and the picture of the
first one comes back (show_o/adapter.py, `generate`)."""
_SHORT_EDITS: Final = 3, 500
"""Emu3.5 edits by a prompt of at most so many lines and fewer characters; of a longer one it takes the last line alone
(emu3_5/adapter.py, `_extract_editing_instruction`)."""
_TEXTS: Final = ("text", "answer", "response", "output", "generated_text")
_LISTS: Final = ("results", "understandings")
_PICTURES: Final = ("image", "images", "saved_paths", "image_paths")
_KNOWN: Final[Mapping[str, Kind]] = {
    "target": str,
    "backbone": dict,
    "seed_name": str,
    "join_lines": bool,
    "verbs": list,
    **dict.fromkeys(VERBS, dict),
}
_PACKAGE: Final = "umm"
_LIBRARIES: Final = ("transformers", "diffusers", "torch", "pillow")
_FOLDERS: Final = ("_root", "_dir")
_MAYBE_FILES: Final = ("_path", "_file", "_executable", "_name", "_hub")
"""Endings of TorchUMM's keys: the first hold a place on this machine, the others that or a hub's id."""


@dataclass(frozen=True)
class Settings:
    """The keys of a `[tool.realunify.models.NAME]` table with `adapter = "torchumm"`."""

    target: str
    """A backbone's name, such as bagel, janus_pro or omnigen2."""
    backbone: Mapping[str, Any] = field(default_factory=dict)
    """Its `backbone_cfg`: paths, dtype, device."""
    params: Mapping[Verb, Mapping[str, Any]] = field(default_factory=dict)
    """Of its requests, by verb."""
    seed_name: str | None = None
    """The parameter that takes a request's seed, where the backbone has one."""
    join_lines: bool = False
    """Whether a prompt of several lines becomes one line where the backbone takes no other; else it is an error."""
    verbs: tuple[str, ...] = VERBS

    @classmethod
    def of(cls, given: Mapping[str, Any], place: str) -> Settings:
        """Check what a user wrote; `place` is where. Backbones check their own tables. Raises UsageError."""
        given = checked(given, _KNOWN, place)
        target = given.get("target", "")
        if not target:
            raise UsageError(f'{place} needs a backbone: --model=torchumm:janus_pro, or target = "…"')
        for verb in given.get("verbs", ()):
            if verb not in VERBS:
                raise UsageError.unknown(f"verb in {place}", str(verb), VERBS)
        return cls(
            target=target,
            backbone=given.get("backbone", {}),
            params={verb: given.get(verb, {}) for verb in VERBS},
            seed_name=given.get("seed_name", _SEED_NAMES.get(target)),
            join_lines=given.get("join_lines", False),
            verbs=tuple(given.get("verbs", VERBS)),
        )


def told(settings: Settings) -> dict[str, Any]:
    """The backbone, its settings and weights; of a folder its content, not its place or name."""
    return {
        "adapter": ADAPTER,
        "backbone": settings.target,
        "settings": contents(_placeless(settings.backbone)),
        "call": contents({str(verb): each for verb, each in settings.params.items()}),
        "seed_name": settings.seed_name,
        "join_lines": settings.join_lines,
        "code": _code(),
        "versions": versions_of(*_LIBRARIES),
    }


def told_of(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a table."""
    return told(Settings.of(settings, "model torchumm"))


def _code() -> str | None:
    """Of TorchUMM itself: a clone's version stands still. None where it is not installed here."""
    spec = importlib.util.find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return code_fingerprint(Path(places[0]), "") if places else None


def _placeless(table: Mapping[str, Any]) -> dict[str, Any]:
    """Without the folders of code and output; of files and folders of weights their content."""
    return {
        key: _placeless(value) if isinstance(value, Mapping) else _weights(key, value)
        for key, value in table.items()
        if not key.endswith(_FOLDERS)
    }


def _weights(key: str, value: Any) -> Any:
    place = Path(str(value)).expanduser()
    return {"weights": fingerprint(place)} if key.endswith(_MAYBE_FILES) and value and place.exists() else value


class TorchUMM:
    """A backbone of TorchUMM. Takes the keys of `Settings`. A verb is there if the backbone has it.

    Pictures go in as files, and out as objects or files, as the backbone likes. The process's generators are seeded
    for each request; backbones that run as a process of their own seed themselves.
    """

    understand: Answer | None = None
    generate: Answer | None = None
    edit: Answer | None = None

    def __init__(self, **settings: Any) -> None:
        """Loads the backbone. Raises UsageError for settings that cannot be, ModelError for what cannot be loaded."""
        self.settings = Settings.of(settings, "model torchumm")
        self.pipeline = _pipeline(self.settings)
        for verb in VERBS:
            if verb in self.settings.verbs and self._can(verb):
                setattr(self, verb, self._asker(verb))

    def identity(self) -> Mapping[str, Any]:
        """What is known before it is loaded, and its class."""
        return {**told(self.settings), "class": type(self.pipeline.backbone).__name__}

    def _can(self, verb: Verb) -> bool:
        empty = (self.settings.target, verb) in _EMPTY_METHODS
        return not empty and any(callable(getattr(self.pipeline.backbone, name, None)) for name in _METHODS[verb])

    def _asker(self, verb: Verb) -> Answer:
        return lambda requests: [self._answer(verb, request) for request in requests]

    def _answer(self, verb: Verb, request: Request) -> Any:
        settings = self.settings
        try:
            prompt = _prompt(settings, verb, request.prompt)
        except ModelError as error:
            return error
        said_seed = {settings.seed_name: request.seed} if settings.seed_name and verb != "understand" else {}
        with seeded(request.seed), tempfile.TemporaryDirectory(prefix="realunify-") as folder:
            drawn = Path(folder) / "drawn.png"
            said = self.pipeline.run(
                {
                    "backbone": settings.target,
                    "task": _TASKS[verb],
                    "prompt": prompt,
                    "images": _written(request.images, Path(folder)),
                    "params": {**_absolute(settings.params[verb]), **said_seed},
                    **({} if verb == "understand" else {"output_path": str(drawn)}),
                }
            )
            answer = _text(said) if verb == "understand" else _picture(said, drawn)
        return ModelError(f"{settings.target} returned nothing to {verb}{_why(said)}") if answer is None else answer


def _pipeline(settings: Settings) -> Any:
    try:
        module = importlib.import_module("umm.inference.pipeline")
    except ImportError as error:
        if error.name in ("umm", "umm.inference", "umm.inference.pipeline"):
            how = "git clone --recursive https://github.com/AIFrontierLab/TorchUMM && pip install -e TorchUMM"
            raise ModelError(f"the torchumm adapter needs TorchUMM: {how}") from error
        raise ModelError(f"TorchUMM cannot be imported: {one_line(error)}") from error
    try:
        return module.InferencePipeline(settings.target, _absolute(settings.backbone))
    except (ImportError, OSError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(f"TorchUMM's {settings.target} cannot be loaded: {one_line(error)}") from error


def _absolute(table: Mapping[str, Any]) -> dict[str, Any]:
    """With paths that hold from anywhere: several backbones run in a process of their own, in another directory."""
    return {
        key: _absolute(value) if isinstance(value, Mapping) else _from_here(key, value) for key, value in table.items()
    }


def _from_here(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value or not key.endswith((*_FOLDERS, *_MAYBE_FILES)):
        return value
    path = Path(value).expanduser()
    return str(path.absolute()) if key.endswith(_FOLDERS) or path.exists() else value


def _prompt(settings: Settings, verb: Verb, prompt: str) -> str:
    """The prompt as the backbone takes it. Raises ModelError for one that it would quietly make another of."""
    lines = [line.strip() for line in prompt.splitlines() if line.strip()]
    if (settings.target, verb) in _PROMPTS_BY_LINE and len(prompt.splitlines()) > 1:
        if settings.join_lines:
            return " ".join(lines)
        raise ModelError(
            f"TorchUMM takes {settings.target}'s prompts by lines: the {len(prompt.splitlines())} lines of this one "
            "would be as many prompts, and the first one's picture its answer; join_lines = true makes one line of them"
        )
    most, shorter = _SHORT_EDITS
    if (settings.target, verb) == ("emu3_5", "edit") and (len(lines) > most or len(prompt) >= shorter):
        raise ModelError(
            f"TorchUMM's emu3_5 edits by a prompt of at most {most} lines and {shorter - 1} characters, and by the "
            f"last line alone of a longer one; this one has {len(lines)} lines and {len(prompt)} characters"
        )
    return prompt


def _written(images: Sequence[Image], folder: Path) -> list[str]:
    """Paths: only some backbones take pictures themselves."""
    paths = [folder / f"given-{number}.png" for number in range(len(images))]
    for image, path in zip(images, paths):
        image.save(path)
    return [str(path) for path in paths]


def _text(said: Any) -> str | None:
    """The reply, in whichever of TorchUMM's shapes. None where there is none: backbones return "" where they failed."""
    if not isinstance(said, Mapping):
        return said if isinstance(said, str) and said.strip() else None
    for name in _LISTS:
        if name in said:
            return _text(said[name][0]) if said[name] else None
    found = (said[name] for name in _TEXTS if isinstance(said.get(name), str) and said[name].strip())
    return next(found, None)


def _picture(said: Any, drawn: Path) -> Image | None:
    """The first picture, from the result or from a file it names, or from where it was asked to be."""
    from PIL import Image as Pillow

    given = [said.get(name) for name in _PICTURES] if isinstance(said, Mapping) else [said]
    for each in (*given, str(drawn)):
        first = next(iter(each), None) if isinstance(each, list) else each
        if isinstance(first, Pillow.Image):
            first.load()  # its file may be one that goes with the folder
            return first
        if isinstance(first, str) and Path(first).is_file():
            with Pillow.open(first) as image:
                return image.convert("RGB")
    return None


def _why(said: Any) -> str:
    """What the result says of its failure; backbones report failures of a process of their own so."""
    if not isinstance(said, Mapping):
        return ""
    items = [said, *(item for name in _LISTS for item in said.get(name) or [] if isinstance(item, Mapping))]
    reasons = [str(item[name]) for item in items for name in ("error", "stderr") if item.get(name)]
    return f": {' '.join(' '.join(reasons).split())[-300:]}" if reasons else ""
