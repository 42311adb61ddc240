"""The three kinds of item: market stalls, houses, and panels on a control wall. All in units, 128 wide."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB
from pytest_realunify.procedural.suite.attentional_focusing.pen import Pen, card, sign, slots
from pytest_realunify.procedural.suite.attentional_focusing.scene import Item

WHITE: Final = PALETTE["white"]
WOOD: Final[RGB] = (201, 158, 104)
WOOD_EDGE: Final[RGB] = (112, 76, 42)
LIT: Final[RGB] = (255, 226, 128)
DARK: Final[RGB] = (64, 78, 100)
BAY: Final[RGB] = (38, 40, 46)

FRUIT: Final[dict[str, tuple[str, float, float]]] = {
    "lemons": ("yellow", 10.4, 8.4),
    "limes": ("green", 10.0, 8.8),
    "oranges": ("orange", 9.8, 9.8),
    "tomatoes": ("red", 9.8, 9.2),
    "plums": ("purple", 8.6, 10.2),
    "blueberries": ("blue", 8.4, 8.4),
}
"""Colour, width and height in units."""

_WALLS: Final[tuple[RGB, ...]] = ((238, 214, 178), (226, 198, 186), (206, 216, 200), (212, 206, 222), (240, 226, 206))
_ROOFS: Final[tuple[RGB, ...]] = ((150, 92, 76), (112, 104, 112), (128, 116, 92), (122, 120, 134))
_METALS: Final[tuple[RGB, ...]] = ((186, 192, 200), (202, 200, 192), (172, 184, 186), (196, 190, 204))


def stall(pen: Pen, item: Item, size: int) -> None:
    """Striped awning, sign, two price tags, a crate of fruit; `95 + 2 * size` units high."""
    height = 95 + 2 * size
    pen.rectangle(7, 18, 114, height - 40, (224, 208, 184), (176, 156, 130))
    for x in (4, 120):
        pen.rectangle(x, 18, 4, height - 18, WOOD_EDGE)
    _awning(pen, PALETTE[item.colours["main"]])
    for x in (26, 102):
        pen.line([(x, 28), (x, 36)], WOOD_EDGE)
    sign(pen, item, 8, 35, 112, size)
    below = 35 + size + 10 + 5
    for x, colour in ((9, "yellow"), (67, "white")):
        pen.line([(x + 26, below + size), (x + 26, height - 30)], WOOD_EDGE, 1.5)
        card(pen, x, below, 52, size, colour, item.cards[colour])
    pen.rectangle(0, height - 33, 128, 33, WOOD, WOOD_EDGE, radius=2)
    for slot, thing in enumerate(slots(item)):
        if thing:
            _fruit(pen, 9.6 + 13.6 * (slot % 9), height - 24 + 14.5 * (slot // 9), thing, (item.look >> slot) % 3 - 1)


def _awning(pen: Pen, colour: RGB) -> None:
    for stripe in range(8):
        fill = colour if stripe % 2 == 0 else WHITE
        pen.ellipse(16 * stripe + 8, 22, 16, 15, fill, INK)
        above, below = 6 + 14.5 * stripe, 16 * stripe
        pen.polygon([(above, 0), (above + 14.5, 0), (below + 16, 22), (below, 22)], fill)
    pen.line([(6, 0.5), (122, 0.5)], INK)
    pen.line([(6, 0), (0.5, 22)], INK)
    pen.line([(122, 0), (127.5, 22)], INK)


def _fruit(pen: Pen, x: float, y: float, thing: str, sway: int) -> None:
    colour, width, height = FRUIT[thing]
    fill = PALETTE[colour]
    pen.ellipse(x + 0.4 * sway, y + 0.3 * sway, width, height, fill)
    glow = (fill[0] // 2 + 127, fill[1] // 2 + 127, fill[2] // 2 + 127)
    pen.ellipse(x - 1.8 + 0.4 * sway, y - 1.6 + 0.3 * sway, 2, 1.6, glow)


def house(pen: Pen, item: Item, size: int) -> None:
    """Roof, sign, two rows of windows, clock, door, lantern and two cards; `109 + 2 * size` units high."""
    height = 109 + 2 * size
    pen.rectangle(94, 2, 11, 18, (140, 100, 90), INK)
    pen.rectangle(4, 24, 120, height - 24, _WALLS[item.look // 5 % len(_WALLS)], (130, 116, 104))
    roof = _ROOFS[item.look // 25 % len(_ROOFS)]
    pen.polygon([(16, 7), (112, 7), (128, 27), (0, 27)], roof, INK)
    for y, inset in ((13, 12), (20, 6)):
        pen.line([(inset, y), (128 - inset, y)], darker(roof))
    sign(pen, item, 8, 31, 112, size)
    top = 31 + size + 10 + 5
    for slot, state in enumerate(slots(item)):
        x, y = 10.2 + 12.4 * (slot % 9), top + 14 * (slot // 9)
        if state:
            pen.rectangle(x, y, 8.6, 11, LIT if state == "lit" else DARK, (92, 74, 60))
    _ground_floor(pen, item, size, top + 29, height)


def _ground_floor(pen: Pen, item: Item, size: int, top: float, height: float) -> None:
    pen.ellipse(31, top + 9, 17, 17, WHITE, INK)
    turn = item.look % 4
    pen.line([(31, top + 9), (31 + (4, 0, -4, 0)[turn], top + 9 + (0, 4, 0, -4)[turn])], INK)
    pen.line([(31, top + 9), (31 + (2, -4, 3, 4)[turn], top + 9 + (-5, -4, -5, 3)[turn])], INK)
    pen.line([(97, top + 1), (97, top + 6)], INK, 1.5)
    pen.polygon([(92, top + 6), (102, top + 6), (100, top + 17), (94, top + 17)], (255, 244, 200), INK)
    for x, colour in ((7, "yellow"), (73, "white")):
        card(pen, x, top + 20, 48, size, colour, item.cards[colour])
    pen.rectangle(56, top + 6, 16, height - top - 6, PALETTE[item.colours["main"]], INK, radius=2)
    pen.ellipse(68.5, top + 6 + (height - top) / 2, 2, 2, (240, 220, 150))


def panel(pen: Pen, item: Item, size: int) -> None:
    """Sign, bay of lamps, dial between two stickers, vents; `89 + 2 * size` units high."""
    height = 89 + 2 * size
    metal = _METALS[item.look // 5 % len(_METALS)]
    pen.rectangle(0, 0, 128, height, metal, (84, 88, 98), radius=5)
    for x, screw in ((5, 5), (123, 5), (5, height - 5), (123, height - 5)):
        pen.ellipse(x, screw, 4.5, 4.5, (120, 124, 132), (84, 88, 98))
        pen.line([(x - 1.5, screw - 1.5), (x + 1.5, screw + 1.5)], (60, 62, 70))
    sign(pen, item, 8, 9, 112, size)
    top = 9 + size + 10 + 5
    pen.rectangle(6, top, 116, 29, BAY, (84, 88, 98), radius=3)
    for slot, colour in enumerate(slots(item)):
        _lamp(pen, 14 + 12.5 * (slot % 9), top + 8 + 13 * (slot // 9), colour)
    _controls(pen, item, size, top + 35)
    for y in (height - 9.5, height - 5.5):
        pen.line([(22, y), (106, y)], darker(metal), 1.2)


def _lamp(pen: Pen, x: float, y: float, colour: str | None) -> None:
    if colour is None:
        pen.ellipse(x, y, 8, 8, (66, 68, 76), (96, 98, 106))
        return
    fill = PALETTE[colour]
    pen.ellipse(x, y, 8.4, 8.4, fill, (fill[0] * 2 // 3, fill[1] * 2 // 3, fill[2] * 2 // 3))
    pen.ellipse(x - 1.3, y - 1.4, 1.8, 1.8, (255, 255, 255))


def _controls(pen: Pen, item: Item, size: int, top: float) -> None:
    middle = top + (size + 7) / 2
    for x, colour in ((3, "yellow"), (75, "white")):
        card(pen, x, top, 50, size, colour, item.cards[colour])
    pen.ellipse(64, middle, 20, 20, (70, 72, 80))
    pen.ellipse(64, middle, 17.5, 17.5, PALETTE[item.colours["main"]])
    turn = item.look // 100 % 3 - 1
    pen.line([(64, middle), (64 + 5.5 * turn, middle - 7 + 2 * abs(turn))], WHITE, 1.8)


def darker(colour: RGB) -> RGB:
    """Three quarters of its brightness."""
    return colour[0] * 3 // 4, colour[1] * 3 // 4, colour[2] * 3 // 4


PAINTERS: Final = {"stall": stall, "house": house, "panel": panel}
