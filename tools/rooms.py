"""The rooms of the house and who imports whom, drawn from the code's own imports: docs/rooms.svg.

Floors are those of the import-linter contract in pyproject.toml. Imports count wherever they stand: within functions,
and those that only a type checker sees. An arrow that runs up, or a circle, is drawn in red and told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, Final

from tools.derived import ROOT, shown

PACKAGE: Final = "pytest_realunify"
PICTURE: Final = ROOT / "docs" / "rooms.svg"
WIDTH, FLOOR, BOX, MARGIN = 980, 74, (128, 34), 24


@dataclass(frozen=True)
class House:
    """Rooms by floor, from the top; and the arrows between them."""

    floors: Sequence[Sequence[str]]
    arrows: frozenset[tuple[str, str]]
    says: Mapping[str, str]
    """The first sentence of a room's docstring."""

    @classmethod
    def of(cls, root: Path) -> House:
        """As the code has it. A room is a module or package directly below the package."""
        folder = root / PACKAGE
        rooms = {each.stem: each for each in folder.iterdir() if _is_room(each)}
        arrows = {(name, target) for name, place in rooms.items() for target in _targets(place) if target in rooms}
        says = {name: _sentence(place) for name, place in rooms.items()}
        return cls(_floors(root), frozenset((a, b) for a, b in arrows if a != b), says)

    @cached_property
    def floor_of(self) -> dict[str, int]:
        """0 is the top."""
        return {room: number for number, floor in enumerate(self.floors) for room in floor}

    @property
    def upward(self) -> list[tuple[str, str]]:
        """Arrows to a floor above."""
        return sorted((a, b) for a, b in self.arrows if self.floor_of[b] < self.floor_of[a])

    @property
    def circles(self) -> list[tuple[str, str]]:
        """Pairs of rooms that reach each other."""
        reach = {room: self._reached(room) for room in self.floor_of}
        return sorted((a, b) for a in reach for b in reach[a] if a < b and a in reach[b])

    def _reached(self, room: str) -> set[str]:
        found: set[str] = set()
        left = [room]
        while left:
            here = left.pop()
            new = {b for a, b in self.arrows if a == here} - found
            found |= new
            left += new
        return found


class Rooms:
    """docs/rooms.svg."""

    name = "rooms"
    what = "the picture of the rooms in ARCHITECTURE.md"

    def differences(self) -> Iterator[str]:
        """Arrows that run up, circles, and a picture that shows another house."""
        house = House.of(ROOT)
        yield from (f"{a} imports {b}, which lies above it" for a, b in house.upward)
        yield from (f"{a} and {b} import each other" for a, b in house.circles)
        if not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != drawn(house):
            yield f"{shown(PICTURE)} is not what the code is"

    def rebuild(self) -> Iterator[str]:
        """The picture, where it changed."""
        picture = drawn(House.of(ROOT))
        if not PICTURE.is_file() or PICTURE.read_text(encoding="utf-8") != picture:
            PICTURE.write_text(picture, encoding="utf-8")
            yield shown(PICTURE)


# Reading --------------------------------------------------------------------------------------------------------------


def _is_room(place: Path) -> bool:
    """A folder of modules, or a module that is not the package's face."""
    if place.is_dir():
        return (place / "__init__.py").is_file()
    return place.suffix == ".py" and place.stem != "__init__"


def _floors(root: Path) -> list[list[str]]:
    import tomllib  # of Python 3.11: this is a tool of the checkout

    settings: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each["type"] == "layers" and each["containers"] == [PACKAGE]]
    return [[room.strip() for room in line.replace(":", "|").split("|")] for line in layers]


def _targets(place: Path) -> set[str]:
    files = place.rglob("*.py") if place.is_dir() else [place]
    return {target for file in files for target in _imported(ast.parse(file.read_text(encoding="utf-8")))}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{PACKAGE}."))


def _sentence(place: Path) -> str:
    file = place / "__init__.py" if place.is_dir() else place
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


# Drawing --------------------------------------------------------------------------------------------------------------


def drawn(house: House) -> str:
    """SVG: a band per floor, a box per room, an arrow per import between rooms."""
    height = 2 * MARGIN + FLOOR * len(house.floors)
    middle = {
        room: (WIDTH * (place + 1) / (len(floor) + 1), MARGIN + FLOOR * (number + 0.5))
        for number, floor in enumerate(house.floors)
        for place, room in enumerate(floor)
    }
    wrong = {*house.upward, *((a, b) for a, b in house.arrows if {(a, b), (b, a)} & {*house.circles})}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        "<title>Rooms of pytest_realunify, and who imports whom</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *(
            f'<rect x="0" y="{MARGIN + FLOOR * number}" width="{WIDTH}" height="{FLOOR}" fill="#f3f5f7"/>'
            for number in range(0, len(house.floors), 2)
        ),
        *(_arrow(middle[a], middle[b], (a, b) in wrong) for a, b in sorted(house.arrows)),
        *(_box(room, middle[room], house.says.get(room, "")) for floor in house.floors for room in floor),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _arrow(start: tuple[float, float], end: tuple[float, float], wrong: bool) -> str:
    """Bent aside by how far it goes, so that arrows over several floors do not hide behind boxes."""
    (x1, y1), (x2, y2) = start, end
    if y1 == y2:
        x1, x2 = (x1 + BOX[0] / 2, x2 - BOX[0] / 2) if x1 < x2 else (x1 - BOX[0] / 2, x2 + BOX[0] / 2)
        return f'<path d="M {x1:.0f} {y1:.0f} L {x2:.0f} {y2:.0f}" stroke="#3b6ea5" stroke-opacity="0.45"/>'
    y1, y2 = y1 + BOX[1] / 2, y2 - BOX[1] / 2
    floors = (y2 - y1) / FLOOR
    aside = 46 * max(0.0, floors - 1) * (1 if (x1 + x2) / 2 >= WIDTH / 2 else -1)
    middle = min(WIDTH - 6.0, max(6.0, (x1 + x2) / 2 + aside))
    colour, opacity = ("#d00000", 1) if wrong else ("#3b6ea5", 0.45)
    path = f"M {x1:.0f} {y1:.0f} Q {middle:.0f} {(y1 + y2) / 2:.0f} {x2:.0f} {y2:.0f}"
    tip = f"M {x2 - 3:.0f} {y2 - 6:.0f} L {x2:.0f} {y2:.0f} L {x2 + 3:.0f} {y2 - 6:.0f}"
    return f'<path d="{path} {tip}" fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="1.1"/>'


def _box(room: str, middle: tuple[float, float], says: str) -> str:
    (x, y), (width, height) = middle, BOX
    frame = f'x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width}" height="{height}" rx="6"'
    return (
        f'<g><title>{escape(says)}</title><rect {frame} fill="#ffffff" stroke="#1c2024"/>'
        f'<text x="{x:.0f}" y="{y + 5:.0f}" font-size="15" text-anchor="middle" fill="#1c2024">{room}</text></g>'
    )
