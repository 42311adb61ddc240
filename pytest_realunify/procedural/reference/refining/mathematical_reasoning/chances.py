"""Chances: outcomes of fair devices are listed one by one, and those that fit are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

from pytest_realunify.procedural.fact_tables import facts
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import counted, cut
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import Text, number, part, rule
from pytest_realunify.procedural.world.scene import Scene
from pytest_realunify.procedural.world.words import COLOUR

_TABLE: Final = "mathematical_reasoning/probability_estimation"
Fits = Callable[[Any], bool]
"""Whether an outcome is what is asked for."""
_PRIMES: Final = (2, 3, 5, 7, 11)


def _faces() -> list[int]:
    return list(facts(_TABLE)["die"]["faces"])


def _pack() -> list[tuple[str, str]]:
    table = facts(_TABLE)["cards"]
    return [(rank, suit) for rank in table["ranks"] for suit in (*table["red"], *table["black"])]


def share(outcomes: Iterable[Any], fits: Fits) -> Fraction:
    """The part of equally likely outcomes that fit."""
    found = [fits(each) for each in outcomes]
    return Fraction(sum(found), len(found)) if found else Fraction(0)


def _face(event: str) -> Fits | None:
    """What a single die shows."""
    known: dict[str, Callable[[int, int], bool]] = {
        "an even number": lambda face, n: face % 2 == 0,  # noqa: ARG005
        "an odd number": lambda face, n: face % 2 == 1,  # noqa: ARG005
        "a prime number": lambda face, n: face in _PRIMES,  # noqa: ARG005
        "more than <n>": lambda face, n: face > n,
        "less than <n>": lambda face, n: face < n,
        "a multiple of <n>": lambda face, n: face % n == 0,
        "anything but a <n>": lambda face, n: face != n,
        "a <n>": lambda face, n: face == n,
    }
    for pattern, fits in known.items():
        if said := rule(pattern).fullmatch(event):
            named = int(number(said["n"])) if "n" in said.re.groupindex else 0
            return _about(fits, named) if named or "<n>" not in pattern else None
    return None


def _about(fits: Callable[[int, int], bool], named: int) -> Fits:
    return lambda face: fits(face, named)


def _two_faces(event: str) -> Fits | None:
    """What a pair of dice shows."""
    if said := rule("a total of <n>").fullmatch(event):
        total = number(said["n"])
        return lambda pair: sum(pair) == total
    if said := rule("a <n> at least once").fullmatch(event):
        named = number(said["n"])
        return lambda pair: named in pair
    known: dict[str, Fits] = {
        "the same number twice": lambda pair: len(set(pair)) == 1,
        "different numbers": lambda pair: len(set(pair)) > 1,
        "even numbers only": lambda pair: all(face % 2 == 0 for face in pair),
    }
    return known.get(event.lower())


def _card(event: str) -> Fits | None:
    """What a card is."""
    table = facts(_TABLE)["cards"]
    if said := rule("(?:a card that is )?no (?P<suit>[a-z]+)").fullmatch(event):
        fits = _card(f"a {said['suit']}")
        return fits and (lambda card: not fits(card))
    words = rule("an? (?P<words>[a-z]+(?: [a-z]+)?)").fullmatch(event)
    if words is None:
        return None
    tests: list[Fits] = []
    for word in words["words"].lower().split(" "):
        test = _card_word(word, table)
        if test is None:
            return None
        tests.append(test)
    return lambda card: all(test(card) for test in tests)


def _card_word(word: str, table: dict[str, list[str]]) -> Fits | None:
    if word in ("red", "black"):
        return lambda card: card[1] in table[word]
    if word == "court":
        return lambda card: card[0] in table["court"]
    if word in table["ranks"]:
        return lambda card: card[0] == word
    if word in (*table["red"], *table["black"]):
        return lambda card: card[1] == word
    return (lambda card: True) if word == "card" else None  # noqa: ARG005


_TRIALS: Final[dict[str, tuple[Callable[[], Sequence[Any]], Callable[[str], Fits | None]]]] = {
    "[a-z]+ throws a fair die <n> times": (_faces, _face),
    "[a-z]+ throws a pair of fair dice <n> times": (lambda: list(product(_faces(), repeat=2)), _two_faces),
    "[a-z]+ draws a card from a full pack of playing cards without jokers, puts it back and shuffles, and does so <n> "
    "times in all": (_pack, _card),
}


def expecting(text: Text) -> Scene | None:
    """Many trials with dice or cards."""
    for story, (outcomes, reader) in _TRIALS.items():
        if trials := text.take(story):
            return _expected(text, number(trials["n"]), outcomes(), reader)
    return None


_EVENT: Final = r"(?:throw|draw)s? (?:that )?can be expected to (?:show|bring) (?P<event>[^,;]+?)"


def _expected(
    text: Text, many: Fraction, outcomes: Sequence[Any], reader: Callable[[str], Fits | None]
) -> Scene | None:
    for sentence in text.sentences:
        if found := rule(rf".*\b{_EVENT}(?:, .*)?").fullmatch(sentence):
            fits = reader(found["event"])
            if fits is not None:
                return counted(text, {_EVENT: many * share(outcomes, fits)})
    return None


def coins(text: Text) -> Scene | None:
    """Several coins at once."""
    tossed = text.take("[a-z]+ tosses <coins> fair coins?(?: at once)?, <n> times over")
    if tossed is None or not 1 <= (many := int(number(tossed["coins"]))) <= 8:
        return None
    wanted: dict[str, Callable[[int], bool]] = {
        "(?:every|the) coin": lambda shown: shown == many,
        "no coin": lambda shown: shown == 0,
        "exactly one coin": lambda shown: shown == 1,
        "at least one coin": lambda shown: shown >= 1,
    }
    sides = facts(_TABLE)["coin"]["sides"]
    values = {}
    for who, side in product(wanted, sides):
        shown_so = [wanted[who](toss.count(side)) for toss in product(sides, repeat=many)]
        label = f"(?:there are )?toss(?:es)? in which {who} can be expected to show {side}"
        values[label] = number(tossed["n"]) * Fraction(sum(shown_so), len(shown_so))
    return counted(text, values)


_SHARE: Final = (
    (
        "Show (?P<what>the chance|the share) (?P<of>.+) as a circle cut into equal sectors, as few as possible, "
        f"with this share of them in (?P<colour>{COLOUR}) and the others white"
    ),
    (
        "Draw a circle cut into the smallest number of equal sectors with which (?P<what>the chance|the share) "
        f"(?P<of>.+) can be shown, and make just this part of them (?P<colour>{COLOUR}), the rest white"
    ),
)


def shown(text: Text, chance: Callable[[str], Fraction | None], what: str = "the chance") -> Scene | None:
    """The chance, or the share, that is asked for, as sectors."""
    wanted = text.take(*_SHARE)
    if wanted is None or text.sentences or wanted["what"] != what:
        return None
    found = chance(wanted["of"])
    return cut(Fraction(found.denominator), Fraction(found.numerator), wanted["colour"]) if found is not None else None


def wheel(text: Text) -> Scene | None:
    """A wheel of fortune, known by a percentage or by its long run."""
    turned = text.take(
        r"The wheel of fortune at [a-z]+'s stall (?P<what>wins|loses) with a chance of <p:part>",
        r"The wheel of fortune at [a-z]+'s stall (?P<what>wins|loses) <n> times in <spins> spins on average",
    )
    if turned is None:
        return None
    if "p" in turned.re.groupindex:
        known = part(turned["p"])
    else:
        spins = number(turned["spins"])
        known = number(turned["n"]) / spins if spins else Fraction(0)
    winning = known if turned["what"].lower() == "wins" else 1 - known
    return shown(text, lambda of: winning if of == "of winning" else None)


def together(text: Text) -> Scene | None:
    """Different devices at once: all pairs or triples of outcomes are listed."""
    devices: dict[str, tuple[str, Sequence[Any], Callable[[str], Fits | None]]] = {
        "tosses a fair coin": ("the coin shows ", facts(_TABLE)["coin"]["sides"], _side),
        "throws a fair die": ("the die shows ", _faces(), _face),
        "draws a card from a full pack of playing cards without jokers": ("the card is ", _pack(), _card),
    }
    deeds = "|".join(devices)
    done = text.take(f"[a-z]+ (?P<deeds>(?:{deeds})(?:(?:, | and )(?:{deeds}))*)")
    if done is None:
        return None
    used = [told for deed, told in devices.items() if deed in done["deeds"]]

    def chance(of: str) -> Fraction | None:
        parts = of.removeprefix("that ").replace(" and the ", ", the ").split(", ")
        if len(parts) != len(used):
            return None
        events = [reader(part.removeprefix(start)) for part, (start, _, reader) in zip(parts, used, strict=True)]
        if None in events:
            return None
        fits: list[Fits] = [event for event in events if event is not None]
        return share(
            product(*(outcomes for _, outcomes, _ in used)),
            lambda got: all(event(each) for event, each in zip(fits, got, strict=True)),
        )

    return shown(text, chance)


def _side(event: str) -> Fits | None:
    return (lambda side: side == event) if event in facts(_TABLE)["coin"]["sides"] else None


READERS: Final = (expecting, coins, wheel, together)
