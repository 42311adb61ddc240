"""Things that come and go, are shared out, and are bought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pytest_realunify.procedural.suite.base import Sketch
from pytest_realunify.procedural.suite.mathematical_reasoning.counting import counts
from pytest_realunify.procedural.suite.mathematical_reasoning.picturing import IN_ROW, Amount, MisfitError
from pytest_realunify.procedural.suite.mathematical_reasoning.telling import Teller

KEPT: Final = (
    ("marble", "marbles"),
    ("stamp", "stamps"),
    ("shell", "shells"),
    ("sticker", "stickers"),
    ("chestnut", "chestnuts"),
    ("button", "buttons"),
    ("postcard", "postcards"),
    ("badge", "badges"),
)
WARES: Final = (
    ("pencil", "pencils"),
    ("notebook", "notebooks"),
    ("candle", "candles"),
    ("mug", "mugs"),
    ("poster", "posters"),
    ("lemonade", "lemonades"),
    ("paintbrush", "paintbrushes"),
    ("sandwich", "sandwiches"),
)
AFTER: Final = {
    1: ("",),
    2: ("First ", "Then "),
    3: ("First ", "Then ", "Finally "),
    4: ("First ", "Then ", "Later ", "Finally "),
}
Move = tuple[str, int, int]
"""What the person does, how many things there are after it, and how many by a typical slip."""


def stock(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """A collection that grows and shrinks."""
    rng, steps = teller.rng, difficulty["steps"]
    one, many = rng.choice(KEPT)
    start = have = rng.randrange(6, 40)
    sentences, slips = [], []
    for lead in AFTER[steps]:
        text, after, slip = rng.choice(_MOVES)(teller, have)
        if not 2 <= after <= 60:
            raise MisfitError
        slips = [slip, have]
        subject = teller.she if lead else teller.she.capitalize()
        sentences.append(f"{lead}{subject} {text}.")
        have = after
    amount = Amount(f"{one} that {teller.name} has in the end", f"{teller.name} has {many} in the end", have, (*slips,))
    return counts(teller, amount).of(rng, f"{teller.name} has {teller.n(start)} {many}. {' '.join(sentences)}")


def _gain(teller: Teller, have: int) -> Move:
    more = teller.rng.randrange(3, 16)
    verb = teller.rng.choice(("finds", "buys", "is given", "wins"))
    return f"{verb} {teller.n(more)} more", have + more, have - more


def _packs(teller: Teller, have: int) -> Move:
    packs, size = teller.rng.randrange(2, 5), teller.rng.randrange(3, 7)
    return f"buys {teller.n(packs)} bags with {teller.n(size)} in each", have + packs * size, have + packs + size


def _loss(teller: Teller, have: int) -> Move:
    less = teller.rng.randrange(3, 16)
    verb = teller.rng.choice(("loses", "sells", "gives away", "swaps away"))
    return f"{verb} {teller.n(less)} of them", have - less, have + less


def _gifts(teller: Teller, have: int) -> Move:
    friends, each = teller.rng.randrange(2, 6), teller.rng.randrange(2, 6)
    return f"gives {teller.n(each)} to each of {teller.n(friends)} friends", have - friends * each, have - each


def _part(teller: Teller, have: int) -> Move:
    words, above, below = teller.rng.choice(
        (("half", 1, 2), ("a third", 1, 3), ("a quarter", 1, 4), ("two thirds", 2, 3))
    )
    if have % below:
        return "", 0, 0
    gone = have // below * above
    verb = teller.rng.choice(("gives away", "sells"))
    return f"{verb} {words} of them", have - gone, gone


def _again(teller: Teller, have: int) -> Move:
    verb = teller.rng.choice(("wins", "is given", "buys"))
    return f"{verb} as many again", have * 2, have + 2


_MOVES: Final[tuple[Callable[[Teller, int], Move], ...]] = (_gain, _packs, _loss, _gifts, _part, _again)


def sharing(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """Equal shares, and what is left over."""
    rng, steps = teller.rng, difficulty["steps"]
    one, many = rng.choice((("plum", "plums"), ("grape", "grapes"), ("cherry", "cherries"), ("nut", "nuts")))
    children = rng.randrange(3, 10)
    bags, size, loose, bad = rng.randrange(2, 7), rng.randrange(5, 13), rng.randrange(2, 12), rng.randrange(2, 9)
    whole = rng.randrange(15, 80)
    have, story = whole, f"{teller.name} has {teller.n(whole)} {many}."
    if steps > 1:
        have, story = bags * size, f"{teller.name} has {teller.n(bags)} bags of {teller.n(size)} {many}"
        if steps > 2:
            have, story = have + loose, f"{story} and {teller.n(loose)} loose ones"
        story += "."
    if steps > 3:
        have, story = have - bad, f"{story} Of these, {teller.n(bad)} are bad and are thrown away."
    share, rest = divmod(have, children)
    if not 2 <= share <= IN_ROW or not rest:
        raise MisfitError
    story += rng.choice(
        (
            f" They are shared out equally among {teller.n(children)} children, as many to each as possible.",
            f" {teller.n(children).capitalize()} children share them equally, each getting as many as possible.",
        )
    )
    amounts = (
        Amount(f"{one} that each child gets", "", share, (share + 1,)),
        Amount(f"{one} that is left over", "", rest, (children - rest,)),
    )
    return counts(teller, *(amounts if rng.random() < 0.5 else amounts[::-1])).of(rng, story)


def shopping(teller: Teller, difficulty: Mapping[str, int]) -> Sketch:
    """What money buys, or the change from a note."""
    rng, steps = teller.rng, difficulty["steps"]
    (one, many), (other, others) = rng.sample(WARES, 2)
    price, dearer = rng.sample(range(2, 10), 2)
    if steps == 1:
        money = rng.randrange(12, 90)
        story = f"A {one} costs {teller.n(price)} euros, and {teller.name} has {money} euros."
        thing = Amount(
            f"{one} that {teller.name} can buy", f"{teller.name} can buy {many}", money // price, (money // price + 1,)
        )
        picture = counts(teller, thing)
        return picture.of(rng, story)
    bought, also = rng.randrange(2, 7), rng.randrange(1, 6)
    note, voucher = rng.choice((10, 20, 50)), rng.randrange(2, 8)
    story = f"{teller.name} buys {teller.n(bought)} {many} at {teller.n(price)} euros each"
    bill = bought * price
    if steps > 2:
        story += f" and {teller.some(also, other, others)} at {teller.n(dearer)} euros each"
        bill += also * dearer
    story += "."
    slips = [note - price, bill]
    if steps > 3:
        story += f" A voucher takes {teller.n(voucher)} euros off the bill."
        slips = [note - bill, note - bill - voucher]
        bill -= voucher
    story += f" {teller.she.capitalize()} pays with a {note}-euro note."
    euros = Amount(
        f"euro of change that {teller.name} gets", f"{teller.name} gets euros of change", note - bill, (*slips,)
    )
    return counts(teller, euros).of(rng, story)
