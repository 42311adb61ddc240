"""From what builds a model to the model, as on the other side."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

from pytest_realunify.errors import ModelError
from pytest_realunify.extensions.importing import imported, made
from pytest_realunify.interfaces import asynchronous, supports
from pytest_realunify.taxonomy import VERBS

OURS = "pytest_realunify."


def build(target: str, settings: Mapping[str, Any]) -> object:
    """`target` is `package.module:Class`, of the team's or one of our adapters. Raises whatever loading raises."""
    module, _, name = target.partition(":")
    load = imported(target, f"adapter, in {sys.executable}", ModelError) if not target.startswith(OURS) else None
    found = load() if load is not None else getattr(importlib.import_module(module), name)
    model = made(found, settings, lambda each: any(supports(each, verb) for verb in VERBS))
    if not any(supports(model, verb) for verb in VERBS):
        raise ModelError(f"a {type(model).__name__} is no model under test: it has none of {', '.join(VERBS)}")
    for verb in VERBS:
        said = asynchronous(model, verb)
        if said:
            raise ModelError(said)
    return model
