"""What a model or a judge is: all that changes its answers, and nothing else."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import re
import sys
from collections.abc import Mapping
from importlib import metadata
from importlib.abc import InspectLoader
from pathlib import Path
from typing import Any, Dict, Final, Iterable

from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.weights import fingerprint, is_checkpoint, of_text

HOW: Final = frozenset(
    (
        *("timeout", "deadline", "retries", "max_retries", "concurrency", "concurrent", "workers", "num_workers"),
        *("device", "devices", "device_map", "vae_device", "max_memory", "offload", "offload_folder", "allow_cpu"),
        *("batch_size", "max_batch", "max_body_mib", "max_text_mib", "cache_dir", "log_level", "verbose"),
        *("base_url", "endpoint", "api_base", "api_key_env", "preset", "python", "ssh"),
    )
)
"""Names of settings that say how, where and by which way a model is asked. The same model elsewhere is the same."""
_STANDARD: Final = getattr(sys, "stdlib_module_names", ("abc", "builtins", "collections", "enum", "typing"))
_ADDRESS: Final = re.compile(r" at 0x[0-9A-Fa-f]+")
"""Of an object in memory, another in every process."""
_DIGEST: Final = re.compile(r"[0-9a-f]{32,}")
_SHOWN: Final = 60
_ABSENT: Final = object()

Identity = Dict[str, Any]


def identity_of(thing: object, spec: Any = None) -> Identity:
    """Plain JSON, the same in every process and on every machine: for run.json, and for whatever compares.

    What its `identity()` says; where it has none, its class, the source of that, and the settings of `spec`, which
    built it. Without secrets, and without what says where and how it runs (`HOW`), at every depth.
    """
    told = getattr(thing, "identity", None)
    if not callable(told):
        return untold(type(thing), getattr(spec, "kind", ""), getattr(spec, "settings", {}))
    said = told()
    if not isinstance(said, Mapping):
        raise TypeError(f"{type(thing).__qualname__}.identity() gave a {type(said).__name__}, expected a mapping")
    return counting(said)


def untold(kind: type, path: str = "", settings: Mapping[str, Any] | None = None) -> Identity:
    """Of a class that says nothing itself; `path` is what was typed for it, `package.module:name`, perhaps a
    function's."""
    modules = [each.__module__ for each in kind.__mro__]
    facts = {"class": f"{kind.__module__}.{kind.__qualname__}", "source": source_of([path.partition(":")[0], *modules])}
    return {**facts, **({"settings": contents(settings)} if settings else {})}


def source_of(modules: Iterable[str]) -> str | None:
    """A sha256 over the text of these modules, but for Python's own; None where there is none to read."""
    own = dict.fromkeys(each for each in modules if each.partition(".")[0] not in ("", *_STANDARD))
    texts = {name: text for name in own for text in [_text_of(name)] if text is not None}
    return of_text(*(each for name in sorted(texts) for each in (name, texts[name]))) if texts else None


def contents(settings: Mapping[str, Any]) -> Identity:
    """Settings of somebody else's class: what counts of them, and of a checkpoint's folder or file its content."""
    return counting({str(name): _content(value) for name, value in settings.items()})


def counting(said: Mapping[str, Any]) -> Identity:
    """What of it changes answers, as plain JSON without secrets."""
    told: Identity = _counting(public(_plain(said)))
    return told


def versions_of(*distributions: str) -> dict[str, str]:
    """Of libraries, by their name; of a build for some device (`2.4.0+cu121`) the version alone. What is not installed
    is left out."""
    found: dict[str, str] = {}
    for name in distributions:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name).partition("+")[0]
    return found


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """The keys in which two identities differ, in words such as `dtype (float16, was bfloat16)`, sorted; none where
    one of them is not known: it never answered, so it did not say.

    Either may come from a file that another version wrote: what it tells that no longer counts is no difference.
    """
    if not before or not after:
        return []
    was, now = _flat(counting(before)), _flat(counting(after))
    return [_worded(key, was.get(key, _ABSENT), now.get(key, _ABSENT)) for key in _differing(was, now)]


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in {*was, *now} if was.get(key) != now.get(key))


def _worded(key: str, was: object, now: object) -> str:
    if was is _ABSENT:
        return f"{key} ({_shown(now)}, not told before)"
    if now is _ABSENT:
        return f"{key} (was {_shown(was)}, not told now)"
    return f"{key} ({_shown(now)}, was {_shown(was)})"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if _DIGEST.fullmatch(text):
        return text[:12]
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _flat(said: Mapping[str, Any], above: str = "") -> Identity:
    """By keys such as `settings.max_new_tokens`. What is null is not told: so are defaults of keys that came later."""
    flat: Identity = {}
    for key, value in said.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{above}{key}."))
        elif value is not None:
            flat[f"{above}{key}"] = value
    return flat


def _counting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _counting(each) for key, each in value.items() if key not in HOW}
    return [_counting(each) for each in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """As JSON has it. What it has no word for (a torch dtype, a Path) is kept as its text."""
    if isinstance(value, Mapping):
        return {_text(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):  # in another order in every process
        return sorted((_plain(each) for each in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _text(value)


def _text(value: object) -> str:
    """One that any file can hold; nothing of a name of a file that is not UTF-8 is lost."""
    return _ADDRESS.sub("", str(value)).encode("utf-8", "backslashreplace").decode("utf-8")


def _content(value: Any) -> Any:
    if not isinstance(value, (str, Path)):
        return value
    try:
        place = Path(value).expanduser()
        return {"weights": fingerprint(place)} if is_checkpoint(place) else value
    except (OSError, ValueError, RuntimeError):  # a text that no file can be named by, or one that may not be read
        return value


def _text_of(name: str) -> str | None:
    """Of a module, imported or not: that of its file, for what rewrites assertions as it loads knows no text."""
    try:
        spec = getattr(sys.modules.get(name), "__spec__", None) or importlib.util.find_spec(name)
        if spec is None:
            return None
        if str(spec.origin).endswith(".py") and Path(str(spec.origin)).is_file():
            return str(importlib.util.decode_source(Path(str(spec.origin)).read_bytes()))
        return spec.loader.get_source(name) if isinstance(spec.loader, InspectLoader) else None
    except (ImportError, ValueError, AttributeError, OSError, SyntaxError):
        return None
