"""Solving a square jigsaw whose tiles are also turned: pieces grow together where two sides fit each other best."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image

from pytest_realunify.procedural.reference.mental_reconstruction.reading import downwards
from pytest_realunify.procedural.reference.mental_reconstruction.restoring import (
    CAP,
    LARGEST_GRID,
    SMALLEST_TILE,
    Floats,
)

Spot = tuple[int, int, int]
"""Column, row, and quarter turns clockwise."""
Piece = dict[int, Spot]
"""Tiles that belong together, by their numbers."""

_STEPS: Final = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""To the neighbour at side 0 (right), 1 (bottom), 2 (left), 3 (top): clockwise."""


def turned_back(image: Image.Image, grid: int) -> Image.Image:
    """The picture with its grid x grid tiles turned and placed as they fit best, what stands in it the right way up; as
    given if it has no such tiles."""
    pixels = np.asarray(image)
    side = pixels.shape[0] // grid
    if not 2 <= grid <= LARGEST_GRID or pixels.shape[:2] != (side * grid, side * grid) or side < SMALLEST_TILE:
        return image
    tiles = pixels.reshape(grid, side, grid, side, 3).swapaxes(1, 2).reshape(grid * grid, side, side, 3)
    costs = _misfits(tiles)
    piece = _filled(_grown(costs, grid), costs, grid)
    left, top = (min(spot[axis] for spot in piece.values()) for axis in (0, 1))
    result = np.empty_like(pixels)
    for tile, (column, row, turns) in piece.items():
        x, y = (column - left) * side, (row - top) * side
        result[y : y + side, x : x + side] = np.rot90(tiles[tile], -turns)
    across, down = downwards(result.astype(np.int16))
    # Numpy turns anticlockwise: once brings what points left to point down.
    quarters = (2 if down < 0 else 0) if abs(down) >= abs(across) else (1 if across < 0 else 3)
    return Image.fromarray(np.ascontiguousarray(np.rot90(result, quarters)))


def _misfits(tiles: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Floats:
    """How badly side m of tile b continues side k of tile a, as [4 a + k, 4 b + m]: mean gap between extrapolations."""
    turned = np.stack([np.rot90(tiles, side, axes=(1, 2)) for side in range(4)], axis=1).astype(np.float32)
    edges = 1.5 * turned[:, :, :, -1] - 0.5 * turned[:, :, :, -2]  # that side now on the right, from top to bottom
    edges = edges.reshape(4 * len(tiles), -1, 3)
    facing = edges[:, ::-1]
    gaps = np.stack([np.minimum(np.abs(edge - facing), CAP).mean(axis=(1, 2)) for edge in edges])
    for first in range(0, len(gaps), 4):
        gaps[first : first + 4, first : first + 4] = np.inf
    return gaps.astype(np.float32)


def _grown(costs: Floats, grid: int) -> Piece:
    """The largest piece after joining what fits, surest first: a fit is as sure as the next best is worse."""
    seconds = np.partition(costs, 1, axis=1)[:, 1]
    doubt = costs / (np.minimum(seconds[:, None], seconds[None, :]) + 1e-3)
    pieces: dict[int, Piece] = {tile: {tile: (0, 0, 0)} for tile in range(len(costs) // 4)}
    owner = {tile: tile for tile in pieces}
    for pair in np.argsort(doubt, axis=None, kind="stable"):
        one, other = divmod(int(pair), len(costs))
        (tile, side), (mate, facing) = divmod(one, 4), divmod(other, 4)
        if owner[tile] == owner[mate]:
            if len(pieces[owner[tile]]) == grid * grid:
                break
            continue
        joined = _joined(pieces[owner[tile]], pieces[owner[mate]], (tile, side, mate, facing), grid)
        if joined:
            del pieces[owner[mate]]
            pieces[owner[tile]] = joined
            owner |= dict.fromkeys(joined, owner[tile])
    return max(pieces.values(), key=len)


def _joined(piece: Piece, added: Piece, fit: tuple[int, int, int, int], grid: int) -> Piece | None:
    """Both as one, `added` turned and moved so that the two sides meet; None where they overlap or outgrow the grid."""
    tile, side, mate, facing = fit
    column, row, turns = piece[tile]
    heading = (side + turns) % 4
    x, y = column + _STEPS[heading][0], row + _STEPS[heading][1]
    start_x, start_y, start_turns = added[mate]
    quarters = (heading + 2 - facing - start_turns) % 4
    joined = dict(piece)
    taken = {spot[:2] for spot in piece.values()}
    for each, (across, down, turned) in added.items():
        dx, dy = across - start_x, down - start_y
        for _ in range(quarters):
            dx, dy = -dy, dx
        joined[each] = x + dx, y + dy, (turned + quarters) % 4
        if joined[each][:2] in taken:
            return None
    spans = [
        max(spot[axis] for spot in joined.values()) - min(spot[axis] for spot in joined.values()) for axis in (0, 1)
    ]
    return joined if max(spans) < grid else None


def _filled(piece: Piece, costs: Floats, grid: int) -> Piece:
    """With the tiles left over put into the gaps one by one, each time where one fits best beside its neighbours."""
    filled = dict(piece)
    left, top = (min(spot[axis] for spot in piece.values()) for axis in (0, 1))
    cells = {(left + x, top + y) for x in range(grid) for y in range(grid)}
    while gaps := cells - {spot[:2] for spot in filled.values()}:
        there = {spot[:2]: (tile, spot[2]) for tile, spot in filled.items()}
        loose = [tile for tile in range(grid * grid) if tile not in filled]
        options = [
            (_cost_at(cell, tile, turns, there, costs), tile, (*cell, turns))
            for cell in sorted(gaps)
            if any((cell[0] + dx, cell[1] + dy) in there for dx, dy in _STEPS)
            for tile in loose
            for turns in range(4)
        ]
        _, tile, spot = min(options)
        filled[tile] = spot
    return filled


def _cost_at(
    cell: tuple[int, int], tile: int, turns: int, there: dict[tuple[int, int], tuple[int, int]], costs: Floats
) -> float:
    """Mean misfit with the neighbours that are there."""
    found = []
    for heading, (dx, dy) in enumerate(_STEPS):
        if (neighbour := there.get((cell[0] + dx, cell[1] + dy))) is not None:
            mate, mate_turns = neighbour
            found.append(float(costs[4 * tile + (heading - turns) % 4, 4 * mate + (heading + 2 - mate_turns) % 4]))
    return sum(found) / len(found)
