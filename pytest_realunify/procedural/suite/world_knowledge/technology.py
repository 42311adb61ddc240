"""Technology: bits and bytes, codes, keyboards, signal lights."""

from __future__ import annotations

from typing import Final

from pytest_realunify.procedural.suite.base import Chance
from pytest_realunify.procedural.suite.looks import LOOKS, a, different
from pytest_realunify.procedural.suite.world_knowledge import standard
from pytest_realunify.procedural.suite.world_knowledge.composing import subtask
from pytest_realunify.procedural.suite.world_knowledge.lines import Combinations, Items, Line, Room, Way
from pytest_realunify.procedural.suite.world_knowledge.tables import Tables
from pytest_realunify.procedural.world.scene import SHAPES, TEXT_COLOURS, Shape, Sign
from pytest_realunify.procedural.world.words import listed, plural

WORDS: Final = (
    *(
        "CAT",
        "DOG",
        "SUN",
        "MOON",
        "STAR",
        "TREE",
        "LEAF",
        "BIRD",
        "FISH",
        "BEAR",
        "WOLF",
        "FROG",
        "LAMP",
        "BOOK",
        "DOOR",
    ),
    *("ROOF", "WIND", "RAIN", "SNOW", "FIRE", "GOLD", "IRON", "SALT", "RICE", "CAKE", "MILK", "BOAT", "SHIP", "TAXI"),
    *("DUCK", "GOAT", "HILL", "LAKE", "ROAD", "SAND", "SOUP", "TENT", "VASE", "YARN", "ZEBRA", "PIANO", "ROBOT"),
)


MORSE: Final = (
    "from left to right the letter {letter} in Morse code, with {dot} for every dot and {dash} for every dash",
    "the Morse code of the letter {letter} from left to right, each dash as {dash} and each dot as {dot}",
)
NEIGHBOURS: Final = (
    "a white sign with the letter directly to the {side} of {letter} on a QWERTY keyboard, in {colour}",
    "a white sign that shows in {colour} the {side}-hand neighbour of the letter {letter} on a QWERTY keyboard",
)


def ways(known: Tables, room: Room) -> list[Way]:
    lettered = [_keyboard(known), _keypad(known)]
    return [*standard.ways(known, room), _morse(known), *_binary(room), *lettered, *_resistors(known)]


def _morse(known: Tables) -> Way:
    code = {letter: signs for letter, signs in known.own["morse"].items() if letter != "source"}

    def line(rng: Chance, start: tuple[str, Shape]) -> Line:
        letter, look = start
        dot, dash = different(rng, 2, look)
        phrase = rng.choice(MORSE).format(letter=letter, dot=a(dot), dash=a(dash))
        items: Items = tuple(dot if sign == "." else dash for sign in code[letter])
        turned = tuple(dash if sign == "." else dot for sign in code[letter])
        return _sequence(phrase, items, turned)

    return Way(2, Combinations(sorted(code), LOOKS), line, alone=True)


def _binary(room: Room) -> list[Way]:
    def line(rng: Chance, start: tuple[int, Shape]) -> Line:
        value, look = start
        one, zero = different(rng, 2, look)
        phrase = (
            f"from left to right the number {value} in binary with its highest bit first, {a(one)} standing for every "
            f"1 and {a(zero)} for every 0"
        )
        items: Items = tuple(one if bit == "1" else zero for bit in f"{value:b}")
        return _sequence(phrase, items, tuple(one if bit == "1" else zero for bit in f"{value + 1:b}"))

    return [Way(2, Combinations(range(17, min(62, 2**room.row)), LOOKS), line, alone=True)]


def _sequence(phrase: str, items: Items, slip: Items) -> Line:
    return Line(phrase, items, tuple(each for each in (slip, items[::-1]) if each != items), placed=True)


def _keyboard(known: Tables) -> Way:
    rows = known.own["keyboard"]["rows"]
    places = [(row, place) for row in rows for place in range(1, len(row) - 1)]

    def line(rng: Chance, start: tuple[tuple[str, int], int, str]) -> Line:
        (row, place), step, colour = start
        side = "left" if step < 0 else "right"
        phrase = rng.choice(NEIGHBOURS).format(side=side, letter=row[place], colour=colour)
        wrong = (row[place], row[place - step])
        return Line(phrase, (Sign(row[place + step], colour),), tuple((Sign(each, colour),) for each in wrong))

    return Way(1, Combinations(places, (-1, 1), TEXT_COLOURS), line)


def _keypad(known: Tables) -> Way:
    keys = {letter: each["digit"] for each in known.own["keypad"] for letter in each["letters"]}

    def line(rng: Chance, start: tuple[str, str]) -> Line:
        word, colour = start
        digits = [keys[letter] for letter in word]
        phrase = rng.choice(
            (
                f"a white sign with the number that spells {word} on a telephone's keys, in {colour} figures",
                f"a white sign that shows in {colour} figures which number to dial for the letters {word}",
            )
        )
        fault = rng.randrange(len(digits))
        slip = [*digits[:fault], "2" if digits[fault] != "2" else "3", *digits[fault + 1 :]]
        wrong = ["".join(each) for each in (slip, digits[::-1]) if each != digits]
        return Line(phrase, (Sign("".join(digits), colour),), tuple((Sign(each, colour),) for each in wrong))

    return Way(1, Combinations(WORDS, TEXT_COLOURS), line)


def _resistors(known: Tables) -> list[Way]:
    inks = known.own["resistor"]["colours"]
    numbers = [str(value) for value in range(100, 1000) if len(set(str(value))) == 3]

    def bands(rng: Chance, digits: str) -> Line:
        kind = rng.choice(SHAPES)
        phrase = (
            f"from left to right {plural(kind)} in the resistor colour code for the digits {listed(list(digits))}"
            f"{', with purple for violet' if '7' in digits else ''}"
        )
        items: Items = tuple(Shape(kind, inks[int(digit)]) for digit in digits)
        return _sequence(phrase, items, tuple(Shape(kind, inks[(int(digit) + 1) % 10]) for digit in digits))

    def sign(rng: Chance, digits: str) -> Line:
        colour = rng.choice(TEXT_COLOURS)
        told = listed([inks[int(digit)] for digit in digits])
        phrase = (
            f"a white sign with the three-digit number that {told} stand for in the resistor colour code"
            f"{', purple being violet' if '7' in digits else ''}, in {colour} figures"
        )
        slip = "".join(str((int(digit) + 1) % 10) for digit in digits)
        return Line(phrase, (Sign(digits, colour),), ((Sign(slip, colour),), (Sign(digits[::-1], colour),)))

    return [Way(1, numbers, bands), Way(1, numbers, sign)]


SUBTASK: Final = subtask("technology", ways, place=6)
