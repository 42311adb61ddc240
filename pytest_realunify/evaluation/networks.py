"""The torch networks that an object holds, wherever in it they are."""

from __future__ import annotations

import functools
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

MOST: Final = 100_000
"""Objects looked at: an adapter has a handful between itself and its networks, a data set in memory millions."""

_PLAIN: Final = (str, bytes, int, float, complex, bool, type(None), type, ModuleType)


def networks(things: Iterable[object]) -> list[Any]:
    """Those that stand in no other, in the order in which they were met: in attributes, containers, closures, bound
    methods and partial functions. None without torch."""
    torch: Any = sys.modules.get("torch")
    if not hasattr(torch, "nn"):
        return []
    found: list[Any] = []
    waiting, seen = deque(things), set[int]()
    kept = []  # whatever is made while looking must not give its id to another
    while waiting and len(seen) < MOST:
        thing = waiting.popleft()
        if isinstance(thing, _PLAIN) or id(thing) in seen:
            continue
        seen.add(id(thing))
        kept.append(thing)
        if isinstance(thing, torch.nn.Module):
            found.append(thing)
            # A list of networks is no part of the network that has it. (What begins with _ is torch's own.)
            waiting.extend(value for name, value in vars(thing).items() if not name.startswith("_"))
        elif not isinstance(thing, torch.Tensor):
            waiting.extend(_within(thing))
    below = {id(part) for each in found for part in each.modules() if part is not each}
    return [each for each in found if id(each) not in below]


def _within(thing: object) -> Iterator[object]:
    if isinstance(thing, Mapping):
        yield from list(thing.values()) if type(thing).__module__ in ("builtins", "collections") else ()
    elif isinstance(thing, (list, tuple, set, frozenset, deque)):
        yield from thing
    elif isinstance(thing, MethodType):
        yield from (thing.__self__, thing.__func__)
    elif isinstance(thing, functools.partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, FunctionType):
        yield from (cell.cell_contents for cell in thing.__closure__ or () if _is_filled(cell))
    yield from list(getattr(thing, "__dict__", {}).values())
    for each in type(thing).__mro__:
        slots = each.__dict__.get("__slots__", ())
        for name in [slots] if isinstance(slots, str) else slots:
            if (value := _slot(thing, each, name)) is not None:
                yield value


def _slot(thing: object, of: type, name: str) -> object:
    """Without running code of anybody's: a slot's own descriptor, or nothing."""
    mangled = f"_{of.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
    descriptor: Any = of.__dict__.get(mangled)
    if type(descriptor).__name__ != "member_descriptor":
        return None
    try:
        value: object = descriptor.__get__(thing)
    except AttributeError:  # an empty one
        return None
    return value


def _is_filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True
