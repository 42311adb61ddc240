"""The three kinds of item: market stalls, houses, and panels on a control wall. All in units, 128 wide."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.drawing import INK, PALETTE, RGB
from pytest_realunify.procedural.suite.attentional_focusing.layout import HEIGHTS
from pytest_realunify.procedural.suite.attentional_focusing.pen import Pen, card, sign, slots
from pytest_realunify.procedural.suite.attentional_focusing.scene import Item

WHITE: Final = PALETTE["white"]
WOOD: Final[RGB] = (201, 158, 104)
WOOD_EDGE: Final[RGB] = (112, 76, 42)
LIT: Final[RGB] = (255, 226, 128)
DARK: Final[RGB] = (64, 78, 100)
BAY: Final[RGB] = (38, 40, 46)

FRUIT: Final[dict[str, tuple[str, float, float]]] = {
    "lemons": ("yellow", 13.5, 11.0),
    "limes": ("green", 13.0, 11.4),
    "oranges": ("orange", 12.8, 12.8),
    "tomatoes": ("red", 12.8, 12.0),
    "plums": ("purple", 11.2, 13.2),
    "blueberries": ("blue", 11.0, 11.0),
}
"""Colour, width and height in units: as large as a letter, so whoever can read the print can count these."""

COLUMNS: Final = 6
"""Of the slots for what is counted; there are three rows of them."""

_WALLS: Final[tuple[RGB, ...]] = ((238, 214, 178), (226, 198, 186), (206, 216, 200), (212, 206, 222), (240, 226, 206))
_ROOFS: Final[tuple[RGB, ...]] = ((150, 92, 76), (112, 104, 112), (128, 116, 92), (122, 120, 134))
_METALS: Final[tuple[RGB, ...]] = ((186, 192, 200), (202, 200, 192), (172, 184, 186), (196, 190, 204))


def stall(pen: Pen, item: Item) -> None:
    """Striped awning, sign, two price tags, a crate of fruit."""
    height = HEIGHTS["stall"]
    pen.rectangle(7, 18, 114, height - 40, (224, 208, 184), (176, 156, 130))
    for post in (4, 120):
        pen.rectangle(post, 18, 4, height - 18, WOOD_EDGE)
    _awning(pen, PALETTE[item.colours["main"]])
    for chain in (26, 102):
        pen.line([(chain, 28), (chain, 36)], WOOD_EDGE)
    sign(pen, item, 8, 35, 112)
    for left, colour in ((9, "yellow"), (67, "white")):
        pen.line([(left + 26, 80), (left + 26, 100)], WOOD_EDGE, 1.5)
        card(pen, left, 65, 52, colour, item.cards[colour])
    pen.rectangle(0, height - 62, 128, 62, WOOD, WOOD_EDGE, radius=2)
    for slot, thing in enumerate(slots(item)):
        if thing:
            x, y = 12 + 20.8 * (slot % COLUMNS), height - 50 + 19 * (slot // COLUMNS)
            _fruit(pen, x, y, thing, (item.look >> slot) % 3 - 1)


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
    pen.ellipse(x - 2.3 + 0.4 * sway, y - 2.1 + 0.3 * sway, 2.6, 2.1, glow)


def house(pen: Pen, item: Item) -> None:
    """Roof, sign, three rows of windows, clock, door, lantern and two cards."""
    height = HEIGHTS["house"]
    pen.rectangle(94, 2, 11, 18, (140, 100, 90), INK)
    pen.rectangle(4, 24, 120, height - 24, _WALLS[item.look // 5 % len(_WALLS)], (130, 116, 104))
    roof = _ROOFS[item.look // 25 % len(_ROOFS)]
    pen.polygon([(16, 7), (112, 7), (128, 27), (0, 27)], roof, INK)
    for ridge, inset in ((13, 12), (20, 6)):
        pen.line([(inset, ridge), (128 - inset, ridge)], darker(roof))
    sign(pen, item, 8, 31, 112)
    for slot, state in enumerate(slots(item)):
        x, y = 10.5 + 19.2 * (slot % COLUMNS), 60.5 + 18.5 * (slot // COLUMNS)
        if state:
            pen.rectangle(x, y, 11.2, 14.3, LIT if state == "lit" else DARK, (92, 74, 60))
    _ground_floor(pen, item, 115, height)


def _ground_floor(pen: Pen, item: Item, top: float, height: float) -> None:
    pen.ellipse(31, top + 9, 17, 17, WHITE, INK)
    turn = item.look % 4
    pen.line([(31, top + 9), (31 + (4, 0, -4, 0)[turn], top + 9 + (0, 4, 0, -4)[turn])], INK)
    pen.line([(31, top + 9), (31 + (2, -4, 3, 4)[turn], top + 9 + (-5, -4, -5, 3)[turn])], INK)
    pen.line([(97, top + 1), (97, top + 6)], INK, 1.5)
    pen.polygon([(92, top + 6), (102, top + 6), (100, top + 17), (94, top + 17)], (255, 244, 200), INK)
    for x, colour in ((7, "yellow"), (73, "white")):
        card(pen, x, top + 21, 48, colour, item.cards[colour])
    pen.rectangle(56, top + 6, 16, height - top - 6, PALETTE[item.colours["main"]], INK, radius=2)
    pen.ellipse(68.5, top + 6 + (height - top) / 2, 2, 2, (240, 220, 150))


def panel(pen: Pen, item: Item) -> None:
    """Sign, bay of lamps, dial between two stickers, vents."""
    height = HEIGHTS["panel"]
    metal = _METALS[item.look // 5 % len(_METALS)]
    pen.rectangle(0, 0, 128, height, metal, (84, 88, 98), radius=5)
    for x, screw in ((5, 5), (123, 5), (5, height - 5), (123, height - 5)):
        pen.ellipse(x, screw, 4.5, 4.5, (120, 124, 132), (84, 88, 98))
        pen.line([(x - 1.5, screw - 1.5), (x + 1.5, screw + 1.5)], (60, 62, 70))
    sign(pen, item, 8, 9, 112)
    pen.rectangle(6, 39, 116, 60, BAY, (84, 88, 98), radius=3)
    for slot, colour in enumerate(slots(item)):
        _lamp(pen, 16 + 19.2 * (slot % COLUMNS), 50.5 + 18.5 * (slot // COLUMNS), colour)
    _controls(pen, item, 105)
    for y in (height - 9.5, height - 5.5):
        pen.line([(22, y), (106, y)], darker(metal), 1.2)


def _lamp(pen: Pen, x: float, y: float, colour: str | None) -> None:
    if colour is None:
        pen.ellipse(x, y, 10.4, 10.4, (66, 68, 76), (96, 98, 106))
        return
    fill = PALETTE[colour]
    pen.ellipse(x, y, 11, 11, fill, (fill[0] * 2 // 3, fill[1] * 2 // 3, fill[2] * 2 // 3))
    pen.ellipse(x - 1.7, y - 1.8, 2.3, 2.3, (255, 255, 255))


def _controls(pen: Pen, item: Item, top: float) -> None:
    middle = top + 11
    for x, colour in ((3, "yellow"), (75, "white")):
        card(pen, x, top, 50, colour, item.cards[colour])
    pen.ellipse(64, middle, 20, 20, (70, 72, 80))
    pen.ellipse(64, middle, 17.5, 17.5, PALETTE[item.colours["main"]])
    turn = item.look // 100 % 3 - 1
    pen.line([(64, middle), (64 + 5.5 * turn, middle - 7 + 2 * abs(turn))], WHITE, 1.8)


def darker(colour: RGB) -> RGB:
    """Three quarters of its brightness."""
    return colour[0] * 3 // 4, colour[1] * 3 // 4, colour[2] * 3 // 4


PAINTERS: Final = {"stall": stall, "house": house, "panel": panel}
