"""Square grids in which no colour comes up twice in a row or a column: filled in cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pytest_realunify.procedural.reference.refining.logical_reasoning.wording import KIND, colours_in, shape
from pytest_realunify.procedural.world.scene import Scene, column, row
from pytest_realunify.procedural.world.words import COLOUR, ORDINALS

Cell = tuple[int, int]
MOST: Final = 5
"""Rows of a grid that is solved."""

_GIVEN: Final = re.compile(
    rf"the (?:(?P<corner>(?:upper|lower) (?:left|right)) corner|(?P<centre>centre)|"
    rf"(?P<across>{'|'.join(ORDINALS)}) place of the (?P<down>{'|'.join(ORDINALS)}) row) is (?P<colour>{COLOUR})\b",
    re.IGNORECASE,
)


def read(request: str) -> Scene | None:
    """The asked line of the only grid that fits."""
    listing = re.search(r"grid holds ([a-z, ]+) exactly once|pieced from ([a-z, ]+) patches", request)
    asked = re.search(rf"Draw (?:only )?the ([a-z -]+?)(?: from|,).*?\b({KIND})", request)
    if not listing or not asked:
        return None
    hues = colours_in(listing[0])
    size = len(hues)
    if not 1 < size <= MOST or len(set(hues)) != size:
        return None
    given = dict(_given(request, hues))
    if any(not 0 <= index < size for cell in given for index in cell):
        return None
    grids = _filled(given, size)
    grid = next(grids, None)
    if grid is None or next(grids, None) is not None:
        return None
    cells = _asked(asked[1], size)
    if cells is None:
        return None
    return (column if "column" in asked[1] else row)(*(shape(hues[grid[cell]], asked[2]) for cell in cells))


def _given(request: str, hues: list[str]) -> Iterator[tuple[Cell, int]]:
    last = len(hues) - 1
    for match in _GIVEN.finditer(request):
        if match["colour"].lower() not in hues:
            continue
        if match["corner"]:
            down, across = match["corner"].lower().split()
            cell = (last * (down == "lower"), last * (across == "right"))
        elif match["centre"]:
            cell = (last // 2, last // 2)
        else:
            cell = (ORDINALS.index(match["down"].lower()), ORDINALS.index(match["across"].lower()))
        yield cell, hues.index(match["colour"].lower())


def _filled(grid: Mapping[Cell, int], size: int) -> Iterator[dict[Cell, int]]:
    """Every way to complete the grid: always the cell with the fewest candidates next."""
    free = [(down, across) for down in range(size) for across in range(size) if (down, across) not in grid]
    if not _consistent(grid):
        return
    if not free:
        yield dict(grid)
        return
    cell = min(free, key=lambda each: len(_candidates(grid, each, size)))
    for value in _candidates(grid, cell, size):
        yield from _filled({**grid, cell: value}, size)


def _candidates(grid: Mapping[Cell, int], cell: Cell, size: int) -> list[int]:
    taken = {value for other, value in grid.items() if other[0] == cell[0] or other[1] == cell[1]}
    return [value for value in range(size) if value not in taken]


def _consistent(grid: Mapping[Cell, int]) -> bool:
    downs = [(down, value) for (down, _), value in grid.items()]
    acrosses = [(across, value) for (_, across), value in grid.items()]
    return len(set(downs)) == len(downs) and len(set(acrosses)) == len(acrosses)


def _asked(part: str, size: int) -> list[Cell] | None:
    last = size - 1
    lines = {
        "top row": [(0, at) for at in range(size)],
        "bottom row": [(last, at) for at in range(size)],
        "left-hand column": [(at, 0) for at in range(size)],
        "right-hand column": [(at, last) for at in range(size)],
        "diagonal": [(at, at) for at in range(size)],
    }
    return lines.get(part)
