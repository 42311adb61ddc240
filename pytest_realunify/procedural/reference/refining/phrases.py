"""What several fields of thinking look for in a request: names from a table, looks, places, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final

from pytest_realunify.procedural.world.reading import mentions
from pytest_realunify.procedural.world.scene import Item, Scene, Shape
from pytest_realunify.procedural.world.words import COLOUR, NUMBER, value_of

Solver = Callable[[str], Scene | None]
N: Final = NUMBER
_ARROWS: Final = re.compile(rf"\ban? ({COLOUR}) (?:one|arrow)\b", re.IGNORECASE)


def first_answer(solvers: Iterable[Solver], request: str) -> Scene | None:
    """What the first solver that understands the request makes of it."""
    text = " ".join(request.split())
    for solve in solvers:
        try:
            scene = solve(text)
        except (
            ValueError,
            LookupError,
        ):  # the words fit the solver's frame, what they say cannot be worked out or drawn
            continue
        if scene is not None:
            return scene
    return None


@lru_cache(maxsize=128)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)


def named(text: str, names: Iterable[str]) -> list[str]:
    """The names that stand in the text, in its order, as they are in the table."""
    known = {name.lower(): name for name in names}
    return [known[match.group().lower()] for match in _names(tuple(known)).finditer(text)]


def pictured(text: str, names: Iterable[str]) -> dict[str, Shape]:
    """Things by their looks where a legend names as many things as looks: `the egg as a red circle, …`.

    Raises ValueError where it does not.
    """
    return dict(zip(named(text, names), mentions(text), strict=True))


def arrow_colours(text: str) -> list[str]:
    """Of `a red arrow for …, a blue one for …`."""
    return [match[1].lower() for match in _ARROWS.finditer(text)]


def line(items: Sequence[Item], text: str) -> Scene:
    """The items in the row or column that the text asks for, from the end that it names."""
    if "from right to left" in text or "from the bottom upwards" in text:
        items = items[::-1]
    across = "column" not in text
    return Scene((tuple(items),)) if across else Scene(tuple((item,) for item in items))


def number(word: str) -> int:
    """Raises KeyError for no number."""
    return value_of(word)
