"""Word problems: each reader follows one kind of story from sentence to sentence and keeps account."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from pytest_realunify.procedural.reference.refining.mathematical_reasoning.asking import counted
from pytest_realunify.procedural.reference.refining.mathematical_reasoning.grammar import (
    Text,
    number,
    numbers,
    part,
    rule,
)
from pytest_realunify.procedural.world.scene import Scene

LEAD: Final = "(?:(?:first|then|next|later|finally|after that|at last),? )?"
SUBJECT: Final = rf"{LEAD}(?:she|he|<who:who>)"
Change = Callable[[Fraction, re.Match[str]], Fraction]
_CHANGES: Final[dict[str, Change]] = {
    "(?:finds|buys|is given|wins) <n> more": lambda have, said: have + number(said["n"]),
    "buys <n> bags with <each> in each": lambda have, said: have + number(said["n"]) * number(said["each"]),
    "(?:loses|sells|gives away|swaps away) <n> of them": lambda have, said: have - number(said["n"]),
    "gives <each> to each of <n> friends": lambda have, said: have - number(said["n"]) * number(said["each"]),
    "(?:gives away|sells) <p:part> of them": lambda have, said: have * (1 - part(said["p"])),
    "(?:wins|is given|buys) as many again": lambda have, said: have * 2,  # noqa: ARG005
}


def stock(text: Text) -> Scene | None:
    """Somebody has things; some come, some go."""
    start = text.take("<who:who> has <n> <things:who>")
    if start is None:
        return None
    have = number(start["n"])
    asked = text.copy()
    for sentence in text.sentences:
        for ending, change in _CHANGES.items():
            if said := rule(f"{SUBJECT} {ending}").fullmatch(sentence):
                have = change(have, said)
                asked.sentences.remove(sentence)
                break
    return counted(asked, {"[a-z]+ that [a-z]+ has in the end|[a-z]+ has [a-z]+ in the end": have})


def sharing(text: Text) -> Scene | None:
    """Equal shares and a rest."""
    whole = text.take("[a-z]+ has <n> [a-z]+")
    bags = text.take("[a-z]+ has <n> bags of <size> [a-z]+(?: and <loose> loose ones)?")
    children = text.take(
        "They are shared out equally among <n> children, as many to each as possible",
        "<n> children share them equally, each getting as many as possible",
    )
    if children is None or not (whole or bags):
        return None
    if bags:
        have = number(bags["n"]) * number(bags["size"]) + (number(bags["loose"]) if bags["loose"] else 0)
    else:
        assert whole is not None
        have = number(whole["n"])
    if bad := text.take("Of these, <n> (?:are|is) bad and (?:are|is) thrown away"):
        have -= number(bad["n"])
    eaters = number(children["n"])
    if not eaters:
        return None
    rest = have % eaters
    return counted(text, {"[a-z]+ that each child gets": (have - rest) / eaters, "[a-z]+ that is left over": rest})


def shopping(text: Text) -> Scene | None:
    """What can be bought for some money, or what comes back from a note."""
    if prices := text.take("A [a-z]+ costs <price> euros, and [a-z]+ has <money> euros"):
        price, money = numbers(prices, "price", "money")
        bought = Fraction(money // price) if price else Fraction(0)
        return counted(text, {"[a-z]+ that [a-z]+ can buy|[a-z]+ can buy [a-z]+": bought})
    basket = text.take("[a-z]+ buys (?P<basket>.+ euros each)")
    note = text.take("(?:she|he) pays with a <n>-euro note")
    if basket is None or note is None:
        return None
    bill = Fraction(0)
    for entry in basket["basket"].split(" and "):
        match = rule("<n> [a-z]+ at <price> euros each").fullmatch(entry)
        if match is None:
            return None
        bill += number(match["n"]) * number(match["price"])
    if voucher := text.take("A voucher takes <n> euros off the bill"):
        bill -= number(voucher["n"])
    return counted(text, {"euro of change that [a-z]+ gets|[a-z]+ gets euros of change": number(note["n"]) - bill})


READERS: Final = (stock, sharing, shopping)
