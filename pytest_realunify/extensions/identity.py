"""What a model or a judge is: all that changes its answers, and nothing else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Dict, Final

from pytest_realunify.extensions.public import public
from pytest_realunify.extensions.sources import says_itself, source_of
from pytest_realunify.extensions.weights import fingerprint, is_checkpoint

HOW: Final = frozenset(
    (
        *("timeout", "deadline", "retries", "max_retries", "concurrency", "concurrent", "workers", "num_workers"),
        *("device", "devices", "device_map", "vae_device", "max_memory", "offload", "offload_folder", "allow_cpu"),
        *("batch_size", "max_batch", "max_body_mib", "max_text_mib", "cache_dir", "log_level", "verbose"),
        *("base_url", "endpoint", "api_base", "api_key_env", "preset", "python", "ssh"),
    )
)
"""Names of settings that say how, where and by which way a model is asked. The same model elsewhere is the same."""
LABEL: Final = "label"
"""What a model calls itself for people. What it is another key tells, such as its weights."""
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


def untold(found: object, path: str = "", settings: Mapping[str, Any] | None = None) -> Identity:
    """Of a class or function that says nothing itself, with the classes above it; `path` is what was typed for it,
    `package.module:name`. Of one that says something once it is made, not its source: a comment changes no answer."""
    name = f"{getattr(found, '__module__', '')}.{getattr(found, '__qualname__', '')}"
    if isinstance(found, type) and callable(getattr(found, "identity", None)):
        return _named(name, None, settings)
    modules = [each.__module__ for each in found.__mro__] if isinstance(found, type) else [str(found.__module__)]
    typed = [path.partition(":")[0]] if ":" in path else []
    return _named(name, source_of([*typed, *modules]), settings)


def unmade(hooked: object) -> Identity:
    """Of what a hook gave: a ready object says itself, of a class or function its source tells."""
    if isinstance(hooked, type) or (callable(hooked) and not hasattr(hooked, "identity")):
        return untold(hooked if hasattr(hooked, "__qualname__") else type(hooked))
    return identity_of(hooked)


def unbuilt(path: str, settings: Mapping[str, Any]) -> Identity:
    """The same of a `package.module:name` that is not imported yet, by reading its module alone."""
    module, _, name = path.partition(":")
    return _named(f"{module}.{name}", None if says_itself(module, name) else source_of([module]), settings)


def _named(name: str, source: str | None, settings: Mapping[str, Any] | None) -> Identity:
    return {
        "class": name,
        **({"source": source} if source else {}),
        **({"settings": contents(settings)} if settings else {}),
    }


def contents(settings: Mapping[str, Any]) -> Identity:
    """Settings of somebody else's class: what counts of them, and of a checkpoint's folder or file its content."""
    told: Identity = _content(settings)
    return counting(told)


def counting(said: Mapping[str, Any]) -> Identity:
    """What of it changes answers, as plain JSON without secrets."""
    told: Identity = _counting(public(plain(said)))
    return told


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """The keys in which two identities differ, in words such as `dtype (float16, was bfloat16)`, sorted; none where
    one of them is not known: it never answered, so it did not say.

    Either may come from a file that another version wrote: what it tells that no longer counts is no difference.
    """
    if not before or not after:
        return []
    was, now = (flat({key: each for key, each in counting(told).items() if key != LABEL}) for told in (before, after))
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


def flat(said: Mapping[str, Any], above: str = "") -> Identity:
    """By keys such as `settings.max_new_tokens`. What is null is not told: so are defaults of keys that came later."""
    found: Identity = {}
    for key, value in said.items():
        if isinstance(value, Mapping):
            found.update(flat(value, f"{above}{key}."))
        elif value is not None:
            found[f"{above}{key}"] = value
    return found


def _counting(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _counting(each) for key, each in value.items() if key not in HOW}
    return [_counting(each) for each in value] if isinstance(value, list) else value


def plain(value: Any) -> Any:
    """As JSON has it. What it has no word for (a torch dtype, a Path) is kept as its text."""
    if isinstance(value, Mapping):
        return {_text(key): plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):  # in another order in every process
        return sorted((plain(each) for each in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _text(value)


def _text(value: object) -> str:
    """One that any file can hold; nothing of a name of a file that is not UTF-8 is lost."""
    return _ADDRESS.sub("", str(value)).encode("utf-8", "backslashreplace").decode("utf-8")


def _content(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _content(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_content(each) for each in value]
    if not isinstance(value, (str, Path)):
        return value
    try:
        place = Path(value).expanduser()
        return {"weights": fingerprint(place)} if is_checkpoint(place) else value
    except (OSError, ValueError, RuntimeError):  # a text that no file can be named by, or one that may not be read
        return value
