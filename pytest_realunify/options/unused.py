"""Options of ours that were typed where `--realunify` was not: nothing obeys them, and no verdict comes of it.

Imported by every `pytest` on the machine that has such an option, so it imports nothing heavy."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Any

from pytest_realunify.options.table import OPTIONS

if TYPE_CHECKING:
    import pytest


def typed_in_vain(config: pytest.Config) -> str:
    """A sentence that names them; empty where there are none. What stands in `addopts` waits there for `--realunify`,
    and is no mistake."""
    flags = {option.key: option.flag for option in OPTIONS}
    flags |= {"realunify_resume": "--realunify-resume", "realunify_trust_run": "--realunify-trust-run"}
    flags["realunify_short_model"] = "--model"
    given = [flag for key, flag in flags.items() if config.getoption(key, None) not in (None, False, [])]
    standing = _standing(config) if given else set()
    typed = [flag for flag in given if flag not in standing or _is_typed(config, flag)]
    if not typed:
        return ""
    does = "does" if len(typed) == 1 else "do"
    return f"{', '.join(typed)} {does} nothing without --realunify: no case is run, and there is no verdict"


def _standing(config: pytest.Config) -> set[str]:
    """Flags of the project and of the environment."""
    lines: Any = config.getini("addopts")
    words = list(lines) if isinstance(lines, list) else shlex.split(lines)
    return {word.partition("=")[0] for word in [*words, *shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))]}


def _is_typed(config: pytest.Config, flag: str) -> bool:
    return any(str(word).partition("=")[0] == flag for word in config.invocation_params.args)
