"""Protocols by name: the published ones, and a team's own."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pytest_realunify.errors import UsageError
from pytest_realunify.interfaces import Listing
from pytest_realunify.protocols.asks import Protocol
from pytest_realunify.protocols.published import BY_NAME
from pytest_realunify.taxonomy import AXES, CATEGORY, PROTOCOLS, VERBS, Axis


@dataclass(frozen=True, slots=True)
class ProtocolSpec:
    """A protocol as a run knows it: by name, with what it does on each axis that it serves."""

    name: str
    axes: tuple[Axis, ...]
    like: str
    """The published protocol whose data it needs: what can be run under that one can be run under this one."""
    steps: Mapping[Axis, Protocol] = field(default_factory=dict)
    """By axis; empty where only names are at hand, as in a stored run."""
    source: str = "published"
    digest: str = ""
    """12 hex digits over a team's generator function; empty for the published ones, which have the plugin's version."""

    def serves(self, listing: Listing) -> bool:
        """Whether the instance can be run under it."""
        return listing.axis in self.axes and self.like in listing.protocols


PUBLISHED: Final[Mapping[str, ProtocolSpec]] = {
    name: ProtocolSpec(
        name,
        tuple(axis for axis in AXES if name in BY_NAME[axis]),
        name,
        {axis: BY_NAME[axis][name] for axis in AXES if name in BY_NAME[axis]},
    )
    for name in PROTOCOLS
}

_DECLARED: Final = "_realunify_protocol"
_NAME: Final = re.compile(r"(?!rep\d*$)[a-z][a-z0-9_]*")
F = TypeVar("F", bound=Callable[..., Any])


def protocol(*axes: Axis, like: str = "direct") -> Callable[[F], F]:
    """Says of a team's generator function which axes it serves (both by default) and whose data it needs.

    `like="stepwise"` is for one that uses `refine_prompt` or `edit_prompt`, `like="oracle"` for one that uses the
    ground-truth intermediate. A function without this decorator serves both axes with the data of `direct`.
    """

    def declared(steps: F) -> F:
        setattr(steps, _DECLARED, (axes or AXES, like))
        return steps

    return declared


def team_protocol(name: str, steps: object, source: str) -> ProtocolSpec:
    """A protocol that a team brings under this name. Raises UsageError for what can be none."""
    what = f"protocol {name!r} ({source})"
    taken = {*VERBS, *AXES, *CATEGORY}
    if not _NAME.fullmatch(name) or name in taken:
        raise UsageError(f"{what}: a protocol's name is lower-case letters, digits and _, and no word of RealUnify's")
    if not inspect.isgeneratorfunction(steps):
        raise UsageError(
            f"{what} is {type(steps).__name__} and no generator function.\n"
            "A protocol takes an instance, yields what to ask (Understand, Generate, Edit) and returns the last outcome"
        )
    axes, like = getattr(steps, _DECLARED, (AXES, "direct"))
    if like not in PROTOCOLS or not set(axes) <= set(AXES):
        raise UsageError(
            f"{what}: @protocol(*axes, like=…) takes of {', '.join(AXES)}, and like of {', '.join(PROTOCOLS)}"
        )
    kept = tuple(axis for axis in AXES if axis in axes and like in BY_NAME[axis])
    return ProtocolSpec(name, kept, like, dict.fromkeys(kept, steps), source, _digest(steps))


def name_of(typed: str) -> str:
    """Of a protocol that was typed by its name, or as `package.module:name`."""
    return typed.rpartition(":")[2]


def _digest(steps: Callable[..., Any]) -> str:
    try:
        text = inspect.getsource(steps)
    except (OSError, TypeError):  # defined where no source is: an interactive session
        return ""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
