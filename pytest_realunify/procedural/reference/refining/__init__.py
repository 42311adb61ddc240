"""The reference model's thinking before drawing: from a request that implies a picture to one that says it.

Each module knows one field: facts from the tables, arithmetic, constraints, a small Python. It sees the request's words
and nothing else. What no field understands is passed on as it is.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Final

from pytest_realunify.procedural.reference.refining.closing import without_closing
from pytest_realunify.procedural.world.english import describe
from pytest_realunify.procedural.world.reading import read_scene

FIELDS: Final = (
    "code_to_image",
    "mathematical_reasoning",
    "logical_reasoning",
    "scientific_reasoning",
    "commonsense_reasoning",
    "world_knowledge",
)
"""Modules of this package, each with `refine(request: str) -> Scene | None`; asked in this order, the first wins."""

_REQUEST: Final = re.compile(r"^Request:\s*(?P<request>.+)\Z", re.MULTILINE | re.DOTALL)


def matches(prompt: str) -> bool:
    """Whether the prompt asks to rewrite a request."""
    return _REQUEST.search(prompt) is not None


def refine(prompt: str) -> str:
    """The request in explicit English; unchanged where no field understands it."""
    match = _REQUEST.search(prompt)
    request = match["request"].strip() if match else prompt
    if read_scene(request) is not None:
        return request
    asked = without_closing(request)
    for name in FIELDS:
        scene = import_module(f"{__name__}.{name}").refine(asked)
        if scene is not None:
            return describe(scene)
    return request
